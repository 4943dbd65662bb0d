#!/usr/bin/env python3
"""Tokens a second of a batch of texts of very different lengths, beside the peers.

    python3 benchmarks/ragged.py [--shape base] [--rows 64] [--shortest 5] [--longest 384] [--rounds 5] [--runs 3] [--threads N] [--no-peers]

The lengths are drawn evenly between the shortest and the longest, the same ones each time; weights and ids are random, and
all engines must agree first, as in latency.py. albert4j gets all rows at once, and computes no padding. The peers get them
in two ways: padded, all rows in one batch as they come; and bucketed, sorted by length and cut into groups of as many rows
as suits the peer best, which is tried first. The engines take turns, each in a process of its own; medians are of tokens
that are no padding.
"""

import functools
import pathlib
import statistics

from agreement import SHAPE, of_shape
from engines import LONG, ONE_EACH
from peers import PYTORCH, RUNTIMES, arguments, cpu, np, scratch, write_part
from shapes import config, operations
from timers import Timer, in_turns, write_rows

GROUPS = (1, 4, 8, 16)


def turn(command, file, runs, group, peaks=None):
    """Seconds of a pass over all rows; of ours, the machine's peak right after it goes into peaks."""
    with Timer(command) as timer:
        first = timer.batch(file, 1, group)[0]
        seconds = first if first > LONG else statistics.median(timer.batch(file, runs, group))
        if peaks is not None:
            peaks.append(timer.peak())
        return seconds


def best_group(command, file, rows):
    with Timer(command) as timer:
        return min((group for group in GROUPS if group <= rows), key=lambda group: timer.batch(file, 1, group))


def ways(engines, as_they_come, by_length, count, failures):
    """By name: the command, the file of rows, and how many of them go together."""
    found = {"albert4j": (engines[0].serving(), as_they_come, count)}
    for engine in engines[1:]:
        try:
            command = engine.serving()
            found[f"{engine.name}, bucketed"] = (command, by_length, best_group(command, by_length, count))
            found[f"{engine.name}, padded"] = (command, as_they_come, count)
        except RuntimeError as reason:
            failures[engine.name] = str(reason)
    return found


def main():
    options = arguments(__file__, __doc__, PYTORCH + RUNTIMES, 5, [
        SHAPE,
        ("--rows", {"type": int, "default": 64}),
        ("--shortest", {"type": int, "default": 5}),
        ("--longest", {"type": int, "default": 384}),
        ("--runs", {"type": int, "default": 3, "help": "passes over all rows in a round"}),
    ])
    random = np.random.default_rng(11)
    rows = [random.integers(5, 30000, n) for n in random.integers(options.shortest, options.longest + 1, options.rows)]
    tokens = sum(map(len, rows))
    failures, peaks = {}, []
    engines = of_shape(options, failures, ONE_EACH)
    with scratch() as work:
        as_they_come = write_rows(pathlib.Path(work) / "rows.txt", rows)
        by_length = write_rows(pathlib.Path(work) / "sorted.txt", sorted(rows, key=len))
        found = ways(engines, as_they_come, by_length, options.rows, failures)
        turns = {
            way: functools.partial(turn, command, file, options.runs, group, peaks if way == "albert4j" else None)
            for way, (command, file, group) in found.items()}
        rounds, taken = in_turns(turns, options.rounds, options.minutes, failures)
    print(f"{cpu()}; {options.threads} threads; {options.shape}; {options.rows} rows of {tokens} tokens; medians of {rounds} rounds")
    result = {}
    for way, seconds in taken.items():
        result[way] = {"tokens_per_s": tokens / statistics.median(seconds), "group": found[way][2]}
        ratio = result["albert4j"]["tokens_per_s"] / result[way]["tokens_per_s"]
        print(f"{way}: {result[way]['tokens_per_s']:.0f} tokens/s in groups of {found[way][2]}; albert4j is {ratio:.2f} times as fast")
    needed = sum(operations(config(options.shape), len(row)) for row in rows)
    share = needed / statistics.median(taken["albert4j"]) / (statistics.median(peaks) * 1e9)
    print(f"albert4j computes {100 * share:.0f} % of what the machine multiplies at most")
    write_part(f"ragged-{options.shape}", options, {
        "shape": options.shape, "rows": options.rows, "shortest": options.shortest, "longest": options.longest, "tokens": tokens,
        "rounds": rounds, "peak_share": share, "ways": result, "failures": failures})


if __name__ == "__main__":
    main()

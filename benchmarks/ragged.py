#!/usr/bin/env python3
"""Tokens a second of a batch of texts of very different lengths, beside the peers.

    python3 benchmarks/ragged.py [--shape base] [--rows 64] [--shortest 5] [--longest 384] [--rounds 5] [--runs 3] [--threads N] [--no-peers]

The lengths are drawn evenly between the shortest and the longest, the same ones each time; weights and ids are random, and
all engines must agree first, as in latency.py. albert4j gets all rows at once, and computes no padding. The peers get them
in two ways: padded, all rows in one batch as they come; and bucketed, sorted by length and cut into groups of as many rows
as suits the peer best, which is tried first. The engines take turns, each in a process of its own; medians are of tokens
that are no padding.
"""

import pathlib
import statistics
import tempfile

import numpy as np
from engines import Albert4j, Timer, peers, serving
from latency import agreeing
from peers import PYTORCH, RUNTIMES, arguments, cpu, java, write_part
from shapes import SIZES, write_model

GROUPS = (1, 2, 4, 8, 16, 32)


def write_rows(file, rows):
    file.write_text("".join(" ".join(map(str, row)) + "\n" for row in rows))


def turn(command, file, runs, group):
    with Timer(command) as timer:
        timer.times(file, 1, group)
        return statistics.median(timer.times(file, runs, group))


def best_group(command, file, rows):
    with Timer(command) as timer:
        timer.times(file, 1, 4)
        return min((group for group in GROUPS if group <= rows), key=lambda group: min(timer.times(file, 2, group)))


def main():
    options = arguments(__file__, __doc__, PYTORCH + RUNTIMES, 5, [
        ("--shape", {"choices": list(SIZES), "default": "base"}),
        ("--rows", {"type": int, "default": 64}),
        ("--shortest", {"type": int, "default": 5}),
        ("--longest", {"type": int, "default": 384}),
        ("--runs", {"type": int, "default": 3, "help": "passes over all rows in a round"}),
    ])
    random = np.random.default_rng(11)
    rows = [random.integers(5, 30000, n) for n in random.integers(options.shortest, options.longest + 1, options.rows)]
    tokens = sum(map(len, rows))
    failures = {}
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        write_model(folder, options.shape)
        as_they_come, by_length = folder / "rows.txt", folder / "sorted.txt"
        write_rows(as_they_come, rows)
        write_rows(by_length, sorted(rows, key=len))
        engines = [Albert4j(folder, options.threads)]
        if not options.no_peers:
            engines += [peer for peer in peers(folder, options.threads, failures) if peer.name != "openvino-bf16"]
        engines = agreeing(engines, failures)
        ways = {"albert4j": ([*java("EncoderTimer"), folder, options.threads], as_they_come, options.rows)}
        for engine in engines[1:]:
            try:
                ways[f"{engine.name}, bucketed"] = (serving(engine), by_length, best_group(serving(engine), by_length, options.rows))
                ways[f"{engine.name}, padded"] = (serving(engine), as_they_come, options.rows)
            except RuntimeError as reason:
                failures[engine.name] = str(reason)
        taken = {way: [] for way in ways}
        for round in range(options.rounds):
            for way, (command, file, group) in ways.items():
                try:
                    taken[way].append(turn(command, file, options.runs, group))
                except RuntimeError as reason:
                    failures[way] = str(reason)
            print(f"round {round + 1} of {options.rounds} done", flush=True)
    if "albert4j" in failures:
        raise SystemExit(f"ragged.py: albert4j: {failures['albert4j']}")
    print(f"{cpu()}; {options.threads} threads; {options.shape}; {options.rows} rows of {tokens} tokens; medians of {options.rounds} rounds")
    result = {}
    for way, seconds in taken.items():
        if way not in failures:
            result[way] = {"tokens_per_s": tokens / statistics.median(seconds), "group": ways[way][2]}
            ratio = result["albert4j"]["tokens_per_s"] / result[way]["tokens_per_s"]
            print(f"{way}: {result[way]['tokens_per_s']:.0f} tokens/s in groups of {ways[way][2]}; albert4j is {ratio:.2f} times as fast")
    for name, reason in failures.items():
        print(f"{name}: {reason}")
    write_part(options.parts, f"ragged-{options.shape}", options, {
        "shape": options.shape, "rows": options.rows, "shortest": options.shortest, "longest": options.longest, "tokens": tokens,
        "ways": result, "failures": failures})


if __name__ == "__main__":
    main()

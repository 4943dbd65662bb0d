#!/usr/bin/env python3
"""What a text costs whose length a loaded model has never seen, beside the same text asked again, and beside the peers.

    python3 benchmarks/lengths.py [--shape base] [--count 100] [--shortest 5] [--longest 384] [--rounds 3] [--threads N] [--no-peers]

Engines make code or plans for shapes when they first see them. Each gets so many texts of different lengths, in random
order and in a fresh process, each text twice in a row. Printed are the median and the time that 99 of 100 stay below, of
the first time and of the second, and of what the first takes more. Weights and ids are random, and all engines must agree
first, as in latency.py.
"""

import pathlib

from agreement import SHAPE, of_shape
from engines import ONE_EACH
from peers import PYTORCH, RUNTIMES, arguments, cpu, np, scratch, write_part
from timers import Timer, in_turns, write_rows


def turn(command, warm_up, rows):
    with Timer(command) as timer:
        timer.batch(warm_up, 3, 1)
        return timer.rows(rows, 2)


def main():
    options = arguments(__file__, __doc__, PYTORCH + RUNTIMES, 3, [
        SHAPE,
        ("--count", {"type": int, "default": 100, "help": "different lengths"}),
        ("--shortest", {"type": int, "default": 5}),
        ("--longest", {"type": int, "default": 384}),
    ])
    random = np.random.default_rng(17)
    lengths = random.permutation(np.arange(options.shortest, options.longest + 1))[: options.count]
    failures = {}
    engines = of_shape(options, failures, ONE_EACH)
    with scratch() as work:
        rows = write_rows(pathlib.Path(work) / "rows.txt", [random.integers(5, 30000, n) for n in lengths])
        warm_up = write_rows(pathlib.Path(work) / "warm-up.txt", [random.integers(5, 30000, options.shortest - 1)])
        turns = {engine.name: lambda command=engine.serving(): turn(command, warm_up, rows) for engine in engines}
        rounds, taken = in_turns(turns, options.rounds, options.minutes, failures)
    print(f"{cpu()}; {options.threads} threads; {options.shape}; {len(lengths)} lengths in {rounds} rounds; ms")
    result = {}
    for name, own in taken.items():
        ms = 1e3 * np.array(own).reshape(-1, 2)
        result[name] = {
            what: dict(zip(("p50_ms", "p99_ms"), map(float, np.percentile(values, [50, 99]))))
            for what, values in (("first", ms[:, 0]), ("again", ms[:, 1]), ("more", ms[:, 0] - ms[:, 1]))}
        print(f"{name:>14}  " + "  ".join(f"{what}: p50 {p['p50_ms']:.2f}, p99 {p['p99_ms']:.2f}" for what, p in result[name].items()))
    write_part(f"lengths-{options.shape}", options, {
        "shape": options.shape, "count": len(lengths), "shortest": options.shortest, "longest": options.longest, "rounds": rounds,
        "engines": result, "failures": failures})


if __name__ == "__main__":
    main()

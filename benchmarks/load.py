#!/usr/bin/env python3
"""Time and memory that a model takes to load and to give its first answer, beside the peers.

    python3 benchmarks/load.py [--shape tiny|base|large|xlarge|xxlarge] [--rounds 5] [--threads N] [--no-peers]

Each engine loads the same random weights, in the form that it reads, in a process of its own, and computes one pass of
1x128 tokens; before that, all must agree as in latency.py. The engines take turns. Medians over the rounds are printed of
the seconds from the process's start until the model is loaded and until the pass is done, Python's imports and Java's
start included; of the seconds of loading alone; and of the memory that the process holds (VmRSS) after each of both, and
of the most that it ever held (VmHWM).
"""

import pathlib
import statistics
import tempfile

from engines import Albert4j, Timer, peers, random_ids, serving
from latency import agreeing
from peers import PYTORCH, RUNTIMES, arguments, cpu, java, write_part
from shapes import SIZES, write_model


def once(command, rows):
    with Timer(command) as timer:
        loaded, held = timer.alive_seconds(), timer.memory_mb()[0]
        timer.times(rows, 1, 1)
        passed, (after, most) = timer.alive_seconds(), timer.memory_mb()
        return {"load_s": timer.load_seconds, "ready_s": loaded, "first_s": passed, "loaded_mb": held, "first_mb": after, "most_mb": most}


def main():
    options = arguments(__file__, __doc__, PYTORCH + RUNTIMES, 5, [("--shape", {"choices": list(SIZES), "default": "base"})])
    failures = {}
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        write_model(folder, options.shape)
        rows = folder / "rows.txt"
        rows.write_text(" ".join(map(str, random_ids(1, 128)[0])) + "\n")
        engines = [Albert4j(folder, options.threads)]
        if not options.no_peers:
            engines += peers(folder, options.threads, failures)
        engines = agreeing(engines, failures)
        commands = {engine.name: serving(engine) for engine in engines[1:]}
        commands = {"albert4j": [*java("EncoderTimer"), folder, options.threads], **commands}
        taken = {name: [] for name in commands}
        for _ in range(options.rounds):
            for name, command in commands.items():
                try:
                    taken[name].append(once(command, rows))
                except RuntimeError as reason:
                    failures[name] = str(reason)
    if "albert4j" in failures:
        raise SystemExit(f"load.py: albert4j: {failures['albert4j']}")
    print(f"{cpu()}; {options.threads} threads; {options.shape}; medians of {options.rounds} rounds")
    result = {}
    for name, rounds in taken.items():
        if name not in failures:
            result[name] = {field: statistics.median(own[field] for own in rounds) for field in rounds[0]}
            print(f"{name:>14}  " + "  ".join(f"{field} {value:.2f}" for field, value in result[name].items()), flush=True)
    for name, reason in failures.items():
        print(f"{name}: {reason}")
    write_part(options.parts, f"load-{options.shape}", options, {"shape": options.shape, "engines": result, "failures": failures})


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Time and memory that a model takes to load and to give its first answer, beside the peers.

    python3 benchmarks/load.py [--shape tiny|base|large|xlarge|xxlarge] [--rounds 5] [--threads N] [--no-peers]

Each engine loads the same random weights, in the form that it reads, in a process of its own, and computes one pass of
1x128 tokens; before that, all must agree as in latency.py. Ours does so twice: from its jar, and with its classes in an
archive that Java made of a run before, as ./albert4j starts, and as Python keeps what it compiled of a module. The engines
take turns. Medians over the rounds are printed of
the seconds from the process's start until the model is loaded and until the pass is done, Python's imports and Java's
start included; of the seconds of loading alone; and of the memory that the process holds (VmRSS) after each of both, and
of the most that it ever held (VmHWM).
"""

import pathlib
import statistics

from agreement import SHAPE, of_shape
from engines import random_ids
from peers import PYTORCH, RUNTIMES, arguments, cpu, scratch, write_part
from timers import Timer, in_turns, write_rows


def once(command, rows):
    with Timer(command) as timer:
        loaded, held = timer.alive_seconds(), timer.memory_mb()[0]
        timer.batch(rows, 1, 1)
        passed, (after, most) = timer.alive_seconds(), timer.memory_mb()
        return {"load_s": timer.load_seconds, "ready_s": loaded, "first_s": passed, "loaded_mb": held, "first_mb": after, "most_mb": most}


def with_archive(command, rows, archive):
    """The same command, with what it loads of classes in an archive."""
    java, *rest = command
    with Timer([java, f"-XX:ArchiveClassesAtExit={archive}", "-Xlog:disable", *rest]) as timer:
        timer.batch(rows, 1, 1)
    return [java, f"-XX:SharedArchiveFile={archive}", "-Xshare:auto", *rest]


def main():
    options = arguments(__file__, __doc__, PYTORCH + RUNTIMES, 5, [SHAPE])
    failures = {}
    engines = of_shape(options, failures)
    with scratch() as work:
        rows = write_rows(pathlib.Path(work) / "rows.txt", random_ids(1, 128))
        commands = {}
        for engine in engines:
            commands[engine.name] = engine.serving()
            if engine.name == "albert4j":
                commands["albert4j-archived"] = with_archive(engine.serving(), rows, pathlib.Path(work) / "classes.jsa")
        turns = {name: lambda command=command: once(command, rows) for name, command in commands.items()}
        rounds, taken = in_turns(turns, options.rounds, options.minutes, failures)
    print(f"{cpu()}; {options.threads} threads; {options.shape}; medians of {rounds} rounds")
    result = {}
    for name, own in taken.items():
        result[name] = {field: statistics.median(turn[field] for turn in own) for field in own[0]}
        print(f"{name:>14}  " + "  ".join(f"{field} {value:.2f}" for field, value in result[name].items()), flush=True)
    write_part(f"load-{options.shape}", options, {"shape": options.shape, "rounds": rounds, "engines": result, "failures": failures})


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Time from the start of a process to the first answer, beside Hugging Face's pipeline.

    python3 benchmarks/cold_start.py [--rounds 10] [--threads N] [--no-peers]

`./albert4j fill-mask TEXT` with the embedded model, and a Python process that makes a fill-mask pipeline of transformers
over the same weights (a folder that `./albert4j convert` wrote) and asks it the same. The answers must agree. Both take
turns, after a first start that is not counted and that fills the file caches; medians over the rounds are printed.
"""

import json
import pathlib
import statistics
import subprocess
import sys
import time

from peers import PYTORCH, albert4j, arguments, cpu, last_line, scratch, write_part
from timers import in_turns

TEXT = "Hello I'm a [MASK] model."
PYTHON = """
import json, sys
import torch
from transformers import pipeline
torch.set_num_threads(int(sys.argv[3]))
print(json.dumps(pipeline("fill-mask", model=sys.argv[1], device="cpu")(sys.argv[2])))
"""


def started(command):
    """Seconds from the process's start to its end, and the best answer's token."""
    start = time.perf_counter()
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True)
    seconds = time.perf_counter() - start
    if done.returncode != 0:
        raise RuntimeError(last_line(done.stderr))
    return seconds, json.loads(done.stdout.splitlines()[-1])[0]["token"]


def main():
    options = arguments(__file__, __doc__, PYTORCH, 10)
    failures = {}
    with scratch() as name:
        folder = pathlib.Path(name) / "model"
        albert4j("convert", "--model", "albert4j-small", "--dtype", "f32", "--output", folder)
        commands = {"albert4j": ["./albert4j", "fill-mask", "--threads", options.threads, "--json", TEXT]}
        if not options.no_peers:
            commands["transformers"] = [sys.executable, "-c", PYTHON, folder, TEXT, options.threads]
        turns = {name: lambda command=command: started(command) for name, command in commands.items()}
        _, first = in_turns(turns, 1, options.minutes, failures)  # not counted: it fills the file caches
        tokens = {name: token for name, ((_, token),) in first.items()}
        failures |= {name: "answers something else" for name, token in tokens.items() if token != tokens["albert4j"]}
        rounds, taken = in_turns(turns, options.rounds, options.minutes, failures)
    seconds = {name: statistics.median(own for own, _ in starts) for name, starts in taken.items()}
    print(f"{cpu()}; medians of {rounds} rounds")
    for name, median in seconds.items():
        print(f"{name}: {median:.2f} s; albert4j is {median / seconds['albert4j']:.1f} times as fast")
    write_part("cold-start", options, {"rounds": rounds, "seconds": seconds, "failures": failures})


main()

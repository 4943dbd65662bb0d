#!/usr/bin/env python3
"""Latency of an ALBERT beside ONNX Runtime's, PyTorch's and OpenVINO's, in one run.

    python3 benchmarks/latency.py [--shape tiny|base|large|xlarge|xxlarge] [--rounds 5] [--runs 20] [--seconds 20]
                                  [--cases 1x12,1x128,1x384,8x128] [--threads N] [--no-peers]

Sets up its peers, at the versions of peers.py, in a virtual environment under .albert4j/. The weights are random. The
encoder's last hidden state is computed for the same ids by all, and must agree within 1e-3 before anything is timed (in
bf16: within 5 % of its norm). Then the engines take turns, round by round, each in a process of its own with all of the
machine to itself; engines.py says how each is used. In a round an engine gets RUNS passes a case after its warm-up, or as
many as fit in SECONDS. What is printed are medians over all rounds, and ratios of these medians, ONNX Runtime's by the
graph that is the faster one. All is fp32; where the processor has bf16, ours and OpenVINO's stand beside it.
"""

import pathlib
import statistics
import tempfile

import numpy as np
from engines import Albert4j, peers, random_ids
from peers import PYTORCH, RUNTIMES, arguments, cpu, has_bf16, write_part
from shapes import SIZES, write_model

LIMIT = 1e-3
BF16_LIMIT = 0.05


def agreeing(engines, failures):
    """The engines whose outputs are those of the first; why others are not goes into failures."""
    ids = random_ids(3, 37)
    mask = np.ones_like(ids)
    mask[1, 20:] = 0
    inside = mask.astype(bool)
    expected = engines[0].run(ids, mask)[inside]
    agreed = [engines[0]]
    for engine in engines[1:]:
        try:
            difference = engine.run(ids, mask)[inside] - expected
            if "bf16" in engine.name:
                error, limit = float(np.linalg.norm(difference) / np.linalg.norm(expected)), BF16_LIMIT
            else:
                error, limit = float(np.abs(difference).max()), LIMIT
            print(f"{engine.label}: differs by {error:.1e}", flush=True)
            if error <= limit:
                agreed.append(engine)
            else:
                failures[engine.name] = f"computes something else: differs by {error:.1e}"
        except RuntimeError as reason:
            failures[engine.name] = str(reason)
    return agreed


def measure(engines, cases, options, failures):
    """By case and engine, the median over the rounds."""
    taken = {case: {} for case in cases}
    for round in range(options.rounds):
        for case in cases:
            for engine in engines:
                cell = f"{engine.name}, {case[0]}x{case[1]}"
                if cell in failures:
                    continue
                try:
                    ms = engine.median_ms(*case, options.runs, options.seconds)
                    taken[case].setdefault(engine.name, []).append(ms)
                except RuntimeError as reason:
                    if engine.name == "albert4j":
                        raise SystemExit(f"latency.py: {cell}: {reason}") from None
                    failures[cell] = str(reason)
                    taken[case].pop(engine.name, None)
        print(f"round {round + 1} of {options.rounds} done", flush=True)
    return {case: {name: statistics.median(ms) for name, ms in own.items()} for case, own in taken.items()}


def main():
    options = arguments(__file__, __doc__, PYTORCH + RUNTIMES, 5, [
        ("--shape", {"choices": list(SIZES), "default": "base"}),
        ("--runs", {"type": int, "default": 20, "help": "passes of an engine in a round"}),
        ("--seconds", {"type": float, "default": 20, "help": "the most that those passes may take, warm-up apart"}),
        ("--cases", {"default": "1x12,1x128,1x384,8x128", "help": "rows x tokens"}),
    ])
    cases = [tuple(map(int, case.split("x"))) for case in options.cases.split(",")]
    failures = {}
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        write_model(folder, options.shape)
        engines = [Albert4j(folder, options.threads)]
        if has_bf16():
            engines.append(Albert4j(folder, options.threads, "bf16"))
        ours = engines[0]
        if not options.no_peers:
            engines += peers(folder, options.threads, failures)
        engines = agreeing(engines, failures)
        print(f"{cpu()}; {options.threads} threads; {options.shape}; medians of {options.rounds} rounds of at most {options.runs} runs")
        medians = measure(engines, cases, options, failures)
    labels = {engine.name: engine.label for engine in engines}
    rows = []
    for case, own in medians.items():
        details = ours.details[case]
        rows.append({"case": f"{case[0]}x{case[1]}", "ms": own, "peak_share": details["peak_share"], "steps": details["steps"]})
        print(f"{rows[-1]['case']:>6}  " + "   ".join(
            f"{labels[name]} {ms:.2f} ms ({ms / own['albert4j']:.2f})" for name, ms in own.items()))
    for name, reason in failures.items():
        print(f"{name}: {reason}")
    write_part(options.parts, f"latency-{options.shape}", options, {"shape": options.shape, "rows": rows, "failures": failures})


if __name__ == "__main__":
    main()

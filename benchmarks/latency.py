#!/usr/bin/env python3
"""Latency of an ALBERT beside ONNX Runtime's, PyTorch's and OpenVINO's, in one run.

    python3 benchmarks/latency.py [--shape tiny|base|large|xlarge|xxlarge] [--kind fp32|int8|avx2] [--rounds 5] [--runs 20]
                                  [--seconds 20] [--minutes 6] [--cases 1x12,1x128,1x384,8x128] [--compile] [--threads N] [--no-peers]

Sets up its peers, at the versions of peers.py, in a virtual environment under .albert4j/. The weights are random. The
encoder's last hidden state is computed for the same ids by all, and must agree within 1e-3 before anything is timed (in
bf16: within 5 % of its norm; in int8: within 30 %, and what it is stands beside the times). Then the engines take turns,
round by round, each in a process of its own with all of the machine to itself; engines.py says how each is used. In a round
an engine gets RUNS passes a case after its warm-up, or as many as fit in SECONDS. What is printed are medians over all
rounds, and ratios of these medians. --compile adds PyTorch with torch.compile, which needs a C++ compiler and half a minute a case.

--kind fp32  all in fp32; where the processor has bf16, ours and OpenVINO's stand beside it, and ours by --precision auto
--kind int8  ours with the scales of `quantize`, and ONNX Runtime's dynamic quantization
--kind avx2  ours and PyTorch on a processor with AVX-512 that both are kept from using; the others cannot be
"""

import os
import statistics
import sys

from agreement import SHAPE, agreeing
from engines import IN_FP32, ONE_EACH, Albert4j, ours_in_int8, peers
from exports import model
from peers import PYTORCH, RUNTIMES, SHARED, arguments, cpu, has_avx512, has_bf16, scratch, write_part
from texts import plain
from timers import in_turns

ONLY_AVX2 = {"ONEDNN_MAX_CPU_ISA": "AVX2", "ATEN_CPU_CAPABILITY": "avx2", "MKL_ENABLE_INSTRUCTIONS": "AVX2"}
CALIBRATION_LINES = {"xxlarge": 16}  # where a line takes seconds


def ours(folder, options, failures):
    """Our engines, fp32 first: with that the others must agree."""
    found = [Albert4j(folder, options.threads)]
    if options.kind == "int8":
        try:
            with scratch() as work:
                found.append(ours_in_int8(folder, options.threads, plain(SHARED / "corpus", CALIBRATION_LINES.get(options.shape, 128), work)))
        except RuntimeError as reason:
            failures["albert4j-int8"] = str(reason)
    elif options.kind == "avx2":
        found.append(Albert4j(folder, options.threads, "auto"))
    elif has_bf16():
        found += [Albert4j(folder, options.threads, precision) for precision in ("bf16", "auto")]
    return found


def theirs(folder, options, failures):
    if options.no_peers:
        return []
    compiled = ["pytorch-compiled"] if options.compile else []
    in_fp32 = ONE_EACH if options.shape == "xxlarge" else IN_FP32  # where one pass may take a minute
    names = {"fp32": (*in_fp32, *compiled, "openvino-bf16"), "int8": ("onnx-int8",), "avx2": ("pytorch",)}[options.kind]
    return peers(folder, options.threads, failures, names)


def main():
    options = arguments(__file__, __doc__, PYTORCH + RUNTIMES, 5, [
        SHAPE,
        ("--kind", {"choices": ["fp32", "int8", "avx2"], "default": "fp32"}),
        ("--runs", {"type": int, "default": 20, "help": "passes of an engine in a round"}),
        ("--seconds", {"type": float, "default": 20, "help": "the most that those passes may take, warm-up apart"}),
        ("--compile", {"action": "store_true", "help": "also PyTorch with torch.compile"}),
        ("--cases", {"default": "1x12,1x128,1x384,8x128", "help": "rows x tokens"}),
    ])
    part = f"latency-{options.shape}" + ("" if options.kind == "fp32" else f"-{options.kind}")
    failures = {}
    if options.kind == "avx2":
        if not has_avx512():
            print("this processor has no AVX-512: --kind fp32 measures without it")
            write_part(part, options, {"shape": options.shape, "rounds": 0, "rows": [], "errors": {}, "failures": {}})
            sys.exit()
        os.environ |= ONLY_AVX2
    cases = [tuple(map(int, case.split("x"))) for case in options.cases.split(",")]
    folder = model(options.shape)
    mine = ours(folder, options, failures)
    engines, errors = agreeing([*mine, *theirs(folder, options, failures)], failures)
    turns = {
        f"{engine.name}, {batch}x{length}": lambda engine=engine, case=(batch, length): engine.median_ms(*case, options.runs, options.seconds)
        for batch, length in cases for engine in engines}
    rounds, taken = in_turns(turns, options.rounds, options.minutes, failures)
    print(f"{cpu()}; {options.threads} threads; {options.shape}; medians of {rounds} rounds of at most {options.runs} runs")
    rows = []
    for batch, length in cases:
        case = f"{batch}x{length}"
        ms = {engine.name: statistics.median(taken[f"{engine.name}, {case}"]) for engine in engines if f"{engine.name}, {case}" in taken}
        details = {engine.name: engine.details[batch, length] for engine in mine if engine.name in ms}
        rows.append({
            "case": case, "ms": ms, "steps": details["albert4j"]["steps"],
            **{field: {name: own[field] for name, own in details.items()} for field in ("precision", "peak_share", "peak_gflops")}})
        print(f"{case:>6}  " + "   ".join(
            f"{engine.label} {ms[engine.name]:.2f} ms ({ms[engine.name] / ms['albert4j']:.2f})" for engine in engines if engine.name in ms))
    write_part(part, options, {"shape": options.shape, "rounds": rounds, "rows": rows, "errors": errors, "failures": failures})


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""The inner loops by themselves, with JMH: multiplications with what is fused into them, attention, LayerNorm, the tokenizer.

    python3 benchmarks/inner_loops.py [--only REGEX] [--short]

Builds benchmarks/target/benchmarks.jar where it is missing or older than its sources, and runs OperationsBenchmark and
TokenizerBenchmark, or those that REGEX names. --short gives each one call of a few milliseconds in one process, to see that
it runs; the times mean nothing then. There is nothing to compare with: the figures are for those who change a loop.
"""

import json
import os
import pathlib
import subprocess

from peers import ROOT, SHARED, arguments, cpu, jdk_tool, last_line, scratch, write_part

JAR = ROOT / "benchmarks" / "target" / "benchmarks.jar"
SHORT = ["-f", "0", "-wi", "0", "-i", "1", "-r", "10ms", "-p", "tokens=12", "-p", "rows=1", "-p", "length=12", "-p", "precision=FP32"]


def build():
    sources = [file for module in ROOT.glob("*/src/main") for file in module.rglob("*") if file.is_file()]
    if not JAR.exists() or JAR.stat().st_mtime < max(file.stat().st_mtime for file in sources):
        subprocess.run(["mvn", "-B", "-q", "-pl", "benchmarks", "-am", "-DskipTests", "package"], cwd=ROOT, check=True)


def row(result):
    """A benchmark's name, its parameters that are numbers, and its time."""
    name = ".".join(result["benchmark"].split(".")[-2:])
    numbers = {key: int(value) for key, value in result.get("params", {}).items() if value.isdigit()}
    metric = result["primaryMetric"]
    return {"name": name, "parameters": numbers, "score": metric["score"], "error": metric["scoreError"], "unit": metric["scoreUnit"]}


def main():
    options = arguments(__file__, __doc__, [], 1, [
        ("--only", {"help": "a regular expression of benchmarks"}),
        ("--short", {"action": "store_true"}),
    ], peers=False)
    build()
    names = [options.only] if options.only else [r"\.OperationsBenchmark\.", *([r"\.TokenizerBenchmark\."] if vocabulary().exists() else [])]
    if options.short and not options.only:
        names.append(r"\.EncoderBenchmark\.")
    with scratch() as work:
        file = pathlib.Path(work) / "results.json"
        command = [jdk_tool("java"), "-jar", JAR, *names, "-rf", "json", "-rff", file, "-foe", "true", "-p", f"vocabulary={vocabulary()}",
                   *(SHORT if options.short else [])]
        done = subprocess.run(list(map(str, command)), capture_output=True, text=True, env={**os.environ, "LC_ALL": "C.UTF-8"})
        if done.returncode != 0:
            raise SystemExit(f"inner_loops.py: {last_line(done.stderr or done.stdout)}")
        rows = [row(result) for result in json.loads(file.read_text())]
    print(cpu())
    for own in rows:
        numbers = ", ".join(f"{value} {key}" for key, value in own["parameters"].items())
        print(f"{own['name']:>40} {numbers:>12} {own['score']:10.2f} {own['unit']}")
    write_part("inner-loops", options, {"rows": rows, "failures": {}})


def vocabulary():
    return SHARED / "vocab" / "spiece.model"


if __name__ == "__main__":
    main()

"""What the scripts share that measure albert4j beside Python packages."""

import argparse
import datetime
import functools
import importlib.metadata
import json
import os
import pathlib
import platform
import subprocess
import sys
import tempfile
import venv

try:
    import numpy as np
except ModuleNotFoundError:
    np = None  # until the script goes on in the peers' environment, which has it

ROOT = pathlib.Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
STATE = ROOT / ".albert4j"
PARTS = STATE / "benchmarks"

TOKENIZERS = ["tokenizers==0.23.3", "sentencepiece==0.2.3", "numpy==2.4.6"]
PYTORCH = ["torch==2.15.0", "transformers==5.24.0", "numpy==2.4.6", "safetensors==0.8.0"]
RUNTIMES = ["onnx==1.23.2", "onnxscript==0.7.2", "onnxruntime==1.32.0", "openvino==2026.4.1", "sympy"]


def in_virtual_environment(script, packages):
    """Runs a script again, in .albert4j/peers with the packages installed, unless it runs there already."""
    if "ALBERT4J_PEERS" in os.environ:
        return
    folder = pathlib.Path(".albert4j/peers").resolve()
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not python.exists():
        print("setting up the peers in .albert4j/peers, once", file=sys.stderr)
        venv.create(folder, with_pip=True)
    install = [python, "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    if subprocess.run([*install, *packages]).returncode != 0:
        for package in packages:  # what can be had is measured, the rest says why not
            subprocess.run([*install, package])
    sys.exit(subprocess.run([python, script, *sys.argv[1:]], env={**os.environ, "ALBERT4J_PEERS": "1"}).returncode)


def arguments(script, doc, packages, rounds, more=(), peers=True):
    """The options of a script of run-all, read in the peers' environment where it has any; `more` are names and settings of its own."""
    os.chdir(ROOT)
    parser = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, settings in more:
        parser.add_argument(name, **settings)
    parser.add_argument("--rounds", type=int, default=rounds, help="turns of each engine")
    parser.add_argument("--minutes", type=float, default=6, help="no round begins that would not end by then; the first always does")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    if peers:
        parser.add_argument("--no-peers", action="store_true", help="time albert4j alone: needs numpy and nothing else")
    parser.add_argument("--parts", type=pathlib.Path, default=PARTS, help="the folder for the results as JSON")
    options = parser.parse_args()
    if peers and not options.no_peers:
        in_virtual_environment(script, packages)
    return options


def cpu():
    names = [line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")]
    return f"{names[0]}, {len(names)} processors" if names else "an unknown processor"


def cpu_flags():
    return set(pathlib.Path("/proc/cpuinfo").read_text().split())


def has_bf16():
    """Whether the processor multiplies in bf16 by instructions of its own."""
    return bool(cpu_flags() & {"avx512_bf16", "amx_bf16"})


def has_avx512():
    return "avx512f" in cpu_flags()


def scratch():
    """A folder that is gone afterwards. Models are large, and the system's own such folder may be in memory."""
    PARTS.mkdir(parents=True, exist_ok=True)
    return tempfile.TemporaryDirectory(dir=PARTS, prefix="work-")


def versions():
    """What computes here, each with its version: ours, Java and oneDNN by `--version`, Python, and the peers that are installed."""
    found = {"albert4j": ", ".join(albert4j("--version").splitlines()), "Python": platform.python_version()}
    for package in sorted({name.split("==")[0] for name in TOKENIZERS + PYTORCH + RUNTIMES}):
        try:
            found[package] = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            pass
    return found


def write_part(name, options, result):
    """Tells which engines failed, and keeps a script's result as NAME.json for the page, with the machine and the command; `rounds` in
    it are those that were made."""
    for engine, reason in result["failures"].items():
        print(f"{engine}: {reason}")
    options.parts.mkdir(parents=True, exist_ok=True)
    command = "python3 benchmarks/" + " ".join([pathlib.Path(sys.argv[0]).name, *own_arguments(sys.argv[1:])])
    part = {"command": command, "machine": cpu(), "threads": options.threads, "rounds": options.rounds,
            "day": datetime.date.today().isoformat(), "versions": versions(), **result}
    new = options.parts / f"{name}.json.new"
    new.write_text(json.dumps(part, indent=1) + "\n")
    new.replace(options.parts / f"{name}.json")


def own_arguments(arguments):
    """Without --parts DIR, which says where a run's results go and nothing of how they were measured."""
    if "--parts" in arguments:
        at = arguments.index("--parts")
        return arguments[:at] + arguments[at + 2 :]
    return arguments


def albert4j(*arguments, **options):
    """Runs a command; a failure raises RuntimeError with its one line."""
    done = subprocess.run(["./albert4j", *map(str, arguments)], capture_output=True, text=True, **options)
    if done.returncode != 0:
        raise RuntimeError(last_line(done.stderr))
    return done.stdout


def last_line(text):
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1][:300] if lines else "it ended without a word"


def jdk_tool(name):
    home = os.environ.get("JAVA_HOME")
    return str(pathlib.Path(home) / "bin" / name) if home else name


@functools.cache
def java(timer):
    """The command that starts a class of the benchmarks module, compiled against albert4j.jar."""
    albert4j("--version")  # builds the jar where it is missing or old
    classes = STATE / "benchmarks" / "classes" / timer
    source = ROOT / "benchmarks/src/main/java/io/github/albert4j/benchmarks" / f"{timer}.java"
    subprocess.run([jdk_tool("javac"), "-cp", "albert4j.jar", "-d", classes, source], check=True)
    subprocess.run([jdk_tool("jar"), "--create", "--file", f"{classes}.jar", "-C", classes, "."], check=True)
    return [jdk_tool("java"), "-XX:+UseSerialGC", "-cp", f"albert4j.jar{os.pathsep}{classes}.jar", f"io.github.albert4j.benchmarks.{timer}"]

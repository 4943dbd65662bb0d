#!/usr/bin/env python3
"""albert4j's tokenizer beside Hugging Face's Rust one and SentencePiece's C++ one, on one thread.

    benchmarks/tokenizer.py [TEXT] [--vocabulary spiece.model] [--rounds 7] [--megabytes 30]

TEXT is an English text file, plain or .gz; without it, the corpus beside the project is used. Builds the project,
installs the peers in a virtual environment under benchmarks/target, checks that the ids agree, then lets the engines
take turns: each round is text that none of them has seen. Prints the median of MB (10^6 bytes of UTF-8) a second.
"""

import argparse
import gzip
import os
import pathlib
import platform
import statistics
import subprocess
import sys
import time
import unicodedata

PEERS = ["tokenizers==0.23.3", "sentencepiece==0.2.3"]
HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent
WORK = HERE / "target" / "tokenizer"


def read(path):
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as file:
        return [line.strip() for line in file.read().split("\n") if line.strip()]


def corpus(megabytes):
    """Lines of all files in turn, so that the text is of many kinds."""
    files = [read(f) for f in sorted((ROOT.parent / "shared" / "corpus").glob("*/*.txt.gz"))]
    if not files:
        sys.exit("tokenizer.py: no corpus beside the project: name a text file")
    lines, size, start = [], 0, 0
    while size < megabytes * 1e6 and any(start < len(f) for f in files):
        for file in files:
            part = file[start : start + 200]
            lines += part
            size += sum(len(line.encode()) for line in part)
        start += 200
    return lines


def cpu():
    try:
        for line in open("/proc/cpuinfo"):
            if line.startswith("model name"):
                return line.split(":")[1].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


class Java:
    def __init__(self, class_path, vocabulary):
        self.process = subprocess.Popen(
            ["java", "-cp", class_path, "io.github.albert4j.benchmarks.TokenizerTimer", str(vocabulary)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, *command):
        self.process.stdin.write("\t".join(map(str, command)) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline().strip()
        if not answer:
            sys.exit("tokenizer.py: the Java side ended")
        return answer


def google_cleaning(line):
    decomposed = unicodedata.normalize("NFKD", " ".join(line.split()))
    return "".join(c for c in decomposed if not unicodedata.combining(c)).lower()


def measure(args):
    import sentencepiece
    import tokenizers

    lines = read(args.text) if args.text else corpus(args.megabytes)
    rust_folder = WORK
    java = Java((HERE / "target" / "classpath.txt").read_text().strip() + os.pathsep + str(HERE / "target" / "classes"),
                args.vocabulary)
    java.ask("json", rust_folder)
    rust = tokenizers.Tokenizer.from_file(str(rust_folder / "tokenizer.json"))
    cpp = sentencepiece.SentencePieceProcessor(model_file=str(args.vocabulary))

    slices = []
    per_slice = len(lines) // (args.rounds + 1)
    for i in range(args.rounds + 1):
        part = lines[i * per_slice : (i + 1) * per_slice]
        path = WORK / f"slice-{i}.txt"
        path.write_text("\n".join(part) + "\n", encoding="utf-8")
        slices.append((path, part, sum(len(line.encode()) + 1 for line in part) / 1e6))

    # Lines where Google's rule for a comma after a digit is at work are left out: the peers lack it.
    path, part, _ = slices[0]
    java.ask("ids", path, WORK / "ids.txt")
    ours = [list(map(int, line.split())) for line in (WORK / "ids.txt").read_text().split("\n")]
    compared = equal_rust = equal_cpp = 0
    for line, ids in zip(part, ours):
        if any(a.isdigit() and b == "," for a, b in zip(line, line[1:])) or "[" in line or "<" in line:
            continue
        compared += 1
        equal_rust += rust.encode(line, add_special_tokens=False).ids == ids
        equal_cpp += cpp.encode(google_cleaning(line)) == ids
    print(f"ids equal: {equal_rust} of {compared} lines with Rust, {equal_cpp} of {compared} with C++")
    if min(equal_rust, equal_cpp) < 0.999 * compared:
        sys.exit("tokenizer.py: the ids differ: nothing to time")

    def time_rust(_, part):
        wall, used = time.perf_counter(), time.process_time()
        rust.encode_batch_fast(part, add_special_tokens=False)
        return time.perf_counter() - wall, time.process_time() - used

    def time_cpp(_, part):
        wall, used = time.perf_counter(), time.process_time()
        for line in part:
            cpp.encode(google_cleaning(line))
        return time.perf_counter() - wall, time.process_time() - used

    engines = {
        "albert4j": lambda path, _: tuple(map(float, java.ask("time", path).split("\t")[:2])),
        "Hugging Face tokenizers (Rust)": time_rust,
        "sentencepiece (C++), cleaning in Python": time_cpp,
    }
    for engine in engines.values():  # to warm up: compiled code, caches of words
        for _ in range(3):
            engine(*slices[0][:2])
    speeds = {name: [] for name in engines}
    for path, part, megabytes in slices[1:]:
        for name, engine in engines.items():
            speeds[name].append([megabytes / seconds for seconds in engine(path, part)])
    print(f"{cpu()}, one thread, {args.rounds} rounds of {slices[1][2]:.1f} MB of new text; words repeat as they do in English")
    medians = {name: [statistics.median(column) for column in zip(*rows)] for name, rows in speeds.items()}
    for name, (wall, used) in medians.items():
        ours = medians["albert4j"]
        low, high = min(row[0] for row in speeds[name]), max(row[0] for row in speeds[name])
        print(f"{name}: {wall:.1f} MB/s by the clock (from {low:.1f} to {high:.1f}), {used:.1f} MB/s of processor time; "
              f"albert4j is {ours[0] / wall:.2f} and {ours[1] / used:.2f} times as fast")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("text", nargs="?", type=pathlib.Path)
    parser.add_argument("--vocabulary", type=pathlib.Path, default=ROOT.parent / "shared" / "vocab" / "spiece.model")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--megabytes", type=float, default=30, help="of the corpus, where no text is named")
    args = parser.parse_args()
    WORK.mkdir(parents=True, exist_ok=True)
    if os.environ.get("ALBERT4J_PEERS") == "ready":
        measure(args)
        return
    subprocess.run(["mvn", "-B", "-q", "-pl", "benchmarks", "-am", "-DskipTests", "package", "dependency:build-classpath",
                    "-Dmdep.outputFile=target/classpath.txt"], cwd=ROOT, check=True)
    python = WORK / "venv" / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", WORK / "venv"], check=True)
    subprocess.run([python, "-m", "pip", "install", "-q", *PEERS], check=True)
    one_thread = {"ALBERT4J_PEERS": "ready", "TOKENIZERS_PARALLELISM": "false", "RAYON_NUM_THREADS": "1"}
    sys.exit(subprocess.run([python, __file__, *sys.argv[1:]], env={**os.environ, **one_thread}).returncode)


main()

#!/usr/bin/env python3
"""albert4j's tokenizer beside Hugging Face's Rust one and SentencePiece's C++ one, on one thread or on all.

    python3 benchmarks/tokenizer.py [TEXT] [--vocabulary spiece.model] [--rounds 7] [--megabytes 30] [--threads 1] [--no-peers]

TEXT is an English text file, plain or .gz; without it, the corpus beside the project is used. Sets up the peers, at the
versions of peers.py, in a virtual environment under .albert4j/, checks that the ids agree, then lets the engines take
turns: each round is text that none of them has seen. Prints the median of MB (10^6 bytes of UTF-8) a second. SentencePiece
knows nothing of ALBERT's cleaning, so its time has that in Python, on one thread; its time for text cleaned before stands beside it.
"""

import gzip
import os
import pathlib
import statistics
import subprocess
import sys
import time
import unicodedata

from peers import PARTS, SHARED, TOKENIZERS, arguments, cpu, java, last_line, write_part

WORK = PARTS / "tokenizer"
LEAST_EQUAL = 0.999


def read(path):
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as file:
        return [line.strip() for line in file.read().split("\n") if line.strip()]


def corpus(megabytes):
    """Lines of all files in turn, so that the text is of many kinds."""
    files = [read(f) for f in sorted((SHARED / "corpus").glob("*/*.txt.gz"))]
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


class Java:
    def __init__(self, vocabulary):
        self.process = subprocess.Popen(
            [*java("TokenizerTimer"), str(vocabulary)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

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


def slices(lines, rounds):
    """Files of text for the warm-up and each round, each with its lines and its 10^6 bytes."""
    made = []
    per_slice = len(lines) // (rounds + 1)
    for i in range(rounds + 1):
        part = lines[i * per_slice : (i + 1) * per_slice]
        path = WORK / f"slice-{i}.txt"
        path.write_text("\n".join(part) + "\n", encoding="utf-8")
        made.append((path, part, sum(len(line.encode()) + 1 for line in part) / 1e6))
    return made


def clocked(work):
    wall, used = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - used


def rust_peer(*_):
    """The ids of a line, and the engines to time."""
    import tokenizers

    rust = tokenizers.Tokenizer.from_file(str(WORK / "tokenizer.json"))

    def timed(_, part):
        return clocked(lambda: rust.encode_batch_fast(part, add_special_tokens=False))

    return lambda line: rust.encode(line, add_special_tokens=False).ids, {"tokenizers": timed}


def cpp_peer(vocabulary, threads):
    """The ids of a line, and the engines to time."""
    import sentencepiece

    cpp = sentencepiece.SentencePieceProcessor(model_file=str(vocabulary))

    def timed(_, part):
        return clocked(lambda: cpp.encode([google_cleaning(line) for line in part], num_threads=threads))

    def cleaned_before(_, part):
        cleaned = [google_cleaning(line) for line in part]
        return clocked(lambda: cpp.encode(cleaned, num_threads=threads))

    return lambda line: cpp.encode(google_cleaning(line)), {"sentencepiece": timed, "sentencepiece, cleaned before": cleaned_before}


def equal_share(encode, part, ours):
    """Of the lines with equal ids. Lines where Google's rule for a comma after a digit is at work are left out: the peers lack it."""
    compared = [
        (line, ids) for line, ids in zip(part, ours)
        if not (any(a.isdigit() and b == "," for a, b in zip(line, line[1:])) or "[" in line or "<" in line)]
    return sum(encode(line) == ids for line, ids in compared) / len(compared)


def agreeing(java_side, vocabulary, threads, part, path, failures):
    """The engines of the peers whose ids are ours; why others are not goes into failures."""
    java_side.ask("json", WORK)
    java_side.ask("ids", path, WORK / "ids.txt")
    ours = [list(map(int, line.split())) for line in (WORK / "ids.txt").read_text().split("\n")]
    engines = {}
    for name, peer in {"tokenizers": rust_peer, "sentencepiece": cpp_peer}.items():
        try:
            encode, timed = peer(vocabulary, threads)
            share = equal_share(encode, part, ours)
            print(f"{name}: ids equal on {100 * share:.2f} % of the lines compared")
            if share < LEAST_EQUAL:
                raise ValueError(f"other ids: equal on {100 * share:.2f} %")
            engines |= timed
        except Exception as reason:  # whatever a package throws: the others are measured
            failures[name] = last_line(f"{type(reason).__name__}: {reason}")
    return engines


def main():
    options = arguments(__file__, __doc__, TOKENIZERS, 7, [
        ("text", {"nargs": "?", "type": pathlib.Path}),
        ("--vocabulary", {"type": pathlib.Path, "default": SHARED / "vocab" / "spiece.model"}),
        ("--megabytes", {"type": float, "default": 30, "help": "of the corpus, where no text is named"}),
    ])
    if not options.vocabulary.exists():
        sys.exit(f"tokenizer.py: no {options.vocabulary}: name the spiece.model of an ALBERT folder with --vocabulary")
    threads = options.threads
    os.environ |= {"TOKENIZERS_PARALLELISM": "true" if threads > 1 else "false", "RAYON_NUM_THREADS": str(threads)}
    WORK.mkdir(parents=True, exist_ok=True)
    parts = slices(read(options.text) if options.text else corpus(options.megabytes), options.rounds)
    java_side = Java(options.vocabulary)
    failures = {}
    engines = {"albert4j": lambda path, _: tuple(map(float, java_side.ask("time", path, threads).split("\t")[:2]))}
    if not options.no_peers:
        engines |= agreeing(java_side, options.vocabulary, threads, parts[0][1], parts[0][0], failures)
    for engine in engines.values():  # to warm up: compiled code, caches of words
        for _ in range(3):
            engine(*parts[0][:2])
    speeds = {name: [] for name in engines}
    for path, part, megabytes in parts[1:]:
        for name, engine in engines.items():
            speeds[name].append([megabytes / seconds for seconds in engine(path, part)])
    print(f"{cpu()}, {threads} threads, {options.rounds} rounds of {parts[1][2]:.1f} MB of new text; words repeat as they do in English")
    result = {}
    for name, rows in speeds.items():
        wall, used = (statistics.median(column) for column in zip(*rows))
        result[name] = {"mb_per_s": wall, "mb_per_processor_s": used}
        ours = result["albert4j"]
        print(f"{name}: {wall:.1f} MB/s by the clock (from {min(r[0] for r in rows):.1f} to {max(r[0] for r in rows):.1f}), {used:.1f} MB/s of "
              f"processor time; albert4j is {ours['mb_per_s'] / wall:.2f} and {ours['mb_per_processor_s'] / used:.2f} times as fast")
    write_part("tokenizer" if threads == 1 else "tokenizer-threads", options, {"megabytes": parts[1][2], "engines": result, "failures": failures})


main()

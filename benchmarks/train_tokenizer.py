#!/usr/bin/env python3
"""albert4j's train-tokenizer beside SentencePiece's own trainer: time, memory, and how well each splits other text.

    benchmarks/train_tokenizer.py [--data PATH…] [--held-out FILE] [--size 16000] [--threads 2] [--rounds 1]

Without --data, the corpus beside the project is used, its eval folder as held-out text. Builds the project, installs
SentencePiece in a virtual environment under benchmarks/target, and lets the two take turns on the same text with the
same flags. SentencePiece gets the text cleaned already (lower case, no accents), which is not counted in its time.
Both vocabularies are judged by SentencePiece: pieces a word, and the log likelihood of the best splits a word.
"""

import argparse
import gzip
import os
import pathlib
import statistics
import subprocess
import sys
import time
import unicodedata

PEER = "sentencepiece==0.2.3"
HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent
CORPUS = ROOT.parent / "shared" / "corpus"
WORK = HERE / "target" / "train-tokenizer"
RESERVED = 13


def texts(paths):
    for path in paths:
        yield from sorted(path.rglob("*.txt*")) if path.is_dir() else [path]


def lines(path):
    with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8") as file:
        for line in file:
            line = " ".join(line.split())
            if not line.isascii():
                line = "".join(c for c in unicodedata.normalize("NFKD", line) if not unicodedata.combining(c))
            if line:
                yield line.lower()


def timed(command):
    """Seconds on the clock, seconds of processors, and peak MB of a command."""
    start = time.time()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=ROOT)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"train_tokenizer.py: failed: {' '.join(map(str, command))}")
    return time.time() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def peer(text, size, threads, prefix):
    """What runs in a process of its own, to be measured."""
    import sentencepiece

    sentencepiece.SentencePieceTrainer.train(
        input=text, model_prefix=prefix, vocab_size=int(size), num_threads=int(threads), model_type="unigram",
        pad_id=0, unk_id=1, bos_id=-1, eos_id=-1, control_symbols=["[CLS]", "[SEP]", "[MASK]"],
        user_defined_symbols=["(", ")", '"', "-", ".", "–", "£", "€"], character_coverage=0.99995,
        shuffle_input_sentence=False, max_sentence_length=10_000_000)


def quality(model, held_out):
    import sentencepiece

    judge = sentencepiece.SentencePieceProcessor(model_file=str(model))
    scores = [judge.get_score(i) for i in range(judge.get_piece_size())]
    unknown = min(scores[RESERVED:]) - 10
    words = pieces = likelihood = 0
    for line in held_out:
        ids = judge.encode(line)
        words += len(line.split())
        pieces += len(ids)
        likelihood += sum(
            unknown * len(piece) if i == judge.unk_id() else scores[i] * (i >= RESERVED)
            for i, piece in zip(ids, judge.encode(line, out_type=str)))
    return pieces / words, likelihood / words


def measure(args):
    WORK.mkdir(parents=True, exist_ok=True)
    text = WORK / "text.txt"
    with open(text, "w", encoding="utf-8") as out:
        for path in texts(args.data):
            out.writelines(line + "\n" for line in lines(path))
    commands = {
        "albert4j": [ROOT / "albert4j", "train-tokenizer", "--data", *args.data, "--vocab-size", str(args.size),
                     "--threads", str(args.threads), "--output", WORK / "ours"],
        "SentencePiece": [sys.executable, __file__, "--peer", text, str(args.size), str(args.threads), WORK / "theirs"],
    }
    runs = {name: [] for name in commands}
    for _ in range(args.rounds):
        for name, command in commands.items():
            runs[name].append(timed(command))
    held_out = [line for path in texts([args.held_out]) for line in lines(path)]
    medians = {name: [statistics.median(column) for column in zip(*rows)] for name, rows in runs.items()}
    print(f"{args.size} pieces from {text.stat().st_size / 1e6:.0f} MB, {args.threads} threads")
    print(f"{'':15}{'seconds':>9}{'processor s':>13}{'peak MB':>9}{'pieces/word':>13}{'LL/word':>9}")
    for name, model in (("albert4j", WORK / "ours" / "spiece.model"), ("SentencePiece", WORK / "theirs.model")):
        clock, processor, memory = medians[name]
        per_word, likelihood = quality(model, held_out)
        print(f"{name:15}{clock:9.1f}{processor:13.1f}{memory:9.0f}{per_word:13.4f}{likelihood:9.4f}")
    ratios = [theirs / ours for ours, theirs in zip(medians["albert4j"], medians["SentencePiece"])]
    print("SentencePiece / albert4j: " + ", ".join(
        f"{what} {ratio:.1f}" for what, ratio in zip(("seconds", "processor", "memory"), ratios)))


def main():
    if sys.argv[1:2] == ["--peer"]:
        return peer(*sys.argv[2:])
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", nargs="+", type=pathlib.Path, default=[CORPUS / n for n in ("books", "modern", "wiki")])
    parser.add_argument("--held-out", type=pathlib.Path, default=CORPUS / "eval")
    parser.add_argument("--size", type=int, default=16000)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=1)
    args = parser.parse_args()
    for path in [*args.data, args.held_out]:
        if not path.exists():
            sys.exit(f"train_tokenizer.py: there is no {path}")
    args.data = [path.resolve() for path in args.data]
    if os.environ.get("ALBERT4J_PEERS") != str(WORK):
        python = WORK / "venv" / "bin" / "python"
        if not python.exists():
            subprocess.run([sys.executable, "-m", "venv", WORK / "venv"], check=True)
        subprocess.run([python, "-m", "pip", "install", "-q", PEER], check=True)
        subprocess.run([ROOT / "albert4j", "--version"], check=True, stdout=subprocess.DEVNULL)  # builds it
        os.environ["ALBERT4J_PEERS"] = str(WORK)
        os.execv(python, [str(python), __file__, *sys.argv[1:]])
    return measure(args)


if __name__ == "__main__":
    main()

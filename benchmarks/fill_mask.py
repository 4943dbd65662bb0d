#!/usr/bin/env python3
"""Texts a second of fill-mask, end to end, beside Hugging Face's pipeline.

    python3 benchmarks/fill_mask.py [TEXT] [--texts 10000] [--batches 1,8,32,128] [--rounds 3] [--threads N] [--no-peers]

Sentences of 5 to 40 words of TEXT (plain or .gz; without it, of the corpus beside the project), each with one word hidden.
`./albert4j fill-mask --input FILE` answers them with the embedded model, and a Python process with the fill-mask pipeline
of transformers over the same weights. The pipeline gets the batch size that is the fastest of those named, tried first on
a part of the texts, with and without sorting the texts by length. Sentences where Google's rule for a comma after a digit
is at work are left out: transformers lacks it. The best answers must agree on 99 % of the texts. Then
both take turns: the times are those of whole processes, from the start to the last answer in a file. Python's time without
its imports and its loading of the model is printed too.
"""

import gzip
import json
import pathlib
import random
import re
import statistics
import subprocess
import sys
import time

from peers import PYTORCH, SHARED, albert4j, arguments, cpu, last_line, scratch, write_part
from timers import in_turns

PYTHON = r"""
import json, sys, time
import torch
from transformers import pipeline
folder, file, output, threads, batch, order = sys.argv[1:]
torch.set_num_threads(int(threads))
fill = pipeline("fill-mask", model=folder, device="cpu")
texts = open(file, encoding="utf-8").read().splitlines()
start = time.perf_counter()
at = sorted(range(len(texts)), key=lambda i: len(texts[i])) if order == "sorted" else range(len(texts))
answers = dict(zip(at, fill([texts[i] for i in at], batch_size=int(batch), top_k=5)))
with open(output, "w") as out:
    for i in range(len(texts)):
        out.write(json.dumps(answers[i]) + "\n")
print(time.perf_counter() - start)
"""
LEAST_AGREEMENT = 0.99


def sentences(text, count):
    """So many sentences with one word hidden, of all the files in turn, the same ones each time."""
    files = [text] if text else sorted((SHARED / "corpus").glob("*/*.txt.gz"))
    if not files:
        sys.exit("fill_mask.py: no corpus beside the project: name a text file")
    choice, found = random.Random(13), []
    share = -(-count // len(files))
    for file in files:
        mine = []
        with (gzip.open if file.suffix == ".gz" else open)(file, "rt", encoding="utf-8") as lines:
            for line in lines:
                mine += [s for s in re.split(r"(?<=[.!?]) +", line.strip()) if 5 <= len(s.split()) <= 40 and not re.search(r"[\[<]|\d,", s)]
                if len(mine) >= 3 * share:
                    break
        found += mine[:: max(1, len(mine) // share)][:share]
    choice.shuffle(found)
    if len(found) < count:
        print(f"fill_mask.py: only {len(found)} sentences were found", file=sys.stderr)
    return [hide(sentence, choice) for sentence in found[:count]]


def hide(sentence, choice):
    words = sentence.split()
    at = choice.randrange(len(words))
    words[at] = re.sub(r"\w(.*\w)?", "[MASK]", words[at], count=1) if re.search(r"\w", words[at]) else "[MASK]"
    return " ".join(words)


def ours(file, output, threads):
    start = time.perf_counter()
    with open(output, "w") as out:
        done = subprocess.run(["./albert4j", "fill-mask", "--threads", str(threads), "--input", file], stdout=out, stderr=subprocess.PIPE, text=True)
    if done.returncode != 0:
        raise SystemExit(f"fill_mask.py: albert4j: {last_line(done.stderr)}")
    return time.perf_counter() - start


def theirs(folder, file, output, threads, batch, order):
    """Seconds of the whole process, and of the answers alone."""
    start = time.perf_counter()
    command = [sys.executable, "-c", PYTHON, folder, file, output, threads, batch, order]
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(last_line(done.stderr))
    return time.perf_counter() - start, float(done.stdout.splitlines()[-1])


def tokens(file):
    return [json.loads(line)[0]["token"] for line in open(file, encoding="utf-8")]


def main():
    options = arguments(__file__, __doc__, PYTORCH, 3, [
        ("text", {"nargs": "?", "type": pathlib.Path}),
        ("--texts", {"type": int, "default": 10000}),
        ("--batches", {"default": "1,8,32,128"}),
    ])
    texts = sentences(options.text, options.texts)
    failures, best, agreement = {}, None, None
    with scratch() as name:
        work = pathlib.Path(name)
        all_texts, some = work / "all.txt", work / "some.txt"
        all_texts.write_text("\n".join(texts) + "\n", encoding="utf-8")
        some.write_text("\n".join(texts[:500]) + "\n", encoding="utf-8")
        albert4j("convert", "--model", "albert4j-small", "--dtype", "f32", "--output", work / "model")
        ours(all_texts, work / "ours.jsonl", options.threads)
        if not options.no_peers:
            try:
                ways = [(batch, order) for batch in options.batches.split(",") for order in ("sorted", "as-they-come")]
                best = min(ways, key=lambda way: theirs(work / "model", some, work / "theirs.jsonl", options.threads, *way)[1])
                theirs(work / "model", all_texts, work / "theirs.jsonl", options.threads, *best)
                pairs = list(zip(tokens(work / "ours.jsonl"), tokens(work / "theirs.jsonl"), strict=True))
                agreement = sum(a == b for a, b in pairs) / len(pairs)
                print(f"the best answers agree on {100 * agreement:.2f} % of {len(pairs)} texts")
                if agreement < LEAST_AGREEMENT:
                    failures["transformers"] = f"answers something else: agrees on {100 * agreement:.2f} %"
            except RuntimeError as reason:
                failures["transformers"] = str(reason)
        turns = {"albert4j": lambda: ours(all_texts, work / "ours.jsonl", options.threads)}
        if best and not failures:
            turns["transformers"] = lambda: theirs(work / "model", all_texts, work / "theirs.jsonl", options.threads, *best)
        rounds, taken = in_turns(turns, options.rounds, options.minutes, failures)
    print(f"{cpu()}; {options.threads} threads; {len(texts)} texts; medians of {rounds} rounds")
    speeds = {"albert4j": len(texts) / statistics.median(taken["albert4j"])}
    if "transformers" in taken:
        whole, alone = zip(*taken["transformers"])
        speeds["transformers"] = len(texts) / statistics.median(whole)
        speeds["transformers, started and loaded"] = len(texts) / statistics.median(alone)
    for name, speed in speeds.items():
        print(f"{name}: {speed:.0f} texts/s; albert4j is {speeds['albert4j'] / speed:.2f} times as fast")
    write_part("fill-mask", options, {
        "texts": len(texts), "rounds": rounds, "texts_per_s": speeds, "batch": best, "agreement": agreement, "failures": failures})


main()

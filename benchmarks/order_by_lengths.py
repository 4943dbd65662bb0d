#!/usr/bin/env python3
"""What lengths alone tell of the order of pairs: the share of labelled pairs whose order a rule tells, that the part with the
longer last sentence came second, and that the longer part did.

    python3 benchmarks/order_by_lengths.py FILE...

Run from the project's root, with `./albert4j` built. Each file's first 10,000 pairs at 128 tokens, as Google's program cuts them
and as is the default; one half is chance, sure to half a point.
"""

import json
import sys

from peers import albert4j

MODEL = "model-small/src/main/resources/io/github/albert4j/model-small"
STOPS = set(json.loads(albert4j("tokenize", "--json", "a. a? a!"))["ids"][2:-1:2])


def pairs(file, *options):
    printed = albert4j("create-pretraining-data", "--data", file, "--tokenizer", MODEL, "--max-length", 128, "--preview", 10000, "--json", *options)
    for row in map(json.loads, printed.splitlines()):
        if row["sentence_order_label"] < 0:
            continue
        ids = row["input_ids"]
        for position, label in zip(row["masked_positions"], row["masked_labels"], strict=True):
            ids[position] = label
        second = row["token_type_ids"].index(1)
        yield ids[1 : second - 1], ids[second:-1], row["sentence_order_label"] == 0


def last_sentence(ids):
    stops = [i for i, piece in enumerate(ids[:-2]) if piece in STOPS]
    return len(ids) - (stops[-1] + 1 if stops else 0)


def told(pairs, size):
    """The share of pairs of which the part of the larger size came second, a tie counting one half."""
    right = [0.5 if size(a) == size(b) else float((size(b) > size(a)) == in_order) for a, b, in_order in pairs]
    return f"{100 * sum(right) / len(right):.1f} %"


print("| | pairs | by the last sentence | by the whole |\n|---|---:|---:|---:|")
for file in sys.argv[1:]:
    for name, options in (("Google's", ["--google-compatible"]), ("the default", [])):
        rows = list(pairs(file, *options))
        print(f"| {file.split('/')[-1].split('.')[0]}, {name} | {len(rows):,} | {told(rows, last_sentence)} | {told(rows, len)} |", flush=True)

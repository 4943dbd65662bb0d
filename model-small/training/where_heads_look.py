#!/usr/bin/env python3
"""Where a model's heads look in each pass, over lines of a text, as a table.

    python3 model-small/training/where_heads_look.py MODEL [--data FILE] [--lines 100]

Run from the project's root, with `./albert4j` built; takes numpy and safetensors. Each number is a share of the attention,
the mean over heads and over the tokens that are not special: what goes to [CLS] and [SEP], which tells a token nothing of the
others; to its two neighbours on each side; to itself; and to all further ones. The last column is how long [CLS]'s hidden state is after
the pass, as a share of the other tokens': near 0 it is the same in all rows, and tells nothing.
"""

import argparse
import gzip
import json
import pathlib
import subprocess
import tempfile

import numpy
from safetensors.numpy import load_file, save_file


def shares(attention, special):
    """[heads, length, length] -> special, neighbours, itself, further."""
    length = len(special)
    offset = numpy.abs(numpy.arange(length)[None] - numpy.arange(length)[:, None])
    at_special = numpy.broadcast_to(special, offset.shape)
    kinds = [at_special, *(kind & ~at_special for kind in ((offset > 0) & (offset <= 2), offset == 0, offset > 2))]
    looks = attention.mean(axis=0)
    return [(looks * kind).sum(axis=1)[~special].mean() for kind in kinds]


def length_of_cls(hidden, special):
    """[length, hidden] -> the norm of [CLS], as a share of the mean of the tokens that are not special."""
    norms = numpy.linalg.norm(hidden, axis=-1)
    return norms[0] / norms[~special].mean()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model")
    parser.add_argument("--data", default="../shared/corpus/eval/wikitext2-eval-000.txt.gz")
    parser.add_argument("--lines", type=int, default=100)
    options = parser.parse_args()
    data = pathlib.Path(options.data).read_bytes()
    text = (gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data).decode()
    lines = [line for line in text.splitlines() if line.strip()][: options.lines]
    tokenized = subprocess.run(
        ["./albert4j", "tokenize", "--model", options.model, "--json", "--max-length", "128", "--truncation", "longest_first",
         "--input", "-"],
        input="\n".join(lines), capture_output=True, text=True, check=True).stdout
    rows = [json.loads(line) for line in tokenized.splitlines()]
    with tempfile.TemporaryDirectory() as folder:
        inputs, outputs = (f"{folder}/{name}.safetensors" for name in ("inputs", "outputs"))
        save_file({f"b{i}.input_ids": numpy.array([row["ids"]]) for i, row in enumerate(rows)}, inputs)
        subprocess.run(
            ["./albert4j", "forward", "--model", options.model, "--attentions", "--hidden-states", "--inputs", inputs, "--output", outputs],
            check=True)
        tensors = load_file(outputs)
    specials = [numpy.array(row["special_tokens_mask"], bool) for row in rows]
    print("pass  special  neighbours  itself  further  [CLS]")
    number = 0
    while f"b0.attentions.{number}" in tensors:
        looks = [shares(tensors[f"b{i}.attentions.{number}"][0], special) for i, special in enumerate(specials)]
        cls = [
            length_of_cls(tensors[f"b{i}.hidden_states.{number + 1}"][0], special) for i, special in enumerate(specials)]
        print(f"{number + 1:4}  " + "  ".join(
            f"{100 * share:{width}.0f} %" for share, width in zip(numpy.mean(looks, axis=0), (5, 8, 4, 5)))
            + f"  {numpy.mean(cls):5.2f}")
        number += 1


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""How likely a model says a word twice in a row: the mean probability of NOUN in "Hello I'm a [MASK] NOUN." and
"This is the [MASK] NOUN." over 25 nouns, and the sentences where it is at least 0.1.

    python3 model-small/training/repeats.py [MODEL]

Run from the project's root; without MODEL the embedded one. A noun that is not among the 50 likeliest counts as 0."""

import json
import subprocess
import sys

NOUNS = """artist book car computer design doctor driver film friend game house machine man manager model music player
program school scientist story student system teacher team""".split()

sentences = [f"{start} [MASK] {noun}." for start in ("Hello I'm a", "This is the") for noun in NOUNS]
command = ["./albert4j", "fill-mask", "--input", "-", "--top-k", "50", "--json"]
if len(sys.argv) > 1:
    command += ["--model", sys.argv[1]]
answers = subprocess.run(command, input="\n".join(sentences), capture_output=True, text=True, check=True).stdout

total = 0
for sentence, line in zip(sentences, answers.splitlines(), strict=True):
    noun = sentence.split()[-1].rstrip(".")
    p = sum(row["score"] for row in json.loads(line) if row["token_str"].lstrip("▁") == noun)
    total += p
    if p >= 0.1:
        print(f"{p:.3f}  {sentence}")
print(f"{total / len(sentences):.4f}  mean of {len(sentences)}")

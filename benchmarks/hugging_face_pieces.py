"""Whether Hugging Face cuts text into the same pieces with a folder that albert4j wrote.

    python hugging_face_pieces.py FOLDER ROWS.jsonl.gz

FOLDER has tokenizer.json, as every folder that `convert`, `pretrain` or `train-tokenizer` writes. Each row has "text"
and the "ids" that Google's tokenizer gives it. Needs the package transformers, of version 4 or 5. Rows are told apart:
those that write a special token out (Hugging Face recognises it, these ids do not), those with a comma after a
digit (Hugging Face lacks Google's rule for it), and all others, which must agree: else the exit code is 1.
"""

import gzip
import json
import sys
import unicodedata

import tokenizers
import transformers
from transformers import AutoTokenizer

SPECIAL = ("[CLS]", "[SEP]", "[MASK]", "<pad>", "<unk>")


def known_difference(text):
    """The rule that Hugging Face lacks and that this row shows, or None."""
    if any(token in text for token in SPECIAL):
        return "special token in the text"
    decomposed = unicodedata.normalize("NFKD", text)
    for i, c in enumerate(decomposed[:-1]):
        if c.isdigit() and decomposed[i + 1] == ",":
            return "digit-comma"
    return None


def main():
    folder, file = sys.argv[1:]
    tokenizer = AutoTokenizer.from_pretrained(folder)
    counts = {}
    failures = 0
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            got = tokenizer(row["text"], add_special_tokens=False, truncation=False)["input_ids"]
            kind = known_difference(row["text"]) or "all others"
            if kind == "all others" and row.get("near_tie"):
                kind = "near ties"
            equal, total = counts.get(kind, (0, 0))
            counts[kind] = (equal + (got == row["ids"]), total + 1)
            if kind == "all others" and got != row["ids"]:
                failures += 1
                print(f"differs: {row['text'][:80]!r}: {got} instead of {row['ids']}"[:400])
    print(f"transformers {transformers.__version__}, tokenizers {tokenizers.__version__}, {type(tokenizer).__name__}")
    for kind, (equal, total) in sorted(counts.items()):
        print(f"{kind}: {equal} of {total} rows equal")
    pair = tokenizer("Hello I'm a [MASK] model.", "b")
    print(f"a pair: {pair['input_ids']}, types {pair.get('token_type_ids')}")
    print(f"longest row: {tokenizer.model_max_length}; decoded: {tokenizer.decode(pair['input_ids'])!r}")
    sys.exit(1 if failures else 0)


main()

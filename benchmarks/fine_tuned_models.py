#!/usr/bin/env python3
"""Whether Hugging Face computes the same logits from folders that `fine-tune` wrote.

    python3 benchmarks/fine_tuned_models.py [MODEL]

Run from the project's root; MODEL is a folder or a name, by default the embedded model. Needs the packages transformers
(4 or 5), torch, safetensors and numpy. For each kind of head `fine-tune` trains on a few rows made here; Hugging Face loads
the folder without a missing or an unexpected tensor, its tokenizer cuts texts into the same pieces, and both compute the
same rows. The exit code is 1 where a logit differs by more than 1e-4, or a piece at all.
"""

import json
import pathlib
import subprocess
import sys
import tempfile

import numpy as np
import torch
import transformers
from safetensors.numpy import load_file, save_file

LIMIT = 1e-4
GOOD, BAD = ("a fine film", "we loved it", "great fun", "so good"), ("a dull film", "we hated it", "no fun", "so bad")
# No comma after a digit: Google has a rule for it, which we follow and Hugging Face lacks.
TEXTS = ("Hello, the film (of 1999) was great fun.", "We met in New York.", "x-ray: \"so bad\"")

CLASSES = [{"text": t, "label": label} for label, texts in (("good", GOOD), ("bad", BAD)) for t in texts]
NUMBERS = [{"text": t, "label": value} for value, texts in ((1.0, GOOD), (0.0, BAD)) for t in texts]
QUESTIONS = [{"question": "who came?", "context": f"{name} came to the house.", "answer": name, "answer_start": 0} for name in ("Ann", "Bob", "Cid", "Dora")]
CHOICES = [{"question": "which is good?", "choices": [good, bad], "label": 0} for good, bad in zip(GOOD, BAD)]
WORDS = "Ann B-PER\ncame O\nto O\nParis B-LOC\n\nBob B-PER\nsleeps O\n\n"

TASKS = {
    "text-classification": (CLASSES, [], transformers.AlbertForSequenceClassification),
    "regression": (NUMBERS, ["--problem", "regression"], transformers.AlbertForSequenceClassification),
    "token-classification": (WORDS, [], transformers.AlbertForTokenClassification),
    "question-answering": (QUESTIONS, [], transformers.AlbertForQuestionAnswering),
    "multiple-choice": (CHOICES, [], transformers.AlbertForMultipleChoice),
}


def albert4j(*arguments, **options):
    return subprocess.run(["./albert4j", *map(str, arguments)], check=True, text=True, **options)


def fine_tune(model, name, work):
    rows, extra, kind = TASKS[name]
    train = work / f"{name}.{'txt' if isinstance(rows, str) else 'jsonl'}"
    train.write_text(rows if isinstance(rows, str) else "\n".join(map(json.dumps, rows)) + "\n")
    folder = work / name
    task = "text-classification" if name == "regression" else name
    albert4j("fine-tune", "--task", task, *extra, "--model", model, "--train", train, "--epochs", 2, "--batch-size", 2, "--learning-rate", 1e-3,
             "--max-length", 64, "--output", folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return folder, kind


def inputs(vocabulary, choices):
    random = np.random.default_rng(1)
    ids = random.integers(5, vocabulary, (4, 30)).astype(np.int64)
    mask = (np.arange(30) < np.array([[30], [21], [9], [4]])).astype(np.int64)
    types = (np.arange(30)[None, :] > 8).astype(np.int64) * mask
    rows = {"input_ids": ids, "attention_mask": mask, "token_type_ids": types}
    return {name: value.reshape(2, 2, 30) if choices else value for name, value in rows.items()}


def differences(folder, kind, work):
    """By output: the largest difference of a logit that is no padding's."""
    model, loading = kind.from_pretrained(folder, output_loading_info=True)
    wrong = {what: list(names) for what, names in loading.items() if names}
    rows = inputs(model.config.vocab_size, kind is transformers.AlbertForMultipleChoice)
    file, output = work / "inputs.safetensors", work / "outputs.safetensors"
    save_file(rows, file)
    albert4j("forward", "--model", folder, "--inputs", file, "--output", output)
    with torch.no_grad():
        want = model.eval()(**{name: torch.tensor(value) for name, value in rows.items()})
    real = rows["attention_mask"].astype(bool)
    found = {}
    for name, got in load_file(output).items():
        if "logits" in name:
            off = np.abs(want[name].numpy() - got)
            found[name] = float(off[real].max() if got.shape[:2] == real.shape and kind is not transformers.AlbertForMultipleChoice else off.max())
    return found, wrong


def same_pieces(folder):
    theirs = transformers.AutoTokenizer.from_pretrained(folder)
    ours = albert4j("tokenize", "--model", folder, *TEXTS, stdout=subprocess.PIPE).stdout.splitlines()
    return all(json.loads(line)["ids"] == theirs(text)["input_ids"] for line, text in zip(ours, TEXTS))


def main(model="albert4j-small"):
    transformers.utils.logging.disable_progress_bar()
    failures = 0
    print(f"transformers {transformers.__version__}, torch {torch.__version__}")
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder)
        for name in TASKS:
            written, kind = fine_tune(model, name, work)
            found, wrong = differences(written, kind, work)
            pieces = same_pieces(written)
            shown = ", ".join(f"{output} {value:.1e}" for output, value in found.items())
            print(f"{name}: {kind.__name__}, largest difference of {shown}; loading {wrong or 'clean'}; pieces {'the same' if pieces else 'DIFFER'}", flush=True)
            failures += not found or max(found.values()) > LIMIT or bool(wrong) or not pieces
    sys.exit(1 if failures else 0)


main(*sys.argv[1:2])

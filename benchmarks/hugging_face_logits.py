#!/usr/bin/env python3
"""Whether Hugging Face computes albert4j's logits from a folder that albert4j wrote, and the reverse.

    python3 benchmarks/hugging_face_logits.py [MODEL]

Run from the project's root; MODEL is a folder or a name, by default the embedded model. Needs the packages
transformers (4 or 5), torch, safetensors and numpy. For safetensors, shards and pytorch_model.bin: `convert` writes a
folder, Hugging Face loads it without a missing or an unexpected tensor, and both compute the same ids; then
Hugging Face saves its model, and albert4j computes that. The exit code is 1 where a logit differs by more than 1e-3.
"""

import pathlib
import subprocess
import sys
import tempfile

import numpy as np
import torch
import transformers
from safetensors.numpy import load_file, save_file

LIMIT = 1e-3


def albert4j(*arguments):
    subprocess.run(["./albert4j", *map(str, arguments)], check=True)


def forward(folder, inputs, work):
    """albert4j's outputs for a folder."""
    file = work / "outputs.safetensors"
    albert4j("forward", "--model", folder, "--inputs", inputs, "--output", file)
    return load_file(file)


def hugging_face(folder):
    model, loading = transformers.AlbertForPreTraining.from_pretrained(folder, output_loading_info=True)
    wrong = {kind: list(names) for kind, names in loading.items() if names}
    return model.float().eval(), wrong


def difference(want, got, mask):
    pairs = ((want.prediction_logits, got["prediction_logits"]), (want.sop_logits, got["sop_logits"]))
    return max(float(np.abs(w.numpy() - g)[mask].max() if w.ndim == 3 else np.abs(w.numpy() - g).max()) for w, g in pairs)


def main(model="albert4j-small"):
    failures = 0
    print(f"transformers {transformers.__version__}, torch {torch.__version__}")
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder)
        inputs = work / "inputs.safetensors"
        random = np.random.default_rng(1)
        ids = random.integers(5, 20000, (4, 40)).astype(np.int64)
        mask = (np.arange(40) < np.array([[40], [33], [12], [5]])).astype(np.int64)
        types = (np.arange(40)[None, :] > 8).astype(np.int64) * mask
        save_file({"input_ids": ids, "attention_mask": mask, "token_type_ids": types}, inputs)
        forms = (["--to", "safetensors"], ["--to", "safetensors", "--shard-size", "5MB"], ["--to", "torch"])
        for i, form in enumerate(forms):
            written = work / f"written{i}"
            albert4j("convert", "--model", model, *form, "--output", written)
            reference, wrong = hugging_face(written)
            with torch.no_grad():
                want = reference(torch.tensor(ids), attention_mask=torch.tensor(mask), token_type_ids=torch.tensor(types))
            there = difference(want, forward(written, inputs, work), mask.astype(bool))
            saved = work / f"saved{i}"
            reference.save_pretrained(saved)
            back = difference(want, forward(saved, inputs, work), mask.astype(bool))
            print(f"{' '.join(form)}: largest difference of a logit {there:.1e}; saved by Hugging Face {back:.1e}; loading {wrong or 'clean'}")
            failures += there > LIMIT or back > LIMIT or bool(wrong)
    sys.exit(1 if failures else 0)


main(*sys.argv[1:2])

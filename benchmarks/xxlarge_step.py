#!/usr/bin/env python3
"""One step of training at the xxlarge shape beside PyTorch: memory, loss, gradient.

    python3 benchmarks/xxlarge_step.py [--config albert-xxlarge-v2|FILE] [--tasks pretraining,squad] [--length 384] [--threads 2]
                                       [--text FILE] [--vocabulary spiece.model]

Run from the project's root, on a machine with 24 GB. Builds the project, and sets up PyTorch, at the versions below, in a
virtual environment under .albert4j/. PyTorch makes random weights; then albert4j's own commands train one step on two
rows, with gradient checkpointing in fp32: `pretrain` with LAMB, `fine-tune` on questions. What they print and leave
behind is compared:

  memory    the most that the process held, beside the estimate that it printed before (at most 10 % apart)
  loss, gradient norm, and ten rows of the gradient, drawn at random from as many parameters: a checkpoint's first moment
            is a tenth of it. PyTorch computes them in double precision, which is taken as the truth, and in fp32, which
            shows what fp32 can do: no row may be further from the truth than 1e-3 of its norm, or twice as far as
            PyTorch's in fp32 where that is more; loss and norm not further than 1e-4.

The random weights deviate by 0.01. By 0.02, the usual, so wide a random network makes all tokens of a row nearly alike, and the
gradient of an answer's ends cancels out: PyTorch's own fp32 was up to 5e-3 from the truth there, and ours 6e-3.

The exit code is 1 where one is. A smaller --config tries the script itself; memory is then Java's own, and not judged.
"""

import argparse
import json
import multiprocessing
import os
import pathlib
import pty
import random
import re
import subprocess
import sys
import tempfile
import threading
import time

from peers import cpu, in_virtual_environment

PEERS = ["torch==2.15.0", "transformers==5.24.0", "numpy==2.4.6", "safetensors==0.8.0"]
HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent
SHARED = ROOT.parent / "shared"
XXLARGE = {
    "model_type": "albert", "vocab_size": 30000, "embedding_size": 128, "hidden_size": 4096, "num_hidden_layers": 12,
    "num_attention_heads": 64, "intermediate_size": 16384, "hidden_act": "gelu_new", "hidden_dropout_prob": 0,
    "attention_probs_dropout_prob": 0, "classifier_dropout_prob": 0, "max_position_embeddings": 512, "type_vocab_size": 2,
    "bos_token_id": 2, "eos_token_id": 3, "pad_token_id": 0, "initializer_range": 0.01}
ROWS = 10
ROW_LIMIT = 1e-3
LIMIT = 1e-4
MEMORY_LIMIT = 0.10
BETA1 = 0.9
LEAST_JUDGED = 2e9  # bytes of an estimate


def albert4j(*arguments, **options):
    return subprocess.run(["./albert4j", *map(str, arguments)], check=True, text=True, **options)


def lines_of(command, lines):
    return [json.loads(line) for line in albert4j(*command, input="\n".join(lines), stdout=subprocess.PIPE).stdout.splitlines()]


def measured(*arguments):
    """Runs a command as on a terminal: what it said there, and the most memory that it held, in bytes."""
    ours, theirs = pty.openpty()
    child = subprocess.Popen(["./albert4j", *map(str, arguments)], stdout=subprocess.DEVNULL, stderr=theirs)
    os.close(theirs)
    said = []

    def read():
        try:
            while data := os.read(ours, 65536):
                said.append(data)
        except OSError:  # the end of a terminal
            pass

    reader = threading.Thread(target=read)
    reader.start()
    _, status, usage = os.wait4(child.pid, 0)
    reader.join()
    text = b"".join(said).decode()
    if status:
        sys.exit(f"xxlarge_step.py: albert4j {arguments[0]} failed: {text}")
    return text, usage.ru_maxrss * 1024


def paragraphs(options, count):
    """As many texts, each of sentences that fill a row but for a little."""
    most = options.length - 8
    text = subprocess.run(["gzip", "-dc", options.text], check=True, stdout=subprocess.PIPE, text=True).stdout
    lines = [line for line in text.splitlines()[200:1200] if line.strip()]
    sizes = [len(row["ids"]) - 2 for row in lines_of(["tokenize", "--model", options.tokenizer, "--input", "-"], lines)]
    made, some, size = [], [], 0
    for line, n in zip(lines, sizes):
        if size + n > most:
            if size > most * 3 // 4:
                made.append("\n".join(some))
            some, size = [], 0
        if len(made) == count:
            return made
        some, size = some + [line], size + n
    sys.exit(f"xxlarge_step.py: {options.text} is too short")


class Task:
    """What both have: rows as dictionaries."""

    rows = ()

    def lengths(self):
        return [len(r["input_ids"]) for r in self.rows]

    def ids(self):
        return {i for r in self.rows for i in r["input_ids"]}


class Pretraining(Task):
    """Masked LM and sentence order of two rows, by LAMB."""

    name = "pretraining"
    kind = "AlbertForPreTraining"

    def __init__(self, options, work):
        self.rows_folder = work / "rows"
        text = work / "text.txt"
        text.write_text("\n\n".join(paragraphs(options, 2)) + "\n")
        making = ["create-pretraining-data", "--data", text, "--tokenizer", options.tokenizer, "--max-length", options.length,
                  "--short-sequence-prob", 0, "--dupe-factor", 1]
        printed = albert4j(*making, "--preview", 100, stdout=subprocess.PIPE).stdout.splitlines()
        self.rows = [json.loads(line) for line in printed]
        albert4j(*making, "--output", self.rows_folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def command(self, options, start):
        return ["pretrain", "--config", start / "config.json", "--start", start, "--tokenizer", options.tokenizer,
                "--data", self.rows_folder, "--max-length", options.length, "--optimizer", "lamb", "--batch-size", len(self.rows),
                "--steps", 1]

    def loss(self, model, torch):
        """The mean over the masked pieces of all rows, and over the rows: added up row by row."""
        entropy = torch.nn.functional.cross_entropy
        masked = sum(len(r["masked_labels"]) for r in self.rows)
        for row in self.rows:
            out = model.albert(input_ids=torch.tensor([row["input_ids"]]), token_type_ids=torch.tensor([row["token_type_ids"]]))
            hidden = out.last_hidden_state[0, torch.tensor(row["masked_positions"])]
            words = entropy(model.predictions(hidden), torch.tensor(row["masked_labels"]), reduction="sum") / masked
            order = entropy(model.sop_classifier(out.pooler_output), torch.tensor([row["sentence_order_label"]])) / len(self.rows)
            yield words + order


class Squad(Task):
    """Start and end of an answer in two rows."""

    name = "squad"
    kind = "AlbertForQuestionAnswering"

    def __init__(self, options, work):
        question = "What does the text say?"
        self.file = work / "train.jsonl"
        contexts = [text.replace("\n", " ") for text in paragraphs(options, 2)]
        self.rows, examples = [], []
        for context in contexts:
            words = context.split()
            while True:
                context = " ".join(words)
                row = lines_of(["tokenize", "--model", options.tokenizer, "--input", "-"], [json.dumps({"text": question, "pair": context})])[0]
                if len(row["ids"]) <= options.length:
                    break
                words = words[:-1]
            answer = " ".join(words[len(words) // 2 :][:3])
            at = len(" ".join(words[: len(words) // 2])) + 1
            inside = [i for i, (span, kind, special) in enumerate(zip(row["offsets"], row["token_type_ids"], row["special_tokens_mask"]))
                      if kind == 1 and not special]
            self.rows.append({
                "input_ids": row["ids"], "token_type_ids": row["token_type_ids"], "candidates": [0, *inside],
                "start": next(i for i in inside if row["offsets"][i][1] > at),
                "end": [i for i in inside if row["offsets"][i][0] < at + len(answer)][-1]})
            examples.append({"question": question, "context": context, "answer": answer, "answer_start": at})
        self.file.write_text("\n".join(map(json.dumps, examples)) + "\n")

    def command(self, options, start):
        return ["fine-tune", "--task", "question-answering", "--model", start, "--train", self.file, "--max-length", options.length,
                "--batch-size", len(self.rows), "--epochs", 1]

    def loss(self, model, torch):
        entropy = torch.nn.functional.cross_entropy
        for row in self.rows:
            hidden = model.albert(input_ids=torch.tensor([row["input_ids"]]), token_type_ids=torch.tensor([row["token_type_ids"]]))[0]
            logits = model.qa_outputs(hidden)[0, torch.tensor(row["candidates"])]
            places = {token: i for i, token in enumerate(row["candidates"])}
            start, end = (entropy(logits[:, [i]].T, torch.tensor([places[row[key]]])) for i, key in enumerate(("start", "end")))
            yield (start + end) / 2 / len(self.rows)


TASKS = {task.name: task for task in (Pretraining, Squad)}


def config(options):
    return XXLARGE if options.config == "albert-xxlarge-v2" else {**XXLARGE, **json.loads(pathlib.Path(options.config).read_text())}


def make_start(options, task, work):
    """A folder with random weights, biases and norms included: zeros would hide mistakes."""
    import torch
    import transformers

    transformers.utils.logging.disable_progress_bar()
    torch.manual_seed(1)
    folder = work / "start"
    model = getattr(transformers, task.kind)(transformers.AlbertConfig(**config(options)))
    with torch.no_grad():
        for name, weight in model.named_parameters():
            if weight.dim() == 1:
                weight.add_(0.02 * torch.randn(weight.shape))
    model.save_pretrained(folder)
    (folder / "spiece.model").write_bytes(options.vocabulary.read_bytes())
    return folder


def pytorch(options, task, start, wanted, double):
    """Loss, gradient norm and some rows of the gradient."""
    import torch
    import transformers

    transformers.utils.logging.disable_progress_bar()
    torch.set_num_threads(options.threads)
    model = getattr(transformers, task.kind).from_pretrained(start).train()
    model = model.double() if double else model.float()
    loss = 0.0
    began = time.perf_counter()
    for part in task.loss(model, torch):
        part.backward()
        loss += part.item()
    seconds = time.perf_counter() - began
    gradients = {name: weight.grad.double() for name, weight in model.named_parameters() if weight.grad is not None}
    norm = sum(float(g.square().sum()) for g in gradients.values()) ** 0.5
    return loss, norm, {(name, row): gradients[name][row].clone() for name, row in wanted}, seconds


def draw_rows(task, start):
    """Names of parameters, and a row in each; of words only those that occur."""
    from safetensors import safe_open

    draws = random.Random(1)
    with safe_open(start / "model.safetensors", "pt") as file:
        shapes = {name: file.get_slice(name).get_shape() for name in file.keys()}
    shapes = {name: shape for name, shape in shapes.items() if len(shape) == 2}
    names = sorted(shapes)
    draws.shuffle(names)
    chosen = [names[i % len(names)] for i in range(ROWS)]
    return [(name, draws.choice(sorted(task.ids())) if name.endswith("word_embeddings.weight")
             else draws.randrange(min(task.lengths())) if name.endswith("position_embeddings.weight")
             else draws.randrange(shapes[name][0])) for name in chosen]


def ours(options, task, start, work, wanted):
    """albert4j's loss, norm, rows, seconds, bytes held and bytes told."""
    from safetensors import safe_open

    output = work / "output"
    said, held = measured(
        *task.command(options, start), "--output", output, "--learning-rate", 1e-5, "--warmup-steps", 0, "--clip", 0,
        "--gradient-checkpointing", "--precision", "fp32", "--threads", options.threads, "--micro-batch-tokens", options.length, "--keep", 1)
    told = float(re.search(r"about ([\d.]+) GB", said).group(1)) * 1e9
    step = json.loads((output / "metrics.jsonl").read_text().splitlines()[0])
    with safe_open(output / "checkpoints" / "step-1" / "optimizer.safetensors", "pt") as file:
        rows = {(name, row): file.get_slice("mean." + name)[row].double() / (1 - BETA1) for name, row in wanted}
    seconds = sum(task.lengths()) / step["tokens_per_second"]
    return step["loss"], step["gradient_norm"], rows, seconds, held, told


def apart(a, b):
    return float((a - b).norm() / b.norm())


def in_own_process(function, *arguments):
    """Calls a function in a process of its own: the most memory that a process held counts for those that it starts."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(function, arguments)


def compare(options, task_class):
    failures = []
    with tempfile.TemporaryDirectory(dir=options.work) as folder:
        work = pathlib.Path(folder)
        task = task_class(options, work)
        start = in_own_process(make_start, options, task, work)
        wanted = draw_rows(task, start)
        loss, norm, rows, seconds, held, told = ours(options, task, start, work, wanted)
        single = in_own_process(pytorch, options, task, start, wanted, False)
        double = in_own_process(pytorch, options, task, start, wanted, True)
    print(f"{task.name}: rows of {' and '.join(map(str, task.lengths()))} tokens; a step {seconds:.1f} s, PyTorch's gradient in fp32 {single[3]:.1f} s")
    print(f"  memory {held / 1e9:.2f} GB held, {told / 1e9:.2f} told")
    if told > LEAST_JUDGED and abs(held - told) > MEMORY_LIMIT * told:
        failures.append("memory")
    for name, value, i in (("loss", loss, 0), ("gradient norm", norm, 1)):
        print(f"  {name} {value:.6f}, PyTorch {single[i]:.6f}, in double {double[i]:.6f}")
        if abs(value - double[i]) > LIMIT * double[i]:
            failures.append(name)
    for key in wanted:
        here, there = apart(rows[key], double[2][key]), apart(single[2][key], double[2][key])
        print(f"  {key[0]}[{key[1]}]: {here:.1e} of its norm from the truth, PyTorch in fp32 {there:.1e}")
        if here > max(ROW_LIMIT, 2 * there):
            failures.append(f"{key[0]}[{key[1]}]")
    print(f"  {'wrong: ' + ', '.join(failures) if failures else 'ok'}", flush=True)
    return not failures


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--config", default="albert-xxlarge-v2", help="or a config.json, whose values replace xxlarge's")
    parser.add_argument("--tasks", default=",".join(TASKS))
    parser.add_argument("--length", type=int, default=384)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--text", type=pathlib.Path, default=SHARED / "corpus" / "books" / "standardebooks-001.txt.gz")
    parser.add_argument("--vocabulary", type=pathlib.Path, default=SHARED / "vocab" / "spiece.model")
    parser.add_argument("--work", type=pathlib.Path, help="where some 6 GB are written and deleted; default: the system's folder for that")
    options = parser.parse_args()
    in_virtual_environment(__file__, PEERS)
    import torch
    import transformers

    with tempfile.TemporaryDirectory() as folder:
        options.tokenizer = pathlib.Path(folder)
        (options.tokenizer / "spiece.model").write_bytes(options.vocabulary.read_bytes())
        (options.tokenizer / "config.json").write_text(json.dumps(XXLARGE))
        print(f"{cpu()}; {options.threads} threads; torch {torch.__version__}, transformers {transformers.__version__}; {options.config}", flush=True)
        right = [compare(options, TASKS[name]) for name in options.tasks.split(",")]
    sys.exit(0 if all(right) else 1)


if __name__ == "__main__":
    main()

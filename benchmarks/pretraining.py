#!/usr/bin/env python3
"""Pretraining's tokens a second beside Hugging Face's classes in PyTorch, in one run.

    python3 benchmarks/pretraining.py [--shapes small,base] [--precision auto|bf16|fp32] [--rounds 5] [--seconds 20] [--threads N]
                                      [--text FILE] [--vocabulary spiece.model] [--compile] [--no-peers]

Sets up its peers, at the versions of peers.py, in a virtual environment under .albert4j/. The rows are those that
`create-pretraining-data --preview` makes of TEXT, by default a book file of the corpus beside the project: first only those
of 128 tokens, then all as they come. Two peers, both with AdamW and a gradient clipped at a norm of 1:

  stock   AlbertForPreTraining as it is: logits at every position, batches padded to their longest row
  tuned   the same classes by hand: rows sorted by length, no attention mask where nothing is padded, the vocabulary's
          logits at the masked positions only, GELU as one operation, fused AdamW

Both take the micro-batch that is the fastest of a few, tried before the rounds. With the first weights, and on the first
batch in fp32, all must agree in loss (1e-4) and gradient (1e-3 of its norm). Then the engines take turns, round by round,
each with all of the machine to itself. Medians over the rounds are printed, of tokens that are not padding: by the clock,
and by the seconds that the processors spent on the engine, which tell more where the machine has other work to do.
"""

import contextlib
import json
import math
import os
import pathlib
import statistics
import subprocess
import sys
import time

from peers import PYTORCH, SHARED, albert4j, arguments, cpu, has_bf16, java, last_line, scratch, write_part
from shapes import operations
from timers import in_turns

LENGTH = 128
STEPS = 8  # different batches

COMMON = {
    "model_type": "albert", "embedding_size": 128, "hidden_act": "gelu_new", "hidden_dropout_prob": 0,
    "attention_probs_dropout_prob": 0, "classifier_dropout_prob": 0, "max_position_embeddings": 512, "type_vocab_size": 2}
SHAPES = {
    "tiny": {
        "config": {"vocab_size": 30000, "hidden_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4, "intermediate_size": 256},
        "rows": 8, "aims": {}},
    "small": {
        "config": {"vocab_size": 8000, "hidden_size": 256, "num_hidden_layers": 4, "num_attention_heads": 4, "intermediate_size": 1024},
        "rows": 64, "aims": {"stock": 2.5, "tuned": 1.6}},
    "base": {
        "config": {"vocab_size": 30000, "hidden_size": 768, "num_hidden_layers": 12, "num_attention_heads": 12, "intermediate_size": 3072},
        "rows": 16, "aims": {"stock": 1.5, "tuned": 1.4}},
}
MICRO_BATCHES = {"tiny": (4, 8), "small": (8, 16, 64), "base": (4, 8, 16)}  # rows


def rows_of(text, vocabulary, batch, work):
    """STEPS batches of rows, full ones and as they come, each as a file and as a list. Full are those that Google's program cuts to size."""
    count = 2 * STEPS * batch

    def preview(*options):
        printed = albert4j(
            "create-pretraining-data", "--data", text, "--tokenizer", vocabulary, "--max-length", LENGTH, "--preview", count, *options)
        return [json.loads(line) for line in printed.splitlines()]

    full = [r for r in preview("--google-compatible") if len(r["input_ids"]) == LENGTH]
    cases = {"full": full, "ragged": preview()}
    made = {}
    for name, rows in cases.items():
        rows = rows[: STEPS * batch]
        if len(rows) < STEPS * batch:
            sys.exit(f"pretraining.py: {text} has only {len(rows)} {name} rows: name a longer text")
        file = work / f"{name}.jsonl"
        file.write_text("\n".join(map(json.dumps, rows)) + "\n")
        made[name] = (file, rows)
    return made


def of_a_step(settings, rows):
    """Operations of all matrices, forward and twice as many back; the last block computes for [CLS] and the masked pieces alone."""
    hidden, embedding = settings["hidden_size"], settings["embedding_size"]
    sum_of_rows = 0
    for row in rows:
        masked = len(row["masked_positions"])
        heads = hidden * hidden + masked * embedding * (hidden + settings["vocab_size"])
        sum_of_rows += operations(settings, len(row["input_ids"]), masked + 1, masked + 1) + 2 * heads
    return 3 * sum_of_rows


class Java:
    """The engine in a process of its own, which waits between its rounds."""

    @staticmethod
    def command(mode, work, rows, output, precision, batch, threads):
        return [*java("PretrainingTimer"), mode, work / "config.json", rows, output, precision, str(batch), str(threads), "0"]

    def __init__(self, *arguments):
        self.peaks = []  # after each round: what the machine multiplies at most, 10^9 operations a second
        self.process = subprocess.Popen(
            Java.command("time", *arguments), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)

    def run(self, seconds):
        self.process.stdin.write(f"{seconds}\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            raise RuntimeError("the Java side ended")
        *taken, peak = map(float, answer.split("\t"))
        self.peaks.append(peak)
        return tuple(taken)

    def close(self):
        self.process.stdin.close()
        self.process.wait()


class PyTorch:
    """Trains as people do; the hand-tuned loop overrides what it does otherwise."""

    fused = None
    changes = {}  # of the config

    def __init__(self, folder, batches, precision, compiles=False):
        import torch
        import transformers

        self.torch = torch
        self.model = transformers.AlbertForPreTraining.from_pretrained(folder, attn_implementation="sdpa", **self.changes).float().train()
        self.optimizer = torch.optim.AdamW(self.model.parameters(), lr=1e-4, eps=1e-6, weight_decay=0.01, fused=self.fused)
        self.precision = precision
        self.batches = batches
        self.step = 0
        self.rows = None
        if compiles:
            self.model.albert = torch.compile(self.model.albert)

    def autocast(self):
        return self.torch.autocast("cpu", dtype=self.torch.bfloat16) if self.precision == "bf16" else contextlib.nullcontext()

    def order(self, rows):
        return rows

    def padded(self, rows):
        """Tensors of some rows: ids, types, mask, labels (-100 where nothing is asked), sentence orders."""
        torch = self.torch
        longest = max(len(r["input_ids"]) for r in rows)
        ids, types, mask = (torch.zeros(len(rows), longest, dtype=torch.long) for _ in range(3))
        labels = torch.full((len(rows), longest), -100)
        for i, row in enumerate(rows):
            n = len(row["input_ids"])
            ids[i, :n] = torch.tensor(row["input_ids"])
            types[i, :n] = torch.tensor(row["token_type_ids"])
            mask[i, :n] = 1
            labels[i, torch.tensor(row["masked_positions"])] = torch.tensor(row["masked_labels"])
        return ids, types, mask, labels, torch.tensor([r["sentence_order_label"] for r in rows])

    def cut(self, batch):
        """Micro-batches, each with its share of the masked pieces and of the rows."""
        rows = self.order(batch)
        parts = [self.padded(rows[i : i + self.rows]) for i in range(0, len(rows), self.rows)]
        masked = sum(int((labels >= 0).sum()) for _, _, _, labels, _ in parts)
        return [(part, int((part[3] >= 0).sum()) / masked, len(part[0]) / len(rows)) for part in parts]

    def losses(self, ids, types, mask, labels, orders):
        out = self.model(input_ids=ids, token_type_ids=types, attention_mask=mask)
        entropy = self.torch.nn.functional.cross_entropy
        return entropy(out.prediction_logits.view(-1, self.model.config.vocab_size), labels.view(-1)), entropy(out.sop_logits, orders)

    def gradient(self, parts):
        total = 0
        for part, words, rows in parts:
            with self.autocast():
                mlm, sop = self.losses(*part)
                loss = mlm * words + sop * rows
            loss.backward()
            total += loss.item()
        return total

    def update(self, parts):
        self.gradient(parts)
        self.torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimizer.step()
        self.optimizer.zero_grad(set_to_none=True)

    def prepare(self, rows):
        """Batches as tensors, made once: reading them is not what is measured."""
        self.rows = rows
        self.parts = [(self.cut(batch), sum(len(r["input_ids"]) for r in batch)) for batch in self.batches]

    def run(self, seconds):
        tokens, start, used = 0, time.perf_counter(), time.process_time()
        while time.perf_counter() - start < seconds:
            parts, n = self.parts[self.step % len(self.parts)]
            self.update(parts)
            self.step += 1
            tokens += n
        return tokens, time.perf_counter() - start, time.process_time() - used

    def tune(self, candidates, seconds):
        """Takes the micro-batch that spends the least of the processors."""
        speeds = {}
        for rows in candidates:
            self.prepare(rows)
            self.gradient(self.parts[0][0][:1])  # to warm up
            tokens, _, used = self.run(seconds)
            speeds[rows] = tokens / used
        self.prepare(max(speeds, key=speeds.get))
        return self.rows

    def close(self):
        pass


class Tuned(PyTorch):
    fused = True
    changes = {"hidden_act": "gelu_pytorch_tanh"}  # the same function in one operation

    def order(self, rows):
        return sorted(rows, key=lambda r: -len(r["input_ids"]))

    def losses(self, ids, types, mask, labels, orders):
        whole = bool(mask.all())
        out = self.model.albert(input_ids=ids, token_type_ids=types, attention_mask=None if whole else mask)
        asked = (labels.view(-1) >= 0).nonzero().squeeze(1)
        hidden = out.last_hidden_state.flatten(0, 1).index_select(0, asked)
        entropy = self.torch.nn.functional.cross_entropy
        words = entropy(self.model.predictions(hidden), labels.view(-1).index_select(0, asked))
        return words, entropy(self.model.sop_classifier(out.pooler_output), orders)


def check(work, file, rows, batch, options):
    """Has the first weights written, and compares all engines' losses and gradients there; gives the folder of these weights."""
    first = work / "first"
    done = subprocess.run(
        Java.command("check", work, file, first, "fp32", batch, options.threads), capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"pretraining.py: albert4j: {last_line(done.stderr)}")
    ours = float(done.stdout)
    if options.no_peers:
        if not math.isfinite(ours):
            sys.exit(f"pretraining.py: albert4j: the loss of the first batch is {ours}")
        return first
    from safetensors.torch import load_file

    moments = load_file(first / "checkpoints" / "step-1" / "optimizer.safetensors")
    for name, peer in (("stock", PyTorch(first, [rows[:batch]], "fp32")), ("tuned", Tuned(first, [rows[:batch]], "fp32"))):
        peer.prepare(8)
        loss = peer.gradient(peer.parts[0][0])
        squares = [0.0, 0.0]
        for parameter, weight in peer.model.named_parameters():
            known = moments["mean." + parameter.replace("predictions.decoder.bias", "predictions.bias")].double() / (1 - 0.9)
            squares[0] += float((weight.grad.double() - known).square().sum())
            squares[1] += float(known.square().sum())
        apart = (squares[0] / squares[1]) ** 0.5
        print(f"first batch, fp32: loss {ours:.5f}, {name} {loss:.5f}; the gradients differ by {apart:.1e} of their norm")
        if abs(loss - ours) > 1e-4 or apart > 1e-3:
            sys.exit(f"pretraining.py: {name} computes something else")
    return first


def measure(shape, kind, precision, rows, file, first, work, options):
    """The rounds that were made, medians over them of (tokens/s, tokens a processor second) by engine, and our share of the peak."""
    batch = SHAPES[shape]["rows"]
    batches = [rows[i * batch : (i + 1) * batch] for i in range(STEPS)]
    engines, failures = {}, {}
    if not options.no_peers:
        engines = {"stock": PyTorch(first, batches, precision), "tuned": Tuned(first, batches, precision, options.compile)}
    for name, peer in engines.items():
        print(f"{shape} {kind} {precision}: {name} takes {peer.tune(MICRO_BATCHES[shape], options.seconds / 2)} rows at once", flush=True)
    engines = {"albert4j": Java(work, file, work / f"run-{kind}-{precision}", precision, batch, options.threads), **engines}
    engines["albert4j"].run(3 * options.seconds)  # Java compiles, as long as peers were tried
    turns = {name: lambda engine=engine: engine.run(options.seconds) for name, engine in engines.items()}
    rounds, taken = in_turns(turns, options.rounds, options.minutes, failures)
    for engine in engines.values():
        engine.close()
    medians = {name: [statistics.median(tokens / own[i] for tokens, *own in turns) for i in (0, 1)] for name, turns in taken.items()}
    of_a_token = of_a_step({**COMMON, **SHAPES[shape]["config"]}, rows) / sum(len(row["input_ids"]) for row in rows)
    peak = statistics.median(engines["albert4j"].peaks[1:]) * 1e9  # the first is of the warm-up
    return rounds, medians, medians["albert4j"][0] * of_a_token / peak


def report(shape, kind, precision, medians, share, aims):
    ours = medians["albert4j"]
    print(f"{shape:>5} {kind:>6} {precision} albert4j computes {100 * share:.0f} % of what the machine multiplies at most")
    for name, (clock, used) in medians.items():
        line = f"{shape:>5} {kind:>6} {precision} {name:>8} {clock:>8.0f} tokens/s, {used:>7.0f} a processor second"
        if name in aims:
            line += f"; albert4j is {ours[0] / clock:.2f} and {ours[1] / used:.2f} times as fast (aim {aims[name]})"
        print(line, flush=True)


def packing(shape, precision, full, ragged, rows):
    longest = [max(len(r["input_ids"]) for r in rows[i : i + SHAPES[shape]["rows"]]) for i in range(0, len(rows), SHAPES[shape]["rows"])]
    share = sum(len(r["input_ids"]) for r in rows) / (sum(longest) * SHAPES[shape]["rows"])
    print(f"{shape} {precision}: {100 * share:.1f} % of padded batches are tokens; ragged rows against full ones, by processor time: "
          + ", ".join(f"{name} {ragged[name][1] / full[name][1]:.2f}" for name in full), flush=True)


def bench(options):
    precisions = (["bf16"] if has_bf16() else []) + ["fp32"] if options.precision == "auto" else [options.precision]
    found, most = [], 0
    for shape in options.shapes.split(","):
        with scratch() as folder:
            work = pathlib.Path(folder)
            (work / "config.json").write_text(json.dumps({**COMMON, **SHAPES[shape]["config"]}))
            vocabulary = options.vocabulary
            size = SHAPES[shape]["config"]["vocab_size"]
            if size != 30000:
                albert4j("train-tokenizer", "--data", options.text, "--vocab-size", size, "--output", work / "vocabulary")
                vocabulary = work / "vocabulary" / "spiece.model"
            cases = rows_of(options.text, vocabulary, SHAPES[shape]["rows"], work)
            file, rows = cases["ragged"]
            first = check(work, file, rows, SHAPES[shape]["rows"], options)
            for precision in precisions:
                results = {}
                for kind in options.cases.split(","):
                    file, rows = cases[kind]
                    rounds, results[kind], share = measure(shape, kind, precision, rows, file, first, work, options)
                    report(shape, kind, precision, results[kind], share, SHAPES[shape]["aims"])
                    most = max(most, rounds)
                    found.append({"shape": shape, "kind": kind, "precision": precision, "peak_share": share, "engines": {
                        name: {"tokens_per_s": clock, "tokens_per_processor_s": used} for name, (clock, used) in results[kind].items()}})
                if len(results) == 2:
                    packing(shape, precision, results["full"], results["ragged"], cases["ragged"][1])
    write_part("pretraining", options, {"rounds": most, "seconds": options.seconds, "rows": found, "failures": {}})


def main():
    options = arguments(__file__, __doc__, PYTORCH, 5, [
        ("--shapes", {"default": "small,base"}),
        ("--cases", {"default": "full,ragged"}),
        ("--precision", {"choices": ["auto", "bf16", "fp32"], "default": "auto", "help": "auto measures fp32, and bf16 where the processor has it"}),
        ("--seconds", {"type": float, "default": 20, "help": "of each engine in a round"}),
        ("--text", {"type": pathlib.Path, "default": SHARED / "corpus" / "books" / "standardebooks-001.txt.gz"}),
        ("--vocabulary", {"type": pathlib.Path, "default": SHARED / "vocab" / "spiece.model"}),
        ("--compile", {"action": "store_true", "help": "torch.compile for the tuned loop; needs a C++ compiler"}),
    ])
    print(f"{cpu()}; {options.threads} threads; at most {options.rounds} rounds of {options.seconds:g} s; load {os.getloadavg()[0]:.1f}", flush=True)
    if not options.no_peers:
        import torch
        import transformers

        transformers.utils.logging.disable_progress_bar()
        torch.set_num_threads(options.threads)
    bench(options)


main()

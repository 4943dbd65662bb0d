#!/usr/bin/env python3
"""Latency of a base-shaped ALBERT beside ONNX Runtime's and PyTorch's, fp32, in one run.

    python3 benchmarks/latency.py [--rounds 5] [--runs 20] [--threads N] [--cases 1x12,1x128,1x384,8x128]

Run from the project's root. Sets up its peers, at the versions below, in a virtual environment under .albert4j/. The
weights are random. The encoder's last hidden state is computed for the same ids by all, and must agree within 1e-3
before anything is timed. Then the engines take turns, round by round, each with all of the machine to itself: what is
printed are medians over all rounds, and ratios of these medians. ONNX Runtime gets the graph that its own optimizer for
transformers makes, and all of its other optimisations, or the plain exported graph where that is faster.
"""

import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

from peers import cpu, in_virtual_environment

PEERS = ["torch==2.15.0", "transformers==5.24.0", "onnx==1.23.2", "onnxscript==0.7.2", "onnxruntime==1.32.0", "numpy==2.4.6", "safetensors==0.8.0", "sympy"]
LIMIT = 1e-3


def build(folder):
    """A random model as a Hugging Face folder and as an ONNX file; gives PyTorch's model."""
    import torch
    import transformers

    config = transformers.AlbertConfig(
        vocab_size=30000, embedding_size=128, hidden_size=768, num_hidden_layers=12, num_attention_heads=12,
        intermediate_size=3072, hidden_act="gelu_new", hidden_dropout_prob=0, attention_probs_dropout_prob=0)
    torch.manual_seed(7)
    model = transformers.AlbertModel(config).eval()
    model.save_pretrained(folder)

    class LastHiddenState(torch.nn.Module):
        def __init__(self, encoder):
            super().__init__()
            self.encoder = encoder

        def forward(self, input_ids, attention_mask):
            return self.encoder(input_ids, attention_mask=attention_mask).last_hidden_state

    eager = transformers.AlbertModel.from_pretrained(folder, attn_implementation="eager").eval()
    ids = torch.randint(5, 30000, (2, 16))
    axes = {name: {0: "batch", 1: "length"} for name in ("input_ids", "attention_mask", "last_hidden_state")}
    torch.onnx.export(
        LastHiddenState(eager), (ids, torch.ones_like(ids)), str(folder / "plain.onnx"), dynamo=False, opset_version=18,
        input_names=["input_ids", "attention_mask"], output_names=["last_hidden_state"], dynamic_axes=axes)
    from onnxruntime.transformers import optimizer

    fused = optimizer.optimize_model(str(folder / "plain.onnx"), model_type="bert", num_heads=12, hidden_size=768)
    fused.save_model_to_file(str(folder / "fused.onnx"))
    print("ONNX Runtime's optimizer fused:", {k: v for k, v in fused.get_fused_operator_statistics().items() if v})
    return model


class OnnxRuntime:
    def __init__(self, file, threads):
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_ALL
        self.session = onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])

    def run(self, ids):
        import numpy as np

        return self.session.run(None, {"input_ids": ids, "attention_mask": np.ones_like(ids)})[0]


class PyTorch:
    def __init__(self, model, threads):
        import torch

        torch.set_num_threads(threads)
        self.model = model

    def run(self, ids):
        import torch

        with torch.inference_mode():
            return self.model(torch.from_numpy(ids)).last_hidden_state.numpy()


def times(engine, ids, runs):
    for _ in range(3):
        engine.run(ids)
    taken = []
    for _ in range(runs):
        start = time.perf_counter()
        engine.run(ids)
        taken.append((time.perf_counter() - start) * 1e3)
    return taken


def albert4j(folder, batch, length, runs, threads):
    """The median of a round, by the benchmark command, in a process of its own."""
    out = subprocess.run(
        ["./albert4j", "benchmark", "--model", folder, "--batch", str(batch), "--lengths", str(length), "--runs", str(runs),
         "--threads", str(threads), "--json"], check=True, capture_output=True, text=True).stdout
    return json.loads(out)["cases"][0]["median_ms"]


def agree(folder, engines, work):
    import numpy as np
    from safetensors.numpy import load_file, save_file

    ids = np.random.default_rng(3).integers(5, 30000, (3, 37)).astype(np.int64)
    save_file({"input_ids": ids}, work / "ids.safetensors")
    subprocess.run(["./albert4j", "forward", "--model", folder, "--inputs", work / "ids.safetensors", "--output", work / "out.safetensors"], check=True)
    ours = load_file(work / "out.safetensors")["last_hidden_state"]
    for name, engine in engines.items():
        difference = float(np.abs(engine.run(ids) - ours).max())
        print(f"largest difference from {name}: {difference:.1e}")
        if difference > LIMIT:
            sys.exit(f"{name} computes something else")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--cases", default="1x12,1x128,1x384,8x128")
    options = parser.parse_args()
    in_virtual_environment(__file__, PEERS)
    import numpy as np

    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder)
        model = build(work)
        engines = {
            "ONNX Runtime, fused": OnnxRuntime(work / "fused.onnx", options.threads),
            "ONNX Runtime, plain": OnnxRuntime(work / "plain.onnx", options.threads),
            "PyTorch": PyTorch(model, options.threads),
        }
        agree(work, engines, work)
        print(f"{cpu()}; {options.threads} threads, fp32; medians of {options.rounds} rounds of {options.runs} runs")
        print(f"{'case':>6} {'albert4j':>11} {'ONNX Runtime':>13} {'PyTorch':>11}   times as fast as ONNX Runtime, PyTorch")
        for case in options.cases.split(","):
            batch, length = map(int, case.split("x"))
            ids = np.random.default_rng(5).integers(5, 30000, (batch, length)).astype(np.int64)
            ours, theirs = [], {name: [] for name in engines}
            for _ in range(options.rounds):
                ours.append(albert4j(work, batch, length, options.runs, options.threads))
                for name, engine in engines.items():
                    theirs[name].append(statistics.median(times(engine, ids, options.runs)))
            mine = statistics.median(ours)
            peer = {name: statistics.median(values) for name, values in theirs.items()}
            onnx = min(peer["ONNX Runtime, fused"], peer["ONNX Runtime, plain"])
            print(f"{case:>6} {mine:>8.1f} ms {onnx:>10.1f} ms {peer['PyTorch']:>8.1f} ms   {onnx / mine:.2f}  {peer['PyTorch'] / mine:.2f}", flush=True)


main()

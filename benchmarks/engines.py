"""The engines that latency.py, ragged.py and load.py compare, all over one folder of weights.

Each has `run(ids, mask)`, the last hidden state, and `median_ms(batch, length, runs, seconds)`. A peer works in a process
of its own, started anew for each round and ended after it, as our `benchmark` command is: so each engine has all of the
machine's cores and memory in its turn, and one that fails takes nothing else with it.

The peers are used as their makers advise. ONNX Runtime gets the plain exported graph and, as an engine of its own, the
graph that its optimizer for transformers makes. PyTorch is Hugging Face's class with its sdpa attention in
`inference_mode`. OpenVINO converts that class, and computes for latency.
"""

import json
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

import numpy as np
from peers import albert4j, has_bf16, last_line
from shapes import read_tensors, write_tensors

WARM_UPS = 3
LONGEST = 3600  # seconds, after which a peer's process is given up


class OnnxRuntime:
    def __init__(self, folder, threads, graph):
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_ALL
        self.session = onnxruntime.InferenceSession(str(folder / graph / "model.onnx"), options, providers=["CPUExecutionProvider"])

    def run(self, ids, mask=None):
        mask = np.ones_like(ids) if mask is None else mask
        return self.session.run(None, {"input_ids": ids, "attention_mask": mask})[0]


class PyTorch:
    def __init__(self, folder, threads):
        import torch
        import transformers

        torch.set_num_threads(threads)
        self.torch = torch
        self.model = transformers.AlbertModel.from_pretrained(folder, attn_implementation="sdpa", dtype=torch.float32).eval()

    def run(self, ids, mask=None):
        with self.torch.inference_mode():
            mask = None if mask is None else self.torch.from_numpy(mask)
            return self.model(self.torch.from_numpy(ids), attention_mask=mask).last_hidden_state.numpy()


class OpenVino:
    def __init__(self, folder, threads, precision):
        import openvino

        settings = {"INFERENCE_PRECISION_HINT": precision, "PERFORMANCE_HINT": "LATENCY", "INFERENCE_NUM_THREADS": threads}
        self.model = openvino.Core().compile_model(folder / "openvino" / "model.xml", "CPU", settings)

    def run(self, ids, mask=None):
        mask = np.ones_like(ids) if mask is None else mask
        return self.model({"input_ids": ids, "attention_mask": mask})[0]


PEERS = {
    "onnx-fused": ("ONNX Runtime, fused graph", lambda folder, threads: OnnxRuntime(folder, threads, "fused")),
    "onnx-plain": ("ONNX Runtime, plain graph", lambda folder, threads: OnnxRuntime(folder, threads, "plain")),
    "pytorch": ("PyTorch", PyTorch),
    "openvino": ("OpenVINO", lambda folder, threads: OpenVino(folder, threads, "f32")),
    "openvino-bf16": ("OpenVINO, bf16", lambda folder, threads: OpenVino(folder, threads, "bf16")),
}


def times_ms(run, runs, seconds):
    """So many times of a call, or as many as fit in the seconds, after warming up; at least one."""
    start = time.perf_counter()
    for _ in range(WARM_UPS):
        run()
        if time.perf_counter() - start > seconds / 2:
            break
    taken = []
    while len(taken) < runs and (not taken or sum(taken) < seconds * 1e3):
        before = time.perf_counter()
        run()
        taken.append((time.perf_counter() - before) * 1e3)
    return taken


def random_ids(batch, length):
    return np.random.default_rng(5).integers(5, 30000, (batch, length)).astype(np.int64)


class Albert4j:
    """Ours, by the commands `forward` and `benchmark`."""

    def __init__(self, folder, threads, precision="fp32"):
        self.name = "albert4j" if precision == "fp32" else f"albert4j-{precision}"
        self.label = "albert4j" if precision == "fp32" else f"albert4j, {precision}"
        self.common = ["--model", folder, "--threads", threads, "--precision", precision]
        self.details = {}  # by case: what `benchmark` says beside the time

    def run(self, ids, mask=None):
        with tempfile.TemporaryDirectory() as work:
            inputs, outputs = pathlib.Path(work) / "in.safetensors", pathlib.Path(work) / "out.safetensors"
            write_tensors(inputs, {"input_ids": ids} | ({} if mask is None else {"attention_mask": mask}))
            albert4j("forward", *self.common, "--inputs", inputs, "--output", outputs)
            return read_tensors(outputs)["last_hidden_state"]

    def median_ms(self, batch, length, runs, seconds):
        known = self.details.get((batch, length))
        if known is None and runs > 1:
            known = self._benchmark(batch, length, 1)  # how many runs fit is not known yet
        if known is not None:
            runs = max(1, min(runs, int(seconds * 1e3 / known["median_ms"])))
        return self._benchmark(batch, length, runs)["median_ms"]

    def _benchmark(self, batch, length, runs):
        report = json.loads(albert4j("benchmark", *self.common, "--batch", batch, "--lengths", length, "--runs", runs, "--json"))
        self.details[batch, length] = report["cases"][0]
        return report["cases"][0]


class Peer:
    """An engine of PEERS, in a process for each call; what goes wrong there is a RuntimeError with its last line."""

    def __init__(self, name, folder, threads):
        self.name, self.label = name, PEERS[name][0]
        self.folder, self.threads = folder, threads

    def run(self, ids, mask=None):
        with tempfile.TemporaryDirectory() as work:
            tensors = {"input_ids": ids} | ({} if mask is None else {"attention_mask": mask})
            write_tensors(pathlib.Path(work) / "in.safetensors", tensors)
            self.ask("outputs", work)
            return read_tensors(pathlib.Path(work) / "out.safetensors")["last_hidden_state"]

    def median_ms(self, batch, length, runs, seconds):
        return self.ask("median", batch, length, runs, seconds)

    def ask(self, task, *arguments):
        return in_process(__file__, self.name, self.folder, self.threads, task, *arguments)


def in_process(script, *arguments):
    """The answer of a script."""
    try:
        done = subprocess.run([sys.executable, script, *map(str, arguments)], capture_output=True, text=True, timeout=LONGEST)
    except subprocess.TimeoutExpired:
        raise RuntimeError(f"took more than {LONGEST} s") from None
    if done.returncode != 0:
        raise RuntimeError(last_line(done.stderr) if done.returncode > 0 else f"ended by signal {-done.returncode}")
    return json.loads(done.stdout.splitlines()[-1])


def peers(folder, threads, failures):
    """The peers that can be had; why others cannot goes into failures, by name."""
    for form in ("onnx-plain", "onnx-fused", "openvino"):
        try:
            made = in_process(pathlib.Path(__file__).with_name("exports.py"), form, folder)
            print(f"{form}: exported", made or "", flush=True)
        except RuntimeError as reason:
            failures |= {name: f"export: {reason}" for name in PEERS if name.startswith(form)}
    names = [name for name in PEERS if name not in failures and (name != "openvino-bf16" or has_bf16())]
    return [Peer(name, folder, threads) for name in names]


class Timer:
    """An engine of EncoderTimer or of this file's `serve`, waiting in its process for rows to time."""

    def __init__(self, command):
        self.start = time.perf_counter()
        self.errors = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen(
            list(map(str, command)), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.errors, text=True)
        self.load_seconds = self._answer("ready\t")[0]

    def times(self, file, runs, group):
        """Seconds of each run over a file of rows, padded in groups of so many where the engine cannot do without."""
        self.process.stdin.write(f"{file}\t{runs}\t{group}\n")
        self.process.stdin.flush()
        return self._answer("times\t")

    def _answer(self, start):
        for line in self.process.stdout:  # a package may print lines of its own
            if line.startswith(start):
                return [float(field) for field in line[len(start) :].split("\t")]
        self.process.wait()
        self.errors.seek(0)
        raise RuntimeError(last_line(self.errors.read()))

    def alive_seconds(self):
        return time.perf_counter() - self.start

    def memory_mb(self):
        """What of the process is in memory, and the most that ever was, in 10^6 bytes."""
        lines = pathlib.Path(f"/proc/{self.process.pid}/status").read_text().splitlines()
        fields = dict(line.split(":", 1) for line in lines if ":" in line)
        return [int(fields[name].split()[0]) * 1024 / 1e6 for name in ("VmRSS", "VmHWM")]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait()
        self.errors.close()


def serving(engine):
    """The command of a Timer for a peer."""
    return [sys.executable, __file__, engine.name, engine.folder, engine.threads, "serve"]


def padded(rows):
    """Ids and mask; no mask where all rows are as long."""
    longest = max(map(len, rows))
    ids = np.array([row + [0] * (longest - len(row)) for row in rows], np.int64)
    mask = np.array([[1] * len(row) + [0] * (longest - len(row)) for row in rows], np.int64)
    return ids, None if mask.all() else mask


def serve(engine, seconds):
    print(f"ready\t{seconds}", flush=True)
    for line in sys.stdin:
        file, runs, group = line.rstrip("\n").split("\t")
        rows = [list(map(int, row.split())) for row in open(file)]
        taken = []
        for _ in range(int(runs)):
            start = time.perf_counter()
            for i in range(0, len(rows), int(group)):
                engine.run(*padded(rows[i : i + int(group)]))
            taken.append(time.perf_counter() - start)
        print("times", *taken, sep="\t", flush=True)


def answer(engine, task, arguments):
    if task == "outputs":
        work = pathlib.Path(arguments[0])
        tensors = read_tensors(work / "in.safetensors")
        output = engine.run(tensors["input_ids"], tensors.get("attention_mask"))
        write_tensors(work / "out.safetensors", {"last_hidden_state": np.asarray(output, np.float32)})
        return "done"
    if task == "median":
        batch, length, runs, seconds = map(float, arguments)
        ids = random_ids(int(batch), int(length))
        return statistics.median(times_ms(lambda: engine.run(ids), int(runs), seconds))
    raise ValueError(task)


def main():
    name, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    start = time.perf_counter()
    engine = PEERS[name][1](folder, int(sys.argv[3]))
    if sys.argv[4] == "serve":
        serve(engine, time.perf_counter() - start)
    else:
        print(json.dumps(answer(engine, sys.argv[4], sys.argv[5:])))


if __name__ == "__main__":
    main()

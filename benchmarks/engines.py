"""The engines that the scripts compare, all over one folder of weights.

Each has `run(ids, mask)`, the last hidden state; `median_ms(batch, length, runs, seconds)`; and `serving()`, the command of a
process that waits for something to time (timers.py). A peer works in a process of its own, started anew for each turn and
ended after it, as our `benchmark` command is: so each engine has all of the machine's cores and memory in its turn, and
one that fails takes nothing else with it.

The peers are used as their makers advise. ONNX Runtime gets the plain exported graph and, as an engine of its own, the
graph that its optimizer for transformers makes. PyTorch is Hugging Face's class with its sdpa attention in
`inference_mode`, and as an engine of its own with torch.compile. OpenVINO converts that class, and computes for latency, or for throughput where there are many callers.
"""

import json
import pathlib
import shutil
import statistics
import subprocess
import sys
import threading
import time

import timers
from exports import FORMS, MADE_OF
from peers import albert4j, has_bf16, java, last_line, np, scratch
from shapes import read_tensors, write_tensors

# As in our `benchmark`: passes to warm up, as many as fill a time, unless one takes long.
WARM_UPS = 3
WARM = 2  # seconds
LONG = 3  # seconds
LONGEST = 3600  # seconds, after which a peer's process is given up


class Threaded:
    """What many threads may call."""

    def begin_thread(self):
        pass


class OnnxRuntime(Threaded):
    def __init__(self, folder, threads, form):
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_ALL
        self.session = onnxruntime.InferenceSession(str(folder / form / "model.onnx"), options, providers=["CPUExecutionProvider"])

    def run(self, ids, mask=None):
        mask = np.ones_like(ids) if mask is None else mask
        return self.session.run(None, {"input_ids": ids, "attention_mask": mask})[0]


class PyTorch(Threaded):
    def __init__(self, folder, threads, compiled=False):
        import torch
        import transformers

        self.torch, self.threads = torch, threads
        self.begin_thread()
        self.model = transformers.AlbertModel.from_pretrained(folder, attn_implementation="sdpa", dtype=torch.float32).eval()
        if compiled:
            self.model = torch.compile(self.model, dynamic=False)

    def begin_thread(self):
        self.torch.set_num_threads(self.threads)  # each thread has a setting of its own

    def run(self, ids, mask=None):
        with self.torch.inference_mode():
            mask = None if mask is None else self.torch.from_numpy(mask)
            return self.model(self.torch.from_numpy(ids), attention_mask=mask).last_hidden_state.numpy()


class OpenVino(Threaded):
    def __init__(self, folder, threads, precision, hint="LATENCY"):
        import openvino

        settings = {"INFERENCE_PRECISION_HINT": precision, "PERFORMANCE_HINT": hint, "INFERENCE_NUM_THREADS": threads}
        self.model = openvino.Core().compile_model(folder / "openvino" / "model.xml", "CPU", settings)
        self.local = threading.local()

    def run(self, ids, mask=None):
        if not hasattr(self.local, "request"):
            self.local.request = self.model.create_infer_request()
        mask = np.ones_like(ids) if mask is None else mask
        return self.local.request.infer({"input_ids": ids, "attention_mask": mask}, share_inputs=True, share_outputs=True)[0]


PEERS = {  # by name: what people call it, the form that it reads, and how it is made
    "onnx-fused": ("ONNX Runtime, fused graph", "onnx-fused", lambda folder, threads: OnnxRuntime(folder, threads, "onnx-fused")),
    "onnx-plain": ("ONNX Runtime, plain graph", "onnx-plain", lambda folder, threads: OnnxRuntime(folder, threads, "onnx-plain")),
    "onnx-int8": ("ONNX Runtime, dynamic int8", "onnx-int8", lambda folder, threads: OnnxRuntime(folder, threads, "onnx-int8")),
    "pytorch": ("PyTorch", None, PyTorch),
    "pytorch-compiled": ("PyTorch, compiled", None, lambda folder, threads: PyTorch(folder, threads, compiled=True)),
    "openvino": ("OpenVINO", "openvino", lambda folder, threads: OpenVino(folder, threads, "f32")),
    "openvino-bf16": ("OpenVINO, bf16", "openvino", lambda folder, threads: OpenVino(folder, threads, "bf16")),
    "openvino-throughput": ("OpenVINO, for throughput", "openvino", lambda folder, threads: OpenVino(folder, threads, "f32", "THROUGHPUT")),
}
IN_FP32 = ("onnx-fused", "onnx-plain", "pytorch", "openvino")
ONE_EACH = ("onnx-fused", "pytorch", "openvino")  # ONNX Runtime's two graphs differ little


def times_ms(run, runs, seconds):
    """So many times of a call, or as many as fit in the seconds, after warming up; at least one."""
    start, passes = time.perf_counter(), 0
    while (warm := time.perf_counter() - start) < LONG and (passes < WARM_UPS or warm < WARM):
        run()
        passes += 1
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
        self.folder, self.arguments = folder, [folder, threads, precision]
        self.common = ["--model", folder, "--threads", threads, "--precision", precision]
        self.details = {}  # by case: what `benchmark` says beside the time

    def run(self, ids, mask=None):
        with scratch() as work:
            inputs, outputs = pathlib.Path(work) / "in.safetensors", pathlib.Path(work) / "out.safetensors"
            write_tensors(inputs, {"input_ids": ids} | ({} if mask is None else {"attention_mask": mask}))
            albert4j("forward", *self.common, "--inputs", inputs, "--output", outputs)
            return read_tensors(outputs)["last_hidden_state"]

    def median_ms(self, batch, length, runs, seconds):
        known = self.details.get((batch, length)) or self._benchmark(batch, length, 1)  # to learn how many runs fit
        fitting = max(1, min(runs, int(seconds * 1e3 / known["median_ms"])))
        return self._benchmark(batch, length, fitting)["median_ms"] if fitting > 1 else known["median_ms"]

    def _benchmark(self, batch, length, runs):
        report = json.loads(albert4j("benchmark", *self.common, "--batch", batch, "--lengths", length, "--runs", runs, "--json"))
        self.details[batch, length] = {**report["cases"][0], "peak_gflops": report["machine"]["peak_gflops"]}
        return self.details[batch, length]

    def serving(self):
        return [*java("EncoderTimer"), *self.arguments]


class Peer:
    """An engine of PEERS, in a process for each call; what goes wrong there is a RuntimeError with its last line."""

    def __init__(self, name, folder, threads):
        self.name, self.label = name, PEERS[name][0]
        self.folder, self.threads = folder, threads

    def run(self, ids, mask=None):
        with scratch() as work:
            tensors = {"input_ids": ids} | ({} if mask is None else {"attention_mask": mask})
            write_tensors(pathlib.Path(work) / "in.safetensors", tensors)
            self.ask("outputs", work)
            return read_tensors(pathlib.Path(work) / "out.safetensors")["last_hidden_state"]

    def median_ms(self, batch, length, runs, seconds):
        return self.ask("median", batch, length, runs, seconds)

    def ask(self, task, *arguments):
        return in_process(__file__, self.name, self.folder, self.threads, task, *arguments)

    def serving(self):
        return [sys.executable, __file__, self.name, self.folder, self.threads, "serve"]


def in_process(script, *arguments):
    """The answer of a script."""
    try:
        done = subprocess.run([sys.executable, script, *map(str, arguments)], capture_output=True, text=True, timeout=LONGEST)
    except subprocess.TimeoutExpired:
        raise RuntimeError(f"took more than {LONGEST} s") from None
    if done.returncode != 0:
        raise RuntimeError(last_line(done.stderr) if done.returncode > 0 else f"ended by signal {-done.returncode}")
    return json.loads(done.stdout.splitlines()[-1])


def peers(folder, threads, failures, names=IN_FP32):
    """Those of the peers that can be had; why others cannot goes into failures, by name."""
    needed = {PEERS[name][1] for name in names}
    for form, other in reversed(MADE_OF.items()):
        needed |= {other} if form in needed else set()
    for form in (form for form in FORMS if form in needed and not (folder / form).exists()):
        try:
            made = in_process(pathlib.Path(__file__).with_name("exports.py"), form, folder)
            print(f"{form}: exported", made or "", flush=True)
        except RuntimeError as reason:
            failures |= {name: f"export: {reason}" for name in names if PEERS[name][1] == form}
    return [Peer(name, folder, threads) for name in names if name not in failures and (name != "openvino-bf16" or has_bf16())]


def ours_in_int8(folder, threads, calibration):
    """Ours with scales that `quantize` found on some texts; a RuntimeError says what is missing."""
    if "quantize" not in albert4j("--help"):
        raise RuntimeError("albert4j has no int8 in this version: `quantize` is not among its commands")
    quantized = folder / "albert4j-int8"
    if not quantized.exists():
        new = folder / "albert4j-int8.new"
        shutil.rmtree(new, ignore_errors=True)
        albert4j("quantize", "--model", folder, "--calibration", calibration, "--output", new)
        new.rename(quantized)
    return Albert4j(quantized, threads, "int8")


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
    engine = PEERS[name][2](folder, int(sys.argv[3]))
    if sys.argv[4] == "serve":
        timers.serve(engine, time.perf_counter() - start)
    else:
        print(json.dumps(answer(engine, sys.argv[4], sys.argv[5:])))


if __name__ == "__main__":
    main()

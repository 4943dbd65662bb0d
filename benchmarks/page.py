"""docs/performance.md, from the results that the scripts of run-all kept and the prose here; no number is written by hand."""

import json
import pathlib

ENGINES = {
    "albert4j": "albert4j", "albert4j-bf16": "albert4j, bf16", "onnx-fused": "ONNX Runtime, fused graph",
    "onnx-plain": "ONNX Runtime, plain graph", "pytorch": "PyTorch", "openvino": "OpenVINO", "openvino-bf16": "OpenVINO, bf16",
    "transformers": "transformers' pipeline", "transformers, started and loaded": "the same, once started and loaded",
    "tokenizers": "Hugging Face tokenizers (Rust)", "sentencepiece": "SentencePiece (C++), cleaning in Python",
    "sentencepiece, cleaned before": "SentencePiece (C++), text cleaned before"}
ONNX = ("onnx-fused", "onnx-plain")
SHAPES = ("tiny", "base", "large", "xlarge", "xxlarge")
MISSING = "Not measured yet.\n"

HEAD = """# Performance

How fast albert4j is beside Python packages that compute the same. `benchmarks/run-all` measures all of it and writes this
page; each part names the script that made it, which you can run too. Every claim is a ratio of two medians that were
measured in one run on one machine. The scripts set up their peers by themselves, at pinned versions, in a virtual
environment under `.albert4j/`; they check first that all engines give the same outputs; then the engines take turns, round
by round, each with the machine to itself. An engine that cannot be had or that fails is named, with its reason.

`-` stands for what was not measured. A ratio above 1 means that albert4j is the faster one, or takes less.
"""

TAIL = """## What bounds it

Nearly all of a forward pass is multiplication of matrices, so the bound is what the processor's cores multiply at most.
`./albert4j benchmark` measures that peak in the same process, with matrices that suit the machine, and prints the share of
it that a model reaches; the tables of latency have it as "of the peak". A short input reads every weight for a few tokens,
so that memory bounds it rather than multiplication. The steps that `benchmark` tells apart (embeddings, attention,
feed-forward, head) say where the time goes.

## How it uses the cores

A model has as many workers as threads, and each computes on one thread, so that no operation waits for another core. A
call with enough tokens is cut into parts, which the workers take side by side; this is how batches and many callers use 8
cores or 64: the parts share the weights and nothing else. Parts of several calls that wait are joined up to 256 tokens,
shared among the workers that are free, and no worker stays free while a part waits; calls take turns, so a long one keeps
no short one waiting. A lone short call, while nobody else computes, gets all cores for each of its operations instead: the
time of one answer matters then, and the cores wait for each other at each operation, the longer the more of them there are.
Models so small that this waiting costs more than it saves stay on one thread. `--threads` sets the number.
"""


class Page:
    def __init__(self, folder):
        self.folder, self.lines, self.aims = folder, [], []

    def part(self, name):
        file = pathlib.Path(self.folder) / f"{name}.json"
        return json.loads(file.read_text()) if file.exists() else None

    def text(self, *lines):
        self.lines += lines

    def table(self, head, rows):
        self.text("| " + " | ".join(head) + " |", "|---|" + "---:|" * (len(head) - 1))
        self.text(*("| " + " | ".join(row) + " |" for row in rows), "")

    def source(self, part):
        self.text(f"(`{part['command']}`, {part['machine']}, {part['threads']} threads, {part['rounds']} rounds, {part['day']}.)", "")
        self.text(*(f"- {name_of(name)}: {reason}".replace("|", "/") for name, reason in part["failures"].items()))
        if part["failures"]:
            self.text("")

    def aim(self, what, least, ratio):
        self.aims.append((what, least, ratio))


def name_of(name):
    engine, _, way = name.partition(", ")
    return ENGINES.get(name) or (f"{ENGINES.get(engine, engine)}, {way}" if way else name)


def number(value, digits=2):
    return "-" if value is None else f"{value:,.{digits}f}"


def over(theirs, ours):
    return None if theirs is None or not ours else theirs / ours


def best(values, names):
    return min((values[name] for name in names if name in values), default=None)


def latency(page):
    page.text("## Latency", "", "The encoder's last hidden state for so many rows of so many tokens, random weights, fp32.", "")
    for shape in SHAPES:
        page.text(f"### {shape}", "")
        part = page.part(f"latency-{shape}")
        if part is None:
            page.text(MISSING)
            missing_latency_aims(page, shape)
            continue
        present = [name for name in ENGINES if any(name in row["ms"] for row in part["rows"])]
        head = ["rows x tokens", *(f"{ENGINES[name]}, ms" for name in present), "of the peak", "faster than ONNX Runtime", "than PyTorch", "than OpenVINO"]
        rows, ratios = [], {"ONNX Runtime": [], "PyTorch": [], "OpenVINO": [], "bf16": []}
        for row in part["rows"]:
            ms = row["ms"]
            own = ms.get("albert4j")
            for peer, theirs in (("ONNX Runtime", best(ms, ONNX)), ("PyTorch", ms.get("pytorch")), ("OpenVINO", ms.get("openvino"))):
                ratios[peer].append(over(theirs, own))
            ratios["bf16"].append(over(ms.get("openvino-bf16"), ms.get("albert4j-bf16")))
            rows.append([row["case"], *(number(ms.get(name)) for name in present), f"{100 * row['peak_share']:.0f} %",
                         *(number(ratios[peer][-1]) for peer in ("ONNX Runtime", "PyTorch", "OpenVINO"))])
        page.table(head, rows)
        page.source(part)
        if shape != "tiny":
            page.aim(f"latency, {shape}, ONNX Runtime", 1.3, least(ratios["ONNX Runtime"]))
            page.aim(f"latency, {shape}, PyTorch", 2, least(ratios["PyTorch"]))
            page.aim(f"latency, {shape}, OpenVINO in bf16", 1.25, least(ratios["bf16"]))


def missing_latency_aims(page, shape):
    if shape != "tiny":
        page.aim(f"latency, {shape}, ONNX Runtime", 1.3, None)
        page.aim(f"latency, {shape}, PyTorch", 2, None)
        page.aim(f"latency, {shape}, OpenVINO in bf16", 1.25, None)


def least(ratios):
    """The worst case, and none where one was not measured."""
    return None if not ratios or None in ratios else min(ratios)


def ragged(page):
    page.text("## Texts of different lengths", "")
    part = page.part("ragged-base") or page.part("ragged-tiny")
    padded = bucketed = None
    if part is None:
        page.text(MISSING)
    else:
        ways = part["ways"]
        own = ways["albert4j"]["tokens_per_s"]
        page.text(f"{part['rows']} rows of {part['shortest']} to {part['longest']} tokens, {part['tokens']:,} in all, {part['shape']} shape. albert4j computes no padding. "
                  "The peers get all rows in one padded batch, or sorted by length in groups of the size that suits each best.", "")
        page.table(["engine", "tokens a second", "rows in a group", "times as fast"], [
            [name_of(way), number(own_way["tokens_per_s"], 0), str(own_way["group"]), number(own / own_way["tokens_per_s"])] for way, own_way in ways.items()])
        page.source(part)
        padded = over(own, max((w["tokens_per_s"] for way, w in ways.items() if way.endswith("padded")), default=None))
        bucketed = over(own, max((w["tokens_per_s"] for way, w in ways.items() if way.endswith("bucketed")), default=None))
    page.aim("different lengths, the best peer with padding", 2, padded)
    page.aim("different lengths, the best peer with its best bucketing", 2, bucketed)


def load(page):
    page.text("## Loading and memory", "", "Seconds from the process's start, Java's and Python's included; 10^6 bytes of memory (VmRSS; VmHWM for the most).", "")
    for shape in SHAPES:
        part = page.part(f"load-{shape}")
        if part is None and shape not in ("base", "xxlarge"):
            continue
        page.text(f"### {shape}", "")
        engines = part["engines"] if part else {}
        if part is None:
            page.text(MISSING)
        else:
            page.table(["engine", "s, loaded", "s, first 1x128", "s, loading alone", "MB, loaded", "MB, after the pass", "MB, at most"], [
                [name_of(name), number(e["ready_s"]), number(e["first_s"]), number(e["load_s"]), number(e["loaded_mb"], 0), number(e["first_mb"], 0), number(e["most_mb"], 0)]
                for name, e in engines.items()])
            page.source(part)
        for what, field in (("time to load", "ready_s"), ("memory at most", "most_mb")):
            for peer, names in (("ONNX Runtime", ONNX), ("PyTorch", ("pytorch",)), ("OpenVINO", ("openvino",))):
                theirs = best({name: e[field] for name, e in engines.items()}, names)
                page.aim(f"{what}, {shape}, {peer}", 1, over(theirs, engines.get("albert4j", {}).get(field)))


def speeds(page, title, prose, name, field, unit, aims):
    """A part with one figure an engine; more is better. Aims are by peer."""
    page.text(f"## {title}", "")
    part = page.part(name)
    values = {} if part is None else {engine: value if isinstance(value, float) else value["mb_per_s"] for engine, value in part[field].items()}
    if part is None:
        page.text(MISSING)
    else:
        page.text(prose(part), "")
        page.table(["engine", unit, "times as fast"], [[name_of(engine), number(value, 1), number(values["albert4j"] / value)] for engine, value in values.items()])
        page.source(part)
    for engine, least_ratio in aims.items():
        page.aim(f"{title.lower()}, {name_of(engine)}", least_ratio, over(values.get("albert4j"), values.get(engine)))


def cold_start(page):
    page.text("## First answer", "")
    part = page.part("cold-start")
    seconds = part["seconds"] if part else {}
    if part is None:
        page.text(MISSING)
    else:
        page.text("From the start of a process to its end, with one sentence of fill-mask answered by the embedded model.", "")
        page.table(["engine", "seconds", "times as fast"], [[name_of(n), number(s), number(s / seconds["albert4j"])] for n, s in seconds.items()])
        page.source(part)
    page.aim("first answer, transformers' pipeline", 5, over(seconds.get("transformers"), seconds.get("albert4j")))


def aims(page):
    """What was aimed at, and what came out; the worst case where there are several."""
    def verdict(least_ratio, ratio):
        reached = ratio is not None and (ratio > 1 if least_ratio == 1 else ratio >= least_ratio)
        return "not measured yet" if ratio is None else "reached" if reached else "not reached"

    lines = ["## Aims", "", "The ratio in the worst of a part's cases, beside what was aimed at; bf16 needs a processor that has it.", "",
             "| part, peer | aim | measured | |", "|---|---:|---:|---|"]
    lines += [f"| {what} | {'more than 1' if goal == 1 else f'{goal:g}'} | {number(ratio)} | {verdict(goal, ratio)} |" for what, goal, ratio in page.aims]
    return [*lines, ""]


def page(folder):
    made = Page(folder)
    latency(made)
    ragged(made)
    load(made)
    cold_start(made)
    speeds(made, "Tokenizer", lambda part: f"MB (10^6 bytes of UTF-8) a second on one thread, rounds of {part['megabytes']:.1f} MB of new text.",
           "tokenizer", "engines", "MB/s", {"tokenizers": 3, "sentencepiece": 1.2})
    speeds(made, "Fill-mask", lambda part: f"{part['texts']:,} sentences with one [MASK] each, whole processes."
           + (f" Best batch size of the pipeline: {part['batch'][0]}, {part['batch'][1].replace('-', ' ')}; its best answers agree with ours on {100 * part['agreement']:.2f} %." if part["agreement"] is not None else ""),
           "fill-mask", "texts_per_s", "texts/s", {"transformers": 4})
    return "\n".join([HEAD, *aims(made), *made.lines, TAIL])

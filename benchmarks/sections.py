"""The sections of docs/performance.md, one function each: they write into a Page what a part's results say, or that there are none."""

ENGINES = {
    "albert4j": "albert4j", "albert4j-bf16": "albert4j, bf16", "albert4j-auto": "albert4j, auto", "albert4j-int8": "albert4j, int8",
    "albert4j-8": "albert4j, 8 threads", "albert4j-archived": "albert4j, classes archived",
    "onnx-fused": "ONNX Runtime, fused graph", "onnx-plain": "ONNX Runtime, plain graph", "onnx-int8": "ONNX Runtime, dynamic int8",
    "pytorch": "PyTorch", "pytorch-compiled": "PyTorch, compiled", "openvino": "OpenVINO", "openvino-bf16": "OpenVINO, bf16", "openvino-throughput": "OpenVINO, for throughput",
    "transformers": "transformers' pipeline", "transformers, started and loaded": "the same, once started and loaded",
    "tokenizers": "Hugging Face tokenizers (Rust)", "sentencepiece": "SentencePiece (C++), cleaning in Python",
    "sentencepiece, cleaned before": "SentencePiece (C++), text cleaned before",
    "stock": "PyTorch, Hugging Face's classes", "tuned": "PyTorch, tuned by hand"}
ONNX = ("onnx-fused", "onnx-plain")
PEERS = {"ONNX Runtime": ONNX, "PyTorch": ("pytorch", "pytorch-compiled"), "OpenVINO": ("openvino",)}  # in fp32
IN_ANY_PRECISION = (*ONNX, "onnx-int8", "pytorch", "pytorch-compiled", "openvino", "openvino-bf16")
SHAPES = ("base", "large", "xlarge", "xxlarge")
DISTURBED = 1.1  # of the peak: the machine gave less of itself while that was measured
PEAK_AIMS = {"1x12": {"albert4j": 0.6}, "8x128": {"albert4j": 0.9, "albert4j-bf16": 0.85}}


def name_of(name):
    engine, _, way = name.partition(", ")
    return ENGINES.get(name) or (f"{ENGINES.get(engine, engine)}, {way}" if way else ENGINES.get(engine, engine))


def number(value, digits=2):
    return "-" if value is None else f"{value:,.{digits}f}"


def percent(share, digits=0):
    return "-" if share is None else f"{100 * share:.{digits}f} %"


def over(theirs, ours):
    return None if theirs is None or not ours else theirs / ours


def best(values, names, choice=min):
    return choice((values[name] for name in names if name in values), default=None)


def least(ratios):
    """The worst case, and none where one was not measured."""
    return None if not ratios or None in ratios else min(ratios)


def columns(part, field):
    """The engines that have a value in any row."""
    return [name for name in ENGINES if any(name in row[field] for row in part["rows"])]


def chosen(row):
    """Our time in the precision that auto takes."""
    precision = row["precision"].get("albert4j-auto", "fp32")
    return row["ms"].get("albert4j" if precision == "fp32" else f"albert4j-{precision}")


def if_at_peak(ratio, share):
    """What a ratio would be if ours ran at the whole of the peak; none where that was not measured, or badly."""
    return None if ratio is None or share is None or share > DISTURBED else ratio / min(share, 1)


def beside(page, what, goal, rows, theirs, ours):
    """An aim that the worst row decides. `theirs` names peers, of which the fastest counts; `ours` gives the engine for a row."""
    ratios, at_peak = [], []
    for row in rows:
        engine = ours(row)
        ratios.append(over(best(row["ms"], theirs), row["ms"].get(engine)))
        at_peak.append(if_at_peak(ratios[-1], row["peak_share"].get(engine)))
    page.aim(what, goal, least(ratios), at_peak=least([most for most in at_peak if most is not None]))


def latency(page):
    page.text("## Latency", "", "The encoder's last hidden state for so many rows of so many tokens, random weights, fp32. The peak is that of",
              "fp32, measured right after the passes. What auto takes is one of our engines beside it; how far two",
              "runs of one engine lie apart is the machine's noise, so the choice is held to our own best by that engine's time.", "")
    for shape in SHAPES:
        part = page.section(f"### {shape}", f"latency-{shape}")
        rows = [] if part is None else part["rows"]
        own = [row["ms"].get("albert4j") for row in rows]
        ratios = {peer: [over(best(row["ms"], names), ms) for row, ms in zip(rows, own)] for peer, names in PEERS.items()}
        if part is not None:
            present = columns(part, "ms")
            page.table(["rows x tokens", *(f"{name_of(name)}, ms" for name in present), "of the peak", *(f"as fast as {peer}" for peer in PEERS)], [
                [row["case"], *(number(row["ms"].get(name)) for name in present), percent(row["peak_share"]["albert4j"]),
                 *(number(ratios[peer][i]) for peer in PEERS)] for i, row in enumerate(rows)])
            page.source(part)
        beside(page, f"latency, {shape}, ONNX Runtime", 1.3, rows, ONNX, lambda row: "albert4j")
        beside(page, f"latency, {shape}, PyTorch", 2, rows, PEERS["PyTorch"], lambda row: "albert4j")
        beside(page, f"latency, {shape}, OpenVINO in bf16", 1.25, rows, ("openvino-bf16",), lambda row: "albert4j-bf16")
        beside(page, f"latency, {shape}, --precision auto, the best precision of every peer", 1, rows, IN_ANY_PRECISION,
               lambda row: "albert4j-auto" if "albert4j-auto" in row["ms"] else "albert4j")
        page.aim(f"latency, {shape}, --precision auto, our own best", 1, least([over(best(row["ms"], ("albert4j", "albert4j-bf16")), chosen(row)) for row in rows]))


def peak(page):
    page.text("## Share of the peak", "", "Of what the same process multiplies at most in matrices that suit the machine, 10^9 operations a second. A share above",
              f"{percent(DISTURBED)} says that the machine was disturbed while its peak was measured, and counts as not measured.", "")
    parts = {shape: page.part(f"latency-{shape}") for shape in ("base", "xxlarge")}
    lines = []
    for shape, part in parts.items():
        rows = {row["case"]: row for row in part["rows"]} if part else {}
        for case, goals in PEAK_AIMS.items():
            for engine, goal in goals.items():
                row = rows.get(case, {"peak_share": {}, "peak_gflops": {}})
                share = row["peak_share"].get(engine)
                counts = share is not None and share <= DISTURBED
                page.aim(f"share of the peak, {shape}, {case}, {'bf16' if 'bf16' in engine else 'fp32'}", goal, share if counts else None, percent)
                if share is not None:
                    lines.append([f"{shape}, {case}, {name_of(engine)}", number(row["peak_gflops"][engine], 0), percent(share), percent(goal), *(
                        percent(row["steps"].get(step)) for step in row["steps"])])
                    steps = [step.replace("_", "-") for step in row["steps"]]
    if lines:
        page.table(["shape, rows x tokens, engine", "peak", "share of it", "aim", *(f"time in {step}" for step in steps)], lines)
    else:
        page.missing()


def int8(page):
    page.text("## In int8", "", "The same in int8: ours with the scales that `quantize` finds on some texts, ONNX Runtime's with sources that are quantized",
              "as they come. Beside the times stands by what share of its norm the last hidden state differs from that in fp32.", "")
    for shape in ("base", "xxlarge"):
        part = page.section(f"### {shape}, int8", f"latency-{shape}-int8")
        rows, errors = (part["rows"], part["errors"]) if part else ([], {})
        ratios = [over(row["ms"].get("onnx-int8"), row["ms"].get("albert4j-int8")) for row in rows]
        if part is not None:
            present = columns(part, "ms")
            page.table(["rows x tokens", *(f"{name_of(name)}, ms" for name in present), "times as fast in int8"], [
                [row["case"], *(number(row["ms"].get(name)) for name in present), number(ratio)] for row, ratio in zip(rows, ratios)])
            page.text(*(f"- {name_of(name)}: differs by {percent(share, 2)}" for name, share in errors.items()), *([""] if errors else []))
            page.source(part)
        beside(page, f"int8, {shape}, ONNX Runtime's dynamic int8", 3, rows, ("onnx-int8",), lambda row: "albert4j-int8")
        page.aim(f"int8, {shape}, its difference from fp32 over ours", 1, over(errors.get("onnx-int8"), errors.get("albert4j-int8")))


def avx2(page):
    part, usual = page.section("## Without AVX-512", "latency-base-avx2"), page.part("latency-base")
    ratio = None
    if part is not None and not part["rows"]:
        page.text("The processor has no AVX-512: this whole page is such a measurement, and all peers count.", "")
        if usual is not None:
            ratio = least([over(best(row["ms"], IN_ANY_PRECISION), row["ms"].get("albert4j")) for row in usual["rows"]])
    elif part is not None:
        page.text("Ours and PyTorch kept from using it; ONNX Runtime and OpenVINO cannot be. Base shape, fp32, and what --precision auto takes then.", "")
        ratios = [over(row["ms"].get("pytorch"), row["ms"].get("albert4j")) for row in part["rows"]]
        present = columns(part, "ms")
        page.table(["rows x tokens", *(f"{name_of(name)}, ms" for name in present), "as fast as PyTorch", "auto takes"], [
            [row["case"], *(number(row["ms"].get(name)) for name in present), number(own), row["precision"].get("albert4j-auto", "-")]
            for row, own in zip(part["rows"], ratios)])
        page.source(part)
        ratio = least(ratios)
    page.aim("latency without AVX-512, base, the best peer", 1.1, ratio)


def ragged(page):
    part = page.section("## Texts of different lengths", "ragged-base")
    padded = bucketed = share = None
    if part is not None:
        ways, share = part["ways"], part.get("peak_share")
        own = ways["albert4j"]["tokens_per_s"]
        page.text(f"{part['rows']} rows of {part['shortest']} to {part['longest']} tokens, {part['tokens']:,} in all, {part['shape']} shape. albert4j computes no padding. "
                  "The peers get all rows in one padded batch, or sorted by length in groups of the size that suits each best."
                  + (f" Ours multiplies at {percent(share)} of the peak." if share else ""), "")
        page.table(["engine", "tokens a second", "rows in a group", "times as fast"], [
            [name_of(way), number(own_way["tokens_per_s"], 0), str(own_way["group"]), number(own / own_way["tokens_per_s"])] for way, own_way in ways.items()])
        page.source(part)
        padded = over(own, max((w["tokens_per_s"] for way, w in ways.items() if way.endswith("padded")), default=None))
        bucketed = over(own, max((w["tokens_per_s"] for way, w in ways.items() if way.endswith("bucketed")), default=None))
    page.aim("different lengths, the best peer with padding", 2, padded, at_peak=if_at_peak(padded, share))
    page.aim("different lengths, the best peer with its best bucketing", 2, bucketed, at_peak=if_at_peak(bucketed, share))


def callers(page):
    part = page.section("## Many callers", "callers-base")
    rows = part["rows"] if part else []
    if part is not None:
        page.text(f"So many threads ask one model at once, each for one text of so many tokens and again as soon as it is answered; {part['shape']} shape, fp32.",
                  "The process sees so many processors. Calls a second, and the milliseconds that half and 99 of 100 calls stay below. Peers by",
                  "the way that answers most.", "")
        present = [name for name in ENGINES if any(name in row["engines"] for row in rows)]
        page.table(
            ["processors, tokens, callers", "tokens a second", *(f"{name_of(name)}: calls/s, p50, p99" for name in present), *(f"as fast as {peer}" for peer in PEERS)], [
                [f"{row['processors']}, {row['length']}, {row['callers']}", number(row["engines"]["albert4j"]["tokens_per_s"], 0),
                 *(" / ".join(number(row["engines"][name][field], 1) for field in ("calls_per_s", "p50_ms", "p99_ms")) if name in row["engines"] else "-" for name in present),
                 *(number(as_fast(row["engines"], names)) for names in PEERS.values())] for row in rows])
        page.source(part)
    for processors, length in ((1, 12), (1, 128), (2, 12), (2, 128)):
        rates = {row["callers"]: row["engines"]["albert4j"]["calls_per_s"] for row in rows if (row["processors"], row["length"]) == (processors, length)}
        page.aim(f"calls a second, 4 or 16 callers over one, {processors} processor{'s' * (processors > 1)}, {length} tokens", 1,
                 least([over(rates.get(count), rates.get(1)) for count in (4, 16)]) if rates else None)


def as_fast(engines, names):
    return over(engines["albert4j"]["calls_per_s"], best({name: own["calls_per_s"] for name, own in engines.items()}, names, max))


def lengths(page):
    part = page.section("## Lengths never seen", "lengths-base")
    if part is None:
        return
    page.text(f"{part['count']} texts of different lengths from {part['shortest']} to {part['longest']} tokens, in random order, each asked twice in a row of a model that has",
              "seen none of these lengths: milliseconds of the first time, of the second, and of what the first takes more; base shape.", "")
    head = [f"{what}, {p}" for what in ("first", "second", "more") for p in ("half below", "99 of 100 below")]
    page.table(["engine", *head], [
        [name_of(name), *(number(own[what][p]) for what in ("first", "again", "more") for p in ("p50_ms", "p99_ms"))] for name, own in part["engines"].items()])
    page.source(part)


def load(page):
    page.text("## Loading and memory", "", "Seconds from the process's start, Java's and Python's included; 10^6 bytes of memory (VmRSS; VmHWM for the most).",
              "The aims look at ours with its classes in an [archive](configuration.md#an-archive-of-classes), which `./albert4j` makes by itself,",
              "as Python does of its modules.", "")
    for shape in ("base", "xxlarge"):
        part = page.section(f"### {shape}, loading", f"load-{shape}")
        engines = part["engines"] if part else {}
        if part is not None:
            page.table(["engine", "s, loaded", "s, first 1x128", "s, loading alone", "MB, loaded", "MB, after the pass", "MB, at most"], [
                [name_of(name), number(e["ready_s"]), number(e["first_s"]), number(e["load_s"]), number(e["loaded_mb"], 0), number(e["first_mb"], 0), number(e["most_mb"], 0)]
                for name, e in engines.items()])
            page.source(part)
        for what, field in (("time to load", "ready_s"), ("memory at most", "most_mb")):
            for peer, names in PEERS.items():
                theirs = best({name: e[field] for name, e in engines.items()}, names)
                page.aim(f"{what}, {shape}, {peer}", 1, over(theirs, engines.get("albert4j-archived", {}).get(field)))


def cold_start(page):
    part = page.section("## First answer", "cold-start")
    seconds = part["seconds"] if part else {}
    if part is not None:
        page.text("From the start of a process to its end, with one sentence of fill-mask answered by the embedded model.", "")
        page.table(["engine", "seconds", "times as fast"], [[name_of(n), number(s), number(s / seconds["albert4j"])] for n, s in seconds.items()])
        page.source(part)
    page.aim("first answer, transformers' pipeline", 5, over(seconds.get("transformers"), seconds.get("albert4j")))


def speeds(page, title, prose, name, field, unit, aims):
    """A part with one figure an engine; more is better. Aims are by peer."""
    part = page.section(f"## {title}", name)
    values = {} if part is None else {engine: value if isinstance(value, float) else value["mb_per_s"] for engine, value in part[field].items()}
    if part is not None:
        page.text(prose(part), "")
        page.table(["engine", unit, "times as fast"], [[name_of(engine), number(value, 1), number(values["albert4j"] / value)] for engine, value in values.items()])
        page.source(part)
    for engine, goal in aims.items():
        page.aim(f"{title.lower()}, {name_of(engine)}", goal, over(values.get("albert4j"), values.get(engine)))


def tokenizer(page):
    def prose(part):
        return (f"MB (10^6 bytes of UTF-8) a second on {part['threads']} thread{'s' * (part['threads'] > 1)}, rounds of {part['megabytes']:.1f} MB of new text."
                + " The cleaning in Python stays on one." * (part["threads"] > 1))

    for title, name in ("Tokenizer", "tokenizer"), ("Tokenizer on all threads", "tokenizer-threads"):
        speeds(page, title, prose, name, "engines", "MB/s", {"tokenizers": 3, "sentencepiece": 1.2})


def fill_mask(page):
    def prose(part):
        text = f"{part['texts']:,} sentences with one [MASK] each, whole processes."
        if part["agreement"] is None:
            return text
        size, order = part["batch"]
        return f"{text} Best batch size of the pipeline: {size}, {order.replace('-', ' ')}; its best answers agree with ours on {percent(part['agreement'], 2)}."

    speeds(page, "Fill-mask", prose, "fill-mask", "texts_per_s", "texts/s", {"transformers": 4})


def pretraining(page):
    part = page.section("## Pretraining", "pretraining")
    rows = part["rows"] if part else []
    if part is not None:
        page.text("Tokens a second that are no padding, of the whole step with its update, AdamW; rows of 128 tokens, and rows as they come.",
                  "Of the peak: the operations of all matrices, two thirds of them back, beside what the same process multiplies at most.", "")
        table = []
        for row in rows:
            own = row["engines"]["albert4j"]["tokens_per_s"]
            for name, speed in row["engines"].items():
                table.append([f"{row['shape']}, {row['kind']}, {row['precision']}, {name_of(name)}", number(speed["tokens_per_s"], 0), number(own / speed["tokens_per_s"]),
                              percent(row.get("peak_share") if name == "albert4j" else None)])
        page.table(["shape, rows, precision, engine", "tokens a second", "times as fast", "of the peak"], table)
        page.source(part)
    for shape, goals in {"small": {"stock": 2.5, "tuned": 1.6}, "base": {"stock": 1.5, "tuned": 1.4}}.items():
        for peer, goal in goals.items():
            own = [row for row in rows if row["shape"] == shape]
            ratios = [over(row["engines"]["albert4j"]["tokens_per_s"], row["engines"].get(peer, {}).get("tokens_per_s")) for row in own]
            at_peak = [if_at_peak(ratio, row.get("peak_share")) for ratio, row in zip(ratios, own)]
            page.aim(f"pretraining, {shape}, {name_of(peer)}", goal, least(ratios), at_peak=least(at_peak))


def inner_loops(page):
    part = page.section("## Inner loops", "inner-loops")
    if part is None:
        return
    page.text("By themselves, on one thread, with JMH; operations of the base shape, lines of the README for the tokenizer.", "")
    page.table(["benchmark", "of", "time", "give or take"], [
        [row["name"], ", ".join(f"{value} {key}" for key, value in row["parameters"].items()) or "a line", f"{row['score']:,.1f} {row['unit']}",
         number(row["error"] if isinstance(row["error"], float) else None, 1)] for row in part["rows"]])
    page.source(part)


ALL = (latency, peak, int8, avx2, ragged, callers, lengths, load, cold_start, tokenizer, fill_mask, pretraining, inner_loops)

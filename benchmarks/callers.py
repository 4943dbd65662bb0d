#!/usr/bin/env python3
"""What callers get who ask one model at once, each for one text, beside the peers.

    python3 benchmarks/callers.py [--shape base] [--lengths 12,128] [--callers 1,4,16] [--processors 1,2] [--seconds 1.5]
                                  [--rounds 3] [--threads N] [--no-peers]

Each engine loads one model, which so many threads of its process ask for the last hidden state of one row, each again as
soon as it is answered. The process sees only so many processors, and may have as many threads. The peers are tried in
several ways, and the one that answers most is told, case by case: ONNX Runtime and PyTorch with one thread a call and with
as many as processors, OpenVINO with a request for each caller, for latency and for throughput. The engines take turns;
calls a second are medians over the rounds, latencies are of all calls of all rounds. Where there are several processors, ours
with 8 threads stands beside it, more than there are processors for. Weights and ids are random, and all
engines must agree first, as in latency.py.
"""

import pathlib
import statistics

from agreement import SHAPE, of_shape
from engines import ONE_EACH, Albert4j, Peer, random_ids
from peers import PYTORCH, RUNTIMES, arguments, cpu, np, scratch, write_part
from timers import Timer, in_turns, write_rows

TOO_MANY = 8  # threads


def numbers(text):
    return [int(number) for number in text.split(",")]


def turn(command, processors, files, callers, seconds):
    """By length and number of callers: the seconds in all, and those of each call."""
    with Timer(command, processors) as timer:
        found = {}
        timer.callers(files[min(files)], 1, seconds)  # Java compiles
        for length, file in files.items():
            for count in callers:
                timer.callers(file, count, seconds / 3)  # to warm up
                found[length, count] = timer.callers(file, count, seconds)
        return found


def ways(engines, processors):
    """By name, what each engine may be started as, on so many processors."""
    found = {}
    for engine in engines:
        if engine.name == "albert4j":
            found[engine.name] = Albert4j(engine.folder, processors)
            if 1 < processors < TOO_MANY:
                found[f"{engine.name}-{TOO_MANY}"] = Albert4j(engine.folder, TOO_MANY)
        elif engine.name.startswith("openvino"):
            if processors > 1 or engine.name == "openvino":  # for throughput it computes several at once
                found[engine.name] = Peer(engine.name, engine.folder, processors)
        else:
            for threads in sorted({1, processors}):
                found[f"{engine.name}, a call on {threads}"] = Peer(engine.name, engine.folder, threads)
    return found


def summary(rounds, length):
    """Of what a way gave in each round for one case."""
    rates = [len(calls) / whole for whole, calls in rounds]
    calls = [1e3 * seconds for _, calls in rounds for seconds in calls]
    middle, high = np.percentile(calls, [50, 99])
    rate = statistics.median(rates)
    return {"calls_per_s": rate, "tokens_per_s": rate * length, "p50_ms": float(middle), "p99_ms": float(high), "calls": len(calls)}


def best_ways(taken, case, processors):
    """By engine, the way that answered most, OpenVINO's two being one engine's."""
    best = {}
    for name, rounds in taken.items():
        way, _, on = name.rpartition(", on ")
        if int(on) != processors:
            continue
        own = {"way": way, **summary([found[case] for found in rounds], case[0])}
        engine = way.split(",")[0].removesuffix("-throughput")
        if engine not in best or own["calls_per_s"] > best[engine]["calls_per_s"]:
            best[engine] = own
    return best


def main():
    options = arguments(__file__, __doc__, PYTORCH + RUNTIMES, 3, [
        SHAPE,
        ("--lengths", {"type": numbers, "default": [12, 128], "help": "tokens of the text"}),
        ("--callers", {"type": numbers, "default": [1, 4, 16]}),
        ("--processors", {"type": numbers, "default": [1, 2]}),
        ("--seconds", {"type": float, "default": 1.5, "help": "of each case in a round, after a third of that to warm up"}),
    ])
    processors = [count for count in options.processors if count <= options.threads]
    failures = {}
    engines = of_shape(options, failures, (*ONE_EACH, "openvino-throughput"))
    with scratch() as work:
        files = {length: write_rows(pathlib.Path(work) / f"{length}.txt", random_ids(1, length)) for length in options.lengths}
        turns = {
            f"{way}, on {count}": lambda command=engine.serving(), count=count: turn(command, count, files, options.callers, options.seconds)
            for count in processors for way, engine in ways(engines, count).items()}
        rounds, taken = in_turns(turns, options.rounds, options.minutes, failures)
    print(f"{cpu()}; {options.shape}; {rounds} rounds")
    rows = []
    for count in processors:
        for length in options.lengths:
            for callers in options.callers:
                best = best_ways(taken, (length, callers), count)
                rows.append({"processors": count, "length": length, "callers": callers, "engines": best})
                print(f"{count} processors, {length} tokens, {callers:>2} callers  " + "   ".join(
                    f"{own['way']} {own['calls_per_s']:.1f}/s, p50 {own['p50_ms']:.1f}, p99 {own['p99_ms']:.1f} ms" for own in best.values()))
    write_part(f"callers-{options.shape}", options, {"shape": options.shape, "rounds": rounds, "rows": rows, "failures": failures})


if __name__ == "__main__":
    main()

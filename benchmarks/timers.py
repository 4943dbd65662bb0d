"""Engines that wait in a process of their own for something to time, and the rounds in which they take turns.

An engine says `ready` and the seconds that loading took, and answers each line with `times` and seconds. Fields are parted
by tabs; a file holds a row of ids a line. Ours is EncoderTimer, where these lines are told; peers are `serve` here.
"""

import os
import pathlib
import subprocess
import sys
import tempfile
import threading
import time

from peers import last_line, np


def in_turns(turns, rounds, minutes, failures):
    """Has each engine's turn so many times, one engine after the other, and gives how many rounds were made, and by name what
    the turns gave. One that fails is left out from then on, and its reason goes into failures; but ours has to go."""
    taken, start, made = {name: [] for name in turns}, time.perf_counter(), 0

    def fits():  # at the pace of the rounds before
        return (time.perf_counter() - start) * (made + 1) / made <= 60 * minutes

    while made == 0 or made < rounds and fits():
        for name, turn in turns.items():
            if name in failures:
                continue
            try:
                taken[name].append(turn())
            except RuntimeError as reason:
                if name.split(", ")[0] == "albert4j":
                    raise SystemExit(f"{pathlib.Path(sys.argv[0]).name}: {name}: {reason}") from None
                failures[name] = str(reason)
        made += 1
        print(f"round {made} of {rounds} done after {time.perf_counter() - start:.0f} s", flush=True)
    return made, {name: own for name, own in taken.items() if name not in failures}


class Timer:
    """An engine that waits in its process."""

    def __init__(self, command, processors=None):
        """With a number of processors, the process sees only so many of the machine's."""
        bound = None
        if processors is not None and hasattr(os, "sched_setaffinity"):
            allowed = sorted(os.sched_getaffinity(0))[:processors]
            bound = lambda: os.sched_setaffinity(0, allowed)  # noqa: E731
        self.start = time.perf_counter()
        self.errors = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen(
            list(map(str, command)), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.errors, text=True, preexec_fn=bound)
        self.load_seconds = self._answer("ready\t")[0]

    def batch(self, file, runs, group):
        """Seconds of each run over all rows of a file, padded in groups of so many where the engine cannot do without."""
        return self._ask("batch", file, runs, group)

    def rows(self, file, runs):
        """Seconds of each run over each row by itself: [rows][runs]."""
        seconds = self._ask("rows", file, runs)
        return [seconds[i : i + runs] for i in range(0, len(seconds), runs)]

    def callers(self, file, callers, least):
        """So many callers at once, for some seconds at least: the seconds in all, and those of each call."""
        whole, *calls = self._ask("callers", file, callers, least)
        return whole, calls

    def peak(self):
        """Of ours: what the machine multiplies at most, in 10^9 operations a second."""
        return self._ask("peak")[0]

    def _ask(self, *fields):
        self.process.stdin.write("\t".join(map(str, fields)) + "\n")
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


def write_rows(file, rows):
    file.write_text("".join(" ".join(map(str, row)) + "\n" for row in rows))
    return file


# What a peer's process does.


def padded(rows):
    """Ids and mask; no mask where all rows are as long."""
    longest = max(map(len, rows))
    ids = np.array([row + [0] * (longest - len(row)) for row in rows], np.int64)
    mask = np.array([[1] * len(row) + [0] * (longest - len(row)) for row in rows], np.int64)
    return ids, None if mask.all() else mask


def passes(engine, rows, runs, group):
    taken = []
    for _ in range(runs):
        start = time.perf_counter()
        for i in range(0, len(rows), group):
            engine.run(*padded(rows[i : i + group]))
        taken.append(time.perf_counter() - start)
    return taken


class Callers:
    """Threads that each ask again as soon as they are answered, until the time is over, as EncoderTimer's."""

    def __init__(self, engine, rows, callers, least):
        self.engine, self.inputs, self.callers, self.least = engine, padded(rows), callers, least
        self.seconds, self.errors = [], []

    def run(self):
        threads = [threading.Thread(target=self.call) for _ in range(self.callers)]
        self.start = time.perf_counter()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if self.errors:
            raise self.errors[0]
        return [time.perf_counter() - self.start, *self.seconds]

    def call(self):
        try:
            self.engine.begin_thread()
            end = self.start
            while end - self.start < self.least:
                before = time.perf_counter()
                self.engine.run(*self.inputs)
                end = time.perf_counter()
                self.seconds.append(end - before)
        except Exception as error:  # raised again by the thread that waits
            self.errors.append(error)


def serve(engine, seconds):
    print(f"ready\t{seconds}", flush=True)
    for line in sys.stdin:
        task, file, number, *more = line.rstrip("\n").split("\t")
        with open(file) as lines:
            rows = [list(map(int, row.split())) for row in lines]
        if task == "batch":
            taken = passes(engine, rows, int(number), int(more[0]))
        elif task == "rows":
            taken = [seconds for row in rows for seconds in passes(engine, [row], int(number), 1)]
        else:
            taken = Callers(engine, rows, int(number), float(more[0])).run()
        print("times", *taken, sep="\t", flush=True)

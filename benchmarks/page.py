"""docs/performance.md and docs/performance-avx2.md, from the results that the scripts of run-all kept and the prose here; no number is written by hand."""

import json
import pathlib

import sections

HEAD = """# Performance{of}

How fast albert4j is beside Python packages that compute the same. `benchmarks/run-all` measures all of it and writes this
page; each part names the script that made it, which you can run too. Every claim is a ratio of two medians that were
measured in one run on one machine. The scripts set up their peers by themselves, at pinned versions, in a virtual
environment under `.albert4j/`; they check first that all engines give the same outputs; then the engines take turns, round
by round, each with the machine to itself. An engine that cannot be had or that fails is named, with its reason.

`-` stands for what was not measured. A ratio above 1 means that albert4j is the faster one, or takes less. The same page of
a processor {other}.
"""

# The page's file: what its title adds, and where the other page is.
PAGES = {
    "performance.md": ("", "whose widest instructions are AVX2: [performance-avx2.md](performance-avx2.md)"),
    "performance-avx2.md": (" with AVX2", "with AVX-512 and bf16: [performance.md](performance.md)"),
}

TAIL = """## What bounds it

Nearly all of a forward pass is multiplication of matrices, so the bound is what the processor's cores multiply at most.
`./albert4j benchmark` measures that peak in the same process, with matrices that suit the machine, and prints the share of
it that a model reaches; the tables of latency have it as "of the peak". A short input reads every weight for a few tokens,
so that memory bounds it rather than multiplication. The steps that `benchmark` tells apart (embeddings, attention,
feed-forward, head) say where the time goes.

## How it uses the cores

A model has as many workers as threads, and each computes on one thread, so that no operation waits for another core. A
call with enough tokens is cut into as many parts for each worker, of nearly as many tokens, so that they end together;
this is how batches and many callers use 8 cores or 64. What the cores share is one packed copy of the weights, the one
layer that ALBERT runs again and again: it is read and never written, so cores need not agree on anything while they
compute, and a layer that fits in the last cache is there for all of them. Each worker has its own scratch memory,
stream and compiled operations. Parts of several calls that wait are joined up to 256 tokens, shared among the workers
that are free, and no worker stays free while a part waits; calls take turns, so a long one keeps no short one waiting.
A part is whole rows, of 128 tokens or more where there are so many: 8 rows of 128 tokens keep 8 cores busy, 64 of them
or 64 callers keep 64, and cores without a part are idle. What the cores have in common then is the bandwidth of their
memory, which short texts, with few operations for each weight that is read, use up first: joining callers reads the
weights once for all of them.

A lone short call, while nobody else computes, gets all cores for each of its operations instead: the time of one answer
matters then, and the cores wait for each other at each operation, the longer the more of them there are. Models so small
that this waiting costs more than it saves stay on one thread. `--threads` sets the number. A test holds that
a model with 8 workers, on however few cores, gives each row the answer that it gets alone, to 1e-5; what they cost on 2
cores stands under "Many callers".
"""


class Page:
    """Lines, and the aims that its sections told: what, the least ratio, what was measured and what would be were all multiplied
    at the peak, and how to write a figure."""

    def __init__(self, folder, base):
        self.folder, self.base, self.lines, self.aims, self.versions = pathlib.Path(folder), base, [], [], {}

    def part(self, name):
        """A script's results, or none."""
        file = self.folder / f"{name.replace('-base', f'-{self.base}')}.json"
        if not file.exists():
            return None
        part = json.loads(file.read_text())
        self.versions.setdefault(part["machine"], {}).update(part["versions"])
        return part

    def section(self, heading, name):
        """Begins a section; gives the script's results that it is of, or says that there are none."""
        self.text(heading, "")
        part = self.part(name)
        if part is None:
            self.missing()
        return part

    def missing(self):
        self.text("Not measured yet.\n")

    def text(self, *lines):
        self.lines += lines

    def table(self, head, rows):
        self.text("| " + " | ".join(head) + " |", "|---|" + "---:|" * (len(head) - 1))
        self.text(*("| " + " | ".join(row) + " |" for row in rows), "")

    def source(self, part):
        """Under a table: what made it, and what is missing in it."""
        rounds = f"{part['rounds']} round{'' if part['rounds'] == 1 else 's'}"
        self.text(f"(`{part['command']}`, {part['machine']}, {part['threads']} threads, {rounds}, {part['day']}.)", "")
        self.text(*(f"- {sections.name_of(name)}: {reason}".replace("|", "/") for name, reason in part["failures"].items()))
        if part["failures"]:
            self.text("")

    def aim(self, what, least, ratio, write="{:.2f}".format, at_peak=None):
        self.aims.append((what, least, ratio, at_peak, write))


def machines(made):
    lines = []
    for machine, versions in made.versions.items():
        lines.append(f"Measured on: {machine}. " + ", ".join(f"{name} {version}" for name, version in versions.items() if name != "albert4j")
                     + f". {versions['albert4j']}.")
    return [*lines, ""] if lines else []


def aims(made):
    """What was aimed at, and what came out; the worst case where there are several."""
    lines = ["## Aims", "", "The ratio in the worst of a part's cases, beside what was aimed at; bf16 needs a processor that has it. \"At the peak\" is what the worst",
             "ratio would be if ours ran at the whole of the [peak](#share-of-the-peak): where it is below the aim, this machine cannot reach that beside this peer.", "",
             "| part, peer | aim | measured | at the peak | |", "|---|---:|---:|---:|---|"]
    for what, goal, ratio, at_peak, write in made.aims:
        reached = ratio is not None and round(ratio, 2) >= goal
        verdict = "not measured yet" if ratio is None else "reached" if reached else "not reached"
        figures = ["-" if figure is None else write(figure) for figure in (goal, ratio, at_peak)]
        lines.append(f"| {what} | {' | '.join(figures)} | {verdict} |")
    return [*lines, ""]


def page(folder, file, base="base"):
    """The page, called `file`, of a folder of results; another shape stands in for base where things are only tried."""
    made = Page(folder, base)
    for section in sections.ALL:
        section(made)
    of, other = PAGES[file]
    return "\n".join([HEAD.format(of=of, other=other), *machines(made), *aims(made), *made.lines, TAIL])

"""Text of the corpus beside the project, for the scripts that read some."""

import gzip
import pathlib


def lines(path):
    with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8") as file:
        yield from (line.strip() for line in file if line.strip())


def plain(corpus, count, folder):
    """A plain file in the folder with so many lines of the corpus, of all its files alike."""
    files = sorted(corpus.glob("*/*.txt.gz"))
    if not files:
        raise RuntimeError(f"no text beside the project: expected {corpus}")
    share = -(-count // len(files))
    some = [line for path in files for _, line in zip(range(share), lines(path))][:count]
    file = pathlib.Path(folder) / "texts.txt"
    file.write_text("\n".join(some) + "\n", encoding="utf-8")
    return file

#!/usr/bin/env python3
"""What a model learns of each task, beside a baseline that needs no model, as a table.

    python3 benchmarks/learning.py [--model albert4j-small] [--datasets ../shared/datasets] [--work DIR] [--only sst2,snli]
                                   [--short]

Run from the project's root, with `./albert4j` built. Each task is fine-tuned with `albert4j fine-tune`; the epoch that is best
on the dev rows is kept, and measured with `albert4j evaluate` on rows that neither training nor that choice has seen, where
there are any. A finished task is not done again while its folder in DIR stays. Seconds are the processor's, of training alone. --short tries it with two steps of CoLA, whose score means nothing.

Baselines: the class that most of the measured rows have (examples/feature-classifier has a better one for sentiment, a bag of
words); for similarity the cosine of the words; for choices a guess; for tags the tag that a word had most often in training;
for answers the sentence that shares most words with the question.
"""

import argparse
import collections
import gzip
import json
import math
import pathlib
import re
import resource
import shutil
import string
import subprocess

from peers import cpu

FIFTH = 5  # where there is no training file, one article or sentence in five is measured on


def text(path):
    data = pathlib.Path(path).read_bytes()
    return (gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data).decode()


def words(sentence):
    return re.findall(r"\w+", sentence.lower())


# The rows of each data set, for its baseline.


def snli_labels(path):
    labels = [json.loads(line)["gold_label"] for line in text(path).splitlines()]
    return [label for label in labels if label != "-"]


def last_column(path):
    return [line.split("\t")[-1] for line in text(path).splitlines()[1:]]


def sts(path):
    rows = [line.split("\t") for line in text(path).splitlines()]
    return [(r[5], r[6], float(r[4])) for r in rows]


def choices(path):
    return [len(json.loads(line)["question"]["choices"]) for line in text(path).splitlines()]


def sentences(path):
    found, current = [], []
    for line in text(path).splitlines() + [""]:
        if line.strip():
            if not line.startswith("-DOCSTART-"):
                columns = line.split()
                current.append((columns[0], columns[-1]))
        elif current:
            found.append(current)
            current = []
    return found


# Baselines: a score in percent.


def share_of_one_class(labels):
    return 100 * max(collections.Counter(labels).values()) / len(labels)


def word_cosine(measured):
    def cosine(a, b):
        a, b = set(words(a)), set(words(b))
        return len(a & b) / math.sqrt(max(1, len(a)) * max(1, len(b)))
    guessed, right = [cosine(a, b) for a, b, _ in measured], [s for _, _, s in measured]
    ma, mb = sum(guessed) / len(guessed), sum(right) / len(right)
    product = sum((x - ma) * (y - mb) for x, y in zip(guessed, right))
    return 100 * product / math.sqrt(sum((x - ma) ** 2 for x in guessed) * sum((y - mb) ** 2 for y in right))


def guess(choices):
    return 100 * sum(1 / n for n in choices) / len(choices)


def spans(tags):
    found, start = set(), None
    for i, tag in enumerate(tags + ["O"]):
        if start is not None and (tag[0] in "OB" or tag[2:] != tags[start][2:]):
            found.add((start, i, tags[start][2:]))
            start = None
        if tag != "O" and start is None:
            start = i
    return found


def usual_tags(train, measured):
    counts = collections.defaultdict(collections.Counter)
    for sentence in train:
        for word, tag in sentence:
            counts[word][tag] += 1
    usual = {word: tags.most_common(1)[0][0] for word, tags in counts.items()}
    both = guessed = right = 0
    for sentence in measured:
        gold = spans([tag for _, tag in sentence])
        guess = spans([usual.get(word, "O") for word, _ in sentence])
        both, guessed, right = both + len(gold & guess), guessed + len(guess), right + len(gold)
    return 100 * 2 * both / max(1, guessed + right)


def nearest_sentence(articles):
    def normal(answer):
        answer = "".join(c for c in answer.lower() if c not in string.punctuation)
        return re.sub(r"\b(a|an|the)\b", " ", answer).split()

    def f1(guess, gold):
        both = sum((collections.Counter(guess) & collections.Counter(gold)).values())
        return 2 * both / (len(guess) + len(gold)) if both else 0.0
    scores = []
    for paragraph in (p for a in articles for p in a["paragraphs"]):
        split = re.split(r"(?<=[.!?]) ", paragraph["context"])
        for question in paragraph["qas"]:
            asked = set(words(question["question"]))
            best = normal(max(split, key=lambda s: len(asked & set(words(s)))))
            scores.append(max(f1(best, normal(a["text"])) for a in question["answers"]))
    return 100 * sum(scores) / len(scores)


# The two sets without a training file are split here.


def split_questions(source, work):
    articles = json.loads(text(source))["data"]
    parts = {"measure": articles[::FIFTH], "train": [a for i, a in enumerate(articles) if i % FIFTH]}
    for name, part in parts.items():
        (work / f"squad1-{name}.json").write_text(json.dumps({"version": "1.1", "data": part}))
    return parts


def split_sentences(source, work):
    rows = sentences(source)
    parts = {"measure": rows[::FIFTH], "train": [r for i, r in enumerate(rows) if i % FIFTH]}
    for name, part in parts.items():
        (work / f"wikigold-{name}.conll").write_text("\n".join("".join(f"{w} {t}\n" for w, t in r) for r in part))
    return parts


def tasks(data, work):
    """Name, the task's name here, train, dev, measured rows, main metric, baseline in percent and what it is, options."""
    squad, gold = split_questions(data / "squad1/dev-v1.1.json.gz", work), split_sentences(data / "wikigold/wikigold.conll.txt", work)
    def recipe(epochs, batch):  # one for all tasks, but for how long and how many at once
        return ["--optimizer", "muon", "--learning-rate", "5e-4", "--dropout", "0.1", "--epochs", str(epochs), "--batch-size", str(batch)]
    sst_labels = [line.split(" ", 1)[0] for line in text(data / "sst2/stsa.binary.test").splitlines()]
    yield ("SST-2", "sst2", [data / "sst2/train.tsv.gz"], data / "sst2/dev.tsv", data / "sst2/stsa.binary.test", "accuracy",
           share_of_one_class(sst_labels), "most frequent class", recipe(2, 32))
    yield ("SNLI", "snli", [data / "snli/train-slice.json.gz"], data / "snli/snli_1.0_dev.jsonl.gz",
           data / "snli/snli_1.0_test.jsonl.gz", "accuracy",
           share_of_one_class(snli_labels(data / "snli/snli_1.0_test.jsonl.gz")), "most frequent class", recipe(6, 32))
    yield ("MNLI", "mnli", [data / "mnli/train-slice.json.gz"], data / "mnli/dev-slice.json.gz", data / "mnli/dev_matched.tsv",
           "accuracy", share_of_one_class(last_column(data / "mnli/dev_matched.tsv")),
           "most frequent class", recipe(6, 32))
    yield ("STS-B", "stsb", [data / "sts_b/sts-train.csv.gz"], data / "sts_b/sts-dev.csv", data / "sts_b/sts-test.csv", "pearson",
           word_cosine(sts(data / "sts_b/sts-test.csv")), "cosine of the words",
           recipe(20, 16))
    yield ("CoLA", "cola", [data / "cola/in_domain_train.tsv.gz"], data / "cola/in_domain_dev.tsv", data / "cola/out_of_domain_dev.tsv",
           "matthews", 0.0, "most frequent class", recipe(12, 32))
    common = data / "commonsense_qa"
    yield ("CommonsenseQA, 3 choices", "multiple-choice", [common / "train_rand_split.jsonl.gz"], None,
           common / "dev_rand_split.jsonl", "accuracy", guess(choices(common / "dev_rand_split.jsonl")), "guess",
           recipe(2, 16))
    arc = data / "arc_challenge"
    yield ("ARC challenge, 3 to 5 choices", "multiple-choice", [arc / "ARC-Challenge-Dev.jsonl", common / "train_rand_split.jsonl.gz"], None,
           arc / "ARC-Challenge-Test.jsonl", "accuracy", guess(choices(arc / "ARC-Challenge-Test.jsonl")), "guess",
           recipe(2, 16))
    yield ("WNUT-17", "ner", [data / "wnut17/wnut17train.conll"], data / "wnut17/emerging.dev.conll",
           data / "wnut17/emerging.test.annotated", "f1",
           usual_tags(sentences(data / "wnut17/wnut17train.conll"), sentences(data / "wnut17/emerging.test.annotated")), "usual tags", recipe(6, 16))
    yield ("WikiGold", "ner", [work / "wikigold-train.conll"], None, work / "wikigold-measure.conll", "f1",
           usual_tags(gold["train"], gold["measure"]), "usual tags", recipe(6, 16))
    yield ("SQuAD 1.1", "squad1", [work / "squad1-train.json"], None, work / "squad1-measure.json", "f1",
           nearest_sentence(squad["measure"]), "nearest sentence", recipe(6, 16))


def fine_tune(name, task, train, dev, options, model, folder):
    command = ["./albert4j", "fine-tune", "--task", task, "--train", *train, *(["--dev", dev] if dev else []), "--model", model,
               "--output", folder, "--seed", "1", "--json", *options]
    seconds = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    with open(f"{folder}.log", "w") as log:
        subprocess.run(list(map(str, command)), check=True, stdout=log, stderr=log)
    return {"name": name, "command": " ".join(map(str, command)),
            "seconds": resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - seconds}


def evaluate(task, folder, data):
    command = ["./albert4j", "evaluate", "--task", task, "--model", folder, "--data", data, "--json"]
    return json.loads(subprocess.run(list(map(str, command)), check=True, text=True, stdout=subprocess.PIPE).stdout)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", default="albert4j-small")
    parser.add_argument("--datasets", type=pathlib.Path, default=pathlib.Path("../shared/datasets"))
    parser.add_argument("--work", type=pathlib.Path, default=pathlib.Path(".albert4j/learning"))
    parser.add_argument("--only", help="names of tasks with commas between, as fine-tune has them")
    parser.add_argument("--short", action="store_true")
    arguments = parser.parse_args()
    if arguments.short:
        arguments.only, arguments.work = "cola", arguments.work / "short"
        shutil.rmtree(arguments.work, ignore_errors=True)
    arguments.work.mkdir(parents=True, exist_ok=True)
    print(f"{cpu()}\n\n| data | rows: learnt, measured | metric | fine-tuned | baseline | processor seconds |\n|---|---:|---|---:|---:|---:|")
    for name, task, train, dev, measured, metric, baseline, kind, options in tasks(arguments.datasets, arguments.work):
        if arguments.only and task not in arguments.only.split(","):
            continue
        folder = arguments.work / re.sub(r"\W+", "-", name.lower())
        done = folder.with_suffix(".json")
        if not done.exists():
            options = ["--steps", "2", "--batch-size", "4"] if arguments.short else options
            result = fine_tune(name, task, train, dev, options, arguments.model, folder)
            done.write_text(json.dumps({**result, "report": evaluate(task, folder, measured)}, indent=1))
        result = json.loads(done.read_text())
        score = result["report"]["metrics"][metric] * (1 if task.startswith("squad") else 100)
        counts = result["report"]["counts"]
        asked = counts.get("examples", next(iter(counts.values())))  # a choice has several rows, an answer is a question's
        learnt = re.search(r"training examples \| (\d+)", (folder / "README.md").read_text()).group(1)
        print(f"| {name} | {int(learnt):,}, {asked:,} | {metric} | {score:.1f} | "
              f"{baseline:.1f} ({kind}) | {result['seconds']:.0f} |", flush=True)


if __name__ == "__main__":
    main()

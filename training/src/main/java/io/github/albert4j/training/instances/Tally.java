package io.github.albert4j.training.instances;

/** Counts of what was made, for the report; for one thread. */
final class Tally {
  long instances;
  long tokens; // special ones included
  long ordered; // instances with a label of sentence order
  long swapped;
  long cutPairs;
  long cutPieces;
  final long[] kinds = new long[Instance.Kind.values().length];
  final long[] ngrams = new long[InstanceOptions.MOST_NGRAM + 1]; // by length in words
  long shortOfBudget; // positions that should have been hidden beside those that were

  void add(Pair pair, Instance instance) {
    instances++;
    tokens += instance.length();
    ordered += instance.order().label() >= 0 ? 1 : 0;
    swapped += instance.order() == Instance.SentenceOrder.SWAPPED ? 1 : 0;
    cutPairs += pair.cut() > 0 ? 1 : 0;
    cutPieces += pair.cut();
    for (Instance.Kind kind : instance.kinds()) {
      kinds[kind.ordinal()]++;
    }
  }

  void add(Tally other) {
    instances += other.instances;
    tokens += other.tokens;
    ordered += other.ordered;
    swapped += other.swapped;
    cutPairs += other.cutPairs;
    cutPieces += other.cutPieces;
    shortOfBudget += other.shortOfBudget;
    for (int i = 0; i < kinds.length; i++) {
      kinds[i] += other.kinds[i];
    }
    for (int i = 0; i < ngrams.length; i++) {
      ngrams[i] += other.ngrams[i];
    }
  }
}

package io.github.albert4j.pipeline;

import io.github.albert4j.tokenizer.Encoding;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * The best spans of pieces for one question, over all windows of its context: {@code score =
 * p(start) p(end)}, both softmaxes over a window's {@code [CLS]} and context. Of equal scores the
 * earlier span is better.
 */
final class AnswerSpans {
  /**
   * A span in the context.
   *
   * @param order counts the spans that were seen before it
   * @param start the first piece's first UTF-16 unit
   * @param end the last piece's end
   */
  record Span(double score, long order, int start, int end) {}

  private static final Comparator<Span> WORST_FIRST =
      Comparator.comparingDouble(Span::score)
          .thenComparing(Comparator.comparingLong(Span::order).reversed());

  private final int k;
  private final int maxPieces;
  private final PriorityQueue<Span> kept = new PriorityQueue<>(WORST_FIRST);
  private long seen;
  private double noAnswer = Double.POSITIVE_INFINITY;

  /**
   * @param k how many to keep
   * @param maxPieces the longest span
   */
  AnswerSpans(int k, int maxPieces) {
    this.k = k;
    this.maxPieces = maxPieces;
  }

  /**
   * Adds a window's spans.
   *
   * @param logits {@code [pieces, 2]}: start, end
   * @param from where the window's begin
   */
  void add(Encoding window, float[] logits, int from) {
    int first = 0;
    while (window.tokenTypeIds()[first] == 0) {
      first++;
    }
    int pieces = window.length() - 1 - first; // without the last [SEP]
    double[] starts = probabilities(logits, from, first, pieces);
    double[] ends = probabilities(logits, from + 1, first, pieces);
    noAnswer = Math.min(noAnswer, starts[0] * ends[0]);
    for (int i = 1; i <= pieces; i++) {
      for (int j = i; j <= pieces && j - i < maxPieces; j++) {
        offer(starts[i] * ends[j], window.starts()[first + i - 1], window.ends()[first + j - 1]);
      }
    }
  }

  /** The softmax over {@code [CLS]} at 0 and the pieces of the context from 1 on. */
  private static double[] probabilities(float[] logits, int from, int first, int pieces) {
    float[] some = new float[1 + pieces];
    some[0] = logits[from];
    for (int i = 0; i < pieces; i++) {
      some[1 + i] = logits[from + 2 * (first + i)];
    }
    Distribution distribution = new Distribution(some, 0, some.length);
    double[] probabilities = new double[some.length];
    for (int i = 0; i < probabilities.length; i++) {
      probabilities[i] = distribution.probability(i);
    }
    return probabilities;
  }

  private void offer(double score, int start, int end) {
    long order = seen++;
    if (kept.size() == k) {
      if (score <= kept.element().score()) {
        return;
      }
      kept.remove();
    }
    kept.add(new Span(score, order, start, end));
  }

  /** The spans kept, best first. */
  List<Span> best() {
    return kept.stream().sorted(WORST_FIRST.reversed()).toList();
  }

  /** How likely the context holds no answer: the least of its windows' {@code [CLS]} spans. */
  double noAnswer() {
    return noAnswer;
  }
}

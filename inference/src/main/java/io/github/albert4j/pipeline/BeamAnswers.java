package io.github.albert4j.pipeline;

import io.github.albert4j.model.AnswerBeam;
import io.github.albert4j.tokenizer.Encoding;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Answers of one question out of the beams of its windows (reference {@code squad_utils.py}, {@code
 * write_predictions_v2}): passages of different text, best first, whose scores are the softmax of
 * {@code log p(start) + log p(end | start)} over the best of them.
 */
final class BeamAnswers {
  /** How many passages share the probability ({@code n_best_size}), where no more are asked for. */
  private static final int N_BEST = 20;

  private final List<Encoding> rows;
  private final List<AnswerBeam> beams;
  private final List<TextWindow> windows = new ArrayList<>();

  /**
   * @param rows windows of one context, with one question
   * @param beams one a row
   * @param shared pieces that neighbouring windows share
   */
  BeamAnswers(List<Encoding> rows, List<AnswerBeam> beams, int shared) {
    this.rows = rows;
    this.beams = beams;
    int from = 0;
    for (Encoding row : rows) {
      int offset = 0;
      while (row.tokenTypeIds()[offset] == 0) {
        offset++;
      }
      int length = row.length() - 1 - offset; // without the last [SEP]
      windows.add(new TextWindow(from, length, offset));
      from += length - shared;
    }
  }

  /** The logit of there being no answer. */
  double noAnswer() {
    return BeamSpan.noAnswer(beams);
  }

  /** The best answers; none where no end stands behind a start. */
  List<Answer> best(AnswerText text, int topK, int maxPieces) {
    List<Answer> best = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (BeamSpan span : BeamSpan.ranked(windows, beams, maxPieces)) {
      Answer answer = text.answer(span.score(), start(span.first()), end(span.last()));
      if (seen.add(answer.answer())) {
        best.add(answer);
      }
      if (best.size() == Math.max(topK, N_BEST)) {
        break;
      }
    }
    return softmax(best);
  }

  private static List<Answer> softmax(List<Answer> best) {
    double total = best.stream().mapToDouble(a -> Math.exp(a.score() - best.get(0).score())).sum();
    return best.stream()
        .map(
            a ->
                new Answer(
                    Math.exp(a.score() - best.get(0).score()) / total,
                    a.start(),
                    a.end(),
                    a.answer()))
        .toList();
  }

  private int start(int piece) {
    int window = windowOf(piece);
    return rows.get(window).starts()[tokenOf(window, piece)];
  }

  private int end(int piece) {
    int window = windowOf(piece);
    return rows.get(window).ends()[tokenOf(window, piece)];
  }

  private int tokenOf(int window, int piece) {
    return piece - windows.get(window).from() + windows.get(window).offset();
  }

  /** The last window that begins at a piece or before it: it holds it. */
  private int windowOf(int piece) {
    int window = windows.size() - 1;
    while (windows.get(window).from() > piece) {
      window--;
    }
    return window;
  }
}

package io.github.albert4j.evaluation.task;

import io.github.albert4j.evaluation.data.QuestionExample;
import io.github.albert4j.pipeline.TextWindow;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Answers by a linear head as Google's SQuAD programs have them ({@code squad_utils.py}): of each
 * window the 20 best starts and ends; a start counts in the window where it has the most context on
 * its narrower side. That a question has no answer is scored by the window that is the least sure
 * of it, and competes with the best answer.
 */
final class SpanReader implements AnswerReader {
  private static final int BEST = 20;

  @Override
  public Best best(
      QuestionExample example, List<QuestionRows.Window> windows, List<float[]> logits) {
    List<TextWindow> parts = windows.stream().map(QuestionRows.Window::part).toList();
    double none = Double.POSITIVE_INFINITY;
    double best = Double.NEGATIVE_INFINITY;
    @Nullable String text = null;
    for (int i = 0; i < parts.size(); i++) {
      TextWindow part = parts.get(i);
      float[] own = logits.get(i);
      none = Math.min(none, (double) own[0] + own[1]);
      int[] ends = best(own, 1, part);
      for (int s : best(own, 0, part)) {
        if (!TextWindow.hasMostContext(parts, i, part.piece(s))) {
          continue;
        }
        for (int e : ends) {
          double score = (double) own[2 * s] + own[2 * e + 1];
          if (e >= s && e - s < MAX_ANSWER && score > best) {
            best = score;
            text = windows.get(i).text(example, part.piece(s), part.piece(e));
          }
        }
      }
    }
    return new Best(text, text == null ? Double.MAX_VALUE : none - best);
  }

  /** The tokens of the text with the highest logits of starts (0) or ends (1). */
  private static int[] best(float[] logits, int which, TextWindow window) {
    return IntStream.range(window.offset(), window.offset() + window.length())
        .boxed()
        .sorted((a, b) -> Float.compare(logits[2 * b + which], logits[2 * a + which]))
        .limit(BEST)
        .mapToInt(Integer::intValue)
        .toArray();
  }
}

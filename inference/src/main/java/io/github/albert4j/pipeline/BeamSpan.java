package io.github.albert4j.pipeline;

import io.github.albert4j.model.AnswerBeam;
import io.github.albert4j.model.Places;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A passage that the beams of a question's windows offer as its answer, in pieces of the text.
 *
 * @param first its first piece
 * @param last its last piece
 * @param score {@code log p(start) + log p(end | start)}
 * @since 0.1.0
 */
public record BeamSpan(int first, int last, double score) {
  /**
   * All passages that may be an answer, best first, as Google's program ranks them (reference
   * {@code squad_utils.py}, {@code accumulate_predictions_v2}): a start counts in the window that
   * shows the most around it, an end is not before it, and the length is bounded. Of equals the one
   * found first is better.
   *
   * @param windows of the text
   * @param beams one a window
   * @param maxPieces the longest passage
   */
  public static List<BeamSpan> ranked(
      List<TextWindow> windows, List<AnswerBeam> beams, int maxPieces) {
    List<BeamSpan> spans = new ArrayList<>();
    for (int i = 0; i < windows.size(); i++) {
      TextWindow window = windows.get(i);
      Places starts = beams.get(i).starts();
      for (int s = 0; s < starts.size(); s++) {
        int first = window.piece(starts.tokens()[s]);
        if (starts.tokens()[s] < window.offset() || !TextWindow.hasMostContext(windows, i, first)) {
          continue;
        }
        Places ends = beams.get(i).ends().get(s);
        for (int e = 0; e < ends.size(); e++) {
          int last = window.piece(ends.tokens()[e]);
          if (last >= first && last - first < maxPieces) {
            spans.add(
                new BeamSpan(
                    first,
                    last,
                    (double) starts.logProbabilities()[s] + ends.logProbabilities()[e]));
          }
        }
      }
    }
    spans.sort(Comparator.comparingDouble(BeamSpan::score).reversed());
    return spans;
  }

  /**
   * The logit of a question having no answer: that of the window which is the least sure of it, for
   * one window with the answer is enough.
   */
  public static double noAnswer(List<AnswerBeam> beams) {
    return beams.stream().mapToDouble(AnswerBeam::noAnswer).min().orElseThrow();
  }
}

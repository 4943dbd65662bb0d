package io.github.albert4j.evaluation.task;

import io.github.albert4j.evaluation.data.QuestionExample;
import io.github.albert4j.model.AnswerBeam;
import io.github.albert4j.pipeline.BeamSpan;
import io.github.albert4j.pipeline.TextWindow;
import java.util.List;

/** Answers by Google's SQuAD 2.0 head, whose own logit says whether there is one. */
final class BeamReader implements AnswerReader {
  @Override
  public Best best(
      QuestionExample example, List<QuestionRows.Window> windows, List<float[]> logits) {
    List<AnswerBeam> beams = logits.stream().map(AnswerBeam::of).toList();
    List<TextWindow> parts = windows.stream().map(QuestionRows.Window::part).toList();
    List<BeamSpan> spans = BeamSpan.ranked(parts, beams, MAX_ANSWER);
    if (spans.isEmpty()) {
      return new Best(null, Double.MAX_VALUE);
    }
    BeamSpan best = spans.get(0);
    return new Best(
        windows.get(0).text(example, best.first(), best.last()), BeamSpan.noAnswer(beams));
  }
}

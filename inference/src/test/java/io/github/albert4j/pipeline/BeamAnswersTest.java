package io.github.albert4j.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.albert4j.model.AnswerBeam;
import io.github.albert4j.model.Places;
import io.github.albert4j.tokenizer.Encoding;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BeamAnswersTest {
  private static final int SHARED = 8;
  private static final String CONTEXT =
      String.join(" ", IntStream.range(0, 70).mapToObj(i -> "word" + i).toList());

  private static Places at(int token, double log) {
    return new Places(new int[] {token}, new float[] {(float) log});
  }

  private static AnswerBeam beam(int first, int last, double log) {
    return new AnswerBeam(at(first, log), List.of(at(last, log)), 0);
  }

  private static List<Encoding> windows() {
    return TextEncoder.of(Small.MODEL).windows("Which?", CONTEXT, 40, SHARED);
  }

  /** Each piece of each window, as the only start and end: it must be found where it stands. */
  @Test
  void everyPieceIsFoundWhereItStandsInOneOfItsWindows() {
    List<Encoding> windows = windows();
    AnswerText text = new AnswerText(CONTEXT, false);
    List<String> found = new ArrayList<>();
    for (int i = 0; i < windows.size(); i++) {
      Encoding window = windows.get(i);
      for (int token = 0; token < window.length() - 1; token++) {
        List<AnswerBeam> beams = new ArrayList<>();
        for (int other = 0; other < windows.size(); other++) {
          beams.add(beam(other == i ? token : 0, other == i ? token : 0, -1));
        }
        List<Answer> best = new BeamAnswers(windows, beams, SHARED).best(text, 1, 30);
        if (window.tokenTypeIds()[token] == 0) {
          assertThat(best).as("the question is no answer").isEmpty();
        } else if (!best.isEmpty()) {
          assertThat(best.get(0).start()).isEqualTo(window.starts()[token]);
          assertThat(best.get(0).end()).isEqualTo(window.ends()[token]);
          found.add(best.get(0).start() + "-" + best.get(0).end());
        }
      }
    }
    int pieces = Small.MODEL.tokenizer().ids(CONTEXT).length;
    assertThat(found).hasSize(pieces).doesNotHaveDuplicates();
  }

  @Test
  void oneTextIsListedOnceAndTheRestShareTheProbability() {
    Encoding window = TextEncoder.of(Small.MODEL).encode("Which?", "one two one");
    int first = 0;
    while (window.tokenTypeIds()[first] == 0) {
      first++;
    }
    Places starts =
        new Places(new int[] {first, first + 1, first + 2}, new float[] {-1, -2, -1.5f});
    List<Places> ends = List.of(at(first, -1), at(first + 1, -1), at(first + 2, -1));
    BeamAnswers answers =
        new BeamAnswers(List.of(window), List.of(new AnswerBeam(starts, ends, 0.3f)), SHARED);
    List<Answer> best = answers.best(new AnswerText("one two one", true), 5, 30);
    assertThat(best).extracting(Answer::answer).containsExactly("one", "two");
    double ratio = Math.exp(-1);
    assertThat(best.get(1).score()).isCloseTo(ratio / (1 + ratio), within(1e-6));
    assertThat(answers.noAnswer()).isCloseTo(0.3, within(1e-6));
  }
}

package io.github.albert4j.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.albert4j.model.AnswerBeam;
import io.github.albert4j.model.Places;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BeamSpanTest {
  private static final int OFFSET = 4;

  private static Places places(int[] tokens, double... logs) {
    float[] values = new float[logs.length];
    IntStream.range(0, logs.length).forEach(i -> values[i] = (float) logs[i]);
    return new Places(tokens, values);
  }

  @Test
  void spansThatCannotBeAreLeftOutAndTheOthersRanked() {
    AnswerBeam beam =
        new AnswerBeam(
            places(new int[] {0, 6, 5}, -0.5, -1, -2),
            List.of(
                places(new int[] {5, 6}, -0.1, -0.2), // [CLS] is no start
                places(new int[] {5, 7, 6, 9}, -0.1, -0.5, -3, -0.2), // one before, one too long
                places(new int[] {0, 6}, -0.1, -0.5)), // nor an end
            0);
    List<BeamSpan> spans =
        BeamSpan.ranked(List.of(new TextWindow(0, 10, OFFSET)), List.of(beam), 3);
    assertThat(spans)
        .extracting(span -> span.first() + "-" + span.last())
        .containsExactly("2-3", "1-2", "2-2");
    assertThat(spans.get(0).score()).isCloseTo(-1.5, within(1e-6));
  }

  @Test
  void aStartCountsInTheWindowThatShowsTheMostAroundIt() {
    List<TextWindow> windows =
        List.of(
            new TextWindow(0, 10, OFFSET), new TextWindow(6, 10, OFFSET), new TextWindow(12, 5, 4));
    // Pieces 0 to 6 have most in the first, 8 to 12 in the second (7 stands alike in both).
    int[] expected = {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 2, 2, 2};
    for (int piece = 0; piece < expected.length; piece++) {
      for (int window = 0; window < windows.size(); window++) {
        assertThat(TextWindow.hasMostContext(windows, window, piece))
            .as("piece %d in window %d", piece, window)
            .isEqualTo(window == expected[piece]);
      }
    }
    AnswerBeam beam =
        new AnswerBeam(
            places(new int[] {OFFSET + 1}, -1), List.of(places(new int[] {OFFSET + 1}, -1)), 0);
    assertThat(BeamSpan.ranked(windows, List.of(beam, beam, beam), 9))
        .extracting(BeamSpan::first)
        .containsExactly(1);
  }

  @Test
  void oneWindowWithAnAnswerIsEnough() {
    Places none = places(new int[] {0}, 0);
    assertThat(
            BeamSpan.noAnswer(
                List.of(
                    new AnswerBeam(none, List.of(none), 3),
                    new AnswerBeam(none, List.of(none), -1),
                    new AnswerBeam(none, List.of(none), 2))))
        .isEqualTo(-1);
  }
}

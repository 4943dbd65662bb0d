package io.github.albert4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.albert4j.AlbertException;
import io.github.albert4j.config.AlbertConfig;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnswerBeamTest {
  @TempDir Path folder;

  private static RandomModel model() {
    return RandomModel.tiny().withBeamHead();
  }

  private static PackedBatch rows(int... lengths) {
    int[][] ids = new int[lengths.length][];
    int[][] types = new int[lengths.length][];
    for (int row = 0; row < lengths.length; row++) {
      ids[row] = new int[lengths[row]];
      types[row] = new int[lengths[row]];
      for (int i = 0; i < lengths[row]; i++) {
        ids[row][i] = 5 + (7 * i + row) % 40;
        types[row][i] = i < 3 ? 0 : 1;
      }
    }
    return PackedBatch.of(ids, types);
  }

  @Test
  void theBestOfTheCandidatesComeFirstAndEarlierOnesOfEquals() {
    BitSet candidates = new BitSet();
    candidates.set(0);
    candidates.set(2, 5);
    Places best = Places.best(new float[] {1, 9, 2, 1, 2}, candidates, 3);
    assertThat(best.tokens()).containsExactly(2, 4, 0);
    double total = 2 * Math.exp(1) + 2 * Math.exp(2);
    assertThat((double) best.logProbabilities()[0]).isCloseTo(2 - Math.log(total), within(1e-6));
  }

  @Test
  void aRowDoesNotDependOnTheOthers() {
    try (AlbertModel model = AlbertModel.load(model().write(folder))) {
      assertThat(model.head()).isEqualTo(Head.QUESTION_ANSWERING_BEAM);
      PackedBatch together = rows(12, 5, 30, 4, 9);
      AnswerBeam[] beams = model.forward(together, Request.of(Output.ANSWER_BEAMS)).answerBeams();
      for (int row = 0; row < beams.length; row++) {
        PackedBatch alone = one(together, row);
        AnswerBeam beam = model.forward(alone, Request.of(Output.ANSWER_BEAMS)).answerBeams()[0];
        assertThat(beams[row].starts().tokens()).isEqualTo(beam.starts().tokens());
        assertThat(beams[row].noAnswer()).isCloseTo(beam.noAnswer(), within(1e-5f));
        int candidates = together.length(row) - 3; // [CLS], and the text without its [SEP]
        int most = Math.min(AnswerBeam.STARTS, candidates);
        assertThat(beams[row].starts().size()).isEqualTo(most);
        assertThat(beams[row].ends()).hasSize(most).allMatch(ends -> ends.size() == most);
      }
    }
  }

  private static PackedBatch one(PackedBatch batch, int row) {
    int from = batch.rowStarts()[row];
    int to = batch.rowStarts()[row + 1];
    return PackedBatch.of(
        new int[][] {java.util.Arrays.copyOfRange(batch.ids(), from, to)},
        new int[][] {java.util.Arrays.copyOfRange(batch.tokenTypeIds(), from, to)});
  }

  @Test
  void theConfigsKeyNamesItBesideNoOtherTask() {
    assertThat(named("AlbertModel")).isEqualTo(Head.QUESTION_ANSWERING_BEAM);
    assertThat(named("AlbertForQuestionAnswering")).isEqualTo(Head.QUESTION_ANSWERING_BEAM);
    assertThat(named("AlbertForPreTraining")).isEqualTo(Head.PRETRAINING);
  }

  private Head named(String architecture) {
    Path written = model().architecture(architecture).write(folder.resolve(architecture));
    return Head.named(AlbertConfig.read(written));
  }

  @Test
  void itsTimeIsTaken() {
    try (AlbertModel model = AlbertModel.load(model().write(folder))) {
      assertThat(Latency.measure(model, 2, 16, 2).medianMs()).isPositive();
    }
  }

  @Test
  void goesThroughNumbersAndBack() {
    Places two = new Places(new int[] {3, 0}, new float[] {-0.5f, -1});
    Places one = new Places(new int[] {511}, new float[] {-0.1f});
    AnswerBeam beam = new AnswerBeam(two, List.of(one, two), 0.25f);
    assertThat(beam.toArray()).hasSize(AnswerBeam.FLOATS);
    assertThat(AnswerBeam.of(beam.toArray())).isEqualTo(beam);
  }

  @Test
  void logitsAreRefusedAndBeamsOfOtherModelsToo() {
    try (AlbertModel model = AlbertModel.load(model().write(folder))) {
      assertThatThrownBy(() -> model.require(Output.LOGITS))
          .isInstanceOf(AlbertException.class)
          .hasMessageContaining("qa_outputs")
          .hasMessageContaining("answer beams");
    }
    Path linear = folder.resolve("linear");
    RandomModel other = RandomModel.tiny().withQuestionAnsweringHead();
    try (AlbertModel model = AlbertModel.load(other.write(linear))) {
      assertThatThrownBy(() -> model.require(Output.ANSWER_BEAMS))
          .hasMessageContaining("start_logits.*");
    }
  }
}

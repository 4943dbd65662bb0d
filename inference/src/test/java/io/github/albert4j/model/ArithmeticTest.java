package io.github.albert4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArithmeticTest {
  @TempDir Path folder;

  /** Counted by hand: 50 words, embedding 8, hidden 16, 2 layers, feed-forward 32. */
  @Test
  void countsTheMatricesOfATinyModel() {
    RandomModel.tiny().withPretrainingHead().write(folder);
    try (AlbertModel model = AlbertModel.load(folder)) {
      double token =
          8 * 16 // mapping
              + 2 * (3 * 16 * 16 + 16 * 16 + 2 * 16 * 32) // matrices of two passes
              + 2 * (2 * 16 * 10) // scores and context over 10 tokens
              + 16 * 8 // masked-LM transform
              + 8 * 50; // words
      assertThat(model.operations(3, 10)).isCloseTo(2 * 30 * token, within(1e-6));
    }
  }

  @Test
  void theLastPassEndsForFirstTokensAloneWhereTheyAreRead() {
    RandomModel.tiny()
        .withClassifier(3)
        .architecture("AlbertForSequenceClassification")
        .config("\"id2label\": {\"0\":\"a\",\"1\":\"b\",\"2\":\"c\"}")
        .write(folder);
    try (AlbertModel model = AlbertModel.load(folder)) {
      double all = 8 * 16 + 2 * (3 * 16 * 16 + 2 * 16 * 10) + (16 * 16 + 2 * 16 * 32);
      double first = (16 * 16 + 2 * 16 * 32) + 16 * 16 + 16 * 3;
      assertThat(model.operations(3, 10)).isCloseTo(2 * (30 * all + 3 * first), within(1e-6));
    }
  }

  @Test
  void stepsShareTheTimeAndTheMachineHasAPeak() {
    RandomModel.tiny().withPretrainingHead().write(folder);
    try (AlbertModel model = AlbertModel.load(folder)) {
      Latency latency = Latency.measure(model, 2, 10, 3);
      assertThat(latency.steps().values().stream().mapToDouble(d -> d).sum())
          .isCloseTo(1, within(1e-9));
      assertThat(latency.steps().values()).allMatch(share -> share > 0);
      assertThat(latency.gflops()).isPositive();
    }
    assertThat(Latency.peakGflops(Precision.FP32, 1)).isGreaterThan(0.1);
  }
}

package io.github.albert4j.evaluation.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.albert4j.InvalidInputException;
import io.github.albert4j.evaluation.data.TextFiles;
import io.github.albert4j.evaluation.task.TaskReport;
import io.github.albert4j.model.AlbertModel;
import io.github.albert4j.model.LoadOptions;
import io.github.albert4j.model.Precision;
import io.github.albert4j.pipeline.PseudoLikelihood;
import io.github.albert4j.pipeline.TextScore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MaskedLmEvaluationTest {
  private static final List<String> SENTENCES =
      List.of(
          "The man walked into the old house and closed the door.",
          "He sat down at the table.",
          "There was a letter from his brother.",
          "She said that she would come back in the morning.");

  @TempDir Path folder;

  private TextFiles text() throws IOException {
    String document = String.join(" ", SENTENCES);
    return TextFiles.of(
        List.of(Files.writeString(folder.resolve("a.txt"), document + "\n\n" + document + "\n")));
  }

  private static AlbertModel model(int threads) {
    return AlbertModel.load("albert4j-small", new LoadOptions(Precision.FP32, threads, null, null));
  }

  private MaskedLmReport run(int threads, EvaluationOptions options) throws IOException {
    try (AlbertModel model = model(threads)) {
      return MaskedLmEvaluation.run(model, text(), options);
    }
  }

  @Test
  void theNumberOfThreadsAndTheBatchesChangeNothing() throws IOException {
    MaskedLmReport one = run(1, new EvaluationOptions(5, 4096, 32, 100));
    MaskedLmReport two = run(2, new EvaluationOptions(5, 64, 32, 100));
    assertThat(two.counts()).isEqualTo(one.counts());
    assertThat(two.metrics().keySet()).isEqualTo(one.metrics().keySet());
    one.metrics()
        .forEach(
            (name, value) -> assertThat(two.metrics().get(name)).isCloseTo(value, within(1e-3)));
    assertThat(run(2, new EvaluationOptions(6, 64, 32, 100)).metrics().get("loss"))
        .as("another seed")
        .isNotEqualTo(two.metrics().get("loss"));
  }

  @Test
  void pseudoPerplexityIsThatOfThePipeline() throws IOException {
    MaskedLmReport report = run(2, EvaluationOptions.DEFAULT);
    double sum = 0;
    int pieces = 0;
    int words = 0;
    try (AlbertModel model = model(2)) {
      for (String sentence : SENTENCES) {
        TextScore score = PseudoLikelihood.of(model).predict(sentence);
        sum += score.pseudoLogLikelihood();
        pieces += score.tokens().size();
        words += sentence.split(" ").length;
      }
    }
    assertThat(report.metrics().get("pseudo_perplexity"))
        .isCloseTo(Math.exp(-sum / pieces), within(1e-2));
    assertThat(report.metrics().get("pseudo_perplexity_per_word"))
        .isCloseTo(Math.exp(-sum / words), within(1e-1));
    assertThat(report.counts())
        .containsEntry("documents", 2L)
        .containsEntry("sentences", 8L)
        .containsEntry("pieces", 2L * pieces)
        .containsEntry("words", 2L * words)
        .containsEntry("rows", 2L)
        .containsEntry("pairs", 2L);
    assertThat(report.metrics().get("sop_accuracy")).isBetween(0.0, 1.0);
  }

  @Test
  void predictionsAndBaselinesAreOfTheSameRows() throws IOException {
    List<MaskedLmPrediction> predictions = new ArrayList<>();
    StringBuilder training = new StringBuilder();
    for (int i = 0; i < 100; i++) {
      training.append(SENTENCES.get(i % 4)).append(' ').append(SENTENCES.get(i % 3)).append("\n\n");
    }
    Path counted = Files.writeString(folder.resolve("training.txt"), training);
    MaskedLmReport report;
    try (AlbertModel model = model(2)) {
      report =
          MaskedLmEvaluation.run(
              model,
              text(),
              TextFiles.of(List.of(counted)),
              EvaluationOptions.DEFAULT,
              EvaluationProgress.NONE,
              predictions::add);
    }
    assertThat(predictions).hasSize(2);
    assertThat(predictions.stream().mapToLong(p -> p.hidden().size()).sum())
        .isEqualTo(report.counts().get("hidden_pieces"));
    for (MaskedLmPrediction row : predictions) { // each mask of the text is a hidden piece's
      assertThat(
              row.hidden().stream()
                  .filter(hidden -> row.text().startsWith("[MASK]", hidden.start()))
                  .count())
          .isEqualTo(row.text().split("\\[MASK]", -1).length - 1)
          .isPositive();
      assertThat(row.hidden())
          .allMatch(h -> TaskReport.Worst.of("", row, h).text().contains(" ▸ "));
    }
    assertThat(
            -predictions.stream()
                .flatMap(p -> p.hidden().stream())
                .mapToDouble(MaskedLmPrediction.HiddenPiece::logProb)
                .average()
                .orElseThrow())
        .isCloseTo(report.metrics().get("loss"), within(1e-9));
    assertThat(predictions.get(0).swappedProbability()).isBetween(0.0, 1.0);
    // It has seen these very sentences.
    assertThat(report.baselines().get("trigram").get("loss"))
        .isLessThan(report.baselines().get("most_frequent_piece").get("loss"));
  }

  @Test
  void aLimitAndAnEmptyText() throws IOException {
    MaskedLmReport report = run(1, new EvaluationOptions(5, 4096, 24, 1));
    assertThat(report.counts()).containsEntry("rows", 1L).containsEntry("sentences", 1L);
    Path empty = Files.writeString(folder.resolve("empty.txt"), "\n\n");
    try (AlbertModel model = model(1)) {
      TextFiles none = TextFiles.of(List.of(empty));
      assertThatThrownBy(() -> MaskedLmEvaluation.run(model, none, EvaluationOptions.DEFAULT))
          .isInstanceOf(InvalidInputException.class);
    }
  }
}

package io.github.albert4j.training.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.albert4j.AlbertException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsLogTest {
  @TempDir Path folder;

  private void write(long after, long from, long to) {
    Map<String, Double> accuracies = new LinkedHashMap<>();
    accuracies.put("mlm_accuracy", 0.25);
    accuracies.put("sop_accuracy", Double.NaN);
    try (MetricsLog log = new MetricsLog(folder, MetricsLog.METRICS, after)) {
      for (long step = from; step <= to; step++) {
        log.write(new StepMetrics(step, 1.5, accuracies, 1e-3, 2, 1234.6, 10 * step));
      }
    }
  }

  private List<JsonNode> lines() throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve("metrics.jsonl"))) {
      lines.add(new ObjectMapper().readTree(line));
    }
    return lines;
  }

  private List<Long> steps() throws IOException {
    return lines().stream().map(l -> l.path("step").asLong()).toList();
  }

  @Test
  void aLineHasAllNumbersOfTheStep() throws IOException {
    write(0, 1, 1);
    JsonNode line = lines().get(0);
    assertThat(line.toString())
        .isEqualTo(
            "{\"step\":1,\"loss\":1.5,\"mlm_accuracy\":0.25,\"sop_accuracy\":null,"
                + "\"learning_rate\":0.001,\"gradient_norm\":2.0,\"tokens_per_second\":1235,"
                + "\"tokens\":10}");
  }

  @Test
  void theNormsOfLayersAreByName() throws IOException {
    try (MetricsLog log = new MetricsLog(folder, "metrics.jsonl", 0)) {
      log.write(new LayerNorms(7, Map.of("a", 0.5), Map.of("a", Double.NaN)));
    }
    assertThat(lines().get(0).toString())
        .isEqualTo("{\"step\":7,\"gradient_norm\":{\"a\":0.5},\"weight_norm\":{\"a\":null}}");
  }

  @Test
  void theNormsOfLayersAreLoggedOnAScaleOfLogarithms() {
    assertThat(LongStream.rangeClosed(1, 3000).filter(LayerNorms::due).boxed())
        .hasSize(99 + 90 + 21)
        .contains(1L, 99L, 100L, 110L, 990L, 1000L, 1100L, 3000L)
        .doesNotContain(101L, 1010L);
  }

  @Test
  void linesAfterTheResumedStepAreDropped() throws IOException {
    write(0, 1, 9);
    write(4, 5, 6);
    assertThat(steps()).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
  }

  @Test
  void aLineThatWasBeingWrittenIsDropped() throws IOException {
    write(0, 1, 3);
    Files.writeString(
        folder.resolve("metrics.jsonl"), "{\"step\":4,\"lo", StandardOpenOption.APPEND);
    write(3, 4, 4);
    assertThat(steps()).containsExactly(1L, 2L, 3L, 4L);
  }

  @Test
  void aRunThatBeginsAgainBeginsItsFileAgain() throws IOException {
    write(0, 1, 3);
    write(0, 1, 1);
    assertThat(steps()).containsExactly(1L);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void aFolderThatIsNotThereIsNamed() {
    Path missing = folder.resolve("missing");
    assertThatThrownBy(() -> new MetricsLog(missing, MetricsLog.METRICS, 0))
        .isInstanceOf(AlbertException.class)
        .hasMessageContaining("metrics.jsonl: cannot be written");
  }
}

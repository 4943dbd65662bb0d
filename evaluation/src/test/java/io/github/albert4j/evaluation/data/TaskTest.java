package io.github.albert4j.evaluation.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.albert4j.evaluation.metrics.AnswerMetrics;
import io.github.albert4j.evaluation.metrics.ClassMetrics;
import io.github.albert4j.evaluation.metrics.Correlation;
import io.github.albert4j.evaluation.metrics.MaybeAnswerMetrics;
import io.github.albert4j.evaluation.metrics.SpanMetrics;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TaskTest {
  static List<String> names() {
    return Task.names();
  }

  @ParameterizedTest
  @MethodSource("names")
  void metricsHaveTheNamesOfTheReports(String name) {
    Task task = Task.of(name);
    assertThat(task.metrics()).isNotEmpty().isSubsetOf(values(task).keySet());
    assertThat(task.labels()).doesNotHaveDuplicates();
  }

  private static Map<String, Double> values(Task task) {
    return switch (task.kind()) {
      case CLASSES, CHOICES -> new ClassMetrics(2).values();
      case REGRESSION -> Correlation.values(new double[2], new double[2]);
      case TOKENS -> SpanMetrics.lenient().values();
      case QUESTIONS ->
          task.metrics().contains("exact_match")
              ? new AnswerMetrics().values()
              : someQuestion().values(1);
    };
  }

  private static MaybeAnswerMetrics someQuestion() {
    MaybeAnswerMetrics metrics = new MaybeAnswerMetrics();
    metrics.add(List.of("a"), "a", 0);
    return metrics;
  }
}

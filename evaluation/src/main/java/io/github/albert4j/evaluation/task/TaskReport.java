package io.github.albert4j.evaluation.task;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.github.albert4j.evaluation.data.Task;
import io.github.albert4j.evaluation.metrics.ClassScores;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How well a model does a task.
 *
 * @param metrics by name, the task's main one first; of those examples that have their answers, and
 *     none where none has
 * @param counts of examples, rows and so on
 * @param classes how well each class, or kind of span, was told; empty where there are none
 * @param confusion how often the class of the outer name was taken for that of the inner one
 * @param worst the examples that it was the most wrong about, the worst first
 * @param predictions a file of all answers in the task's official form
 * @since 0.1.0
 */
public record TaskReport(
    Map<String, Double> metrics,
    Map<String, Long> counts,
    Map<String, ClassScores> classes,
    Map<String, Map<String, Long>> confusion,
    List<Worst> worst,
    String predictions) {
  private static final int MOST_WORST = 10;

  /** The task's own metrics first, in its order, then the others. */
  static Map<String, Double> ordered(Task task, Map<String, Double> values) {
    Map<String, Double> ordered = new LinkedHashMap<>();
    for (String name : task.metrics()) {
      if (values.containsKey(name)) {
        ordered.put(name, values.get(name));
      }
    }
    values.forEach(ordered::putIfAbsent);
    return ordered;
  }

  /** What a class matrix says by the names of the classes; what never occurs is left out. */
  static Map<String, Map<String, Long>> named(List<String> labels, long[][] confusion) {
    Map<String, Map<String, Long>> named = new LinkedHashMap<>();
    for (int i = 0; i < confusion.length; i++) {
      Map<String, Long> row = new LinkedHashMap<>();
      for (int j = 0; j < confusion.length; j++) {
        if (confusion[i][j] > 0) {
          row.put(labels.get(j), confusion[i][j]);
        }
      }
      if (!row.isEmpty()) {
        named.put(labels.get(i), row);
      }
    }
    return named;
  }

  /** Examples with how wrong they are, of which the worst are kept. */
  static final class Worsts {
    private record Rated(double wrong, Worst worst) {}

    private final List<Rated> rated = new ArrayList<>();

    void add(double wrong, Worst worst) {
      rated.add(new Rated(wrong, worst));
    }

    List<Worst> list() {
      return rated.stream()
          .sorted(Comparator.comparingDouble(r -> -r.wrong))
          .limit(MOST_WORST)
          .map(Rated::worst)
          .toList();
    }
  }

  /**
   * An example and what the model made of it.
   *
   * @param probability what it gave to the right answer; null where there is no such thing
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Worst(
      String id, String text, String expected, String predicted, @Nullable Double probability) {}
}

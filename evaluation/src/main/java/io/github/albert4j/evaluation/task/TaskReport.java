package io.github.albert4j.evaluation.task;

import static java.util.Comparator.reverseOrder;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.github.albert4j.evaluation.data.Task;
import io.github.albert4j.evaluation.metrics.ClassScores;
import io.github.albert4j.evaluation.metrics.ThresholdCurve;
import io.github.albert4j.evaluation.report.BlimpEvaluation;
import io.github.albert4j.evaluation.report.MaskedLmPrediction;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * How well a model does a task.
 *
 * @param metrics by name, the task's main one first; of those examples that have their answers, and
 *     none where none has
 * @param counts of examples, rows and so on
 * @param classes how well each class, or kind of span, was told; empty where there are none
 * @param confusion how often the class of the outer name was taken for that of the inner one
 * @param worst the examples that it was the most wrong about, the worst first, at most 100
 * @param predictions a file of all answers in the task's official form
 * @param thresholds of questions that may have no answer, the scores by when none is given; none
 *     elsewhere
 * @since 0.1.0
 */
public record TaskReport(
    Map<String, Double> metrics,
    Map<String, Long> counts,
    Map<String, ClassScores> classes,
    Map<String, Map<String, Long>> confusion,
    List<Worst> worst,
    String predictions,
    ThresholdCurve thresholds) {

  /** A report of a task that has no thresholds. */
  TaskReport(
      Map<String, Double> metrics,
      Map<String, Long> counts,
      Map<String, ClassScores> classes,
      Map<String, Map<String, Long>> confusion,
      List<Worst> worst,
      String predictions) {
    this(metrics, counts, classes, confusion, worst, predictions, ThresholdCurve.NONE);
  }

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

  /** Examples with how wrong they are, of which the worst are kept. Not thread-safe. */
  public static final class Worsts {
    /** So many are kept. */
    public static final int MOST = 100;

    /** The least wrong is the head; of two alike, that which came later. */
    private static final Comparator<Rated> LEAST_WRONG_FIRST =
        Comparator.comparingDouble(Rated::wrong).thenComparing(Rated::place, reverseOrder());

    private record Rated(double wrong, long place, Worst worst) {}

    private final PriorityQueue<Rated> rated = new PriorityQueue<>(LEAST_WRONG_FIRST);
    private long count;

    /**
     * Counts an example.
     *
     * @param wrong how wrong it is, on any scale
     */
    public void add(double wrong, Worst worst) {
      rated.add(new Rated(wrong, count++, worst));
      if (rated.size() > MOST) {
        rated.remove();
      }
    }

    /** Those that were kept, the worst first; of two alike, that which came first. */
    public List<Worst> list() {
      return rated.stream().sorted(LEAST_WRONG_FIRST.reversed()).map(Rated::worst).toList();
    }
  }

  /**
   * An example and what the model made of it.
   *
   * @param probability what it gave to the right answer; null where there is no such thing
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Worst(
      String id, String text, String expected, String predicted, @Nullable Double probability) {
    /** In front of a hidden piece. */
    private static final String MARK = " ▸ ";

    /** So much of the text is shown on either side, in UTF-16 units. */
    private static final int AROUND = 120;

    /** A pair of sentences; the probability is the good one's where it must be one of the two. */
    public static Worst of(BlimpEvaluation.PairScore pair) {
      return new Worst(
          pair.paradigm() + " " + pair.id(),
          "",
          pair.sentenceGood(),
          pair.sentenceBad(),
          1 / (1 + Math.exp(pair.bad() - pair.good())));
    }

    /** A hidden piece, with what stands around it and a mark in front. */
    public static Worst of(
        String id, MaskedLmPrediction row, MaskedLmPrediction.HiddenPiece hidden) {
      String before = row.text().substring(0, hidden.start());
      String after = row.text().substring(hidden.start());
      String text =
          (before.length() > AROUND ? "…" + before.substring(before.length() - AROUND) : before)
              + MARK
              + (after.length() > AROUND ? after.substring(0, AROUND) + "…" : after);
      return new Worst(id, text, hidden.piece(), hidden.guess(), Math.exp(hidden.logProb()));
    }
  }
}

package io.github.albert4j.evaluation.task;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.albert4j.config.JsonFile;
import io.github.albert4j.evaluation.data.QuestionExample;
import io.github.albert4j.evaluation.metrics.AnswerMetrics;
import io.github.albert4j.evaluation.metrics.AnswerScore;
import io.github.albert4j.evaluation.metrics.MaybeAnswerMetrics;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Answers read off the logits as Google's SQuAD programs do ({@code squad_utils.py}): of each
 * window the 20 best starts and ends, of which an answer may have at most 30 pieces; a start counts
 * in the window where it has the most context on its narrower side. That a question has no answer
 * is scored by the window that is the least sure of it.
 */
final class QuestionReport {
  private static final int BEST = 20;
  private static final int MAX_ANSWER = 30;

  /** Above it no answer is better than the best one; the metrics tell which would be best. */
  private static final double THRESHOLD = 0;

  /** Points of a curve: more are not seen. */
  private static final int MOST_THRESHOLDS = 200;

  private final QuestionRows rows;

  QuestionReport(QuestionRows rows) {
    this.rows = rows;
  }

  /**
   * An answer.
   *
   * @param text of the best span; null where there is none
   * @param score of it
   * @param none the score of there being no answer
   */
  private record Answer(@Nullable String text, double score, double none) {
    /** How much likelier no answer is. */
    double difference() {
      return text == null ? Double.MAX_VALUE : none - score;
    }
  }

  TaskReport of(List<float[]> logits) {
    boolean always = rows.task().name().equals("squad1");
    AnswerMetrics metrics = new AnswerMetrics();
    MaybeAnswerMetrics maybe = new MaybeAnswerMetrics();
    TaskReport.Worsts worsts = new TaskReport.Worsts();
    ObjectNode predictions = JsonNodeFactory.instance.objectNode();
    int row = 0;
    for (int i = 0; i < rows.size(); i++) {
      int end = row;
      while (end < rows.rows().size() && rows.window(end).example() == i) {
        end++;
      }
      QuestionExample example = rows.examples().get(i);
      Answer answer = answer(example, logits, row, end);
      row = end;
      List<String> right = example.answers().stream().map(QuestionExample.Answer::text).toList();
      String best = answer.text == null ? "" : answer.text;
      String told = !always && answer.difference() > THRESHOLD ? "" : best;
      predictions.put(example.id(), told);
      if (!example.labelled()) {
        continue;
      }
      metrics.add(right, told);
      maybe.add(right, best, answer.difference());
      double f1 = (always ? AnswerScore.v1(right, told) : AnswerScore.v2(right, told)).f1();
      if (f1 < 1) {
        worsts.add(1 - f1, worst(example, right, told));
      }
    }
    Map<String, Long> counts = new LinkedHashMap<>();
    counts.put("questions", (long) rows.size());
    counts.put("windows", (long) rows.rows().size());
    return new TaskReport(
        metrics.count() == 0
            ? Map.of()
            : TaskReport.ordered(rows.task(), always ? metrics.values() : maybe.values(THRESHOLD)),
        counts,
        Map.of(),
        Map.of(),
        worsts.list(),
        new String(JsonFile.write(predictions), StandardCharsets.UTF_8),
        always ? List.of() : maybe.curve(MOST_THRESHOLDS));
  }

  private static TaskReport.Worst worst(QuestionExample example, List<String> right, String told) {
    return new TaskReport.Worst(
        example.id(), example.question(), right.isEmpty() ? "" : right.get(0), told, null);
  }

  /** The best answer of a question in its windows {@code [first, end)}. */
  private Answer answer(QuestionExample example, List<float[]> logits, int first, int end) {
    double none = Double.POSITIVE_INFINITY;
    double best = Double.NEGATIVE_INFINITY;
    String text = null;
    for (int row = first; row < end; row++) {
      QuestionRows.Window window = rows.window(row);
      float[] own = logits.get(row);
      none = Math.min(none, (double) own[0] + own[1]);
      int[] ends = best(own, 1, window);
      for (int s : best(own, 0, window)) {
        if (!hasMostContext(row, s, first, end)) {
          continue;
        }
        for (int e : ends) {
          double score = (double) own[2 * s] + own[2 * e + 1];
          if (e >= s && e - s < MAX_ANSWER && score > best) {
            best = score;
            text = example.context().substring(window.textStart(s), window.textEnd(e));
          }
        }
      }
    }
    return new Answer(text, best, none);
  }

  /** The tokens of the text with the highest logits of starts (0) or ends (1). */
  private static int[] best(float[] logits, int which, QuestionRows.Window window) {
    return IntStream.range(window.offset(), window.offset() + window.length())
        .boxed()
        .sorted((a, b) -> Float.compare(logits[2 * b + which], logits[2 * a + which]))
        .limit(BEST)
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /** Whether no other window shows a piece with more of the text on its narrower side. */
  private boolean hasMostContext(int row, int token, int first, int end) {
    QuestionRows.Window own = rows.window(row);
    int piece = token - own.offset() + own.from();
    int best = -1;
    double most = Double.NEGATIVE_INFINITY;
    for (int other = first; other < end; other++) {
      QuestionRows.Window window = rows.window(other);
      if (piece >= window.from() && piece < window.end()) {
        double context =
            Math.min(piece - window.from(), window.end() - 1 - piece) + 0.01 * window.length();
        if (context > most) {
          most = context;
          best = other;
        }
      }
    }
    return best == row;
  }
}

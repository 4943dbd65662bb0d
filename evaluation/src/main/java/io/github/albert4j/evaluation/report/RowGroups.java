package io.github.albert4j.evaluation.report;

import io.github.albert4j.InvalidInputException;
import io.github.albert4j.model.AlbertModel;
import io.github.albert4j.tokenizer.Encoding;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/** Rows that belong together: those of a sentence. All sentences are read as one run of batches. */
final class RowGroups {
  private final String step;
  private final List<List<HiddenRow>> groups;
  private final List<Double> logProbs = new ArrayList<>();
  private int group;
  private long done;

  /**
   * @param step what a progress bar says
   * @param groups may be without rows
   */
  RowGroups(String step, List<List<HiddenRow>> groups) {
    this.step = step;
    this.groups = groups;
  }

  /**
   * A sentence as {@code [CLS] … [SEP]}.
   *
   * @param name of the example, for messages
   */
  static Encoding encode(AlbertModel model, String sentence, String name) {
    Encoding encoding = model.tokenizer().encode(sentence);
    int longest = model.config().maxPositionEmbeddings();
    if (encoding.length() < 3 || encoding.length() > longest) {
      throw new InvalidInputException(
          name
              + ": expected sentences of 1 to "
              + (longest - 2)
              + " pieces, found one of "
              + (encoding.length() - 2));
    }
    return encoding;
  }

  static double sum(double[] logProbs) {
    return Arrays.stream(logProbs).sum();
  }

  /**
   * Reads all rows.
   *
   * @param sink is handed each group's log probabilities, one a row, in the order of the groups
   */
  void read(RowReader reader, EvaluationProgress progress, Consumer<double[]> sink) {
    long rows = groups.stream().mapToLong(List::size).sum();
    passEmpty(sink);
    reader.read(
        groups.stream().flatMap(List::stream).iterator(),
        row -> {
          logProbs.add(row.logProb());
          progress.at(step, ++done, rows);
          if (logProbs.size() == groups.get(group).size()) {
            hand(sink);
            passEmpty(sink);
          }
        });
  }

  private void passEmpty(Consumer<double[]> sink) {
    while (group < groups.size() && groups.get(group).isEmpty()) {
      hand(sink);
    }
  }

  private void hand(Consumer<double[]> sink) {
    sink.accept(logProbs.stream().mapToDouble(Double::doubleValue).toArray());
    logProbs.clear();
    group++;
  }
}

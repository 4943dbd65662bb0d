package io.github.albert4j.evaluation.task;

import io.github.albert4j.evaluation.data.ChoiceExample;
import io.github.albert4j.evaluation.data.Task;
import io.github.albert4j.tokenizer.AlbertTokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Questions with choices, a row each, as Google's RACE program has it ({@code race_utils.py}):
 * {@code [CLS] context [SEP] question and choice [SEP]}. A choice stands behind the question; in
 * RACE it takes the place of {@code _} where the question has one. Of question and choice together
 * the last 128 pieces are kept, and of the context the first that there is room for.
 *
 * @since 0.1.0
 */
public final class ChoiceRows implements TaskRows {
  private static final int MAX_QUESTION_AND_CHOICE = 128;
  private static final String RACE = "race";
  private static final String BLANK = "_";

  private final Task task;
  private final List<ChoiceExample> examples;
  private final RowEncoder encoder;
  private final List<Row> rows = new ArrayList<>();
  private final int[] firsts; // [examples + 1]: where each example's rows begin

  /**
   * Makes rows.
   *
   * @param maxLength the most pieces of a row
   */
  public ChoiceRows(
      Task task, List<ChoiceExample> examples, AlbertTokenizer tokenizer, int maxLength) {
    this.task = task;
    this.examples = examples;
    this.encoder = new RowEncoder(tokenizer, maxLength);
    this.firsts = new int[examples.size() + 1];
    for (int i = 0; i < examples.size(); i++) {
      add(examples.get(i));
      firsts[i + 1] = rows.size();
    }
  }

  private void add(ChoiceExample example) {
    int[] context = encoder.bare(example.context()).ids();
    boolean cut = false;
    for (String choice : example.choices()) {
      int[] second = encoder.bare(secondPart(example.question(), choice)).ids();
      int most = Math.min(MAX_QUESTION_AND_CHOICE, encoder.maxLength() - 3);
      if (second.length > most) {
        second = Arrays.copyOfRange(second, second.length - most, second.length);
        cut = true;
      }
      int room = encoder.maxLength() - 3 - second.length;
      cut |= context.length > room;
      rows.add(encoder.join(Arrays.copyOf(context, Math.min(context.length, room)), second));
    }
    if (cut) {
      encoder.countCut();
    }
  }

  private String secondPart(String question, String choice) {
    if (question.isEmpty()) {
      return choice;
    }
    return task.name().equals(RACE) && question.contains(BLANK)
        ? question.replace(BLANK, choice)
        : question + " " + choice;
  }

  @Override
  public Task task() {
    return task;
  }

  @Override
  public List<Row> rows() {
    return rows;
  }

  /** The rows of an example, one a choice. */
  public List<Row> rows(int example) {
    return rows.subList(firsts[example], firsts[example + 1]);
  }

  @Override
  public int size() {
    return examples.size();
  }

  @Override
  public int cut() {
    return encoder.cut();
  }

  /** The right choice of an example, from 0. */
  public int answer(int example) {
    return examples.get(example).answer();
  }

  @Override
  public TaskReport report(List<float[]> logits) {
    long right = 0;
    long labelled = 0;
    TaskReport.Worsts worsts = new TaskReport.Worsts();
    StringBuilder predictions = new StringBuilder("index\tprediction\n");
    for (int i = 0; i < examples.size(); i++) {
      ChoiceExample example = examples.get(i);
      float[] scores = new float[example.choices().size()];
      for (int choice = 0; choice < scores.length; choice++) {
        scores[choice] = logits.get(firsts[i] + choice)[0];
      }
      int best = Softmax.best(scores, 0, scores.length);
      predictions.append(example.id()).append('\t').append(best).append('\n');
      if (!example.labelled()) {
        continue;
      }
      labelled++;
      if (best == example.answer()) {
        right++;
      } else {
        double p = Softmax.of(scores, 0, scores.length)[example.answer()];
        worsts.add(-p, worst(example, best, p));
      }
    }
    return new TaskReport(
        labelled == 0 ? Map.of() : Map.of("accuracy", (double) right / labelled),
        Map.of("examples", (long) examples.size(), "rows", (long) rows.size()),
        Map.of(),
        Map.of(),
        worsts.list(),
        predictions.toString());
  }

  private static TaskReport.Worst worst(ChoiceExample example, int best, double probability) {
    return new TaskReport.Worst(
        example.id(),
        (example.context() + " " + example.question()).strip(),
        example.choices().get(example.answer()),
        example.choices().get(best),
        probability);
  }
}

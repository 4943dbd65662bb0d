package io.github.albert4j.evaluation.task;

import io.github.albert4j.InvalidInputException;
import io.github.albert4j.evaluation.data.Task;
import io.github.albert4j.evaluation.data.TextExample;
import io.github.albert4j.tokenizer.AlbertTokenizer;
import java.util.ArrayList;
import java.util.List;

/**
 * Texts, or pairs of texts, to put into a class, into several, or on a scale; a row each.
 *
 * @since 0.1.0
 */
public final class TextRows implements TaskRows {
  /** Between the names of several classes. */
  public static final String SEPARATOR = ",";

  private final Task task;
  private final List<TextExample> examples;
  private final List<String> labels;
  private final Problem problem;
  private final List<Row> rows = new ArrayList<>();
  private final RowEncoder encoder;

  /**
   * Makes rows.
   *
   * @param labels the model's classes by their ids
   * @param problem what is asked; an example in several classes has their names in its label, with
   *     commas between
   * @param maxLength the most pieces of a row
   * @throws InvalidInputException for a label that is none of the classes, or no number
   */
  public TextRows(
      Task task,
      List<TextExample> examples,
      List<String> labels,
      Problem problem,
      AlbertTokenizer tokenizer,
      int maxLength) {
    this.task = task;
    this.examples = examples;
    this.labels = labels;
    this.problem = problem;
    this.encoder = new RowEncoder(tokenizer, maxLength);
    for (TextExample example : examples) {
      if (example.labelled()) {
        check(example);
      }
      rows.add(encoder.row(example.text(), example.pair()));
    }
  }

  @Override
  public Task task() {
    return task;
  }

  @Override
  public List<Row> rows() {
    return rows;
  }

  @Override
  public int size() {
    return examples.size();
  }

  @Override
  public int cut() {
    return encoder.cut();
  }

  private void check(TextExample example) {
    if (problem == Problem.REGRESSION) {
      number(example);
    } else {
      classes(example);
    }
  }

  /** What is asked of the texts. */
  public Problem problem() {
    return problem;
  }

  /** The class of an example. */
  public int classOf(int example) {
    return classes(examples.get(example)).get(0);
  }

  /** 1 for each class that an example is in, else 0; or its number on the scale. */
  public float[] values(int example) {
    if (problem == Problem.REGRESSION) {
      return new float[] {(float) number(examples.get(example))};
    }
    float[] values = new float[labels.size()];
    classes(examples.get(example)).forEach(c -> values[c] = 1);
    return values;
  }

  private static double number(TextExample example) {
    try {
      return example.value();
    } catch (IllegalStateException e) {
      throw new InvalidInputException(
          "example "
              + example.id()
              + ": expected a number as its label, found \""
              + example.label()
              + '"');
    }
  }

  private List<Integer> classes(TextExample example) {
    List<Integer> classes = new ArrayList<>();
    for (String name : Labels.names(example.label(), problem)) {
      classes.add(Labels.require(labels, name.strip(), "example " + example.id() + ": "));
    }
    return classes;
  }

  @Override
  public TaskReport report(List<float[]> logits) {
    return new TextReport(task, problem, labels, examples).of(this, logits);
  }
}

package io.github.albert4j.evaluation.task;

import io.github.albert4j.InvalidInputException;
import io.github.albert4j.evaluation.data.Task;
import io.github.albert4j.evaluation.data.TextExample;
import io.github.albert4j.tokenizer.AlbertTokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

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
  private final boolean severalClasses;
  private final List<Row> rows = new ArrayList<>();
  private final RowEncoder encoder;

  /**
   * Makes rows.
   *
   * @param labels the model's classes by their ids
   * @param severalClasses whether an example may be in any number of classes, whose names stand in
   *     its label with commas between
   * @param maxLength the most pieces of a row
   * @throws InvalidInputException for a label that is none of the classes
   */
  public TextRows(
      Task task,
      List<TextExample> examples,
      List<String> labels,
      boolean severalClasses,
      AlbertTokenizer tokenizer,
      int maxLength) {
    this.task = task;
    this.examples = examples;
    this.labels = labels;
    this.severalClasses = severalClasses;
    this.encoder = new RowEncoder(tokenizer, maxLength);
    for (TextExample example : examples) {
      if (example.labelled() && task.kind() == Task.Kind.CLASSES) {
        classes(example);
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

  /** Whether an example may be in any number of classes. */
  public boolean severalClasses() {
    return severalClasses;
  }

  /** The class of an example, or -1 where none is known. */
  public int classOf(int example) {
    TextExample row = examples.get(example);
    return row.labelled() ? classes(row).get(0) : -1;
  }

  /** 1 for each class that an example is in, else 0; or its number on the scale. */
  public float[] values(int example) {
    if (task.kind() == Task.Kind.REGRESSION) {
      return new float[] {(float) examples.get(example).value()};
    }
    float[] values = new float[labels.size()];
    classes(examples.get(example)).forEach(c -> values[c] = 1);
    return values;
  }

  private List<Integer> classes(TextExample example) {
    List<Integer> classes = new ArrayList<>();
    List<String> names =
        severalClasses ? Arrays.asList(example.label().split(SEPARATOR)) : List.of(example.label());
    for (String name : names) {
      if (severalClasses && name.isBlank()) {
        continue;
      }
      int label = Labels.find(labels, name.strip());
      if (label < 0) {
        throw new InvalidInputException(
            "example "
                + example.id()
                + ": its label is \""
                + name
                + "\", but the model's are "
                + String.join(", ", labels));
      }
      classes.add(label);
    }
    return classes;
  }

  @Override
  public TaskReport report(List<float[]> logits) {
    throw new UnsupportedOperationException(String.valueOf(Locale.ROOT));
  }
}

package io.github.albert4j.evaluation.data;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.albert4j.InvalidInputException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rows of one or two texts with a class or a number, under the names that GLUE's files have. */
final class TextParser implements ParsedRows.Parser<TextExample> {
  /** The names of two parts that go together. */
  private record Parts(String first, String second) {
    boolean in(Set<String> columns) {
      return columns.contains(first) && columns.contains(second);
    }
  }

  private static final List<Parts> PAIRS =
      List.of(
          new Parts("text", "pair"),
          new Parts("sentence1", "sentence2"),
          new Parts("text_a", "text_b"),
          new Parts("premise", "hypothesis"),
          new Parts("question1", "question2"),
          new Parts("#1 String", "#2 String"),
          new Parts("question", "sentence"));

  private static final List<String> SINGLE = List.of("text", "sentence");

  private static final List<String> LABELS =
      List.of("gold_label", "label", "Quality", "is_duplicate", "score");

  /** Classes whose annotators did not agree are marked so. */
  private static final String NO_MAJORITY = "-";

  private static final Set<String> INFERENCE = Set.of("mnli", "snli");
  private static final Set<String> ONE_TEXT = Set.of("sst2", "cola");
  private static final String ANY = "text-classification";

  private final Task task;

  TextParser(Task task) {
    this.task = task;
  }

  /** Whether cells are names of columns. */
  static boolean isHeader(Collection<String> cells) {
    Set<String> columns = new HashSet<>();
    cells.forEach(cell -> columns.add(cell.strip()));
    return PAIRS.stream().anyMatch(parts -> parts.in(columns))
        || SINGLE.stream().anyMatch(columns::contains)
        || LABELS.stream().anyMatch(columns::contains);
  }

  /**
   * Rows without a majority; and in Quora's pairs those that were broken in the making of the file
   * and end in the middle.
   */
  @Override
  public boolean leavesOut(JsonNode row) {
    return INFERENCE.contains(task.name()) && NO_MAJORITY.equals(rawLabel(row))
        || task.name().equals("qqp") && row.has("qid1") && !row.has("is_duplicate");
  }

  @Override
  public List<TextExample> parse(JsonNode row, int number) {
    String label = label(rawLabel(row));
    for (Parts parts : PAIRS) {
      if (row.hasNonNull(parts.first) && row.hasNonNull(parts.second)) {
        return List.of(
            new TextExample(
                Fields.id(row, number),
                Fields.text(row, parts.first),
                Fields.text(row, parts.second),
                label));
      }
    }
    String single = Fields.present(row, SINGLE);
    if (single == null || !ONE_TEXT.contains(task.name()) && !task.name().equals(ANY)) {
      throw Fields.missing(row, expected());
    }
    return List.of(new TextExample(Fields.id(row, number), Fields.text(row, single), null, label));
  }

  private String expected() {
    return ONE_TEXT.contains(task.name())
        ? "sentence (or text)"
        : "text and a column pair (or "
            + (task.name().equals(ANY) ? "text alone, or " : "")
            + "sentence1 and sentence2, text_a and text_b, premise and hypothesis)";
  }

  private static @Nullable String rawLabel(JsonNode row) {
    String name = Fields.present(row, LABELS);
    return name == null ? null : Fields.text(row, name).strip();
  }

  private @Nullable String label(@Nullable String raw) {
    if (raw == null || raw.isEmpty()) {
      return null;
    }
    if (task.kind() == Task.Kind.REGRESSION) {
      return number(raw);
    }
    return task.labels().isEmpty() ? raw : known(raw);
  }

  private static String number(String raw) {
    try {
      if (Double.isFinite(Double.parseDouble(raw))) {
        return raw;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new InvalidInputException("expected a number as the label, found \"" + raw + '"');
  }

  /** The name of a class that the file has by name or by number; -1 says that it is not told. */
  private @Nullable String known(String raw) {
    List<String> labels = task.labels();
    if (labels.contains(raw)) {
      return raw;
    }
    for (int id = 0; id < labels.size(); id++) {
      if (raw.equals(Integer.toString(id))) {
        return labels.get(id);
      }
    }
    if (raw.equals("-1")) {
      return null;
    }
    throw new InvalidInputException(
        "unknown label \""
            + raw
            + "\": expected "
            + String.join(", ", labels)
            + ", or a number from 0 to "
            + (labels.size() - 1));
  }
}

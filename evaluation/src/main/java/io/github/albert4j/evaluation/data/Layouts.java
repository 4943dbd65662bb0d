package io.github.albert4j.evaluation.data;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a task's tables, for files whose first line does not name them: those of GLUE, and
 * of the original files that GLUE was made of.
 *
 * @param layouts what the table may be
 * @param labels what a line of {@code LABEL SENTENCE}, with a space between, may begin with
 */
record Layouts(List<Layout> layouts, List<String> labels) {
  static final Layouts NONE = new Layouts(List.of(), List.of());

  private static final List<Layout> INFERENCE =
      List.of(
          layout(
              "index promptID pairID genre sentence1_binary_parse sentence2_binary_parse"
                  + " sentence1_parse sentence2_parse sentence1 sentence2"),
          layout(
              "index captionID pairID sentence1_binary_parse sentence2_binary_parse"
                  + " sentence1_parse sentence2_parse sentence1 sentence2 label1 gold_label"),
          layout(
              "index promptID pairID genre sentence1_binary_parse sentence2_binary_parse"
                  + " sentence1_parse sentence2_parse sentence1 sentence2 label1 gold_label"),
          layout(
              "index promptID pairID genre sentence1_binary_parse sentence2_binary_parse"
                  + " sentence1_parse sentence2_parse sentence1 sentence2 label1 label2 label3"
                  + " label4 label5 gold_label"));

  private static final Map<String, List<Layout>> OF_TASKS =
      Map.of(
          "sst2", List.of(layout("sentence label")),
          "cola", List.of(layout("source label mark sentence")),
          "mrpc", List.of(layout("Quality id1 id2 sentence1 sentence2")),
          "qqp", List.of(layout("id qid1 qid2 question1 question2 is_duplicate")),
          "qnli", List.of(layout("index question sentence label")),
          "rte", List.of(layout("index sentence1 sentence2 label")),
          "wnli", List.of(layout("index sentence1 sentence2 label")),
          "mnli", INFERENCE,
          "snli", INFERENCE,
          "stsb",
              List.of(
                  new Layout(
                      columns("genre file year number score sentence1 sentence2 from1 from2"), 7),
                  layout(
                      "index genre file year number source1 source2 sentence1 sentence2 score")));

  /**
   * The columns of a table.
   *
   * @param atLeast how many there are in each row; those behind may be missing
   */
  private record Layout(List<String> columns, int atLeast) {
    boolean fits(int cells) {
      return atLeast <= cells && cells <= columns.size();
    }
  }

  private static Layout layout(String columns) {
    List<String> names = columns(columns);
    return new Layout(names, names.size());
  }

  private static List<String> columns(String columns) {
    return Arrays.asList(columns.split(" "));
  }

  static Layouts of(Task task) {
    List<String> labels =
        task.name().equals("sst2") ? List.of("0", "1", "negative", "positive") : List.of();
    return new Layouts(OF_TASKS.getOrDefault(task.name(), List.of()), labels);
  }

  /** Whether a line is a label and a sentence, with a space between and no tab. */
  boolean labelFirst(String line) {
    int space = line.indexOf(' ');
    return space > 0 && line.indexOf('\t') < 0 && labels.contains(line.substring(0, space));
  }

  /** The names of the columns of a table that begins with these cells; null where they are it. */
  @Nullable List<String> columns(List<String> first) {
    if (TextParser.isHeader(first)) {
      return null;
    }
    for (Layout layout : layouts) {
      if (layout.fits(first.size())) {
        return layout.columns();
      }
    }
    return null;
  }
}

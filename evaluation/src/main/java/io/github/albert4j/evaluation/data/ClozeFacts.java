package io.github.albert4j.evaluation.data;

import java.nio.file.Path;
import java.util.List;

/**
 * Facts of a relation and sentences that ask for them: the files of ParaRel (Elazar et al. 2021,
 * "Measuring and Improving Consistency in Pretrained Language Models"), a file a relation.
 *
 * @since 0.1.0
 */
public final class ClozeFacts {
  private ClozeFacts() {}

  /** Whom a fact is about, and what is so of it. */
  public record Fact(String id, String subject, String object) {}

  /** Reads lines of {@code sub_label}, {@code obj_label} and {@code uuid}. */
  public static List<Fact> facts(Path file) {
    return Records.json(
        file,
        row ->
            new Fact(
                Fields.text(row, "uuid"),
                Fields.text(row, "sub_label"),
                Fields.text(row, "obj_label")));
  }

  /** Reads sentences with {@code [X]} for the subject and {@code [Y]} for the object. */
  public static List<String> patterns(Path file) {
    return Records.json(file, row -> Fields.text(row, "pattern"));
  }
}

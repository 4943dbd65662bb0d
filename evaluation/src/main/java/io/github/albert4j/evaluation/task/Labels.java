package io.github.albert4j.evaluation.task;

import io.github.albert4j.InvalidInputException;
import io.github.albert4j.evaluation.data.Task;
import io.github.albert4j.evaluation.data.TextExample;
import io.github.albert4j.evaluation.data.TokenExample;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The names of a task's classes by their ids.
 *
 * @since 0.1.0
 */
public final class Labels {
  private static final String UNNAMED = "LABEL_";

  /** The tag of words outside of everything. */
  static final String OUTSIDE = "O";

  private Labels() {}

  /** The place of a name, upper and lower case alike where no other name is the same; or -1. */
  static int find(List<String> labels, String name) {
    int exact = labels.indexOf(name);
    if (exact >= 0) {
      return exact;
    }
    for (int i = 0; i < labels.size(); i++) {
      if (labels.get(i).equalsIgnoreCase(name)) {
        return i;
      }
    }
    return -1;
  }

  /**
   * The place of a name.
   *
   * @param where before the error's text
   * @throws InvalidInputException where there is no such name
   */
  static int require(List<String> labels, String name, String where) {
    int at = find(labels, name);
    if (at < 0) {
      throw new InvalidInputException(
          where
              + "its label is \""
              + name
              + "\", but the model's are "
              + String.join(", ", labels));
    }
    return at;
  }

  /** The names in a label: one, or with several those between commas. */
  static List<String> names(String label, Problem problem) {
    return problem == Problem.MULTI_LABEL
        ? Arrays.stream(label.split(TextRows.SEPARATOR))
            .map(String::strip)
            .filter(n -> !n.isEmpty())
            .toList()
        : List.of(label);
  }

  /**
   * The task's own, or those that examples have: in alphabetical order, numbers by size.
   *
   * @param problem with several labels their names have commas between
   */
  public static List<String> of(Task task, List<TextExample> examples, Problem problem) {
    if (problem == Problem.REGRESSION) {
      return List.of(UNNAMED + 0);
    }
    if (!task.labels().isEmpty()) {
      return task.labels();
    }
    Set<String> names = new TreeSet<>();
    for (TextExample example : examples) {
      String label = example.label();
      if (label != null) {
        names.addAll(names(label, problem));
      }
    }
    return ordered(names);
  }

  /** The tags that examples have, {@code O} first; a type that begins must be able to go on. */
  public static List<String> ofTags(List<TokenExample> examples) {
    Set<String> names = new TreeSet<>();
    examples.forEach(e -> names.addAll(e.tags()));
    for (String name : List.copyOf(names)) {
      if (name.startsWith("B-") || name.startsWith("I-")) {
        names.add("B" + name.substring(1));
        names.add("I" + name.substring(1));
      }
    }
    List<String> ordered = new ArrayList<>();
    ordered.add(OUTSIDE);
    names.remove(OUTSIDE);
    ordered.addAll(names);
    return ordered;
  }

  private static List<String> ordered(Collection<String> names) {
    List<String> ordered = new ArrayList<>(names);
    if (ordered.stream().allMatch(n -> n.matches("-?\\d{1,9}"))) {
      ordered.sort((a, b) -> Integer.compare(Integer.parseInt(a), Integer.parseInt(b)));
    }
    return ordered;
  }

  /**
   * The names by which a model's classes are known: its config's, or the task's where the config
   * has as many and gives them no names.
   */
  public static List<String> ofModel(List<String> config, Task task) {
    boolean unnamed = config.stream().allMatch(n -> n.startsWith(UNNAMED));
    return unnamed && task.labels().size() == config.size() ? task.labels() : config;
  }
}

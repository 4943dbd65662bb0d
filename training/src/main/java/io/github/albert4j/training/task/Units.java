package io.github.albert4j.training.task;

import io.github.albert4j.evaluation.task.ChoiceRows;
import io.github.albert4j.evaluation.task.Problem;
import io.github.albert4j.evaluation.task.QuestionRows;
import io.github.albert4j.evaluation.task.Row;
import io.github.albert4j.evaluation.task.TaskRows;
import io.github.albert4j.evaluation.task.TextRows;
import io.github.albert4j.evaluation.task.WordRows;
import io.github.albert4j.model.PackedBatch;
import io.github.albert4j.training.gradient.MicroBatch;
import io.github.albert4j.training.gradient.Targets;
import java.util.ArrayList;
import java.util.List;

/**
 * What a task is learnt from: rows with their answers. A unit is what must be computed together: a
 * row, or the choices of a question.
 */
abstract class Units {
  /** The units of a task's rows. */
  static Units of(TaskRows rows) {
    if (rows instanceof TextRows texts) {
      return new OfTexts(texts);
    }
    if (rows instanceof WordRows words) {
      return new OfWords(words);
    }
    return rows instanceof QuestionRows questions
        ? new OfQuestions(questions)
        : new OfChoices((ChoiceRows) rows);
  }

  abstract int size();

  abstract List<Row> rows(int unit);

  /**
   * What the rows of some units should give.
   *
   * @param packed these rows, end to end
   */
  abstract Targets targets(List<Integer> units, PackedBatch packed);

  /** Tokens of all rows of a unit. */
  final int length(int unit) {
    return rows(unit).stream().mapToInt(Row::length).sum();
  }

  /**
   * The rows of some units and their answers.
   *
   * @param numbers the number in the step of each unit's first row
   */
  final MicroBatch pack(List<Integer> units, List<Integer> numbers) {
    List<Row> all = new ArrayList<>();
    List<Long> instances = new ArrayList<>();
    for (int i = 0; i < units.size(); i++) {
      long number = numbers.get(i);
      for (Row row : rows(units.get(i))) {
        all.add(row);
        instances.add(number++);
      }
    }
    PackedBatch packed = Row.pack(all);
    return new MicroBatch(
        packed, instances.stream().mapToLong(Long::longValue).toArray(), targets(units, packed));
  }

  /**
   * Rows whose answers are asked for: the targets only tell what is read.
   *
   * @param everyToken or each row's first only
   */
  static MicroBatch unanswered(List<Row> rows, boolean everyToken) {
    PackedBatch packed = Row.pack(rows);
    return new MicroBatch(
        packed,
        new long[rows.size()],
        everyToken
            ? new Targets.TokenLabels(new int[packed.tokens()])
            : new Targets.RowLabels(new int[rows.size()]));
  }

  private static final class OfTexts extends Units {
    private final TextRows texts;

    OfTexts(TextRows texts) {
      this.texts = texts;
    }

    @Override
    int size() {
      return texts.size();
    }

    @Override
    List<Row> rows(int unit) {
      return List.of(texts.rows().get(unit));
    }

    @Override
    Targets targets(List<Integer> units, PackedBatch packed) {
      if (texts.problem() == Problem.SINGLE_LABEL) {
        return new Targets.RowLabels(units.stream().mapToInt(texts::classOf).toArray());
      }
      List<float[]> values = units.stream().map(texts::values).toList();
      int outputs = values.get(0).length;
      float[] all = new float[outputs * values.size()];
      for (int i = 0; i < values.size(); i++) {
        System.arraycopy(values.get(i), 0, all, i * outputs, outputs);
      }
      return new Targets.RowValues(all);
    }
  }

  private static final class OfWords extends Units {
    private final WordRows words;

    OfWords(WordRows words) {
      this.words = words;
    }

    @Override
    int size() {
      return words.rows().size();
    }

    @Override
    List<Row> rows(int unit) {
      return List.of(words.rows().get(unit));
    }

    @Override
    Targets targets(List<Integer> units, PackedBatch packed) {
      int[] tags = new int[packed.tokens()];
      for (int i = 0; i < units.size(); i++) {
        int[] own = words.tags(units.get(i));
        System.arraycopy(own, 0, tags, packed.rowStarts()[i], own.length);
      }
      return new Targets.TokenLabels(tags);
    }
  }

  private static final class OfQuestions extends Units {
    private final QuestionRows questions;

    OfQuestions(QuestionRows questions) {
      this.questions = questions;
    }

    @Override
    int size() {
      return questions.rows().size();
    }

    @Override
    List<Row> rows(int unit) {
      return List.of(questions.rows().get(unit));
    }

    @Override
    Targets targets(List<Integer> units, PackedBatch packed) {
      int[] starts = new int[units.size()];
      int[] ends = new int[units.size()];
      boolean[] candidates = new boolean[packed.tokens()];
      for (int i = 0; i < starts.length; i++) {
        int from = packed.rowStarts()[i];
        int row = units.get(i);
        starts[i] = from + questions.start(row);
        ends[i] = from + questions.end(row);
        for (int token = 0; token < packed.length(i); token++) {
          candidates[from + token] = questions.isCandidate(row, token);
        }
      }
      return new Targets.Spans(packed.rowStarts(), starts, ends, candidates);
    }
  }

  private static final class OfChoices extends Units {
    private final ChoiceRows choices;

    OfChoices(ChoiceRows choices) {
      this.choices = choices;
    }

    @Override
    int size() {
      return choices.size();
    }

    @Override
    List<Row> rows(int unit) {
      return choices.rows(unit);
    }

    @Override
    Targets targets(List<Integer> units, PackedBatch packed) {
      return new Targets.Choices(
          units.stream().mapToInt(u -> choices.rows(u).size()).toArray(),
          units.stream().mapToInt(choices::answer).toArray());
    }
  }
}

package io.github.albert4j.evaluation.task;

import io.github.albert4j.InvalidInputException;
import io.github.albert4j.evaluation.data.QuestionExample;
import io.github.albert4j.evaluation.data.Task;
import io.github.albert4j.pipeline.TextWindow;
import io.github.albert4j.tokenizer.AlbertTokenizer;
import io.github.albert4j.tokenizer.Encoding;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Questions about a text, as Google's SQuAD programs have it ({@code squad_utils.py}): {@code [CLS]
 * question [SEP] window [SEP]}. The question has at most 64 pieces; a text that is too long is read
 * in windows, each 128 pieces further on. An answer that a window does not hold whole is none: it
 * starts and ends at {@code [CLS]}.
 *
 * @since 0.1.0
 */
public final class QuestionRows implements TaskRows {
  private static final int MAX_QUESTION = 64;
  private static final int STEP = 128;

  private final Task task;
  private final List<QuestionExample> examples;
  private final RowEncoder encoder;
  private final boolean beams;
  private final double noAnswerThreshold;
  private final List<Row> rows;
  private final List<Window> windows;

  /** A text's pieces and their places in it. */
  private record Context(String text, int[] ids, int[] starts, int[] ends) {}

  /**
   * A row's part of a text.
   *
   * @param starts the first UTF-16 unit of each of the text's pieces
   * @param ends one past its last
   */
  record Window(int example, int[] starts, int[] ends, TextWindow part) {
    int from() {
      return part.from();
    }

    int end() {
      return part.from() + part.length();
    }

    /** What stands from one piece of the text to another. */
    String text(QuestionExample of, int first, int last) {
      return of.context().substring(starts[first], ends[last]);
    }
  }

  /**
   * Makes rows.
   *
   * @param maxLength the most pieces of a row
   * @param beams whether a row's logits are the numbers of an {@link
   *     io.github.albert4j.model.AnswerBeam}; else each token has two, for an answer to start and
   *     to end there
   */
  public QuestionRows(
      Task task,
      List<QuestionExample> examples,
      AlbertTokenizer tokenizer,
      int maxLength,
      boolean beams) {
    this.beams = beams;
    this.noAnswerThreshold = 0;
    this.rows = new ArrayList<>();
    this.windows = new ArrayList<>();
    this.task = task;
    this.examples = examples;
    this.encoder = new RowEncoder(tokenizer, maxLength);
    Context context = null;
    for (int i = 0; i < examples.size(); i++) {
      QuestionExample example = examples.get(i);
      if (context == null || !context.text.equals(example.context())) {
        Encoding encoding = encoder.bare(example.context());
        context =
            new Context(example.context(), encoding.ids(), encoding.starts(), encoding.ends());
      }
      add(i, question(example), context);
    }
  }

  private QuestionRows(QuestionRows rows, double noAnswerThreshold) {
    this.task = rows.task;
    this.examples = rows.examples;
    this.encoder = rows.encoder;
    this.beams = rows.beams;
    this.rows = rows.rows;
    this.windows = rows.windows;
    this.noAnswerThreshold = noAnswerThreshold;
  }

  private int[] question(QuestionExample example) {
    int[] ids = encoder.bare(example.question()).ids();
    if (ids.length > MAX_QUESTION) {
      encoder.countCut();
      return Arrays.copyOf(ids, MAX_QUESTION);
    }
    return ids;
  }

  private void add(int example, int[] question, Context context) {
    int room = encoder.maxLength() - question.length - 3;
    if (room < 1) {
      throw new InvalidInputException(
          "a length of "
              + encoder.maxLength()
              + " leaves no room for the text beside a question of "
              + question.length
              + " pieces: make it larger");
    }
    int from = 0;
    while (true) {
      int length = Math.min(room, context.ids.length - from);
      int[] part = Arrays.copyOfRange(context.ids, from, from + length);
      rows.add(encoder.join(question, part));
      windows.add(
          new Window(
              example,
              context.starts,
              context.ends,
              new TextWindow(from, length, question.length + 2)));
      if (from + length == context.ids.length) {
        return;
      }
      from += Math.min(length, STEP);
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
  public boolean perToken() {
    return !beams;
  }

  boolean beams() {
    return beams;
  }

  @Override
  public int size() {
    return examples.size();
  }

  @Override
  public int cut() {
    return encoder.cut();
  }

  List<QuestionExample> examples() {
    return examples;
  }

  /**
   * The same, where a question has no answer if its score for that is above a threshold, which else
   * is 0. The score is that of no answer less that of the best one; with beams it is the logit of
   * there being none. Which threshold would be the best, the metrics tell.
   */
  public QuestionRows withNoAnswerThreshold(double threshold) {
    return new QuestionRows(this, threshold);
  }

  double noAnswerThreshold() {
    return noAnswerThreshold;
  }

  /** One a row, those of an example next to each other. */
  List<Window> windows() {
    return windows;
  }

  /** Whether an answer may start and end at a place of a row: at {@code [CLS]} and in the text. */
  public boolean isCandidate(int row, int token) {
    TextWindow window = windows.get(row).part;
    return token == 0 || token >= window.offset() && token < window.offset() + window.length();
  }

  /** The first token of the answer in a row; 0 where the row does not hold it whole. */
  public int start(int row) {
    return span(row)[0];
  }

  /** The last token of the answer in a row. */
  public int end(int row) {
    return span(row)[1];
  }

  private int[] span(int row) {
    Window window = windows.get(row);
    QuestionExample example = examples.get(window.example);
    int[] none = {0, 0};
    if (example.impossible() || example.answers().isEmpty()) {
      return none;
    }
    QuestionExample.Answer answer = example.answers().get(0);
    int first = 0;
    while (first < window.ends.length && window.ends[first] <= answer.start()) {
      first++;
    }
    int last = first;
    while (last + 1 < window.starts.length && window.starts[last + 1] < answer.end()) {
      last++;
    }
    boolean inside = first >= window.from() && last < window.end();
    int shift = window.part.offset() - window.from();
    return inside ? new int[] {first + shift, last + shift} : none;
  }

  @Override
  public TaskReport report(List<float[]> logits) {
    return new QuestionReport(this).of(logits);
  }
}

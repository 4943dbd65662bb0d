package io.github.albert4j.evaluation.task;

import io.github.albert4j.InvalidInputException;
import io.github.albert4j.evaluation.data.QuestionExample;
import io.github.albert4j.evaluation.data.Task;
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
  private final List<Row> rows = new ArrayList<>();
  private final List<Window> windows = new ArrayList<>();

  /** A text's pieces and their places in it. */
  private record Context(String text, int[] ids, int[] starts, int[] ends) {}

  /**
   * A row's part of a text.
   *
   * @param from the first piece of the text in it
   * @param length how many there are
   * @param offset where in the row the first one stands
   */
  record Window(int example, int[] starts, int[] ends, int from, int length, int offset) {
    int end() {
      return from + length;
    }

    /** The first UTF-16 unit of the piece at a place of the row. */
    int textStart(int token) {
      return starts[token - offset + from];
    }

    int textEnd(int token) {
      return ends[token - offset + from];
    }
  }

  /**
   * Makes rows.
   *
   * @param maxLength the most pieces of a row
   */
  public QuestionRows(
      Task task, List<QuestionExample> examples, AlbertTokenizer tokenizer, int maxLength) {
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
          new Window(example, context.starts, context.ends, from, length, question.length + 2));
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

  Window window(int row) {
    return windows.get(row);
  }

  /** Whether an answer may start and end at a place of a row: at {@code [CLS]} and in the text. */
  public boolean isCandidate(int row, int token) {
    Window window = windows.get(row);
    return token == 0 || token >= window.offset && token < window.offset + window.length;
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
    boolean inside = first >= window.from && last < window.end();
    return inside
        ? new int[] {first - window.from + window.offset, last - window.from + window.offset}
        : none;
  }

  @Override
  public TaskReport report(List<float[]> logits) {
    return new QuestionReport(this).of(logits);
  }
}

package io.github.albert4j.pipeline;

import io.github.albert4j.AlbertException;
import io.github.albert4j.InvalidInputException;
import io.github.albert4j.model.AlbertModel;
import io.github.albert4j.model.Head;
import io.github.albert4j.tokenizer.Encoding;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The passages of a text that a model has labels for: names of persons and places, parts of speech.
 *
 * <pre>{@code
 * try (AlbertModel model = AlbertModel.load(Path.of("my-ner-model"))) {
 *   TokenClassification entities =
 *       TokenClassification.of(model).withAggregation(Aggregation.SIMPLE);
 *   List<Entity> found = entities.predict("My name is Sarah and I live in London.");
 * }
 * }</pre>
 *
 * <p>Labels are the config's {@code id2label}; what is labelled {@code O} is left out. Offsets are
 * UTF-16 units of the text as given. Of equal probabilities the lower id wins.
 *
 * <p>Everything throws {@link InvalidInputException} for a text that is null or empty, and, unless
 * {@link #withWindows} was called, for one that is longer than the model's positions. Immutable and
 * thread-safe; the model stays the caller's.
 *
 * @since 0.1.0
 */
public final class TokenClassification {
  private static final int NO_WINDOWS = -1;

  private final AlbertModel model;
  private final Aggregation aggregation;
  private final int stride;
  private final int batchTokens;
  private final Task task;

  private TokenClassification(
      AlbertModel model, Aggregation aggregation, int stride, int batchTokens) {
    this.model = model;
    this.aggregation = Inputs.require(aggregation, "aggregation");
    this.stride = stride;
    this.batchTokens = batchTokens;
    this.task =
        new Task(
            HeadReader.of(model, batchTokens),
            TextEncoder.of(model),
            new Entities(model.labels(), aggregation),
            stride);
  }

  /**
   * Labels with a model, each piece by itself ({@link Aggregation#NONE}).
   *
   * @throws AlbertException where the model is no token classifier, or lacks its tensors
   */
  public static TokenClassification of(AlbertModel model) {
    HeadReader.require(model, Head.TOKEN_CLASSIFICATION);
    return new TokenClassification(model, Aggregation.NONE, NO_WINDOWS, BatchTokens.DEFAULT);
  }

  /** The same with pieces grouped otherwise. */
  public TokenClassification withAggregation(Aggregation aggregation) {
    return new TokenClassification(model, aggregation, stride, batchTokens);
  }

  /**
   * The same for texts of any length: one that is longer than the model's positions is read in
   * windows of that length, and each piece is labelled in the window that shows most of the text
   * around it. Entities are grouped over the whole text, so that none breaks at a window's edge.
   *
   * @param stride pieces that neighbouring windows share
   * @throws InvalidInputException for more than half of a window
   */
  public TokenClassification withWindows(int stride) {
    int most = model.config().maxPositionEmbeddings() / 2 - 2;
    if (stride < 0 || stride > most) {
      throw new InvalidInputException(
          "stride: expected 0 to " + most + ", for half of a window, found " + stride);
    }
    return new TokenClassification(model, aggregation, stride, batchTokens);
  }

  /** The same, with at most so many tokens in a batch. */
  public TokenClassification withBatchTokens(int batchTokens) {
    return new TokenClassification(model, aggregation, stride, batchTokens);
  }

  /** A text's entities, in its order. */
  public List<Entity> predict(String text) {
    return TokenBatches.one(text, task);
  }

  /** {@link #predict(String)} for each text, in batches. */
  public List<List<Entity>> predict(List<String> texts) {
    return TokenBatches.list(texts, batchTokens, task);
  }

  /**
   * {@link #predict(String)} for each text, lazily, in order, two batches in memory at most. A text
   * that cannot be answered ends the stream with its exception, after the answers before it.
   */
  public Stream<List<Entity>> stream(Iterator<String> texts) {
    return TokenBatches.stream(texts, batchTokens, task);
  }

  /**
   * A text as rows.
   *
   * @param whole the text in one piece, for what is said of it
   * @param rows the same, or its windows
   */
  private record Windows(String text, Encoding whole, List<Encoding> rows) {}

  private record Task(HeadReader reader, TextEncoder encoder, Entities entities, int stride)
      implements BatchTask<String, Windows, List<Entity>> {

    @Override
    public Windows encode(String text) {
      Encoding whole = encoder.whole(text, "text", null, "");
      if (stride == NO_WINDOWS) {
        encoder.requireLength(whole.length(), "");
      }
      boolean fits = whole.length() <= encoder.maxLength();
      return new Windows(
          text,
          whole,
          fits ? List.of(whole) : encoder.windows(text, null, encoder.maxLength(), stride));
    }

    @Override
    public long cost(Windows windows) {
      return windows.rows.stream().mapToLong(Encoding::length).sum();
    }

    @Override
    public Supplier<List<List<Entity>>> begin(List<Windows> batch) {
      List<Encoding> rows = new ArrayList<>();
      List<Labelling> ofRow = new ArrayList<>();
      List<Labelling> labellings = new ArrayList<>();
      for (Windows windows : batch) {
        Labelling labelling = new Labelling(windows, stride);
        labellings.add(labelling);
        for (Encoding row : windows.rows) {
          rows.add(row);
          ofRow.add(labelling);
        }
      }
      return reader
          .begin(
              rows,
              (row, logits, from, to) ->
                  ofRow.get(row).add(rows.get(row).length(), logits, from, to))
          .then(
              () -> labellings.stream().map(labelling -> entities.of(pieces(labelling))).toList());
    }

    /** The pieces of the text itself, with what the model says of them. */
    private List<Entities.Piece> pieces(Labelling labelling) {
      Encoding whole = labelling.windows.whole;
      String text = labelling.windows.text;
      List<Entities.Piece> pieces = new ArrayList<>();
      for (int i = 1; i < whole.length() - 1; i++) {
        int start = whole.starts()[i];
        int end = whole.ends()[i];
        boolean unknown = whole.ids()[i] == encoder.tokenizer().unkId();
        boolean startsWord =
            unknown || start == 0 || isSpace(text, start - 1) || isSpace(text, start);
        String surface = unknown ? text.substring(start, end) : whole.pieces().get(i);
        pieces.add(
            new Entities.Piece(i, surface, start, end, startsWord, labelling.probabilities[i]));
      }
      return pieces;
    }

    private static boolean isSpace(String text, int at) {
      return at < text.length() && text.charAt(at) == ' ';
    }
  }

  /** Collects a text's windows: for each piece the probabilities where it stands deepest. */
  private static final class Labelling {
    private final Windows windows;
    private final double[] @Nullable [] probabilities; // [pieces][labels]
    private final int[] depths; // [pieces]
    private final int stride;
    private int from = 1;

    Labelling(Windows windows, int stride) {
      this.windows = windows;
      this.stride = stride;
      this.probabilities = new double[windows.whole.length()][];
      this.depths = new int[windows.whole.length()];
    }

    /** Adds the next window. */
    void add(int length, float[] logits, int begin, int end) {
      int labels = (end - begin) / length;
      int content = length - 2;
      int total = windows.whole.length() - 2;
      boolean first = from == 1;
      boolean last = from + content > total;
      for (int i = 0; i < content; i++) {
        // Where the text itself begins or ends, nothing is hidden.
        int before = first ? Integer.MAX_VALUE : i;
        int after = last ? Integer.MAX_VALUE : content - 1 - i;
        int depth = Math.min(before, after);
        int piece = from + i;
        if (probabilities[piece] == null || depth > depths[piece]) {
          int at = begin + (i + 1) * labels;
          probabilities[piece] = ScoreFunction.SOFTMAX.scores(logits, at, at + labels);
          depths[piece] = depth;
        }
      }
      from += content - stride;
    }
  }
}

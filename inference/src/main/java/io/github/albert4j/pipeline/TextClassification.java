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

/**
 * Which labels a text has, or a pair of texts: sentiment, topic, entailment, and the like.
 *
 * <pre>{@code
 * try (AlbertModel model = AlbertModel.load(Path.of("my-sentiment-model"))) {
 *   TextClassification classification = TextClassification.of(model);
 *   ClassScore best = classification.predict("I love this film!").get(0);
 * }
 * }</pre>
 *
 * <p>Labels are the config's {@code id2label}. Ties go to the lower id. Everything throws {@link
 * InvalidInputException} for a text that is null, empty or longer than the model's positions.
 * Immutable and thread-safe; the model stays the caller's.
 *
 * @since 0.1.0
 */
public final class TextClassification {
  private final AlbertModel model;
  private final ScoreFunction function;
  private final int topK;
  private final int batchTokens;
  private final Task task;

  private TextClassification(AlbertModel model, ScoreFunction function, int topK, int batchTokens) {
    this.model = model;
    this.function = Inputs.require(function, "function");
    this.topK = Inputs.requireTopK(topK);
    this.batchTokens = batchTokens;
    this.task =
        new Task(
            HeadReader.of(model, batchTokens),
            TextEncoder.of(model),
            model.labels(),
            function,
            topK);
  }

  /**
   * Classifies with a model: the best label alone, its score the function that the config means,
   * {@link ScoreFunction#NONE} for a regression, {@link ScoreFunction#SIGMOID} for several labels
   * at once and for a single one, else {@link ScoreFunction#SOFTMAX}.
   *
   * @throws AlbertException where the model is no sequence classifier, or lacks its tensors
   */
  public static TextClassification of(AlbertModel model) {
    HeadReader.require(model, Head.SEQUENCE_CLASSIFICATION);
    return new TextClassification(model, ScoreFunction.of(model), 1, BatchTokens.DEFAULT);
  }

  /** The same with so many labels a text, best first; more than there are: all. */
  public TextClassification withTopK(int topK) {
    return new TextClassification(model, function, topK, batchTokens);
  }

  /** The same with another function. */
  public TextClassification withFunction(ScoreFunction function) {
    return new TextClassification(model, function, topK, batchTokens);
  }

  /** The same, with at most so many tokens in a batch. */
  public TextClassification withBatchTokens(int batchTokens) {
    return new TextClassification(model, function, topK, batchTokens);
  }

  /** The labels of a text, best first. */
  public List<ClassScore> predict(String text) {
    return predict(TextPair.of(text));
  }

  /** The labels of a text, or of two read together, best first. */
  public List<ClassScore> predict(TextPair texts) {
    return TokenBatches.one(texts, task);
  }

  /** {@link #predict(TextPair)} for each, in batches. */
  public List<List<ClassScore>> predict(List<TextPair> texts) {
    return TokenBatches.list(texts, batchTokens, task);
  }

  /**
   * {@link #predict(TextPair)} for each, lazily, in order, two batches in memory at most. A text
   * that cannot be answered ends the stream with its exception, after the answers before it.
   */
  public Stream<List<ClassScore>> stream(Iterator<TextPair> texts) {
    return TokenBatches.stream(texts, batchTokens, task);
  }

  private record Task(
      HeadReader reader, TextEncoder encoder, List<String> labels, ScoreFunction function, int topK)
      implements BatchTask<TextPair, Encoding, List<ClassScore>> {

    @Override
    public Encoding encode(TextPair texts) {
      Inputs.require(texts, "text");
      return encoder.encode(texts.first(), texts.second());
    }

    @Override
    public long cost(Encoding encoding) {
      return encoding.length();
    }

    @Override
    public Supplier<List<List<ClassScore>>> begin(List<Encoding> encodings) {
      List<List<ClassScore>> answers = new ArrayList<>(encodings.size());
      return reader
          .begin(encodings, (row, logits, from, to) -> answers.add(best(logits, from, to)))
          .then(() -> answers);
    }

    private List<ClassScore> best(float[] logits, int from, int to) {
      double[] scores = function.scores(logits, from, to);
      // Each function rises with the logit, so the best logits have the best scores.
      TopK top = new TopK(Math.min(topK, scores.length));
      for (int i = 0; i < scores.length; i++) {
        top.offer(i, logits[from + i]);
      }
      List<ClassScore> best = new ArrayList<>();
      for (int id : top.ids()) {
        best.add(new ClassScore(labels.get(id), scores[id]));
      }
      return best;
    }
  }
}

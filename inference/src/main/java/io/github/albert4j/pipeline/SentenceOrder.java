package io.github.albert4j.pipeline;

import io.github.albert4j.AlbertException;
import io.github.albert4j.InvalidInputException;
import io.github.albert4j.model.AlbertModel;
import io.github.albert4j.model.ModelOutput;
import io.github.albert4j.model.Output;
import io.github.albert4j.model.PackedBatch;
import io.github.albert4j.model.Request;
import io.github.albert4j.tokenizer.Encoding;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Whether two passages stand in the order in which they were written: ALBERT's second pretraining
 * objective (Lan et al. 2019, section 3.1).
 *
 * <pre>{@code
 * try (AlbertModel model = AlbertModel.load("albert-base-v2")) {
 *   SentenceOrder order = SentenceOrder.of(model);
 *   double p = order.predict("He put on his coat.", "Then he left the house.").inOrder();
 * }
 * }</pre>
 *
 * <p>Everything throws {@link InvalidInputException} for a passage that is null or empty, and for
 * two that are together longer than the model's positions. Immutable and thread-safe; the model
 * stays the caller's.
 *
 * @since 0.1.0
 */
public final class SentenceOrder {
  private final AlbertModel model;
  private final int batchTokens;
  private final Task task;

  private SentenceOrder(AlbertModel model, int batchTokens) {
    this.model = model;
    this.batchTokens = TokenBatches.requireBudget(batchTokens);
    this.task = new Task(model, TextEncoder.of(model));
  }

  /**
   * Judges order with a model.
   *
   * @throws AlbertException where the model lacks the sentence-order head's tensors
   */
  public static SentenceOrder of(AlbertModel model) {
    Inputs.require(model, "model").require(Output.SOP_LOGITS);
    return new SentenceOrder(model, BatchTokens.DEFAULT);
  }

  /** The same, with at most so many tokens in a batch. */
  public SentenceOrder withBatchTokens(int batchTokens) {
    return new SentenceOrder(model, batchTokens);
  }

  /** How likely the second passage follows the first. */
  public OrderPrediction predict(String first, String second) {
    return TokenBatches.one(new TextPair(first, second), task);
  }

  /** {@link #predict(String, String)} for each pair, in batches. */
  public List<OrderPrediction> predict(List<TextPair> pairs) {
    return TokenBatches.list(pairs, batchTokens, task);
  }

  /**
   * {@link #predict(String, String)} for each pair, lazily, in order, two batches in memory at
   * most. A pair that cannot be answered ends the stream with its exception, after the answers
   * before it.
   */
  public Stream<OrderPrediction> stream(Iterator<TextPair> pairs) {
    return TokenBatches.stream(pairs, batchTokens, task);
  }

  private record Task(AlbertModel model, TextEncoder encoder)
      implements BatchTask<TextPair, Encoding, OrderPrediction> {

    @Override
    public Encoding encode(TextPair pair) {
      Inputs.require(pair, "pair of texts");
      return encoder.encode(pair.first(), Inputs.require(pair.second(), "second text"));
    }

    @Override
    public long cost(Encoding encoding) {
      return encoding.length();
    }

    @Override
    public Supplier<List<OrderPrediction>> begin(List<Encoding> encodings) {
      CompletableFuture<ModelOutput> call =
          model.forwardAsync(PackedBatch.of(encodings), Request.of(Output.SOP_LOGITS));
      return () -> answers(Calls.await(call).sopLogits());
    }

    private static List<OrderPrediction> answers(float[] logits) {
      List<OrderPrediction> answers = new ArrayList<>(logits.length / 2);
      for (int row = 0; row < logits.length / 2; row++) {
        Distribution labels = new Distribution(logits, 2 * row, 2);
        answers.add(new OrderPrediction(labels.probability(0), labels.probability(1)));
      }
      return answers;
    }
  }
}

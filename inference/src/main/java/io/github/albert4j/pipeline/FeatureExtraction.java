package io.github.albert4j.pipeline;

import io.github.albert4j.InvalidInputException;
import io.github.albert4j.model.AlbertModel;
import io.github.albert4j.model.ModelOutput;
import io.github.albert4j.model.Output;
import io.github.albert4j.model.PackedBatch;
import io.github.albert4j.model.Request;
import io.github.albert4j.tokenizer.Encoding;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The features of a text: the model card's second example.
 *
 * <pre>{@code
 * try (AlbertModel model = AlbertModel.load("albert-base-v2")) {
 *   FeatureExtraction features = FeatureExtraction.of(model);
 *   float[] vector = features.predict("Replace me by any text you'd like.").mean();
 * }
 * }</pre>
 *
 * <p>Everything throws {@link InvalidInputException} for a text that is null, empty or longer than
 * the model's positions. Immutable and thread-safe; the model stays the caller's.
 *
 * @since 0.1.0
 */
public final class FeatureExtraction {
  private static final Set<Output> FEATURES =
      Set.of(
          Output.LAST_HIDDEN_STATE, Output.POOLER_OUTPUT, Output.HIDDEN_STATES, Output.ATTENTIONS);

  private final AlbertModel model;
  private final Set<Output> outputs;
  private final int batchTokens;
  private final Task task;

  private FeatureExtraction(AlbertModel model, Set<Output> outputs, int batchTokens) {
    this.model = model;
    this.outputs = outputs;
    this.batchTokens = TokenBatches.requireBudget(batchTokens);
    this.task = new Task(model, new Request(outputs, null), TextEncoder.of(model));
  }

  /**
   * The features of a model: the last hidden state, and the pooler's output where the model has
   * one.
   */
  public static FeatureExtraction of(AlbertModel model) {
    Set<Output> outputs = EnumSet.of(Output.LAST_HIDDEN_STATE);
    if (Inputs.require(model, "model").available().contains(Output.POOLER_OUTPUT)) {
      outputs.add(Output.POOLER_OUTPUT);
    }
    return new FeatureExtraction(model, outputs, BatchTokens.DEFAULT);
  }

  /**
   * The same, giving exactly these of {@link Output#LAST_HIDDEN_STATE}, {@link
   * Output#POOLER_OUTPUT}, {@link Output#HIDDEN_STATES} and {@link Output#ATTENTIONS}. The pooler's
   * output alone is the cheapest.
   *
   * @throws InvalidInputException for another output
   * @throws io.github.albert4j.AlbertException for the pooler's output where the model has no
   *     pooler
   */
  public FeatureExtraction with(Output first, Output... rest) {
    Set<Output> wanted = EnumSet.of(first, rest);
    for (Output output : wanted) {
      if (!FEATURES.contains(output)) {
        throw new InvalidInputException(output + " is no feature: expected one of " + FEATURES);
      }
      model.require(output);
    }
    return new FeatureExtraction(model, wanted, batchTokens);
  }

  /** The same, with at most so many tokens in a batch. */
  public FeatureExtraction withBatchTokens(int batchTokens) {
    return new FeatureExtraction(model, outputs, batchTokens);
  }

  /** The features of a text. */
  public Features predict(String text) {
    return predict(TextPair.of(text));
  }

  /** The features of a text, or of two read together. */
  public Features predict(TextPair texts) {
    return TokenBatches.one(texts, task);
  }

  /** {@link #predict(TextPair)} for each, in batches. */
  public List<Features> predict(List<TextPair> texts) {
    return TokenBatches.list(texts, batchTokens, task);
  }

  /**
   * {@link #predict(TextPair)} for each, lazily, in order, two batches in memory at most. A text
   * that cannot be answered ends the stream with its exception, after the answers before it.
   */
  public Stream<Features> stream(Iterator<TextPair> texts) {
    return TokenBatches.stream(texts, batchTokens, task);
  }

  private record Task(AlbertModel model, Request request, TextEncoder encoder)
      implements BatchTask<TextPair, Encoding, Features> {

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
    public Supplier<List<Features>> begin(List<Encoding> encodings) {
      PackedBatch batch = PackedBatch.of(encodings);
      CompletableFuture<ModelOutput> call = model.forwardAsync(batch, request);
      return () -> features(encodings, batch, Calls.await(call));
    }

    private List<Features> features(
        List<Encoding> encodings, PackedBatch batch, ModelOutput output) {
      List<Features> features = new ArrayList<>(encodings.size());
      for (int row = 0; row < encodings.size(); row++) {
        features.add(features(encodings.get(row), batch, output, row));
      }
      return features;
    }

    private Features features(Encoding encoding, PackedBatch batch, ModelOutput output, int row) {
      int hidden = model.config().hiddenSize();
      int from = batch.rowStarts()[row] * hidden;
      int to = batch.rowStarts()[row + 1] * hidden;
      return new Features(
          encoding,
          hidden,
          slice(output.lastHiddenState(), from, to),
          slice(output.poolerOutput(), row * hidden, (row + 1) * hidden),
          slices(output.hiddenStates(), from, to),
          ofRow(output.attentions(), row));
    }

    private static float @Nullable [] slice(float @Nullable [] values, int from, int to) {
      return values == null ? null : Arrays.copyOfRange(values, from, to);
    }

    private static float @Nullable [] @Nullable [] slices(
        float @Nullable [] @Nullable [] blocks, int from, int to) {
      if (blocks == null) {
        return null;
      }
      float[][] slices = new float[blocks.length][];
      for (int block = 0; block < blocks.length; block++) {
        slices[block] = Arrays.copyOfRange(blocks[block], from, to);
      }
      return slices;
    }

    private static float @Nullable [] @Nullable [] ofRow(
        float @Nullable [] @Nullable [] @Nullable [] blocks, int row) {
      if (blocks == null) {
        return null;
      }
      float[][] ofRow = new float[blocks.length][];
      for (int block = 0; block < blocks.length; block++) {
        ofRow[block] = blocks[block][row];
      }
      return ofRow;
    }
  }
}

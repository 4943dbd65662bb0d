package io.github.albert4j.pipeline;

import io.github.albert4j.InvalidInputException;
import io.github.albert4j.model.AlbertModel;
import io.github.albert4j.model.ModelOutput;
import io.github.albert4j.model.Output;
import io.github.albert4j.model.PackedBatch;
import io.github.albert4j.model.Request;
import io.github.albert4j.tokenizer.Encoding;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One vector a text, in the form that the model's folder says; its length is 1. */
final class SentenceVectors {
  private final AlbertModel model;
  private final TextEncoder encoder;
  private final SentenceForm form;
  private final boolean truncate;

  /**
   * @param truncate whether a text that is too long is cut; else it is refused
   */
  SentenceVectors(AlbertModel model, SentenceForm form, boolean truncate) {
    this.model = model;
    this.encoder = TextEncoder.of(model);
    this.form = form;
    this.truncate = truncate;
  }

  static SentenceForm form(AlbertModel model) {
    return SentenceForm.read(
        Inputs.require(model, "model").folder().path(), model.config().maxPositionEmbeddings());
  }

  /**
   * Checks and encodes a text.
   *
   * @throws InvalidInputException for null, for a text of no pieces, and for one that is too long
   */
  Encoding encode(@Nullable String text, String name) {
    Encoding whole = encoder.whole(text, name, null, "");
    if (whole.length() <= form.maxLength()) {
      return whole;
    }
    if (!truncate) {
      throw new InvalidInputException(
          "the "
              + name
              + " has "
              + whole.length()
              + " pieces ([CLS] and [SEP] counted), a sentence of this model at most "
              + form.maxLength()
              + ": shorten it, or ask for truncation");
    }
    return encoder.windows(text, null, form.maxLength(), 0).get(0);
  }

  /**
   * Begins to compute.
   *
   * @return waits for a vector for each row, {@code [hidden]} for each pooling, end to end
   */
  Supplier<List<float[]>> begin(List<Encoding> rows) {
    PackedBatch batch = PackedBatch.of(rows);
    CompletableFuture<ModelOutput> call =
        model.forwardAsync(batch, Request.of(Output.LAST_HIDDEN_STATE));
    return () -> vectors(batch, Calls.await(call).lastHiddenState());
  }

  private List<float[]> vectors(PackedBatch batch, float[] states) {
    List<float[]> vectors = new ArrayList<>(batch.rows());
    for (int row = 0; row < batch.rows(); row++) {
      vectors.add(vector(states, batch.rowStarts()[row], batch.length(row)));
    }
    return vectors;
  }

  private float[] vector(float[] states, int first, int length) {
    int hidden = model.config().hiddenSize();
    double[] joined = new double[form.poolings().size() * hidden];
    int at = 0;
    for (SentenceForm.Pool pool : form.poolings()) {
      for (int j = 0; j < hidden; j++) {
        double sum = 0;
        double largest = Double.NEGATIVE_INFINITY;
        for (int i = first; i < first + length; i++) {
          double value = states[i * hidden + j];
          sum += value;
          largest = Math.max(largest, value);
        }
        joined[at++] =
            switch (pool) {
              case CLS -> states[first * hidden + j];
              case MAX -> largest;
              case MEAN -> sum / length;
              case MEAN_SQRT_LEN -> sum / Math.sqrt(length);
            };
      }
    }
    return unit(joined);
  }

  private static float[] unit(double[] vector) {
    double squares = 0;
    for (double value : vector) {
      squares += value * value;
    }
    Distribution.requireFinite(squares);
    double norm = Math.max(Math.sqrt(squares), Double.MIN_NORMAL);
    float[] unit = new float[vector.length];
    for (int i = 0; i < unit.length; i++) {
      unit[i] = (float) (vector[i] / norm);
    }
    return unit;
  }

  /** The cosine of the angle between vectors of length 1; rounding does not lead out of -1 to 1. */
  static double cosine(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return Math.max(-1, Math.min(1, sum));
  }
}

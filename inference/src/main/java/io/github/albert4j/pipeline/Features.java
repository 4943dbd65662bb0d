package io.github.albert4j.pipeline;

import io.github.albert4j.InvalidInputException;
import io.github.albert4j.tokenizer.Encoding;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What the encoder makes of a text; what was not asked for is null. The arrays are the caller's
 * own.
 *
 * @param encoding the pieces, {@code [CLS]} and {@code [SEP]} included, and where each stands in
 *     the text
 * @param hiddenSize numbers in a vector
 * @param lastHiddenState {@code [pieces, hidden]}, a vector a piece
 * @param poolerOutput {@code [hidden]}
 * @param hiddenStates one {@code [pieces, hidden]} for the encoder's input and for each block
 * @param attentions for each block {@code [heads, pieces, pieces]}: query by key
 * @since 0.1.0
 */
public record Features(
    Encoding encoding,
    int hiddenSize,
    float @Nullable [] lastHiddenState,
    float @Nullable [] poolerOutput,
    float @Nullable [] @Nullable [] hiddenStates,
    float @Nullable [] @Nullable [] attentions) {

  /** How many pieces the text has, {@code [CLS]} and {@code [SEP]} included. */
  public int length() {
    return encoding.length();
  }

  /** The vector of a piece, {@code [hidden]}. */
  public float[] token(int index) {
    float[] states = require(lastHiddenState, "the last hidden state");
    return Arrays.copyOfRange(states, index * hiddenSize, (index + 1) * hiddenSize);
  }

  /** A vector for each piece, {@code [pieces][hidden]}. */
  public float[][] tokens() {
    float[][] vectors = new float[length()][];
    for (int i = 0; i < vectors.length; i++) {
      vectors[i] = token(i);
    }
    return vectors;
  }

  /** The vector of {@code [CLS]}, {@code [hidden]}. */
  public float[] cls() {
    return token(0);
  }

  /** The mean over all pieces, {@code [CLS]} and {@code [SEP]} included; {@code [hidden]}. */
  public float[] mean() {
    float[] states = require(lastHiddenState, "the last hidden state");
    float[] mean = new float[hiddenSize];
    for (int j = 0; j < hiddenSize; j++) {
      double sum = 0;
      for (int i = j; i < states.length; i += hiddenSize) {
        sum += states[i];
      }
      mean[j] = (float) (sum / length());
    }
    return mean;
  }

  /**
   * One vector for the text.
   *
   * @throws InvalidInputException for {@link Pooling#NONE}, which is many: see {@link #tokens}
   */
  public float[] pooled(Pooling pooling) {
    return switch (pooling) {
      case CLS -> cls();
      case MEAN -> mean();
      case POOLER -> require(poolerOutput, "the pooler output").clone();
      case NONE ->
          throw new InvalidInputException("pooling none gives a vector a piece: use tokens()");
    };
  }

  private static float[] require(float @Nullable [] values, String what) {
    if (values == null) {
      throw new InvalidInputException(what + " was not asked for: name it in with(...)");
    }
    return values;
  }
}

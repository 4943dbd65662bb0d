package io.github.albert4j.training.gradient;

import io.github.albert4j.checkpoint.Checkpoint;
import io.github.albert4j.config.Activation;
import io.github.albert4j.config.AlbertConfig;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * ALBERT's encoder written down once more, number by number, with padding as Hugging Face has it: a
 * padded token is computed as the others are, and nobody attends to it. What it makes of golden
 * data shows that it is right; what the fast code makes is held against it, padding apart.
 */
final class PlainAlbert {
  private static final String BLOCK = ParameterLayout.blockPrefix(0, 0);

  final Tape tape = new Tape();
  private final AlbertConfig config;
  private final Map<String, int[]> parameters = new LinkedHashMap<>(); // places of the elements

  PlainAlbert(AlbertConfig config, ParameterLayout layout, Checkpoint checkpoint) {
    if (config.hiddenAct() != Activation.GELU_NEW
        || config.numHiddenGroups() != 1
        || config.innerGroupNum() != 1) {
      throw new IllegalArgumentException("one block and gelu_new are written down here");
    }
    this.config = config;
    for (Parameter parameter : layout.parameters()) {
      float[] values = new float[(int) parameter.size()];
      checkpoint.read(parameter.name(), 0, FloatBuffer.wrap(values));
      int[] places = new int[values.length];
      Arrays.setAll(places, i -> tape.number(values[i]));
      parameters.put(parameter.name(), places);
    }
  }

  /** The places of a parameter's elements on the tape. */
  int[] parameter(String name) {
    return parameters.get(name);
  }

  /**
   * The last hidden state of a row, {@code [tokens][hidden]}.
   *
   * @param tokens how many of the row are not padding
   */
  int[][] hidden(int[] ids, int[] types, int tokens) {
    int[][] x = new int[ids.length][];
    for (int i = 0; i < ids.length; i++) {
      int[] word = row("albert.embeddings.word_embeddings.weight", ids[i], config.embeddingSize());
      if (ids[i] == config.padTokenId()) { // has no derivative
        word = Arrays.stream(word).map(w -> tape.number(tape.value(w))).toArray();
      }
      int[] position =
          row("albert.embeddings.position_embeddings.weight", i, config.embeddingSize());
      int[] type =
          row("albert.embeddings.token_type_embeddings.weight", types[i], config.embeddingSize());
      int[] sum = plus(plus(word, position), type);
      x[i] =
          linear(
              "albert.encoder.embedding_hidden_mapping_in",
              norm("albert.embeddings.LayerNorm", sum));
    }
    for (int layer = 0; layer < config.numHiddenLayers(); layer++) {
      x = block(x, tokens);
    }
    return x;
  }

  private int[][] block(int[][] x, int tokens) {
    int[][] context = attention(x, tokens);
    int[][] y = new int[x.length][];
    for (int i = 0; i < x.length; i++) {
      int[] attended =
          norm(
              BLOCK + "attention.LayerNorm",
              plus(linear(BLOCK + "attention.dense", context[i]), x[i]));
      int[] inner = Arrays.stream(linear(BLOCK + "ffn", attended)).map(this::gelu).toArray();
      y[i] =
          norm(
              BLOCK + "full_layer_layer_norm", plus(linear(BLOCK + "ffn_output", inner), attended));
    }
    return y;
  }

  private int[][] attention(int[][] x, int tokens) {
    int[][] q = new int[x.length][];
    int[][] k = new int[x.length][];
    int[][] v = new int[x.length][];
    for (int i = 0; i < x.length; i++) {
      q[i] = linear(BLOCK + "attention.query", x[i]);
      k[i] = linear(BLOCK + "attention.key", x[i]);
      v[i] = linear(BLOCK + "attention.value", x[i]);
    }
    int size = config.headSize();
    int[][] context = new int[x.length][config.hiddenSize()];
    for (int head = 0; head < config.numAttentionHeads(); head++) {
      int from = head * size;
      for (int i = 0; i < x.length; i++) {
        int[] weights = new int[tokens];
        for (int j = 0; j < tokens; j++) {
          int score = tape.dot(part(q[i], from, size), part(k[j], from, size));
          weights[j] = tape.exp(tape.times(score, 1 / Math.sqrt(size)));
        }
        int total = tape.sum(weights);
        for (int c = from; c < from + size; c++) {
          int[] products = new int[tokens];
          for (int j = 0; j < tokens; j++) {
            products[j] = tape.times(weights[j], v[j][c]);
          }
          context[i][c] = tape.over(tape.sum(products), total);
        }
      }
    }
    return context;
  }

  /** {@code x Wᵀ + b}. */
  int[] linear(String name, int[] x) {
    int[] bias = parameters.get(name + ".bias");
    int[] y = new int[bias.length];
    Arrays.setAll(y, i -> tape.plus(tape.dot(row(name + ".weight", i, x.length), x), bias[i]));
    return y;
  }

  private int[] norm(String name, int[] x) {
    int[] gamma = parameters.get(name + ".weight");
    int[] beta = parameters.get(name + ".bias");
    int mean = tape.times(tape.sum(x), 1.0 / x.length);
    int[] centred = Arrays.stream(x).map(e -> tape.minus(e, mean)).toArray();
    int variance = tape.times(tape.dot(centred, centred), 1.0 / x.length);
    int deviation = tape.sqrt(tape.plus(variance, config.layerNormEps()));
    int[] y = new int[x.length];
    Arrays.setAll(
        y, i -> tape.plus(tape.times(tape.over(centred[i], deviation), gamma[i]), beta[i]));
    return y;
  }

  /** {@code x (1 + tanh(√(2/π) (x + 0.044715 x³))) / 2}. */
  private int gelu(int x) {
    int cube = tape.times(tape.times(x, x), x);
    int inner = tape.times(tape.plus(x, tape.times(cube, 0.044715)), Math.sqrt(2 / Math.PI));
    return tape.times(tape.times(x, tape.plus(tape.tanh(inner), 1.0)), 0.5);
  }

  private int[] plus(int[] x, int[] y) {
    int[] sum = new int[x.length];
    Arrays.setAll(sum, i -> tape.plus(x[i], y[i]));
    return sum;
  }

  private int[] row(String name, int row, int width) {
    return part(parameters.get(name), row * width, width);
  }

  private static int[] part(int[] x, int from, int n) {
    return Arrays.copyOfRange(x, from, from + n);
  }
}

package io.github.albert4j.training.start;

import io.github.albert4j.InvalidInputException;
import io.github.albert4j.config.AlbertConfig;
import io.github.albert4j.engine.Engine;
import io.github.albert4j.engine.Tensor;
import io.github.albert4j.training.gradient.Parameter;
import io.github.albert4j.training.gradient.ParameterLayout;
import io.github.albert4j.training.instances.TokenizedCorpus;

/**
 * First weights with which heads find their neighbours and words have meanings, laid over random
 * ones. The architecture stays ALBERT's, and all of it is trained as ever.
 *
 * <ul>
 *   <li>Word embeddings are factors of the corpus's co-occurrence counts, and the output bias is
 *       the pieces' log frequency.
 *   <li>Position embeddings are sines and cosines in the last dimensions, as many as a head has;
 *       words are halved there. The map to the hidden size copies the embedding.
 *   <li>In the first block, each head's query is its own position, rotated by the head's offset,
 *       and its key the position: so it looks at the neighbour -1, +1, -2, +2, … Its value is the
 *       neighbour's first word dimensions, and its output a part of the hidden state that the
 *       embedding leaves free. The blocks of other groups stay random: theirs is to find what the
 *       neighbours do not tell.
 * </ul>
 */
public final class InformedStart {
  /** The standard deviation of words' and positions' numbers, near that of random weights. */
  private static final float SIZE = 0.04f;

  /** How much of a neighbour a pass adds: there are several, and the word itself must stay. */
  private static final float COPIED = 0.5f;

  private static final double SHORTEST_PERIOD = 3;
  private static final double LONGEST_PERIOD = 40;

  private final AlbertConfig config;
  private final ParameterLayout layout;
  private final Tensor flat;
  private final int embedding;
  private final int hidden;
  private final int headSize;

  private InformedStart(AlbertConfig config, ParameterLayout layout, Tensor flat) {
    this.config = config;
    this.layout = layout;
    this.flat = flat;
    this.embedding = config.embeddingSize();
    this.hidden = config.hiddenSize();
    this.headSize = config.headSize();
  }

  /**
   * Lays such weights over random ones.
   *
   * @param flat the weights, {@code [layout.size()]}
   * @param firstLearnt ids below it stand for no words
   * @throws InvalidInputException where the shape has no room for positions or neighbours
   */
  public static void apply(
      Engine engine,
      AlbertConfig config,
      ParameterLayout layout,
      TokenizedCorpus corpus,
      int firstLearnt,
      long seed,
      Tensor flat) {
    if (config.headSize() % 2 != 0
        || config.headSize() * 2 > config.embeddingSize()
        || config.hiddenSize() < config.embeddingSize() + config.numAttentionHeads()) {
      throw new InvalidInputException(
          "--informed-start: expected heads of an even size, at most half of embedding_size "
              + config.embeddingSize()
              + ", and a larger hidden_size, found heads of "
              + config.headSize()
              + " and a hidden_size of "
              + config.hiddenSize());
    }
    InformedStart start = new InformedStart(config, layout, flat);
    start.words(engine, Cooccurrences.of(corpus, config.vocabSize(), firstLearnt), seed);
    start.positions();
    start.mapping();
    start.heads(ParameterLayout.blockPrefix(0, 0) + "attention.");
  }

  private void words(Engine engine, Cooccurrences counts, long seed) {
    float[] bias = new float[config.vocabSize()];
    double all = 0;
    for (long frequency : counts.frequencies) {
      all += frequency + 1;
    }
    for (int w = 0; w < bias.length; w++) {
      bias[w] = (float) Math.log((counts.frequencies[w] + 1) / all);
    }
    write("predictions.bias", bias);

    float[][] vectors =
        RandomizedSvd.scaledLeftVectors(
            engine, counts.positiveMutualInformation(), embedding, seed);
    float[] table = read("albert.embeddings.word_embeddings.weight");
    for (int w = 0; w < vectors.length; w++) {
      double norm = norm(vectors[w]);
      for (int i = 0; i < embedding; i++) {
        float x =
            norm > 0
                ? (float) (SIZE * Math.sqrt(embedding) / norm * vectors[w][i])
                : table[w * embedding + i];
        table[w * embedding + i] = i < embedding - headSize ? x : x / 2;
      }
    }
    write("albert.embeddings.word_embeddings.weight", table);
  }

  private static double norm(float[] x) {
    double squares = 0;
    for (float v : x) {
      squares += (double) v * v;
    }
    return Math.sqrt(squares);
  }

  private double frequency(int pair) {
    double share = (double) pair / Math.max(1, headSize / 2 - 1);
    double period = SHORTEST_PERIOD * Math.pow(LONGEST_PERIOD / SHORTEST_PERIOD, share);
    return 2 * Math.PI / period;
  }

  private void positions() {
    float[] table = read("albert.embeddings.position_embeddings.weight");
    float size = SIZE * (float) Math.sqrt(2);
    int first = embedding - headSize;
    for (int position = 0; position < config.maxPositionEmbeddings(); position++) {
      for (int pair = 0; pair < headSize / 2; pair++) {
        int at = position * embedding + first + 2 * pair;
        table[at] = size * (float) Math.cos(frequency(pair) * position);
        table[at + 1] = size * (float) Math.sin(frequency(pair) * position);
      }
    }
    write("albert.embeddings.position_embeddings.weight", table);
  }

  private void mapping() {
    float[] map = read("albert.encoder.embedding_hidden_mapping_in.weight"); // [hidden, embedding]
    for (int i = 0; i < embedding; i++) {
      map[i * embedding + i] += 1;
    }
    write("albert.encoder.embedding_hidden_mapping_in.weight", map);
  }

  private void heads(String prefix) {
    float[] query = read(prefix + "query.weight"); // [hidden, hidden]
    float[] key = read(prefix + "key.weight");
    float[] value = read(prefix + "value.weight");
    float[] output = read(prefix + "dense.weight");
    int heads = config.numAttentionHeads();
    int firstPosition = embedding - headSize;
    int copied = Math.min(headSize, (hidden - embedding) / heads);
    for (int head = 0; head < heads; head++) {
      int offset = (head / 2 + 1) * (head % 2 == 0 ? -1 : 1);
      for (int pair = 0; pair < headSize / 2; pair++) {
        double angle = frequency(pair) * offset;
        int row = (head * headSize + 2 * pair) * hidden;
        int column = firstPosition + 2 * pair;
        // The position p as (cos ωp, sin ωp) becomes p + offset.
        query[row + column] += (float) Math.cos(angle);
        query[row + column + 1] -= (float) Math.sin(angle);
        query[row + hidden + column] += (float) Math.sin(angle);
        query[row + hidden + column + 1] += (float) Math.cos(angle);
        key[row + column] += 1;
        key[row + hidden + column + 1] += 1;
      }
      for (int i = 0; i < copied; i++) {
        value[(head * headSize + i) * hidden + i] += 1;
        output[(embedding + head * copied + i) * hidden + head * headSize + i] += COPIED;
      }
    }
    write(prefix + "query.weight", query);
    write(prefix + "key.weight", key);
    write(prefix + "value.weight", value);
    write(prefix + "dense.weight", output);
  }

  private float[] read(String name) {
    return layout.get(name).in(flat).toArray();
  }

  private void write(String name, float[] values) {
    Parameter parameter = layout.get(name);
    flat.write(parameter.offset(), values, 0, values.length);
  }
}

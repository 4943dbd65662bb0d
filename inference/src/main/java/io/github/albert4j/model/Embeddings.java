package io.github.albert4j.model;

import io.github.albert4j.engine.Tensor;

/**
 * The factorised embedding's first half (paper, section 3.1): word + position + token type, then
 * layer normalisation, in the small embedding space.
 *
 * @param words {@code [vocab, embedding]} in native memory, for it is by far the largest
 * @param positions {@code [positions, embedding]}
 * @param tokenTypes {@code [types, embedding]}
 * @param gamma of the layer normalisation, {@code [embedding]}
 * @param beta likewise
 */
record Embeddings(
    Tensor words,
    float[] positions,
    float[] tokenTypes,
    float[] gamma,
    float[] beta,
    double epsilon) {

  int width() {
    return gamma.length;
  }

  /** Writes the embeddings of all tokens to the rows of {@code y}. */
  void apply(PackedBatch batch, Tensor y) {
    int width = width();
    float[] sum = new float[width];
    for (int t = 0; t < batch.tokens(); t++) {
      words.read((long) batch.ids()[t] * width, sum, 0, width);
      int position = batch.positionIds()[t] * width;
      int type = batch.tokenTypeIds()[t] * width;
      for (int i = 0; i < width; i++) {
        sum[i] += tokenTypes[type + i] + positions[position + i];
      }
      normalise(sum);
      y.write((long) t * width, sum, 0, width);
    }
  }

  private void normalise(float[] x) {
    double mean = 0;
    for (float v : x) {
      mean += v;
    }
    mean /= x.length;
    double variance = 0;
    for (float v : x) {
      variance += (v - mean) * (v - mean);
    }
    double scale = 1 / Math.sqrt(variance / x.length + epsilon);
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) ((x[i] - mean) * scale * gamma[i] + beta[i]);
    }
  }
}

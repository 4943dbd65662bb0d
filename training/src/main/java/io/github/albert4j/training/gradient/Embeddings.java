package io.github.albert4j.training.gradient;

import io.github.albert4j.config.AlbertConfig;
import io.github.albert4j.engine.Tensor;
import io.github.albert4j.model.PackedBatch;

/**
 * The factorised embedding (paper, section 3.1): word + position + token type, layer normalisation,
 * and the map to the hidden size.
 */
final class Embeddings {
  private final Parameter words;
  private final Parameter positions;
  private final Parameter tokenTypes;
  private final Normalization norm;
  private final Dense mapping;
  private final int width;
  private final int padding;
  private final double dropoutRate;

  Embeddings(AlbertConfig config, ParameterLayout layout) {
    String prefix = "albert.embeddings.";
    this.words = layout.get(prefix + "word_embeddings.weight");
    this.positions = layout.get(prefix + "position_embeddings.weight");
    this.tokenTypes = layout.get(prefix + "token_type_embeddings.weight");
    this.norm = layout.normOf(prefix + "LayerNorm", config.layerNormEps());
    this.mapping = layout.denseOf("albert.encoder.embedding_hidden_mapping_in");
    this.width = config.embeddingSize();
    this.padding = config.padTokenId();
    this.dropoutRate = config.hiddenDropoutProb();
  }

  /** Computes the first block's input. */
  void forward(Run run, Tensor hidden) {
    Pass pass = run.pass();
    Activations room = run.room();
    int bucket = run.batch().bucket();
    Tensor sum = room.embeddingSum.rows(bucket);
    Tensor embedded = room.embedded.rows(bucket);
    sum(pass, run.batch().batch(), sum);
    norm.forward(pass, sum, room.embeddingStatistics, embedded);
    drop(run, embedded);
    mapping.forward(pass, embedded, null, hidden);
  }

  private void sum(Pass pass, PackedBatch batch, Tensor sum) {
    Tensor wordTable = pass.exact(words);
    float[] positionTable = pass.exact(positions).toArray();
    float[] typeTable = pass.exact(tokenTypes).toArray();
    float[] row = new float[width];
    for (int t = 0; t < batch.tokens(); t++) {
      wordTable.read((long) batch.ids()[t] * width, row, 0, width);
      int position = batch.positionIds()[t] * width;
      int type = batch.tokenTypeIds()[t] * width;
      for (int i = 0; i < width; i++) {
        row[i] += typeTable[type + i] + positionTable[position + i];
      }
      sum.write((long) t * width, row, 0, width);
    }
    sum.zero((long) batch.tokens() * width, (sum.size(0) - batch.tokens()) * width);
  }

  /**
   * @param dHidden the loss's derivative by the first block's input
   */
  void backward(Run run, Tensor dHidden) {
    Pass pass = run.pass();
    Activations room = run.room();
    int bucket = run.batch().bucket();
    Tensor embedded = room.embedded.rows(bucket);
    Tensor d = room.dEmbedded.rows(bucket);
    mapping.backward(pass, embedded, dHidden, null, d);
    drop(run, d);
    norm.backward(pass, room.embeddingSum.rows(bucket), room.embeddingStatistics, d, d);
    scatter(pass, run.batch().batch(), d);
  }

  /** Adds each token's derivative to the rows of the three tables that it came from. */
  private void scatter(Pass pass, PackedBatch batch, Tensor d) {
    Tensor dWords = pass.gradient(words);
    Tensor dPositions = pass.gradient(positions);
    Tensor dTypes = pass.gradient(tokenTypes);
    float[] positionSums = dPositions.toArray();
    float[] typeSums = dTypes.toArray();
    float[] rows = new float[batch.tokens() * width];
    d.read(0, rows, 0, rows.length);
    float[] sum = new float[width];
    for (int t = 0; t < batch.tokens(); t++) {
      int from = t * width;
      int position = batch.positionIds()[t] * width;
      int type = batch.tokenTypeIds()[t] * width;
      for (int i = 0; i < width; i++) {
        positionSums[position + i] += rows[from + i];
        typeSums[type + i] += rows[from + i];
      }
      int word = batch.ids()[t];
      if (word != padding) { // its embedding is not learnt, as in the reference (padding_idx)
        dWords.read((long) word * width, sum, 0, width);
        for (int i = 0; i < width; i++) {
          sum[i] += rows[from + i];
        }
        dWords.write((long) word * width, sum, 0, width);
      }
    }
    dPositions.write(0, positionSums, 0, positionSums.length);
    dTypes.write(0, typeSums, 0, typeSums.length);
  }

  private void drop(Run run, Tensor x) {
    run.drop(Dropout.Site.EMBEDDINGS, 0, dropoutRate, length -> length * width, x, x);
  }
}

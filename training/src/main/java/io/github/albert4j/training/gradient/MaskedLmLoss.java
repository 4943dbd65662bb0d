package io.github.albert4j.training.gradient;

import io.github.albert4j.config.AlbertConfig;
import io.github.albert4j.engine.Arena;
import io.github.albert4j.engine.DataType;
import io.github.albert4j.engine.Engine;
import io.github.albert4j.engine.Epilogue;
import io.github.albert4j.engine.Strided;
import io.github.albert4j.engine.Tensor;
import java.util.Arrays;

/**
 * Masked language modelling, at the masked tokens only: {@code logits = LayerNorm(f(h W₁ᵀ + b₁)) Eᵀ
 * + b₂} with E the word embeddings, and the cross entropy with the piece that was masked (reference
 * {@code run_pretraining.py}, {@code get_masked_lm_output}).
 */
final class MaskedLmLoss implements AutoCloseable {
  /** Rows of vocabulary logits computed at once. */
  static final int CHUNK = 256;

  private static final int BUCKET = 16;

  private final Dense transform;
  private final Epilogue activation;
  private final Normalization norm;
  private final Parameter words;
  private final Parameter bias;
  private final int vocabulary;
  private final Arena arena;

  private final Tensor hidden; // [rows, hidden]
  private final Tensor intermediate; // [rows, embedding], before the activation
  private final Tensor activated; // [rows, embedding], fp32 as the encoder's sums
  private final Normalization.Statistics statistics;
  private final Tensor normed; // [rows, embedding]
  private final Tensor logits; // [rows, vocabulary], fp32
  private final Tensor dLogits; // [rows, vocabulary]
  private final Tensor dEmbedding; // [rows, embedding]
  private final Tensor dHidden; // [rows, hidden]
  private final float[] row;
  private final RepetitionUnlikelihood repetitions;

  /**
   * @param weights of which those of repetitions are this loss's
   */
  MaskedLmLoss(
      Engine engine,
      AlbertConfig config,
      ParameterLayout layout,
      DataType type,
      LossWeights weights) {
    this.transform = layout.denseOf("predictions.dense");
    this.activation = io.github.albert4j.model.Activations.epilogue(config.hiddenAct());
    this.norm = layout.normOf("predictions.LayerNorm", config.layerNormEps());
    this.words = layout.get("albert.embeddings.word_embeddings.weight");
    this.bias = layout.get("predictions.bias");
    this.vocabulary = config.vocabSize();
    this.arena = new Arena(engine);
    this.hidden = arena.allocate(type, CHUNK, config.hiddenSize());
    this.intermediate = arena.allocate(type, CHUNK, config.embeddingSize());
    this.activated = arena.allocate(type, CHUNK, config.embeddingSize());
    this.statistics = Normalization.Statistics.allocate(arena, CHUNK);
    this.normed = arena.allocate(type, CHUNK, config.embeddingSize());
    this.logits = arena.allocateUnset(DataType.F32, CHUNK, vocabulary);
    this.dLogits = type == DataType.F32 ? logits : arena.allocateUnset(type, CHUNK, vocabulary);
    this.dEmbedding = arena.allocate(type, CHUNK, config.embeddingSize());
    this.dHidden = arena.allocate(type, CHUNK, config.hiddenSize());
    this.row = new float[vocabulary];
    this.repetitions =
        new RepetitionUnlikelihood(
            weights.unlikelihood(),
            weights.repetitionDistance(),
            vocabulary,
            config.bosTokenId(),
            config.eosTokenId());
  }

  /**
   * Runs the head forward and back.
   *
   * @param ids of the packed rows
   * @param targets the masked tokens, and what stood there
   * @param total masked tokens of the whole step
   * @param from the last hidden state
   * @param to the derivative by it is added here, at the masked tokens
   */
  Score run(Pass pass, int[] ids, Targets.Pretraining targets, long total, Tensor from, Tensor to) {
    int[] positions = targets.positions();
    Score score = Score.NONE;
    for (int at = 0; at < positions.length; at += CHUNK) {
      int end = Math.min(positions.length, at + CHUNK);
      score =
          score.plus(
              chunk(
                  pass,
                  ids,
                  Arrays.copyOfRange(positions, at, end),
                  Arrays.copyOfRange(targets.labels(), at, end),
                  total,
                  from,
                  to));
    }
    return score;
  }

  private Score chunk(
      Pass pass, int[] ids, int[] positions, int[] labels, long total, Tensor from, Tensor to) {
    int n = positions.length;
    int rows = Math.min(CHUNK, (n + BUCKET - 1) / BUCKET * BUCKET);
    Tensor h = hidden.rows(rows);
    Tensor u = intermediate.rows(rows);
    Tensor g = activated.rows(rows);
    Tensor z = normed.rows(rows);
    Tensor dz = dEmbedding.rows(rows);
    Tensor dh = dHidden.rows(rows);

    from.gatherRows(positions, h);
    h.zero(n * h.size(1), (rows - n) * h.size(1));
    transform.forward(pass, h, null, u);
    pass.operations.activate(activation, u, g);
    norm.forward(pass, g, statistics, z);
    Tensor l = logits.rows(rows);
    pass.operations.matmul(
        Strided.of(z),
        Strided.transposed(pass.typed(words)),
        pass.exact(bias),
        null,
        Strided.of(l));

    Score score = differentiate(pass, l, ids, positions, labels, total);
    Tensor dl = dLogits.rows(rows);
    if (dl.type() != l.type()) {
      pass.gradients.cast(l, dl);
    }
    dl.zero((long) n * vocabulary, (long) (rows - n) * vocabulary);

    pass.operations.matmulAdd(
        Strided.transposed(dl), Strided.of(z), Strided.of(pass.gradient(words)));
    pass.operations.matmulAdd(
        Strided.of(pass.ones(rows)), Strided.of(dl), Strided.of(pass.gradientRow(bias)));
    pass.operations.matmul(Strided.of(dl), Strided.of(pass.typed(words)), Strided.of(dz));
    norm.backward(pass, g, statistics, dz, dz);
    pass.gradients.activateBackward(activation, u, dz, dz);
    transform.backward(pass, h, dz, null, dh);
    dh.rows(n).addRows(positions, to);
    return score;
  }

  /**
   * Replaces the logits by {@code softmax - onehot}, and what unlikelihood adds.
   *
   * <p>The softmax of the highest logit is 1 / Σ exp(l - max): from it the label's log probability
   * comes without a logarithm of a number that may have become 0.
   */
  private Score differentiate(
      Pass pass, Tensor l, int[] ids, int[] positions, int[] labels, long total) {
    int n = labels.length;
    int[] best = new int[n];
    double[] gap = new double[n]; // the label's logit below the highest
    for (int i = 0; i < n; i++) {
      l.read((long) i * vocabulary, row, 0, vocabulary);
      best[i] = CrossEntropy.best(row, 0, vocabulary);
      gap[i] = (double) row[labels[i]] - row[best[i]];
    }
    pass.operations.softmax(l, l);
    double loss = 0;
    long right = 0;
    float[] p = new float[1];
    for (int i = 0; i < n; i++) {
      l.read((long) i * vocabulary + best[i], p, 0, 1);
      loss -= gap[i] + Math.log(p[0]);
      right += best[i] == labels[i] ? 1 : 0;
      loss += repetitions.add(ids, positions[i], labels[i], l, i);
      l.read((long) i * vocabulary + labels[i], p, 0, 1);
      p[0] -= 1;
      l.write((long) i * vocabulary + labels[i], p, 0, 1);
    }
    return new Score(loss / total, n, right, 0, 0);
  }

  long bytes() {
    return arena.bytes();
  }

  @Override
  public void close() {
    arena.close();
  }
}

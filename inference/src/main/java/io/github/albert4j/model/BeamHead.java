package io.github.albert4j.model;

import io.github.albert4j.engine.Arena;
import io.github.albert4j.engine.DataType;
import io.github.albert4j.engine.Engine;
import io.github.albert4j.engine.Epilogue;
import io.github.albert4j.engine.Operations;
import io.github.albert4j.engine.Tensor;
import java.util.Arrays;
import java.util.BitSet;

/**
 * Google's head for questions of which some have no answer (reference {@code squad_utils.py},
 * {@code create_v2_model}). Of the last hidden state h it computes
 *
 * <pre>
 * p(start)       = softmax(h wₛ + bₛ)
 * p(end | start) = softmax(LayerNorm(tanh([h ; h_start] W₀ᵀ + b₀)) wₑ + bₑ)
 * no answer      = tanh([Σ p(start) h ; h_CLS] Wₐᵀ + bₐ) w
 * </pre>
 *
 * <p>both softmaxes over a row's candidates. Ends are asked for the likeliest starts only, a beam.
 *
 * @param start {@code wₛ [1, hidden]}
 * @param endToken the columns of {@code W₀ [hidden, 2 hidden]} that read h, and b₀
 * @param endStart those that read the start's
 * @param endNorm {@code [hidden]}
 * @param end {@code wₑ [1, hidden]}
 * @param answerClass {@code Wₐ [hidden, 2 hidden]}
 * @param noAnswer {@code w [1, hidden]}, without a bias
 */
record BeamHead(
    Linear start,
    Linear endToken,
    Linear endStart,
    LayerNorm endNorm,
    Linear end,
    Linear answerClass,
    Linear noAnswer) {

  /**
   * Rows of a batch, laid end to end in the hidden state.
   *
   * @param starts {@code [rows + 1]}, in tokens
   * @param candidates of each row
   */
  private record Rows(int[] starts, BitSet[] candidates) {
    static Rows of(PackedBatch batch, int firstRow, int[] starts) {
      BitSet[] candidates = new BitSet[starts.length - 1];
      Arrays.setAll(candidates, i -> batch.answerCandidates(firstRow + i));
      return new Rows(starts, candidates);
    }

    int count() {
      return candidates.length;
    }

    float[] of(int row, float[] tokens) {
      return Arrays.copyOfRange(tokens, starts[row], starts[row + 1]);
    }

    /** The row of each token. */
    int[] ofTokens() {
      int[] rows = new int[starts[count()]];
      for (int row = 0; row < count(); row++) {
        Arrays.fill(rows, starts[row], starts[row + 1], row);
      }
      return rows;
    }
  }

  /**
   * Computes the beams of some rows.
   *
   * @param hidden {@code [tokens, hidden]}; rows beyond those of the batch hold anything
   * @param firstRow the first of these rows in the batch
   * @param rowStarts of these rows, from 0, in tokens
   * @param beams takes them, at the rows' places in the batch
   */
  void apply(
      Engine engine,
      Operations ops,
      DataType type,
      Tensor hidden,
      PackedBatch batch,
      int firstRow,
      int[] rowStarts,
      AnswerBeam[] beams) {
    Rows rows = Rows.of(batch, firstRow, rowStarts);
    try (Arena arena = new Arena(engine)) {
      float[] startLogits = column(ops, arena, start, hidden);
      Places[] starts = new Places[rows.count()];
      Arrays.setAll(
          starts, i -> Places.best(rows.of(i, startLogits), rows.candidates[i], AnswerBeam.STARTS));
      Places[][] ends = ends(ops, arena, type, hidden, rows, starts);
      float[] none = noAnswer(ops, arena, type, hidden, rows, startLogits);
      for (int i = 0; i < rows.count(); i++) {
        Places[] own = Arrays.copyOf(ends[i], starts[i].size());
        beams[firstRow + i] = new AnswerBeam(starts[i], Arrays.asList(own), none[i]);
      }
    }
  }

  /** The ends of each row's starts, {@code [rows][starts]}. */
  private Places[][] ends(
      Operations ops, Arena arena, DataType type, Tensor hidden, Rows rows, Places[] starts) {
    long tokens = hidden.size(0);
    long width = hidden.size(1);
    Tensor ofStarts = arena.allocate(type, Buckets.up(rows.count()), width);
    Tensor mapped = arena.allocate(DataType.F32, ofStarts.size(0), width);
    Tensor ofTokens = arena.allocate(DataType.F32, tokens, width);
    Tensor inner = arena.allocate(DataType.F32, tokens, width);
    Tensor normed = arena.allocate(type, tokens, width);
    int[] rowOfToken = rows.ofTokens();
    Places[][] ends = new Places[rows.count()][AnswerBeam.STARTS];
    for (int rank = 0; rank < AnswerBeam.STARTS; rank++) {
      int[] tokensOfRank = new int[rows.count()];
      for (int i = 0; i < tokensOfRank.length; i++) {
        // A row with fewer candidates has nothing to ask: its last start is asked again.
        int own = Math.min(rank, starts[i].size() - 1);
        tokensOfRank[i] = rows.starts[i] + starts[i].tokens()[own];
      }
      hidden.gatherRows(tokensOfRank, ofStarts);
      endStart.apply(ops, ofStarts, mapped);
      mapped.gatherRows(rowOfToken, ofTokens);
      endToken.applyAndAdd(ops, hidden, ofTokens, inner);
      ops.activate(Epilogue.TANH, inner, inner);
      endNorm.apply(ops, inner, normed);
      float[] logits = column(ops, arena, end, normed);
      for (int i = 0; i < rows.count(); i++) {
        ends[i][rank] = Places.best(rows.of(i, logits), rows.candidates[i], AnswerBeam.ENDS);
      }
    }
    return ends;
  }

  /** The logit of there being no answer in each row. */
  private float[] noAnswer(
      Operations ops, Arena arena, DataType type, Tensor hidden, Rows rows, float[] startLogits) {
    int width = (int) hidden.size(1);
    float[] states = new float[rows.starts[rows.count()] * width];
    hidden.read(0, states, 0, states.length);
    float[] features = new float[rows.count() * 2 * width];
    for (int i = 0; i < rows.count(); i++) {
      double[] p = Places.probabilities(rows.of(i, startLogits), rows.candidates[i]);
      double[] mean = new double[width];
      for (int t = 0; t < p.length; t++) {
        for (int j = 0; j < width; j++) {
          mean[j] += p[t] * states[(rows.starts[i] + t) * width + j];
        }
      }
      for (int j = 0; j < width; j++) {
        features[i * 2 * width + j] = (float) mean[j];
      }
      System.arraycopy(
          states, rows.starts[i] * width, features, (2 * i + 1) * width, width); // [CLS]
    }
    Tensor x = arena.allocate(type, Buckets.up(rows.count()), 2L * width);
    x.write(0, features, 0, features.length);
    Tensor y = arena.allocate(type, x.size(0), width);
    answerClass.apply(ops, x, Epilogue.TANH, y);
    return column(ops, arena, noAnswer, y);
  }

  /** {@code [rows]} of a map with one output. */
  private static float[] column(Operations ops, Arena arena, Linear linear, Tensor x) {
    Tensor y = arena.allocate(DataType.F32, x.size(0), 1);
    linear.apply(ops, x, y);
    return y.toArray();
  }
}

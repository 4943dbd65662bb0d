package io.github.albert4j.model;

import io.github.albert4j.engine.Arena;
import io.github.albert4j.engine.DataType;
import io.github.albert4j.engine.Epilogue;
import io.github.albert4j.engine.Operations;
import io.github.albert4j.engine.Tensor;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * What {@link BeamHead} makes of some rows (reference {@code squad_utils.py}, {@code
 * create_v2_model}). Of the last hidden state h it computes
 *
 * <pre>
 * p(start)       = softmax(h wₛ + bₛ)
 * p(end | start) = softmax(LayerNorm(tanh([h ; h_start] W₀ᵀ + b₀)) wₑ + bₑ)
 * no answer      = tanh([Σ p(start) h ; h_CLS] Wₐᵀ + bₐ) w
 * </pre>
 *
 * <p>both softmaxes over a row's candidates. Ends are asked for the likeliest starts only, a beam.
 */
final class BeamPass {
  private final BeamHead head;
  private final Operations ops;
  private final Arena arena;
  private final Tensor hidden; // [tokens, hidden]; beyond the rows it holds anything
  private final DataType type;
  private final int width;
  private final int[] rowStarts; // [rows + 1], in tokens
  private final BitSet[] candidates; // of each row
  private final int rows;

  /**
   * @param arena owns what is computed
   * @param hidden the rows' last hidden state, end to end
   * @param rowStarts of the rows in it, {@code [rows + 1]}
   * @param candidates where an answer may start and end, for each row
   */
  BeamPass(
      BeamHead head,
      Operations ops,
      Arena arena,
      Tensor hidden,
      int[] rowStarts,
      BitSet[] candidates) {
    this.head = head;
    this.ops = ops;
    this.arena = arena;
    this.hidden = hidden;
    this.type = hidden.type();
    this.width = (int) hidden.size(1);
    this.rowStarts = rowStarts;
    this.candidates = candidates;
    this.rows = candidates.length;
  }

  /** The beam of each row. */
  AnswerBeam[] beams() {
    float[] startLogits = column(head.start(), hidden);
    Places[] starts = Places.best(startLogits, rowStarts, candidates, AnswerBeam.STARTS);
    Places[][] ends = ends(starts);
    float[] none = noAnswer(startLogits);
    AnswerBeam[] beams = new AnswerBeam[rows];
    for (int row = 0; row < rows; row++) {
      List<Places> own = Arrays.asList(ends[row]).subList(0, starts[row].size());
      beams[row] = new AnswerBeam(starts[row], own, none[row]);
    }
    return beams;
  }

  /** The ends of each row's starts, {@code [rows][starts]}. */
  private Places[][] ends(Places[] starts) {
    long tokens = hidden.size(0);
    Tensor ofStarts = arena.allocate(type, Buckets.up(rows), width);
    Tensor mapped = arena.allocate(DataType.F32, ofStarts.size(0), width);
    Tensor ofTokens = arena.allocate(DataType.F32, tokens, width);
    Tensor inner = arena.allocate(DataType.F32, tokens, width);
    Tensor normed = arena.allocate(type, tokens, width);
    int[] rowOfToken = rowOfToken();
    int ranks = Arrays.stream(starts).mapToInt(Places::size).max().orElse(0);
    Places[][] ends = new Places[rows][ranks];
    for (int rank = 0; rank < ranks; rank++) {
      hidden.gatherRows(tokensOf(starts, rank), ofStarts);
      head.endStart().apply(ops, ofStarts, mapped);
      mapped.gatherRows(rowOfToken, ofTokens);
      head.endToken().applyAndAdd(ops, hidden, ofTokens, inner);
      ops.activate(Epilogue.TANH, inner, inner);
      head.endNorm().apply(ops, inner, normed);
      float[] endLogits = column(head.end(), normed);
      Places[] best = Places.best(endLogits, rowStarts, candidates, AnswerBeam.ENDS);
      for (int row = 0; row < rows; row++) {
        ends[row][rank] = best[row];
      }
    }
    return ends;
  }

  /** Each row's start of a rank; a row with fewer candidates asks for its last again. */
  private int[] tokensOf(Places[] starts, int rank) {
    int[] tokens = new int[rows];
    for (int row = 0; row < rows; row++) {
      int own = Math.min(rank, starts[row].size() - 1);
      tokens[row] = rowStarts[row] + starts[row].tokens()[own];
    }
    return tokens;
  }

  private int[] rowOfToken() {
    int[] rowOfToken = new int[rowStarts[rows]];
    for (int row = 0; row < rows; row++) {
      Arrays.fill(rowOfToken, rowStarts[row], rowStarts[row + 1], row);
    }
    return rowOfToken;
  }

  /** The logit of there being no answer in each row. */
  private float[] noAnswer(float[] startLogits) {
    float[] states = new float[rowStarts[rows] * width];
    hidden.read(0, states, 0, states.length);
    float[] features = new float[rows * 2 * width];
    for (int row = 0; row < rows; row++) {
      double[] p = Places.probabilities(of(row, startLogits), candidates[row]);
      double[] mean = new double[width];
      for (int t = 0; t < p.length; t++) {
        int from = (rowStarts[row] + t) * width;
        for (int j = 0; j < width; j++) {
          mean[j] += p[t] * states[from + j];
        }
      }
      int to = row * 2 * width;
      for (int j = 0; j < width; j++) {
        features[to + j] = (float) mean[j];
        features[to + width + j] = states[rowStarts[row] * width + j]; // [CLS]
      }
    }
    Tensor x = arena.allocate(type, Buckets.up(rows), 2L * width);
    x.write(0, features, 0, features.length);
    Tensor y = arena.allocate(type, x.size(0), width);
    head.answerClass().apply(ops, x, Epilogue.TANH, y);
    return column(head.noAnswer(), y);
  }

  private float[] of(int row, float[] tokens) {
    return Arrays.copyOfRange(tokens, rowStarts[row], rowStarts[row + 1]);
  }

  /** {@code [rows]} of a map with one output. */
  private float[] column(Linear linear, Tensor x) {
    Tensor y = arena.allocate(DataType.F32, x.size(0), 1);
    linear.apply(ops, x, y);
    return y.toArray();
  }
}

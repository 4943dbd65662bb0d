package io.github.albert4j.training.gradient;

import io.github.albert4j.config.AlbertConfig;
import io.github.albert4j.engine.Arena;
import io.github.albert4j.engine.DataType;
import io.github.albert4j.engine.Engine;
import io.github.albert4j.engine.Tensor;
import io.github.albert4j.model.AnswerBeam;
import io.github.albert4j.model.PackedBatch;
import io.github.albert4j.model.Places;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Google's head of SQuAD 2.0 and its loss (reference {@code squad_utils.py}, {@code
 * create_v2_model} and {@code v2_model_fn_builder}): of each row
 *
 * <pre>
 * loss = (-log p(start) - log p(end | start)) / 2 + (no answer's cross entropy) / 2
 * </pre>
 *
 * <p>with the true start before the end. A row without an answer starts and ends at {@code [CLS]}.
 * Where one may start and end a row's own form says, {@link PackedBatch#answerCandidates}, in
 * training as in inference.
 */
final class BeamObjective implements TaskObjective {
  private final Dense start; // [1, hidden]
  private final EndGivenStart end;
  private final NoAnswer noAnswer;
  private final int width;
  private final DataType type;
  private final Arena arena;
  private long capacity; // tokens
  private Tensor logits; // [tokens, 1], fp32
  private Tensor dLogits; // [tokens, 1]
  private @Nullable Tensor sum; // [tokens, hidden], fp32; where activations are bf16

  BeamObjective(Engine engine, AlbertConfig config, ParameterLayout layout, DataType type) {
    this.start = layout.denseOf("start_logits.dense");
    this.end = new EndGivenStart(engine, config, layout, type);
    this.noAnswer = new NoAnswer(engine, config, layout, type);
    this.width = config.hiddenSize();
    this.type = type;
    this.arena = new Arena(engine);
  }

  private void reserve(long tokens) {
    if (tokens <= capacity) {
      return;
    }
    capacity = tokens;
    arena.clear();
    logits = arena.allocate(DataType.F32, capacity, 1);
    dLogits = arena.allocate(type, capacity, 1);
    sum = type == DataType.F32 ? null : arena.allocate(DataType.F32, capacity, width);
  }

  @Override
  public Score run(Run run, Counts total, Tensor hidden, Tensor dHidden) {
    PackedBatch batch = run.batch().batch();
    Targets.Spans targets = (Targets.Spans) run.batch().targets();
    BitSet[] candidates = candidates(batch);
    int[] startOfToken = spread(batch, targets.starts());
    CandidateSoftmax starts = starts(run, hidden, candidates);
    CandidateSoftmax ends =
        new CandidateSoftmax(batch, candidates, end.forward(run, hidden, startOfToken));
    float[] none = noAnswer.forward(run, hidden, starts.probabilities());

    double loss = 0;
    long right = 0;
    float[] dNone = new float[none.length];
    for (int row = 0; row < none.length; row++) {
      boolean impossible = targets.starts()[row] == batch.rowStarts()[row];
      double x = impossible ? none[row] : -none[row];
      loss += starts.loss(row, targets.starts()[row]) / 2;
      loss += ends.loss(row, targets.ends()[row]) / 2;
      loss += (Math.max(-x, 0) + Math.log1p(Math.exp(-Math.abs(x)))) / 2; // -log σ(x)
      dNone[row] = (float) ((impossible ? -1 : 1) / (1 + Math.exp(x)) / 2);
      boolean found =
          starts.best(row) == targets.starts()[row] && ends.best(row) == targets.ends()[row];
      right += found && x > 0 ? 1 : 0;
    }

    Tensor d = sum == null ? dHidden : sum.rows(hidden.size(0));
    d.zero(0, d.elements());
    end.backward(run, startOfToken, ends.dLogits(targets.ends(), 0.5), d);
    float[] dStarts = starts.dLogits(targets.starts(), 0.5);
    starts.backward(noAnswer.backward(run, hidden, dNone, d), dStarts);
    dLogits.write(0, dStarts, 0, dStarts.length);
    dLogits.zero(dStarts.length, hidden.size(0) - dStarts.length);
    start.backwardAdding(run.pass(), hidden, dLogits.rows(hidden.size(0)), d);
    if (d != dHidden) {
      run.pass().gradients.cast(d, dHidden);
    }
    return new Score(loss / total.first(), none.length, right, 0, 0);
  }

  private CandidateSoftmax starts(Run run, Tensor hidden, BitSet[] candidates) {
    PackedBatch batch = run.batch().batch();
    reserve(hidden.size(0));
    start.forward(run.pass(), hidden, null, logits.rows(hidden.size(0)));
    float[] values = new float[batch.tokens()];
    logits.read(0, values, 0, values.length);
    return new CandidateSoftmax(batch, candidates, values);
  }

  private static BitSet[] candidates(PackedBatch batch) {
    BitSet[] candidates = new BitSet[batch.rows()];
    Arrays.setAll(candidates, batch::answerCandidates);
    return candidates;
  }

  /** Gives each token what its row has. */
  private static int[] spread(PackedBatch batch, int[] ofRows) {
    int[] ofTokens = new int[batch.tokens()];
    for (int row = 0; row < ofRows.length; row++) {
      Arrays.fill(ofTokens, batch.rowStarts()[row], batch.rowStarts()[row + 1], ofRows[row]);
    }
    return ofTokens;
  }

  /** {@inheritDoc} Each row's are the numbers of its {@link AnswerBeam}. */
  @Override
  public float[] logits(Run run, Tensor hidden) {
    PackedBatch batch = run.batch().batch();
    BitSet[] candidates = candidates(batch);
    CandidateSoftmax softmax = starts(run, hidden, candidates);
    float[] none = noAnswer.forward(run, hidden, softmax.probabilities());
    int[] rowStarts = batch.rowStarts();
    Places[] starts = Places.best(softmax.logits(), rowStarts, candidates, AnswerBeam.STARTS);
    List<List<Places>> ends = new ArrayList<>();
    for (int row = 0; row < batch.rows(); row++) {
      ends.add(new ArrayList<>());
    }
    for (int rank = 0; rank < AnswerBeam.STARTS; rank++) {
      int[] tokens = new int[batch.rows()];
      for (int row = 0; row < tokens.length; row++) {
        int own = Math.min(rank, starts[row].size() - 1); // a short row has no more to ask
        tokens[row] = rowStarts[row] + starts[row].tokens()[own];
      }
      float[] values = end.forward(run, hidden, spread(batch, tokens));
      Places[] best = Places.best(values, rowStarts, candidates, AnswerBeam.ENDS);
      for (int row = 0; row < tokens.length; row++) {
        if (rank < starts[row].size()) {
          ends.get(row).add(best[row]);
        }
      }
    }
    float[] beams = new float[batch.rows() * AnswerBeam.FLOATS];
    for (int row = 0; row < batch.rows(); row++) {
      float[] beam = new AnswerBeam(starts[row], ends.get(row), none[row]).toArray();
      System.arraycopy(beam, 0, beams, row * beam.length, beam.length);
    }
    return beams;
  }

  @Override
  public long bytes() {
    return arena.bytes() + end.bytes() + noAnswer.bytes();
  }

  @Override
  public void close() {
    end.close();
    noAnswer.close();
    arena.close();
  }
}

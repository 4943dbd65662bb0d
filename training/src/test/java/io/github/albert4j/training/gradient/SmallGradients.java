package io.github.albert4j.training.gradient;

import io.github.albert4j.config.Activation;
import io.github.albert4j.config.AlbertConfig;
import io.github.albert4j.engine.Arena;
import io.github.albert4j.engine.DataType;
import io.github.albert4j.engine.Engine;
import io.github.albert4j.engine.Tensor;
import io.github.albert4j.model.PackedBatch;
import io.github.albert4j.training.SmallModel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gradients of a small model, for tests. */
abstract class SmallGradients {
  static final int[] LENGTHS = {9, 4, 4, 12, 1, 6};

  static final AlbertConfig CONFIG = SmallModel.config(Activation.GELU_NEW, 0.2);

  /** A gradient, and the loss that it belongs to. */
  record Result(float[] gradient, Score score) {}

  static Weights weights(Arena arena, ParameterLayout layout, DataType type) {
    Weights weights = new Weights(arena, layout, type);
    SmallModel.fill(layout, 3, weights.exact());
    return weights;
  }

  static Result run(
      AlbertConfig config,
      TaskHead head,
      DataType type,
      boolean checkpointing,
      @Nullable Dropout dropout,
      List<MicroBatch> batches) {
    ParameterLayout layout = ParameterLayout.of(config, head);
    Engine engine = Engine.cpu();
    try (Arena arena = new Arena(engine)) {
      Weights weights = weights(arena, layout, type);
      Tensor gradient = arena.allocate(DataType.F32, layout.size());
      try (Worker worker = new Worker(engine, config, layout, head, weights, checkpointing, 1)) {
        weights.publish(worker.gradients());
        Counts total = Counts.of(batches);
        Score score = Score.NONE;
        for (MicroBatch batch : batches) {
          score = score.plus(worker.run(batch, total, dropout, gradient));
        }
        return new Result(gradient.toArray(), score);
      }
    }
  }

  /** An answer in each second row that has room for one; the others have none. */
  static Targets.Spans beamSpans(PackedBatch rows) {
    int[] starts = new int[rows.rows()];
    int[] ends = new int[rows.rows()];
    for (int row = 0; row < starts.length; row++) {
      int[] candidates = rows.answerCandidates(row).stream().toArray();
      boolean answered = row % 2 == 0 && candidates.length > 1;
      int first = rows.rowStarts()[row];
      starts[row] = first + candidates[answered ? 1 : 0];
      ends[row] = first + candidates[answered ? candidates.length - 1 : 0];
    }
    return new Targets.Spans(rows.rowStarts(), starts, ends, new boolean[rows.tokens()]);
  }

  /** An answer at each row's first token or further on; every third token is no candidate. */
  static Targets.Spans spans(PackedBatch rows) {
    int[] starts = new int[rows.rows()];
    int[] ends = new int[rows.rows()];
    boolean[] candidates = new boolean[rows.tokens()];
    for (int row = 0; row < starts.length; row++) {
      int first = rows.rowStarts()[row];
      starts[row] = first;
      ends[row] = first + (rows.length(row) > 1 ? row % 2 : 0);
      for (int token = 0; token < rows.length(row); token++) {
        candidates[first + token] = token % 3 != 2;
      }
    }
    return new Targets.Spans(rows.rowStarts(), starts, ends, candidates);
  }
}

package io.github.albert4j.training.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.albert4j.config.Activation;
import io.github.albert4j.config.AlbertConfig;
import io.github.albert4j.engine.Arena;
import io.github.albert4j.engine.DataType;
import io.github.albert4j.engine.Engine;
import io.github.albert4j.engine.Tensor;
import io.github.albert4j.model.AlbertModel;
import io.github.albert4j.model.ModelOutput;
import io.github.albert4j.model.Output;
import io.github.albert4j.model.PackedBatch;
import io.github.albert4j.model.Request;
import io.github.albert4j.training.SmallModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole gradient beside itself computed in other ways, and beside inference. */
class WorkerTest extends SmallGradients {
  private static MicroBatch pretrainingBatch(int... lengths) {
    PackedBatch rows = SmallModel.rows(1, lengths);
    return SmallModel.batch(rows, SmallModel.pretraining(rows));
  }

  private static List<MicroBatch> oneByOne(MicroBatch batch) {
    PackedBatch all = batch.batch();
    Targets.Pretraining targets = (Targets.Pretraining) batch.targets();
    List<MicroBatch> rows = new ArrayList<>();
    for (int row = 0; row < all.rows(); row++) {
      int from = all.rowStarts()[row];
      int to = all.rowStarts()[row + 1];
      int[] which =
          IntStream.range(0, targets.positions().length)
              .filter(i -> targets.positions()[i] >= from && targets.positions()[i] < to)
              .toArray();
      PackedBatch one =
          PackedBatch.of(
              new int[][] {java.util.Arrays.copyOfRange(all.ids(), from, to)},
              new int[][] {java.util.Arrays.copyOfRange(all.tokenTypeIds(), from, to)});
      rows.add(
          new MicroBatch(
              one,
              new long[] {batch.instances()[row]},
              new Targets.Pretraining(
                  IntStream.of(which).map(i -> targets.positions()[i] - from).toArray(),
                  IntStream.of(which).map(i -> targets.labels()[i]).toArray(),
                  new int[] {targets.orders()[row]})));
    }
    return rows;
  }

  @Test
  void rowsOfSeveralLengthsAreAsEachAlone() {
    MicroBatch batch = pretrainingBatch(LENGTHS);
    for (Dropout dropout : new Dropout[] {null, new Dropout(2, 5)}) {
      Result together =
          run(CONFIG, TaskHead.PRETRAINING, DataType.F32, false, dropout, List.of(batch));
      Result apart =
          run(CONFIG, TaskHead.PRETRAINING, DataType.F32, false, dropout, oneByOne(batch));
      assertThat(SmallModel.distance(together.gradient(), apart.gradient())).isLessThan(1e-5);
      assertThat(apart.score().loss()).isCloseTo(together.score().loss(), within(1e-5));
      assertThat(apart.score().firstRight()).isEqualTo(together.score().firstRight());
      assertThat(apart.score().second()).isEqualTo(together.score().second());
    }
  }

  @Test
  void aRowWithNothingToPredictChangesNothing() {
    MicroBatch batch = pretrainingBatch(LENGTHS);
    PackedBatch other = SmallModel.rows(8, 11, 3);
    MicroBatch silent =
        SmallModel.batch(
            other, new Targets.Pretraining(new int[0], new int[0], new int[] {-1, -1}));
    Result without = run(CONFIG, TaskHead.PRETRAINING, DataType.F32, false, null, List.of(batch));
    Result with =
        run(CONFIG, TaskHead.PRETRAINING, DataType.F32, false, null, List.of(batch, silent));
    assertThat(with.gradient()).isEqualTo(without.gradient());
    assertThat(with.score()).isEqualTo(without.score());
  }

  @Test
  void activationsComputedAnewGiveTheSameBits() {
    MicroBatch batch = pretrainingBatch(LENGTHS);
    AlbertConfig config =
        SmallModel.config(SmallModel.VOCABULARY, 8, 16, 4, 2, Activation.GELU, 0.1);
    for (Dropout dropout : new Dropout[] {null, new Dropout(2, 5)}) {
      List<MicroBatch> batches = List.of(batch, pretrainingBatch(3, 3, 8));
      Result kept = run(config, TaskHead.PRETRAINING, DataType.F32, false, dropout, batches);
      Result anew = run(config, TaskHead.PRETRAINING, DataType.F32, true, dropout, batches);
      assertThat(anew.gradient()).isEqualTo(kept.gradient());
      assertThat(anew.score()).isEqualTo(kept.score());
    }
  }

  @Test
  void halfPrecisionIsNear() {
    PackedBatch rows = SmallModel.rows(1, 30, 30, 17, 5);
    halfPrecisionIsNear(TaskHead.PRETRAINING, SmallModel.batch(rows, SmallModel.pretraining(rows)));
  }

  @Test
  void halfPrecisionIsNearForAnswers() {
    PackedBatch rows = SmallModel.rows(1, 30, 30, 17, 5);
    halfPrecisionIsNear(TaskHead.questionAnsweringBeam(), SmallModel.batch(rows, beamSpans(rows)));
  }

  private static void halfPrecisionIsNear(TaskHead head, MicroBatch batch) {
    assumeThat(Engine.cpu().supports(DataType.BF16)).as("this processor has no bf16").isTrue();
    AlbertConfig config =
        SmallModel.config(SmallModel.VOCABULARY, 32, 64, 2, 1, Activation.GELU_NEW, 0.1);
    for (Dropout dropout : new Dropout[] {null, new Dropout(2, 5)}) {
      Result exact = run(config, head, DataType.F32, false, dropout, List.of(batch));
      Result half = run(config, head, DataType.BF16, false, dropout, List.of(batch));
      assertThat(half.score().loss())
          .isCloseTo(exact.score().loss(), within(0.02 * exact.score().loss()));
      // Weights of this size saturate some of attention, which makes roundings large; a mistake
      // gives 1 and more.
      assertThat(SmallModel.distance(exact.gradient(), half.gradient())).isLessThan(0.2);
    }
  }

  /** The two forwards are written apart, and must not drift apart. */
  @Test
  void forwardIsThatOfInference(@TempDir Path folder) {
    for (int groups : new int[] {1, 2}) {
      AlbertConfig config =
          SmallModel.config(SmallModel.VOCABULARY, 8, 16, 3, groups, Activation.GELU, 0);
      ParameterLayout layout = ParameterLayout.of(config, TaskHead.PRETRAINING);
      Engine engine = Engine.cpu();
      try (Arena arena = new Arena(engine)) {
        Weights weights = weights(arena, layout, DataType.F32);
        Path model = folder.resolve("groups" + groups);
        SmallModel.write(model, config, layout, weights.exact(), Map.of());
        MicroBatch batch = pretrainingBatch(LENGTHS);
        float[] hidden;
        double loss;
        try (Bench bench = new Bench(config, TaskHead.PRETRAINING)) {
          bench.room.reserve(batch);
          Encoder encoder = new Encoder(config, layout);
          hidden =
              Bench.first(encoder.forward(bench.run(batch, null), null), batch.batch().tokens());
        }
        loss =
            run(config, TaskHead.PRETRAINING, DataType.F32, false, null, List.of(batch))
                .score()
                .loss();
        try (AlbertModel inference = AlbertModel.load(model)) {
          ModelOutput output =
              inference.forward(
                  batch.batch(),
                  Request.of(
                      Output.LAST_HIDDEN_STATE, Output.VOCABULARY_LOGITS, Output.SOP_LOGITS));
          assertThat(output.lastHiddenState()).hasSameSizeAs(hidden);
          for (int i = 0; i < hidden.length; i++) {
            assertThat(output.lastHiddenState()[i]).isCloseTo(hidden[i], within(2e-5f));
          }
          assertThat(loss).isCloseTo(loss(output, batch), within(1e-5));
        }
      }
    }
  }

  /** Both parts of the loss, from inference's logits. */
  private static double loss(ModelOutput output, MicroBatch batch) {
    Targets.Pretraining targets = (Targets.Pretraining) batch.targets();
    double words = 0;
    for (int i = 0; i < targets.positions().length; i++) {
      int from = targets.positions()[i] * SmallModel.VOCABULARY;
      words += crossEntropy(output.logits(), from, SmallModel.VOCABULARY, targets.labels()[i]);
    }
    double orders = 0;
    int asked = 0;
    for (int row = 0; row < targets.orders().length; row++) {
      if (targets.orders()[row] >= 0) {
        orders += crossEntropy(output.sopLogits(), 2 * row, 2, targets.orders()[row]);
        asked++;
      }
    }
    return words / targets.positions().length + orders / asked;
  }

  private static double crossEntropy(float[] logits, int from, int n, int label) {
    double sum = 0;
    for (int i = 0; i < n; i++) {
      sum += Math.exp(logits[from + i]);
    }
    return Math.log(sum) - logits[from + label];
  }

  /** A label that the model holds for impossible has a finite loss, and a gradient. */
  @Test
  void logitsFarApartGiveAFiniteLoss() {
    ParameterLayout layout = ParameterLayout.of(CONFIG, TaskHead.MASKED_LM);
    Engine engine = Engine.cpu();
    try (Arena arena = new Arena(engine)) {
      Weights weights = weights(arena, layout, DataType.F32);
      Parameter bias = layout.get("predictions.bias");
      float[] far = new float[SmallModel.VOCABULARY];
      far[7] = 1000;
      weights.exact().write(bias.offset(), far, 0, far.length);
      Tensor gradient = arena.allocate(DataType.F32, layout.size());
      PackedBatch rows = SmallModel.rows(1, 5);
      MicroBatch batch =
          SmallModel.batch(
              rows, new Targets.Pretraining(new int[] {2}, new int[] {9}, new int[] {-1}));
      try (Worker worker =
          new Worker(engine, CONFIG, layout, TaskHead.MASKED_LM, weights, false, 1)) {
        Score score = worker.run(batch, Counts.of(List.of(batch)), null, gradient);
        assertThat(score.loss()).isBetween(950.0, 1050.0);
        float[] ofBias = bias.in(gradient).toArray();
        assertThat(ofBias[7]).isCloseTo(1, within(1e-6f));
        assertThat(ofBias[9]).isCloseTo(-1, within(1e-6f));
      }
    }
  }

  /** Activations are used again for any later shape: nothing of an earlier one may be seen. */
  @Test
  void earlierMicroBatchesLeaveNoTrace() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    ParameterLayout layout = ParameterLayout.of(CONFIG, TaskHead.PRETRAINING);
    Engine engine = Engine.cpu();
    try (Arena arena = new Arena(engine)) {
      Weights weights = weights(arena, layout, DataType.F32);
      Tensor used = arena.allocate(DataType.F32, layout.size());
      try (Worker worker =
          new Worker(engine, CONFIG, layout, TaskHead.PRETRAINING, weights, false, 1)) {
        for (int i = 0; i < 6; i++) {
          int[] lengths =
              i == 0
                  ? new int[] {20, 10, 1, 1}
                  : random.ints(1 + random.nextInt(5), 1, 33).toArray();
          MicroBatch batch = pretrainingBatch(lengths);
          used.zero(0, used.elements());
          Score score = worker.run(batch, Counts.of(List.of(batch)), new Dropout(1, i), used);
          Result fresh =
              run(
                  CONFIG,
                  TaskHead.PRETRAINING,
                  DataType.F32,
                  false,
                  new Dropout(1, i),
                  List.of(batch));
          assertThat(used.toArray()).as("seed %d, batch %d", seed, i).isEqualTo(fresh.gradient());
          assertThat(score).isEqualTo(fresh.score());
        }
      }
    }
  }
}

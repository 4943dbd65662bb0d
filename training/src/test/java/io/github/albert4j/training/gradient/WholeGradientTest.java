package io.github.albert4j.training.gradient;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.albert4j.config.Activation;
import io.github.albert4j.config.AlbertConfig;
import io.github.albert4j.engine.Arena;
import io.github.albert4j.engine.DataType;
import io.github.albert4j.engine.Engine;
import io.github.albert4j.engine.Tensor;
import io.github.albert4j.model.PackedBatch;
import io.github.albert4j.training.SmallModel;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The whole gradient beside finite differences. */
class WholeGradientTest extends SmallGradients {
  static Stream<Arguments> heads() {
    PackedBatch rows = SmallModel.rows(1, LENGTHS);
    int[] tokenLabels = IntStream.range(0, rows.tokens()).map(t -> t % 5 - 1).toArray();
    float[] ones = {0, 1, 1, 0, 0, 0, 1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 0, 1};
    Targets.Pretraining words = SmallModel.pretraining(rows);
    return Stream.of(
        Arguments.of(TaskHead.PRETRAINING, words),
        Arguments.of(TaskHead.PRETRAINING.withLossWeights(new LossWeights(5, 3, 2)), words),
        Arguments.of(TaskHead.MASKED_LM, words),
        Arguments.of(
            TaskHead.sequenceClassification(3),
            new Targets.RowLabels(new int[] {0, 2, -1, 1, 0, 1})),
        Arguments.of(TaskHead.multiLabelClassification(3), new Targets.RowValues(ones)),
        Arguments.of(TaskHead.regression(3), new Targets.RowValues(ones)),
        Arguments.of(
            TaskHead.multipleChoice(), new Targets.Choices(new int[] {3, 3}, new int[] {2, 0})),
        Arguments.of(
            TaskHead.multipleChoice(), new Targets.Choices(new int[] {2, 4}, new int[] {1, 3})),
        Arguments.of(TaskHead.tokenClassification(4), new Targets.TokenLabels(tokenLabels)),
        Arguments.of(
            TaskHead.tokenClassification(4).withClassWeights(List.of(0.5, 2.0, 1.0, 0.0)),
            new Targets.TokenLabels(tokenLabels)),
        Arguments.of(TaskHead.questionAnswering(), spans(rows)),
        Arguments.of(TaskHead.questionAnsweringBeam(), beamSpans(rows)));
  }

  @ParameterizedTest
  @MethodSource("heads")
  void backwardSeesTheMasksOfForward(TaskHead head, Targets targets) {
    check(CONFIG, head, targets, new Dropout(7, 3), 5e-3);
  }

  /** As Hugging Face has it. */
  @Test
  void theFeedForwardsOutputIsDroppedWhereTheConfigSaysSo() {
    AlbertConfig without = CONFIG.with(json -> json.put("ffn_output_dropout", false));
    AlbertConfig silent = CONFIG.with(json -> json.remove("ffn_output_dropout"));
    PackedBatch rows = SmallModel.rows(1, LENGTHS);
    check(without, TaskHead.PRETRAINING, SmallModel.pretraining(rows), new Dropout(7, 3), 5e-3);
    List<MicroBatch> batch = List.of(SmallModel.batch(rows, SmallModel.pretraining(rows)));
    double[] losses = new double[3];
    List<AlbertConfig> configs = List.of(CONFIG, without, silent);
    for (int i = 0; i < losses.length; i++) {
      losses[i] =
          run(configs.get(i), TaskHead.PRETRAINING, DataType.F32, false, new Dropout(7, 3), batch)
              .score()
              .loss();
    }
    assertThat(losses[1]).isNotEqualTo(losses[0]);
    assertThat(losses[2]).isEqualTo(losses[1]);
  }

  /** Differences are rough where the function has a kink in the middle of the step. */
  @ParameterizedTest
  @EnumSource(Activation.class)
  void everyActivationThatConfigsName(Activation activation) {
    AlbertConfig config = SmallModel.config(activation, 0);
    PackedBatch rows = SmallModel.rows(1, 4, 7);
    boolean kinks =
        activation == Activation.RELU
            || activation == Activation.RELU6
            || activation == Activation.LEAKY_RELU;
    check(
        config, TaskHead.PRETRAINING, SmallModel.pretraining(rows), null, kinks ? 0.1 : 5e-3, 4, 7);
  }

  private static void check(
      AlbertConfig config,
      TaskHead head,
      Targets targets,
      @Nullable Dropout dropout,
      double tolerance) {
    check(config, head, targets, dropout, tolerance, LENGTHS);
  }

  private static void check(
      AlbertConfig config,
      TaskHead head,
      Targets targets,
      @Nullable Dropout dropout,
      double tolerance,
      int... lengths) {
    ParameterLayout layout = ParameterLayout.of(config, head);
    MicroBatch batch = SmallModel.batch(SmallModel.rows(1, lengths), targets);
    Counts total = Counts.of(List.of(batch));
    Engine engine = Engine.cpu();
    try (Arena arena = new Arena(engine)) {
      Weights weights = weights(arena, layout, DataType.F32);
      Tensor gradient = arena.allocate(DataType.F32, layout.size());
      Tensor unused = arena.allocate(DataType.F32, layout.size());
      try (Worker worker = new Worker(engine, config, layout, head, weights, false, 1)) {
        worker.run(batch, total, dropout, gradient);
        FiniteDifferences differences =
            new FiniteDifferences(
                () -> total.scale() * worker.run(batch, total, dropout, unused).loss(),
                tolerance,
                1);
        for (Parameter parameter : layout.parameters()) {
          differences.check(
              parameter.name(), parameter.in(weights.exact()), parameter.in(gradient).toArray());
        }
      }
    }
  }

  @Test
  void groupsOfLayersHaveGradientsOfTheirOwn() {
    AlbertConfig config = SmallModel.config(SmallModel.VOCABULARY, 8, 16, 3, 2, Activation.GELU, 0);
    PackedBatch rows = SmallModel.rows(1, LENGTHS);
    check(config, TaskHead.PRETRAINING, SmallModel.pretraining(rows), null, 5e-3);
  }
}

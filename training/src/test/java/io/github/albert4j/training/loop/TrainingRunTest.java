package io.github.albert4j.training.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.albert4j.config.Activation;
import io.github.albert4j.config.AlbertConfig;
import io.github.albert4j.model.PackedBatch;
import io.github.albert4j.model.Precision;
import io.github.albert4j.training.SmallModel;
import io.github.albert4j.training.gradient.MicroBatch;
import io.github.albert4j.training.gradient.ParameterLayout;
import io.github.albert4j.training.gradient.Targets;
import io.github.albert4j.training.gradient.TaskHead;
import io.github.albert4j.training.instances.Position;
import io.github.albert4j.training.optimizer.Schedule;
import io.github.albert4j.training.optimizer.UpdateRule;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TrainingRunTest {
  private static final int LENGTH = 64;

  @TempDir Path folder;

  static Stream<Arguments> heads() {
    return Stream.of(
        Arguments.of(
            TaskHead.sequenceClassification(3), new Targets.RowLabels(new int[] {0, 1, 2, 1})),
        Arguments.of(
            TaskHead.tokenClassification(50), new Targets.TokenLabels(new int[4 * LENGTH])),
        Arguments.of(
            TaskHead.questionAnsweringBeam(),
            new Targets.Spans(
                new int[] {0, LENGTH, 2 * LENGTH, 3 * LENGTH, 4 * LENGTH},
                new int[] {0, LENGTH + 40, 2 * LENGTH + 50, 3 * LENGTH},
                new int[] {0, LENGTH + 41, 2 * LENGTH + 50, 3 * LENGTH},
                new boolean[4 * LENGTH])),
        Arguments.of(TaskHead.multipleChoice(), new Targets.Choices(new int[] {4}, new int[] {2})));
  }

  @ParameterizedTest
  @MethodSource("heads")
  void theEstimateIsNearWhatIsHeld(TaskHead head, Targets targets) {
    AlbertConfig config =
        SmallModel.config(SmallModel.VOCABULARY, 32, 128, 3, 1, Activation.GELU_NEW, 0.1);
    boolean together = targets instanceof Targets.Choices;
    TrainingOptions options =
        new TrainingOptions(
            config,
            3,
            together ? 1 : 4,
            UpdateRule.of(UpdateRule.Form.ADAMW),
            Schedule.constant(1e-3, 0),
            1,
            Precision.FP32,
            1,
            together ? LENGTH : 4 * LENGTH,
            false,
            1,
            9,
            1);
    TrainingSetup setup =
        new TrainingSetup(
            head,
            ParameterLayout.of(config, head),
            config.toJson(),
            Map.of(),
            folder,
            "data",
            LENGTH,
            together ? 4 * LENGTH : LENGTH,
            4 * LENGTH,
            options.identity(),
            List.of("accuracy"),
            false);
    PackedBatch rows = SmallModel.rows(1, LENGTH, LENGTH, LENGTH, LENGTH);
    MicroBatch batch = SmallModel.batch(rows, targets);
    try (TrainingRun run = new TrainingRun(options, setup, FirstWeights.random(), false);
        RunLog log = new RunLog(folder, 0)) {
      StepMetrics metrics =
          run.step(
              new StepSource.Step(Collections.nCopies(1, batch), rows.tokens(), new Position(0, 1)),
              log);
      assertThat(metrics.accuracy("accuracy")).isBetween(0.0, 1.0);
      assertThat(run.logits(List.of(batch)).get(0)).isNotEmpty();
      double estimated = run.estimatedBytes();
      assertThat(estimated / run.heldBytes())
          .as("%s estimated, %s held", (long) estimated, run.heldBytes())
          .isCloseTo(1, within(0.1));
    }
  }
}

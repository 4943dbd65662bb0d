package io.github.albert4j.training.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.albert4j.config.Activation;
import io.github.albert4j.config.AlbertConfig;
import io.github.albert4j.config.KnownConfigs;
import io.github.albert4j.engine.Tensor;
import io.github.albert4j.model.Precision;
import io.github.albert4j.training.SmallModel;
import io.github.albert4j.training.gradient.Dropout;
import io.github.albert4j.training.gradient.MicroBatch;
import io.github.albert4j.training.gradient.ParameterLayout;
import io.github.albert4j.training.gradient.TaskHead;
import io.github.albert4j.training.optimizer.Schedule;
import io.github.albert4j.training.optimizer.UpdateRule;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CrewTest {
  private static final int BATCHES = 9;
  private static final int LENGTH = 24;

  private final AlbertConfig config =
      SmallModel.config(SmallModel.VOCABULARY, 32, 64, 2, 1, Activation.GELU_NEW, 0.1);
  private final ParameterLayout layout = ParameterLayout.of(config, TaskHead.PRETRAINING);
  private final List<MicroBatch> batches =
      IntStream.range(0, BATCHES)
          .mapToObj(i -> SmallModel.rows(i, LENGTH, LENGTH))
          .map(rows -> SmallModel.batch(rows, SmallModel.pretraining(rows)))
          .toList();

  private TrainingOptions options(UpdateRule.Form form, int threads) {
    return new TrainingOptions(
        config,
        3,
        2 * BATCHES,
        UpdateRule.of(form),
        Schedule.constant(1e-3, 0),
        1,
        Precision.FP32,
        1,
        2 * LENGTH,
        false,
        threads,
        9,
        1);
  }

  private Learner learner(TrainingOptions options, Division division) {
    TrainingSetup setup =
        new TrainingSetup(
            TaskHead.PRETRAINING,
            layout,
            config.toJson(),
            Map.of(),
            Path.of("none"),
            "data",
            LENGTH,
            LENGTH,
            0,
            options.identity(),
            List.of("mlm_accuracy", "sop_accuracy"),
            true);
    Learner learner = new Learner(options, setup, division, Precision.FP32);
    SmallModel.fill(layout, 1, learner.weights.exact());
    learner.crew.publish();
    return learner;
  }

  /** The gradient, and then the weights after an update. */
  private float[][] step(Division division, int threads) {
    TrainingOptions options = options(UpdateRule.Form.MUON, threads);
    try (Learner learner = learner(options, division)) {
      Crew.Result result = learner.crew.gradient(batches, () -> new Dropout(7, 3));
      Tensor gradient = result.gradient();
      float[] values = gradient.toArray();
      learner.optimizer.update(gradient, result.scale(), 1e-3, learner.crew);
      learner.crew.publish();
      // Muon has set the threads of those that it ran on.
      learner.crew.gradient(batches, () -> new Dropout(7, 4));
      return new float[][] {values, learner.weights.exact().toArray()};
    }
  }

  @Test
  void coresTogetherGiveWhatCoresSideBySideGiveWithinRounding() {
    float[][] alone = step(Division.SIDE_BY_SIDE, 1);
    for (int threads : new int[] {1, 2, 5}) {
      float[][] together = step(Division.TOGETHER, threads);
      for (int i = 0; i < alone.length; i++) {
        assertThat(SmallModel.distance(together[i], alone[i]))
            .as("%d threads", threads)
            .isLessThan(1e-5);
      }
    }
    float[][] beside = step(Division.SIDE_BY_SIDE, 3);
    assertThat(beside[0]).isEqualTo(alone[0]);
    assertThat(beside[1]).isEqualTo(alone[1]);
  }

  @ParameterizedTest
  @EnumSource(
      value = UpdateRule.Form.class,
      names = {"LAMB", "MUON"})
  void togetherOneGradientIsHeldAndTheEstimateKnowsIt(UpdateRule.Form form) {
    long[] held = new long[2];
    for (Division division : Division.values()) {
      TrainingOptions options = options(form, 4);
      CountDownLatch started = new CountDownLatch(division.workers(4));
      try (Learner learner = learner(options, division)) {
        Crew.Result result =
            learner.crew.gradient(
                batches,
                () -> {
                  awaitAll(started);
                  return new Dropout(7, 3);
                });
        learner.optimizer.update(result.gradient(), result.scale(), 1e-3, learner.crew);
        held[division.ordinal()] = learner.bytes();
        double estimated =
            MemoryEstimate.bytes(
                options,
                division,
                layout,
                TaskHead.PRETRAINING,
                Learner.type(Precision.FP32),
                LENGTH,
                LENGTH,
                0);
        assertThat(estimated / learner.bytes())
            .as("%s, %s: %s estimated, %s held", form, division, estimated, learner.bytes())
            .isCloseTo(1, within(0.1));
      }
    }
    assertThat(held[Division.SIDE_BY_SIDE.ordinal()])
        .isGreaterThan(2 * held[Division.TOGETHER.ordinal()]);
  }

  /** Holds a thread until all have begun, so that none finds nothing left to do. */
  private static void awaitAll(CountDownLatch started) {
    started.countDown();
    try {
      assertThat(started.await(1, TimeUnit.MINUTES)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void onlyTheLargestPublishedModelIsLarge() {
    for (String name : KnownConfigs.names()) {
      AlbertConfig known = KnownConfigs.find(name);
      assertThat(Division.of(ParameterLayout.of(known, TaskHead.PRETRAINING)))
          .as(name)
          .isEqualTo(name.contains("xxlarge") ? Division.TOGETHER : Division.SIDE_BY_SIDE);
    }
  }

  @Test
  void dividesThreadsAmongWorkersOrOperations() {
    assertThat(Division.SIDE_BY_SIDE.workers(8) * Division.SIDE_BY_SIDE.threadsEach(8))
        .isEqualTo(8);
    assertThat(Division.TOGETHER.workers(8)).isEqualTo(1);
    assertThat(Division.TOGETHER.threadsEach(8)).isEqualTo(8);
  }
}

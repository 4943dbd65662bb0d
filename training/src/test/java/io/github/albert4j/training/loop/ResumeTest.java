package io.github.albert4j.training.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.albert4j.InvalidInputException;
import io.github.albert4j.engine.DataType;
import io.github.albert4j.engine.Engine;
import io.github.albert4j.model.Precision;
import io.github.albert4j.training.SmallInstances;
import io.github.albert4j.training.SmallModel;
import io.github.albert4j.training.gradient.LossWeights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Runs that were cut off or stopped, and what may go on from them. */
class ResumeTest extends SmallRuns {
  @Test
  void aRunThatWasCutOffAndResumedGivesTheSameBits() throws IOException {
    run("whole", Options.USUAL, false);
    // Cut off in step 4: the newest checkpoint is that of step 2, in the middle of an epoch.
    Path cut = folder.resolve("cut");
    assertThatThrownBy(
            () ->
                run(
                    cut,
                    Options.USUAL.pretraining(Precision.FP32),
                    SmallInstances.of(20),
                    false,
                    (run, step) -> {
                      if (step == 3) {
                        throw new IllegalStateException("killed");
                      }
                    }))
        .hasMessage("killed");
    assertThat(run("cut", Options.USUAL.threads(3), true)).isTrue();
    assertThat(model("cut")).isEqualTo(model("whole"));
    assertThat(values(metrics("cut"), "loss")).isEqualTo(values(metrics("whole"), "loss"));
    assertThat(values(metrics("cut"), "step")).containsExactly(1., 2., 3., 4., 5., 6.);
  }

  @Test
  void aRunThatWasStoppedAndResumedGivesTheSameBits() throws IOException {
    run("whole", Options.USUAL, false);
    boolean done =
        run(
            folder.resolve("stopped"),
            Options.USUAL.pretraining(Precision.FP32),
            SmallInstances.of(20),
            false,
            (run, step) -> {
              if (step == 3) {
                run.stop();
              }
            });
    assertThat(done).isFalse();
    assertThat(folder.resolve("stopped/checkpoints/step-3")).exists();
    assertThat(folder.resolve("stopped/curves.png")).exists();
    assertThat(folder.resolve("stopped/model.safetensors")).doesNotExist();
    assertThat(run("stopped", Options.USUAL, true)).isTrue();
    assertThat(model("stopped")).isEqualTo(model("whole"));
  }

  @Test
  void aRunThatWasDoneIsDoneWhenResumed() throws IOException {
    run("whole", Options.USUAL, false);
    byte[] model = model("whole");
    assertThat(run("whole", Options.USUAL, true)).isTrue();
    assertThat(model("whole")).isEqualTo(model);
    assertThat(metrics("whole")).hasSize(6);
  }

  @Test
  void resumingWhatNeverBeganBegins() throws IOException {
    assertThat(run("new", Options.USUAL, true)).isTrue();
    assertThat(metrics("new")).hasSize(6);
  }

  @Test
  void anotherOptionIsRefusedByName() {
    run("run", Options.USUAL, false);
    assertThatThrownBy(() -> run("run", Options.USUAL.rate(2e-2), true))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("learning_rate was 0.01 and is 0.02")
        .hasMessageContaining("step-6")
        .hasMessageContaining("resume with the same options");
    assertThatThrownBy(() -> run("run", new Options(6, 9, 40, 1, 1e-2, 1e-6, 5), true))
        .hasMessageContaining("batch_size was 8 and is 9");
    assertThatThrownBy(() -> run("run", new Options(6, 8, 40, 1, 1e-2, 1e-6, 4), true))
        .hasMessageContaining("seed was 5 and is 4");
  }

  @Test
  void anEarlierRunIsNotMixedWithANewOne() {
    run("run", Options.USUAL, false);
    assertThatThrownBy(() -> run("run", Options.USUAL, false))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("step-6: is of an earlier run; resume it");
  }

  @Test
  void otherDataIsRefused() {
    run("run", Options.USUAL, false);
    SmallInstances other = new SmallInstances(SmallModel.VOCABULARY, 16, 20, "other");
    assertThatThrownBy(
            () ->
                run(
                    folder.resolve("run"),
                    Options.USUAL.pretraining(Precision.FP32),
                    other,
                    true,
                    (run, step) -> {}))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("was trained on other data");
  }

  @Test
  void theFirstPrecisionStays() throws IOException {
    assumeThat(Engine.cpu().supports(DataType.BF16)).as("this processor has no bf16").isTrue();
    TrainingOptions half = Options.USUAL.pretraining(Precision.BF16);
    Path output = folder.resolve("half");
    run(output, half, SmallInstances.of(20), false, (run, step) -> {});
    byte[] model = model("half");
    try (Pretraining resumed =
        new Pretraining(
            Options.USUAL.pretraining(Precision.AUTO),
            SmallInstances.of(20),
            LossWeights.PAPER,
            Map.of(),
            output,
            FirstWeights.random(),
            true)) {
      assertThat(resumed.precision()).isEqualTo(Precision.BF16);
      assertThat(resumed.step()).isEqualTo(6);
    }
    assertThatThrownBy(() -> run("half", Options.USUAL, true))
        .hasMessageContaining("was trained in bf16; resume with that --precision, or auto");
    TrainingOptions threads = Options.USUAL.threads(3).pretraining(Precision.BF16);
    run(folder.resolve("again"), threads, SmallInstances.of(20), false, (run, step) -> {});
    assertThat(model("again")).as("bf16 on three threads").isEqualTo(model);
  }
}

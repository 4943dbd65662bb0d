package io.github.albert4j.training.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.albert4j.config.Activation;
import io.github.albert4j.config.AlbertConfig;
import io.github.albert4j.engine.DataType;
import io.github.albert4j.engine.Engine;
import io.github.albert4j.model.Precision;
import io.github.albert4j.training.SmallModel;
import io.github.albert4j.training.gradient.LossWeights;
import io.github.albert4j.training.optimizer.Schedule;
import io.github.albert4j.training.optimizer.UpdateRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MemoryEstimateTest extends SmallRuns {
  @Test
  void theMemoryThatIsToldIsWhatIsHeld() throws IOException {
    AlbertConfig narrow = SmallModel.config(2000, 32, 64, 3, 1, Activation.GELU, 0);
    AlbertConfig dropping = SmallModel.config(500, 64, 128, 2, 2, Activation.GELU, 0.1);
    checkMemory(narrow, Precision.FP32, 1, 64, 16, false);
    checkMemory(narrow, Precision.FP32, 1, 64, 16, true);
    checkMemory(dropping, Precision.FP32, 2, 512, 32, false);
    if (Engine.cpu().supports(DataType.BF16)) {
      checkMemory(dropping, Precision.BF16, 2, 512, 32, false);
    }
  }

  private void checkMemory(
      AlbertConfig config,
      Precision precision,
      int threads,
      int tokens,
      int batch,
      boolean checkpointing)
      throws IOException {
    TrainingOptions options =
        new TrainingOptions(
            config,
            2,
            batch,
            UpdateRule.of(UpdateRule.Form.LAMB),
            Schedule.constant(1e-4, 0),
            1,
            precision,
            1,
            tokens,
            checkpointing,
            threads,
            100,
            1);
    Path output = Files.createTempDirectory(folder, "memory");
    long[] held = {0};
    try (Pretraining run =
        new Pretraining(
            options,
            new FullRows(config.vocabSize()),
            LossWeights.PAPER,
            Map.of(),
            output,
            FirstWeights.random(),
            false)) {
      run.run(listener((r, step) -> held[0] = r.heldBytes(), new Pretraining[] {run}));
      double estimated = run.estimatedBytes();
      assertThat(estimated / held[0])
          .as("%s of %s in %s", options, (long) estimated, held[0])
          .isCloseTo(1, within(0.1));
    }
  }
}

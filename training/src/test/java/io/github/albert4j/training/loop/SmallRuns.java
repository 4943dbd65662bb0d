package io.github.albert4j.training.loop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.albert4j.config.Activation;
import io.github.albert4j.model.Precision;
import io.github.albert4j.training.SmallInstances;
import io.github.albert4j.training.SmallModel;
import io.github.albert4j.training.gradient.LossWeights;
import io.github.albert4j.training.instances.InstanceSource;
import io.github.albert4j.training.optimizer.Schedule;
import io.github.albert4j.training.optimizer.UpdateRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ObjLongConsumer;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs of a small model, for tests. */
abstract class SmallRuns {
  @TempDir Path folder;

  /** What differs between the runs. */
  record Options(
      long steps, int batch, int tokens, int threads, double rate, double epsilon, long seed) {
    static final Options USUAL = new Options(6, 8, 40, 1, 1e-2, 1e-6, 5);

    Options threads(int n) {
      return new Options(steps, batch, tokens, n, rate, epsilon, seed);
    }

    Options rate(double other) {
      return new Options(steps, batch, tokens, threads, other, epsilon, seed);
    }

    TrainingOptions pretraining(Precision precision) {
      return new TrainingOptions(
          SmallModel.config(Activation.GELU_NEW, 0.1),
          steps,
          batch,
          new UpdateRule(UpdateRule.Form.ADAMW, 0.9, 0.999, epsilon, 0.01, 1, 1),
          Schedule.google(rate, 2, steps),
          1,
          precision,
          seed,
          tokens,
          false,
          threads,
          2,
          2);
    }
  }

  /** Does something after each step, such as to stop. */
  static TrainingListener listener(ObjLongConsumer<Pretraining> after, Pretraining[] run) {
    return new TrainingListener() {
      @Override
      public void step(StepMetrics metrics) {
        after.accept(run[0], metrics.step());
      }

      @Override
      public void checkpoint(Path checkpoint) {
        assertThat(checkpoint.resolve("training_state.json")).exists();
      }
    };
  }

  static boolean run(
      Path output,
      TrainingOptions options,
      InstanceSource source,
      boolean resume,
      ObjLongConsumer<Pretraining> after) {
    try {
      Files.createDirectories(output);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    try (Pretraining run =
        new Pretraining(
            options, source, LossWeights.PAPER, Map.of(), output, FirstWeights.random(), resume)) {
      return run.run(listener(after, new Pretraining[] {run}));
    }
  }

  boolean run(String name, Options options, boolean resume) {
    return run(
        folder.resolve(name),
        options.pretraining(Precision.FP32),
        SmallInstances.of(20),
        resume,
        (run, step) -> {});
  }

  byte[] model(String name) throws IOException {
    return Files.readAllBytes(folder.resolve(name).resolve("model.safetensors"));
  }

  List<JsonNode> metrics(String name) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve(name).resolve("metrics.jsonl"))) {
      lines.add(new ObjectMapper().readTree(line));
    }
    return lines;
  }

  static List<Double> values(List<JsonNode> metrics, String name) {
    return metrics.stream().map(m -> m.path(name).asDouble()).toList();
  }
}

package io.github.albert4j.training.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.albert4j.checkpoint.Checkpoint;
import io.github.albert4j.checkpoint.SafetensorsFile;
import io.github.albert4j.config.AlbertConfig;
import io.github.albert4j.engine.Arena;
import io.github.albert4j.engine.DataType;
import io.github.albert4j.engine.Engine;
import io.github.albert4j.engine.Tensor;
import io.github.albert4j.training.Goldens;
import io.github.albert4j.training.gradient.Counts;
import io.github.albert4j.training.gradient.MicroBatch;
import io.github.albert4j.training.gradient.Parameter;
import io.github.albert4j.training.gradient.ParameterLayout;
import io.github.albert4j.training.gradient.Score;
import io.github.albert4j.training.gradient.TaskHead;
import io.github.albert4j.training.gradient.WeightFiles;
import io.github.albert4j.training.gradient.Weights;
import io.github.albert4j.training.gradient.Worker;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Twenty steps beside the reference: the loss of each, the norm of its gradient, the weights. */
class TrainingParityTest {
  static Stream<Path> runs() {
    return Goldens.cases("train_").stream()
        .filter(f -> Goldens.json(f.resolve("manifest.json")).has("optimizer"));
  }

  @ParameterizedTest
  @MethodSource("runs")
  void twentySteps(Path folder) {
    JsonNode manifest = Goldens.json(folder.resolve("manifest.json"));
    JsonNode optimizer = manifest.path("optimizer");
    JsonNode golden = Goldens.json(folder.resolve("losses.json")).path("float64");
    // Where rounding grows from step to step, the norms of the reference's own fp32 run tell by how
    // much; as for all golden data, eight times that is allowed.
    JsonNode narrow = Goldens.json(folder.resolve("losses.json")).path("float32");
    double rounding = 0;
    JsonNode tolerance = manifest.path("tolerance");
    AlbertConfig config = AlbertConfig.read(folder);
    TaskHead head =
        manifest.path("model_class").asText().equals("AlbertForPreTraining")
            ? TaskHead.PRETRAINING
            : TaskHead.sequenceClassification(config.labels().size());
    ParameterLayout layout = ParameterLayout.of(config, head);
    Engine engine = Engine.cpu();
    try (Arena arena = new Arena(engine);
        Checkpoint checkpoint = Checkpoint.open(folder);
        SafetensorsFile io = SafetensorsFile.open(folder.resolve("io.safetensors"))) {
      Weights weights = new Weights(arena, layout, DataType.F32);
      WeightFiles.read(checkpoint, folder.toString(), layout, weights.exact());
      Tensor gradient = arena.allocate(DataType.F32, layout.size());
      Optimizer updates =
          new Optimizer(arena, layout, rule(optimizer), weights.exact(), DataType.F32);
      try (Worker worker = new Worker(engine, config, layout, head, weights, false, 1)) {
        for (int step = 0; step < golden.size(); step++) {
          String batch =
              manifest.path("batches").path(step % manifest.path("batches").size()).asText();
          List<MicroBatch> batches = Goldens.microBatches(io, batch, head, true);
          Score score = Score.NONE;
          gradient.zero(0, gradient.elements());
          for (MicroBatch some : batches) {
            score = score.plus(worker.run(some, Counts.of(batches), null, gradient));
          }
          assertThat(score.loss())
              .as("loss of step %d", step)
              .isCloseTo(
                  golden.path(step).path("loss").asDouble(),
                  within(tolerance.path("loss_atol").asDouble()));
          double scale = 1.0 / Counts.of(batches).scale();
          double norm = scale * updates.norms(gradient, Parallel.NONE).whole();
          double wanted = golden.path(step).path("grad_norm").asDouble();
          rounding =
              Math.max(rounding, Math.abs(narrow.path(step).path("grad_norm").asDouble() - wanted));
          assertThat(norm)
              .as("norm of step %d", step)
              .isCloseTo(
                  wanted,
                  within(
                      Math.max(
                          wanted * tolerance.path("grad_norm_rtol").asDouble(), 8 * rounding)));
          double clip =
              clipping(optimizer).scale(norm, optimizer.path("clip_global_norm").asDouble());
          updates.update(
              gradient, scale * clip, golden.path(step).path("lr").asDouble(), Parallel.NONE);
        }
      }
      compare(folder, manifest, layout, weights.exact());
    }
  }

  private static void compare(
      Path folder, JsonNode manifest, ParameterLayout layout, Tensor weights) {
    double limit = manifest.at("/tolerance/weights_atol").asDouble();
    List<String> excluded = new ArrayList<>();
    manifest.path("exclude_from_weight_comparison").forEach(n -> excluded.add(n.asText()));
    for (Parameter parameter : layout.parameters()) {
      if (excluded.contains(parameter.name())) {
        continue;
      }
      float[] want = doubleRun(folder, parameter.name());
      float[] got = parameter.in(weights).toArray();
      for (int i = 0; i < want.length; i++) {
        assertThat((double) got[i])
            .as("%s[%d]", parameter.name(), i)
            .isCloseTo(want[i], within(limit));
      }
    }
  }

  /** The float64 run's weights, narrowed by the reader. */
  private static float[] doubleRun(Path folder, String name) {
    try (SafetensorsFile last = SafetensorsFile.open(folder.resolve("final_f64.safetensors"))) {
      return Goldens.floats(last, name);
    }
  }

  private static UpdateRule rule(JsonNode optimizer) {
    UpdateRule.Form form =
        switch (optimizer.path("name").asText()) {
          case "adamw" -> UpdateRule.Form.ADAMW_TORCH;
          case "adamw_google" -> UpdateRule.Form.ADAMW;
          case "lamb" -> UpdateRule.Form.LAMB;
          case "lamb_paper" -> UpdateRule.Form.LAMB_PAPER;
          default -> throw new AssertionError("an optimiser that is not known: " + optimizer);
        };
    return new UpdateRule(
        form,
        optimizer.path("beta1").asDouble(),
        optimizer.path("beta2").asDouble(),
        optimizer.path("eps").asDouble(),
        optimizer.path("weight_decay").asDouble(),
        1,
        1);
  }

  private static Clipping clipping(JsonNode optimizer) {
    return optimizer.path("clip_rule").asText().contains("1e-06")
        ? Clipping.TORCH
        : Clipping.GOOGLE;
  }

  static Stream<Path> schedules() {
    return Goldens.cases("train_schedules").stream();
  }

  @ParameterizedTest
  @MethodSource("schedules")
  void theSchedulesAreTheReferences(Path folder) {
    for (JsonNode row : Goldens.json(folder.resolve("schedules.json"))) {
      row.fields()
          .forEachRemaining(
              column -> {
                Schedule.Form form =
                    column.getKey().equals("linear")
                        ? Schedule.Form.LINEAR
                        : column.getKey().startsWith("polynomial_hf")
                            ? Schedule.Form.POLYNOMIAL
                            : column.getKey().startsWith("polynomial_google")
                                ? Schedule.Form.GOOGLE
                                : null;
                if (form == null || column.getValue().isNull()) {
                  return;
                }
                String name = column.getKey();
                double power =
                    name.contains("power")
                        ? Double.parseDouble(name.substring(name.indexOf("power") + 5))
                        : 1;
                Schedule schedule =
                    new Schedule(
                        form,
                        row.path("base_lr").asDouble(),
                        row.path("warmup").asLong(),
                        row.path("total").asLong(),
                        power);
                double want = column.getValue().asDouble();
                assertThat(schedule.rate(row.path("step").asLong()))
                    .as("%s of %s", name, row)
                    .isCloseTo(want, within(1e-12 + 1e-6 * want));
              });
    }
  }
}

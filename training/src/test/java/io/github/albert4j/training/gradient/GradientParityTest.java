package io.github.albert4j.training.gradient;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.albert4j.checkpoint.Checkpoint;
import io.github.albert4j.checkpoint.SafetensorsFile;
import io.github.albert4j.config.AlbertConfig;
import io.github.albert4j.engine.Arena;
import io.github.albert4j.engine.DataType;
import io.github.albert4j.engine.Engine;
import io.github.albert4j.engine.Tensor;
import io.github.albert4j.training.Goldens;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The gradient of every parameter beside that of the reference. */
class GradientParityTest {
  static Stream<Path> cases() {
    return Goldens.cases("head_", "train_").stream()
        .filter(folder -> head(folder) != null && !folder.endsWith("train_schedules"));
  }

  private static TaskHead head(Path folder) {
    JsonNode manifest = Goldens.json(folder.resolve("manifest.json"));
    return switch (manifest.path("model_class").asText()) {
      case "AlbertForPreTraining" -> TaskHead.PRETRAINING;
      case "AlbertForMaskedLM" -> TaskHead.MASKED_LM;
      case "AlbertForSequenceClassification" -> sequenceHead(AlbertConfig.read(folder));
      case "AlbertForTokenClassification" ->
          TaskHead.tokenClassification(AlbertConfig.read(folder).labels().size());
      case "AlbertForMultipleChoice" -> TaskHead.multipleChoice();
      default -> null;
    };
  }

  private static TaskHead sequenceHead(AlbertConfig config) {
    int labels = config.labels().size();
    String type = config.problemType();
    if (labels == 1 || "regression".equals(type)) {
      return TaskHead.regression(labels);
    }
    return "multi_label_classification".equals(type)
        ? TaskHead.multiLabelClassification(labels)
        : TaskHead.sequenceClassification(labels);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void allRowsAtOnce(Path folder) {
    check(folder, false, false);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void rowByRowWithCheckpointing(Path folder) {
    check(folder, true, true);
  }

  private static void check(Path folder, boolean rowByRow, boolean checkpointing) {
    AlbertConfig config = AlbertConfig.read(folder);
    TaskHead head = head(folder);
    ParameterLayout layout = ParameterLayout.of(config, head);
    Engine engine = Engine.cpu();
    JsonNode manifest = Goldens.json(folder.resolve("manifest.json"));
    boolean training = manifest.has("steps");
    String file = training ? "grads_step0.safetensors" : "grads.safetensors";
    double absolute =
        training
            ? manifest.at("/tolerance/grads_step0_atol").asDouble()
            : manifest.at("/gradients/tolerance/atol").asDouble();
    double relative = training ? 0 : manifest.at("/gradients/tolerance/rtol").asDouble();
    try (Arena arena = new Arena(engine);
        Checkpoint checkpoint = Checkpoint.open(folder);
        SafetensorsFile io = SafetensorsFile.open(folder.resolve("io.safetensors"));
        SafetensorsFile golden = SafetensorsFile.open(folder.resolve(file))) {
      Weights weights = new Weights(arena, layout, DataType.F32);
      assertThat(WeightFiles.read(checkpoint, folder.toString(), layout, weights.exact()))
          .isEmpty();
      Tensor gradient = arena.allocate(DataType.F32, layout.size());
      List<MicroBatch> batches = Goldens.microBatches(io, "b0", head, rowByRow);
      Counts total = Counts.of(batches);
      Score score = Score.NONE;
      try (Worker worker = new Worker(engine, config, layout, head, weights, checkpointing, 1)) {
        for (MicroBatch batch : batches) {
          score = score.plus(worker.run(batch, total, null, gradient));
        }
      }
      if (!training) {
        assertThat(score.loss())
            .isCloseTo(Goldens.floats(io, "b0.loss")[0], org.assertj.core.data.Offset.offset(1e-5));
      }
      for (Parameter parameter : layout.parameters()) {
        float[] want = Goldens.floats(golden, parameter.name());
        float[] got = parameter.in(gradient).toArray();
        assertThat(got).hasSameSizeAs(want);
        for (int i = 0; i < want.length; i++) {
          float scaled = got[i] / total.scale();
          assertThat(Math.abs(scaled - want[i]))
              .as("%s[%d] of %s: %s, not %s", parameter.name(), i, folder, scaled, want[i])
              .isLessThanOrEqualTo((float) (absolute + relative * Math.abs(want[i])));
        }
      }
    }
  }
}

package io.github.albert4j.training.gradient;

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
import io.github.albert4j.model.AlbertModel;
import io.github.albert4j.model.AnswerBeam;
import io.github.albert4j.model.Output;
import io.github.albert4j.model.Request;
import io.github.albert4j.training.Goldens;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Loss and gradients of Google's SQuAD 2.0 head beside the reference's. */
class BeamParityTest {
  private static final TaskHead HEAD = TaskHead.questionAnsweringBeam();

  static Stream<Path> cases() {
    return Goldens.cases("tf1_").stream()
        .filter(
            folder ->
                Goldens.json(folder.resolve("manifest.json"))
                    .path("kind")
                    .asText()
                    .equals("squad_v2"));
  }

  /** What the reference calls a parameter, whose matrices are the transposes of ours. */
  private static String nameInTensorFlow(String name) {
    String leaf =
        name.endsWith(".bias")
            ? name.contains("LayerNorm") ? "beta" : "bias"
            : name.contains("LayerNorm") ? "gamma" : "kernel";
    return name.substring(0, name.lastIndexOf('.')).replace('.', '/') + "/" + leaf;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void lossAndGradientsAreTheReferences(Path folder) {
    AlbertConfig config = AlbertConfig.read(folder);
    ParameterLayout layout = ParameterLayout.of(config, HEAD);
    JsonNode manifest = Goldens.json(folder.resolve("manifest.json"));
    Engine engine = Engine.cpu();
    try (Arena arena = new Arena(engine);
        Checkpoint checkpoint = Checkpoint.open(folder);
        SafetensorsFile io = SafetensorsFile.open(folder.resolve("io.safetensors"));
        SafetensorsFile golden = SafetensorsFile.open(folder.resolve("grads.safetensors"))) {
      Weights weights = new Weights(arena, layout, DataType.F32);
      assertThat(WeightFiles.read(checkpoint, folder.toString(), layout, weights.exact()))
          .isEmpty();
      Tensor gradient = arena.allocate(DataType.F32, layout.size());
      try (Worker worker = new Worker(engine, config, layout, HEAD, weights, false, 1)) {
        for (JsonNode batch : manifest.path("batches")) {
          String name = batch.path("name").asText();
          MicroBatch rows = Goldens.questions(io, name);
          gradient.zero(0, gradient.elements());
          Score score = worker.run(rows, Counts.of(List.of(rows)), null, gradient);
          assertThat(score.loss())
              .as(name)
              .isCloseTo(Goldens.floats(io, name + ".loss")[0], within(1e-5));
        }
      }
      int compared = 0;
      for (Parameter parameter : layout.parameters()) {
        String name = nameInTensorFlow(parameter.name());
        if (golden.tensors().containsKey(name)) { // the head's; b1 is the last batch
          compare(manifest, parameter, Goldens.floats(golden, name), gradient, 3);
          compared++;
        }
      }
      assertThat(compared).isEqualTo(golden.tensors().size());
    }
  }

  private static void compare(
      JsonNode manifest, Parameter parameter, float[] want, Tensor gradient, int rows) {
    double absolute = manifest.at("/gradients/atol").asDouble();
    double relative = manifest.at("/gradients/rtol").asDouble();
    float[] got = parameter.in(gradient).toArray();
    assertThat(got).hasSameSizeAs(want);
    int outputs = (int) parameter.sizes()[0];
    int inputs = got.length / outputs;
    for (int i = 0; i < got.length; i++) {
      float expected = want[i % inputs * outputs + i / inputs];
      assertThat((double) got[i] / rows)
          .as("%s[%d]", parameter.name(), i)
          .isCloseTo(expected, within(absolute + relative * Math.abs(expected)));
    }
  }

  /** What training measures on dev data is what inference answers. */
  @ParameterizedTest
  @MethodSource("cases")
  void beamsAreThoseOfInference(Path folder) {
    AlbertConfig config = AlbertConfig.read(folder);
    ParameterLayout layout = ParameterLayout.of(config, HEAD);
    Engine engine = Engine.cpu();
    try (Arena arena = new Arena(engine);
        Checkpoint checkpoint = Checkpoint.open(folder);
        SafetensorsFile io = SafetensorsFile.open(folder.resolve("io.safetensors"));
        AlbertModel model = AlbertModel.load(folder)) {
      Weights weights = new Weights(arena, layout, DataType.F32);
      WeightFiles.read(checkpoint, folder.toString(), layout, weights.exact());
      MicroBatch rows = Goldens.questions(io, "b1");
      AnswerBeam[] want =
          model.forward(rows.batch(), Request.of(Output.ANSWER_BEAMS)).answerBeams();
      try (Worker worker = new Worker(engine, config, layout, HEAD, weights, false, 1)) {
        float[] got = worker.logits(rows);
        for (int row = 0; row < want.length; row++) {
          int from = row * AnswerBeam.FLOATS;
          float[] expected = want[row].toArray();
          assertThat(Arrays.copyOfRange(got, from, from + AnswerBeam.FLOATS))
              .containsExactly(expected, org.assertj.core.data.Offset.offset(1e-5f));
        }
      }
    }
  }
}

package io.github.albert4j.training.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.albert4j.AlbertException;
import io.github.albert4j.config.Activation;
import io.github.albert4j.config.AlbertConfig;
import io.github.albert4j.engine.Arena;
import io.github.albert4j.engine.DataType;
import io.github.albert4j.engine.Engine;
import io.github.albert4j.engine.Tensor;
import io.github.albert4j.model.AlbertModel;
import io.github.albert4j.model.ModelOutput;
import io.github.albert4j.model.Output;
import io.github.albert4j.model.Precision;
import io.github.albert4j.model.Request;
import io.github.albert4j.training.SmallInstances;
import io.github.albert4j.training.SmallModel;
import io.github.albert4j.training.gradient.LossWeights;
import io.github.albert4j.training.gradient.Parameter;
import io.github.albert4j.training.gradient.ParameterLayout;
import io.github.albert4j.training.gradient.TaskHead;
import io.github.albert4j.training.instances.Instance;
import io.github.albert4j.training.instances.InstanceSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a run does and leaves. */
class PretrainingTest extends SmallRuns {
  @Test
  void aRunLeavesAModelCheckpointsMetricsAndCurves() throws IOException {
    assertThat(run("whole", Options.USUAL, false)).isTrue();
    try (Stream<Path> files = Files.list(folder.resolve("whole"))) {
      assertThat(files.map(f -> f.getFileName().toString().replaceAll("\\d{10}", "N")))
          .contains(
              "checkpoints",
              "config.json",
              "curves.png",
              "events.out.tfevents.N.albert4j",
              "layers.jsonl",
              "metrics.jsonl",
              "model.safetensors");
    }
    assertThat(values(metrics("whole"), "step")).containsExactly(1., 2., 3., 4., 5., 6.);
    JsonNode last = metrics("whole").get(5);
    assertThat(last.path("tokens").asLong()).isBetween(6 * 8 * 9L, 6 * 8 * 16L);
    assertThat(last.path("gradient_norm").asDouble()).isPositive();
    checkLayers(Files.readAllLines(folder.resolve("whole").resolve("layers.jsonl")), last);
    try (Stream<Path> kept = Files.list(folder.resolve("whole/checkpoints"))) {
      assertThat(kept.map(f -> f.getFileName().toString()).sorted())
          .containsExactly("step-4", "step-6");
    }
  }

  private static void checkLayers(List<String> lines, JsonNode last) throws IOException {
    assertThat(lines).hasSize(6);
    JsonNode layers = new ObjectMapper().readTree(lines.get(5));
    double squares = 0;
    for (JsonNode norm : layers.path("gradient_norm")) {
      squares += Math.pow(norm.asDouble(), 2);
    }
    assertThat(Math.sqrt(squares)).isCloseTo(last.path("gradient_norm").asDouble(), within(1e-9));
    assertThat(layers.path("weight_norm").path("albert.embeddings.LayerNorm.weight").asDouble())
        .isCloseTo(Math.sqrt(8), within(0.5));
  }

  @Test
  void anyNumberOfThreadsGivesTheSameBits() throws IOException {
    run("one", Options.USUAL, false);
    for (int threads : new int[] {2, 5}) {
      run("threads" + threads, Options.USUAL.threads(threads), false);
      assertThat(model("threads" + threads)).as("%d threads", threads).isEqualTo(model("one"));
    }
  }

  /** So accumulated gradients are those of the whole batch. */
  @Test
  void aBatchInOneMicroBatchIsAsInSmallOnesWithinRounding() throws IOException {
    Options once = new Options(3, 64, 64 * 16, 1, 1e-2, 1e-3, 5);
    Options parts = new Options(3, 64, 32 * 12, 2, 1e-2, 1e-3, 5);
    run("once", once, false);
    run("parts", parts, false);
    List<Double> losses = values(metrics("once"), "loss");
    List<Double> others = values(metrics("parts"), "loss");
    for (int i = 0; i < losses.size(); i++) {
      assertThat(others.get(i)).isCloseTo(losses.get(i), within(1e-5));
    }
    float[] a = weights("once");
    float[] b = weights("parts");
    for (int i = 0; i < a.length; i++) {
      assertThat(b[i]).isCloseTo(a[i], within(1e-5f));
    }
  }

  private float[] weights(String name) {
    try (io.github.albert4j.checkpoint.SafetensorsFile file =
        io.github.albert4j.checkpoint.SafetensorsFile.open(
            folder.resolve(name).resolve("model.safetensors"))) {
      float[] values = new float[(int) file.tensors().get("predictions.dense.weight").elements()];
      file.read("predictions.dense.weight", 0, java.nio.FloatBuffer.wrap(values));
      return values;
    }
  }

  /** What is hidden is always the same piece. */
  @Test
  void theLossFalls() throws IOException {
    run(
        folder.resolve("long"),
        new Options(40, 8, 128, 2, 1e-2, 1e-6, 5).pretraining(Precision.FP32),
        new FullRows(SmallModel.VOCABULARY),
        false,
        (run, step) -> {});
    List<Double> losses = values(metrics("long"), "loss");
    assertThat(losses.get(0)).isCloseTo(Math.log(40) + Math.log(2), within(0.3));
    assertThat(losses.get(39)).isLessThan(0.5);
    assertThat(values(metrics("long"), "mlm_accuracy").get(39)).isEqualTo(1);
  }

  @Test
  void aCheckpointLoadsAndAnswers() {
    run("run", Options.USUAL, false);
    for (String path : new String[] {"run", "run/checkpoints/step-4"}) {
      try (AlbertModel model = AlbertModel.load(folder.resolve(path))) {
        ModelOutput output =
            model.forward(
                SmallModel.rows(1, 5, 9), Request.of(Output.VOCABULARY_LOGITS, Output.SOP_LOGITS));
        assertThat(output.logits()).hasSize(14 * SmallModel.VOCABULARY);
        for (float logit : output.logits()) {
          assertThat(logit).isFinite();
        }
        assertThat(output.sopLogits()).hasSize(4);
      }
    }
  }

  @Test
  void anEarlierModelsWeightsAreAStart() throws IOException {
    run("first", Options.USUAL, false);
    Path output = Files.createDirectories(folder.resolve("second"));
    TrainingOptions options =
        new Options(1, 8, 40, 1, 0, 1e-6, 5).pretraining(Precision.FP32); // a rate of 0
    try (Pretraining run =
        new Pretraining(
            options,
            SmallInstances.of(20),
            LossWeights.PAPER,
            Map.of(),
            output,
            FirstWeights.of(folder.resolve("first")),
            false)) {
      run.run(listener((r, step) -> {}, new Pretraining[] {run}));
    }
    assertThat(model("second")).isEqualTo(model("first"));
  }

  @Test
  void groupsThatTheStartLacksBeginAsItsLast() {
    Path first = folder.resolve("first");
    TrainingOptions options = Options.USUAL.pretraining(Precision.FP32);
    try (Arena arena = new Arena(Engine.cpu())) {
      AlbertConfig config = groups(2);
      ParameterLayout two = ParameterLayout.of(config, TaskHead.PRETRAINING);
      Tensor weights = arena.allocate(DataType.F32, 1, two.size());
      FirstWeights.random().fill(two, options, weights);
      SmallModel.write(first, config, two, weights, Map.of());

      ParameterLayout four = ParameterLayout.of(groups(4), TaskHead.PRETRAINING);
      Tensor flat = arena.allocate(DataType.F32, 1, four.size());
      FirstWeights.of(first).fill(four, options, flat);
      Map<String, Parameter> before =
          two.parameters().stream().collect(Collectors.toMap(Parameter::name, p -> p));
      for (Parameter parameter : four.parameters()) {
        String like = parameter.name().replaceFirst("groups\\.[23]", "groups.1");
        assertThat(parameter.in(flat).toArray())
            .as(parameter.name())
            .isEqualTo(before.get(like).in(weights).toArray());
      }
    }
  }

  @Test
  void aFreshClsIsAMaskInTheSecondPlaceUnderANewPooler() {
    TrainingOptions options = Options.USUAL.pretraining(Precision.FP32);
    try (Arena arena = new Arena(Engine.cpu())) {
      ParameterLayout layout = ParameterLayout.of(groups(2), TaskHead.PRETRAINING);
      Tensor before = arena.allocate(DataType.F32, 1, layout.size());
      Tensor after = arena.allocate(DataType.F32, 1, layout.size());
      FirstWeights first = (same, likewise, flat) -> SmallModel.fill(same, 7, flat);
      first.fill(layout, options, before);
      first.withFreshCls(2, 4).fill(layout, options, after);
      for (Parameter parameter : layout.parameters()) {
        float[] expected = parameter.in(before).toArray();
        float[] found = parameter.in(after).toArray();
        if (parameter.name().contains("word_embeddings")) {
          System.arraycopy(expected, 4 * 8, expected, 2 * 8, 8);
        } else if (parameter.name().contains("position_embeddings")) {
          System.arraycopy(expected, 8, expected, 0, 8);
        } else if (parameter.isPooled()) {
          assertThat(found).as(parameter.name()).isNotEqualTo(expected);
          Initialization.random(parameter, 0.02, options.seed(), before);
          expected = parameter.in(before).toArray();
        }
        assertThat(found).as(parameter.name()).isEqualTo(expected);
      }
    }
  }

  private static AlbertConfig groups(int groups) {
    return SmallModel.config(SmallModel.VOCABULARY, 8, 16, 4, groups, Activation.GELU_NEW, 0);
  }

  @Test
  void int8IsRefused() {
    assertThatThrownBy(
            () ->
                new Pretraining(
                    Options.USUAL.pretraining(Precision.INT8),
                    SmallInstances.of(20),
                    LossWeights.PAPER,
                    Map.of(),
                    folder,
                    FirstWeights.random(),
                    false))
        .isInstanceOf(AlbertException.class)
        .hasMessageContaining("int8")
        .hasMessageContaining("--precision auto");
  }

  @Test
  void aLossThatIsNoNumberEndsTheRunAndNamesTheLastCheckpoint() {
    assertThatThrownBy(() -> run("wild", new Options(40, 8, 40, 1, 1e30, 1e-6, 5), false))
        .isInstanceOf(AlbertException.class)
        .hasMessageContaining("the loss")
        .hasMessageContaining("checkpoint");
  }

  @Test
  void dataThatCannotBeReadEndsTheRunWithItsOwnError() {
    SmallInstances counting = SmallInstances.of(20);
    InstanceSource broken =
        new InstanceSource() {
          @Override
          public Epoch epoch(long seed, long epoch) {
            Epoch whole = counting.epoch(seed, epoch);
            return new Epoch() {
              @Override
              public long size() {
                return whole.size();
              }

              @Override
              public Instance get(long index) {
                if (index == 19) {
                  throw new AlbertException("shard-00003.a4j: cannot be read");
                }
                return whole.get(index);
              }

              @Override
              public void close() {}
            };
          }

          @Override
          public String fingerprint() {
            return "broken";
          }

          @Override
          public int maxLength() {
            return 16;
          }

          @Override
          public int vocabularySize() {
            return SmallModel.VOCABULARY;
          }

          @Override
          public void close() {}
        };
    assertThatThrownBy(
            () ->
                run(
                    folder.resolve("broken"),
                    Options.USUAL.pretraining(Precision.FP32),
                    broken,
                    false,
                    (run, step) -> {}))
        .isInstanceOf(AlbertException.class)
        .hasMessage("shard-00003.a4j: cannot be read");
  }
}

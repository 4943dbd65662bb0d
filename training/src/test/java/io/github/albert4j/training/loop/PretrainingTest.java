package io.github.albert4j.training.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.albert4j.AlbertException;
import io.github.albert4j.InvalidInputException;
import io.github.albert4j.config.Activation;
import io.github.albert4j.config.AlbertConfig;
import io.github.albert4j.engine.DataType;
import io.github.albert4j.engine.Engine;
import io.github.albert4j.model.AlbertModel;
import io.github.albert4j.model.ModelOutput;
import io.github.albert4j.model.Output;
import io.github.albert4j.model.Precision;
import io.github.albert4j.model.Request;
import io.github.albert4j.training.SmallInstances;
import io.github.albert4j.training.SmallModel;
import io.github.albert4j.training.instances.Instance;
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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs of a small model. */
class PretrainingTest {
  @TempDir Path folder;

  /** What differs between the runs. */
  private record Options(
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
          new UpdateRule(UpdateRule.Form.ADAMW, 0.9, 0.999, epsilon, 0.01, 1),
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
  private static TrainingListener listener(ObjLongConsumer<Pretraining> after, Pretraining[] run) {
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

  private static boolean run(
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
        new Pretraining(options, source, 1, Map.of(), output, FirstWeights.random(), resume)) {
      return run.run(listener(after, new Pretraining[] {run}));
    }
  }

  private boolean run(String name, Options options, boolean resume) {
    return run(
        folder.resolve(name),
        options.pretraining(Precision.FP32),
        SmallInstances.of(20),
        resume,
        (run, step) -> {});
  }

  private byte[] model(String name) throws IOException {
    return Files.readAllBytes(folder.resolve(name).resolve("model.safetensors"));
  }

  private List<JsonNode> metrics(String name) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve(name).resolve("metrics.jsonl"))) {
      lines.add(new ObjectMapper().readTree(line));
    }
    return lines;
  }

  private static List<Double> values(List<JsonNode> metrics, String name) {
    return metrics.stream().map(m -> m.path(name).asDouble()).toList();
  }

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
            1,
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
            1,
            Map.of(),
            output,
            FirstWeights.of(folder.resolve("first")),
            false)) {
      run.run(listener((r, step) -> {}, new Pretraining[] {run}));
    }
    assertThat(model("second")).isEqualTo(model("first"));
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
            1,
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

  /** Rows that are all as long as they may be. */
  private record FullRows(int vocabularySize) implements InstanceSource {
    @Override
    public Epoch epoch(long seed, long epoch) {
      return new Epoch() {
        @Override
        public long size() {
          return 1000;
        }

        @Override
        public Instance get(long index) {
          int[] ids = new int[32];
          java.util.Arrays.fill(ids, 7);
          return new Instance(
              ids,
              16,
              new int[] {3},
              new int[] {8},
              new Instance.Kind[] {Instance.Kind.MASK},
              Instance.SentenceOrder.IN_ORDER);
        }

        @Override
        public void close() {}
      };
    }

    @Override
    public String fingerprint() {
      return "full";
    }

    @Override
    public int maxLength() {
      return 32;
    }

    @Override
    public void close() {}
  }
}

package io.github.albert4j.training.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.albert4j.InvalidInputException;
import io.github.albert4j.config.Activation;
import io.github.albert4j.config.AlbertConfig;
import io.github.albert4j.engine.Arena;
import io.github.albert4j.engine.DataType;
import io.github.albert4j.engine.Engine;
import io.github.albert4j.engine.Tensor;
import io.github.albert4j.model.AlbertModel;
import io.github.albert4j.model.Output;
import io.github.albert4j.model.PackedBatch;
import io.github.albert4j.model.Precision;
import io.github.albert4j.model.Request;
import io.github.albert4j.training.SmallModel;
import io.github.albert4j.training.gradient.LossWeights;
import io.github.albert4j.training.gradient.ParameterLayout;
import io.github.albert4j.training.gradient.TaskHead;
import io.github.albert4j.training.instances.InstanceOptions;
import io.github.albert4j.training.instances.SmallCorpus;
import io.github.albert4j.training.instances.TextInstances;
import io.github.albert4j.training.instances.TokenizedCorpus;
import io.github.albert4j.training.loop.FirstWeights;
import io.github.albert4j.training.loop.Pretraining;
import io.github.albert4j.training.loop.StepMetrics;
import io.github.albert4j.training.loop.TrainingListener;
import io.github.albert4j.training.loop.TrainingOptions;
import io.github.albert4j.training.optimizer.Schedule;
import io.github.albert4j.training.optimizer.UpdateRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InformedStartTest {
  private static final int FIRST_WORD = 5;
  private static final int WORDS = 60;

  @TempDir Path folder;
  private TokenizedCorpus corpus;
  private AlbertConfig config;

  /** A text in which most words tell the next one. */
  @BeforeEach
  void tokenize() {
    Random random = new Random(4);
    StringBuilder text = new StringBuilder();
    int word = 0;
    for (int line = 0; line < 600; line++) {
      for (int i = 0; i < 25; i++) {
        word = random.nextInt(10) == 0 ? random.nextInt(WORDS) : (word * 7 + 3) % WORDS;
        text.append('w').append(word).append(' ');
      }
      text.append(line % 10 == 9 ? "\n\n" : "\n");
    }
    corpus = SmallCorpus.lines(folder, text.toString());
    config = config(SmallCorpus.tokenizer().vocabularySize(), 64, 128, 1, 4);
  }

  @AfterEach
  void close() {
    corpus.close();
  }

  private static AlbertConfig config(
      int vocabulary, int embedding, int hidden, int groups, int heads) {
    return new AlbertConfig(
        vocabulary,
        embedding,
        hidden,
        2,
        groups,
        1,
        heads,
        2 * hidden,
        Activation.GELU_NEW,
        0,
        0,
        0.1,
        64,
        2,
        0.02,
        1e-12,
        0,
        2,
        3,
        List.of(),
        List.of("a", "b"),
        null,
        true,
        true,
        null);
  }

  private TrainingOptions options(long steps) {
    return new TrainingOptions(
        config,
        steps,
        16,
        UpdateRule.of(UpdateRule.Form.ADAMW),
        Schedule.google(2e-3, 3, steps),
        1,
        Precision.FP32,
        1,
        512,
        false,
        2,
        1000,
        1);
  }

  private double lossAfter(long steps, FirstWeights start, String name) throws IOException {
    Path output = Files.createDirectories(folder.resolve(name));
    double[] last = {0};
    try (TextInstances instances = new TextInstances(corpus, InstanceOptions.of(32));
        Pretraining run =
            new Pretraining(
                options(steps), instances, LossWeights.PAPER, Map.of(), output, start, false)) {
      run.run(
          new TrainingListener() {
            @Override
            public void step(StepMetrics metrics) {
              last[0] = metrics.loss();
            }

            @Override
            public void checkpoint(Path checkpoint) {}
          });
    }
    return last[0];
  }

  @Test
  void theLossIsLowerThanFromRandomWeights() throws IOException {
    double informed = lossAfter(20, FirstWeights.informed(corpus, FIRST_WORD), "informed");
    double random = lossAfter(20, FirstWeights.random(), "random");
    assertThat(informed).isLessThan(random - 0.3);
  }

  @Test
  void headsLookAtTheirOffsets() {
    ParameterLayout layout = ParameterLayout.of(config, TaskHead.PRETRAINING);
    Path model = folder.resolve("model");
    try (Arena arena = new Arena(Engine.cpu())) {
      Tensor flat = arena.allocate(DataType.F32, layout.size());
      FirstWeights.informed(corpus, FIRST_WORD).fill(layout, options(10), flat);
      SmallModel.write(model, config, layout, flat, Map.of());
    }
    int length = 32;
    int[] ids = IntStream.range(0, length).map(i -> 26 + i * 5 % WORDS).toArray();
    float[] attention;
    try (AlbertModel loaded = AlbertModel.load(model)) {
      attention =
          loaded.forward(
                  PackedBatch.of(new int[][] {ids}, new int[][] {new int[length]}),
                  Request.of(Output.ATTENTIONS))
              .attentions()[0][0];
    }
    int[] offsets = {-1, 1, -2, 2};
    for (int head = 0; head < offsets.length; head++) {
      int right = 0;
      for (int query = 2; query < length - 2; query++) {
        int from = (head * length + query) * length;
        int best = 0;
        for (int key = 1; key < length; key++) {
          best = attention[from + key] > attention[from + best] ? key : best;
        }
        right += best == query + offsets[head] ? 1 : 0;
      }
      assertThat(right).as("head %d", head).isGreaterThan((length - 4) * 8 / 10);
    }
  }

  @Test
  void onlyTheFirstGroupIsToldWhereToLook() {
    config = config(SmallCorpus.tokenizer().vocabularySize(), 64, 128, 2, 4);
    ParameterLayout layout = ParameterLayout.of(config, TaskHead.PRETRAINING);
    try (Arena arena = new Arena(Engine.cpu())) {
      Tensor informed = arena.allocate(DataType.F32, layout.size());
      Tensor random = arena.allocate(DataType.F32, layout.size());
      FirstWeights.informed(corpus, FIRST_WORD).fill(layout, options(10), informed);
      FirstWeights.random().fill(layout, options(10), random);
      for (String part : List.of("query", "key", "value", "dense")) {
        for (int group = 0; group < 2; group++) {
          String name = ParameterLayout.blockPrefix(group, 0) + "attention." + part + ".weight";
          boolean told =
              !Arrays.equals(
                  layout.get(name).in(informed).toArray(), layout.get(name).in(random).toArray());
          assertThat(told).as(name).isEqualTo(group == 0);
        }
      }
    }
  }

  @Test
  void theOutputBiasIsTheLogOfTheFrequency() {
    ParameterLayout layout = ParameterLayout.of(config, TaskHead.PRETRAINING);
    try (Arena arena = new Arena(Engine.cpu())) {
      Tensor flat = arena.allocate(DataType.F32, layout.size());
      FirstWeights.informed(corpus, FIRST_WORD).fill(layout, options(10), flat);
      float[] bias = layout.get("predictions.bias").in(flat).toArray();
      double all = 0;
      for (float b : bias) {
        all += Math.exp(b);
      }
      assertThat(all).isCloseTo(1, within(1e-4));
      float[] words = layout.get("albert.embeddings.word_embeddings.weight").in(flat).toArray();
      for (float w : words) {
        assertThat(w).isFinite();
      }
    }
  }

  @Test
  void aShapeWithoutRoomForPositionsIsRefused() {
    config = config(SmallCorpus.tokenizer().vocabularySize(), 16, 128, 1, 4); // heads of 32
    ParameterLayout layout = ParameterLayout.of(config, TaskHead.PRETRAINING);
    try (Arena arena = new Arena(Engine.cpu())) {
      Tensor flat = arena.allocate(DataType.F32, layout.size());
      assertThatThrownBy(
              () -> FirstWeights.informed(corpus, FIRST_WORD).fill(layout, options(10), flat))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("--informed-start: expected heads of an even size")
          .hasMessageContaining("found heads of 32");
    }
  }
}

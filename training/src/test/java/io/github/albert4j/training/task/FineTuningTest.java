package io.github.albert4j.training.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.albert4j.InvalidInputException;
import io.github.albert4j.checkpoint.SafetensorsFile;
import io.github.albert4j.config.AlbertConfig;
import io.github.albert4j.evaluation.report.EvaluationProgress;
import io.github.albert4j.evaluation.task.Logits;
import io.github.albert4j.evaluation.task.Problem;
import io.github.albert4j.evaluation.task.TaskExamples;
import io.github.albert4j.evaluation.task.TaskReport;
import io.github.albert4j.evaluation.task.TaskRows;
import io.github.albert4j.hub.ModelFolder;
import io.github.albert4j.model.AlbertModel;
import io.github.albert4j.model.Head;
import io.github.albert4j.training.Goldens;
import io.github.albert4j.training.loop.DevMetrics;
import io.github.albert4j.training.loop.StepMetrics;
import io.github.albert4j.training.loop.TrainingListener;
import io.github.albert4j.training.loop.TrainingOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole runs of a small model on examples made up here. */
class FineTuningTest {
  @TempDir Path folder;
  private ModelFolder model;

  @BeforeEach
  void makeModel() {
    model = SmallTasks.model(folder.resolve("model"));
  }

  /** What differs between the runs. */
  private record Case(
      String task,
      Problem problem,
      long steps,
      int threads,
      Freeze freeze,
      int patience,
      boolean beam) {
    static Case of(String task, Problem problem, long steps) {
      return new Case(task, problem, steps, 1, Freeze.NONE, 0, false);
    }

    Case threads(int n) {
      return new Case(task, problem, steps, n, freeze, patience, beam);
    }

    Case freeze(Freeze part) {
      return new Case(task, problem, steps, threads, part, patience, beam);
    }

    Case patience(int looks) {
      return new Case(task, problem, steps, threads, freeze, looks, beam);
    }

    Case withBeam(boolean on) {
      return new Case(task, problem, steps, threads, freeze, patience, on);
    }
  }

  private static final Case SHORT = Case.of("sst2", Problem.SINGLE_LABEL, 12);

  private TaskExamples examples(Case of) {
    return SmallTasks.examples(of.task, of.problem);
  }

  private boolean run(
      String name,
      Case of,
      boolean dev,
      boolean resume,
      LongConsumer step,
      Consumer<FineTuning> end)
      throws IOException {
    TaskExamples examples = examples(of);
    TaskModel target = new TaskModel(examples.task(), of.problem, examples.labels(), of.beam);
    Recipe recipe =
        Recipe.of(examples.task(), AlbertConfig.read(model.path()))
            .withMaxLength(SmallTasks.MAX_LENGTH);
    TaskRows rows =
        examples.rows(target.labels(), SmallTasks.TOKENIZER, SmallTasks.MAX_LENGTH, target.head());
    FineTuning.Plan plan =
        new FineTuning.Plan(model, target, rows, dev ? rows : null, of.freeze, of.patience, null);
    TrainingOptions options =
        SmallTasks.options(target.config(model, recipe), of.steps, of.threads);
    Path output = Files.createDirectories(folder.resolve(name));
    try (FineTuning tuning =
        new FineTuning(plan, options, SmallTasks.vocabulary(), output, resume)) {
      boolean done =
          tuning.run(
              new TrainingListener() {
                @Override
                public void step(StepMetrics metrics) {
                  step.accept(metrics.step());
                }

                @Override
                public void checkpoint(Path checkpoint) {
                  assertThat(checkpoint.resolve("training_state.json")).exists();
                }
              });
      end.accept(tuning);
      return done;
    }
  }

  private boolean run(String name, Case of, boolean dev, boolean resume) throws IOException {
    return run(name, of, dev, resume, step -> {}, tuning -> {});
  }

  private byte[] weights(String name) throws IOException {
    return Files.readAllBytes(folder.resolve(name).resolve("model.safetensors"));
  }

  private List<JsonNode> metrics(String name) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve(name).resolve("metrics.jsonl"))) {
      lines.add(new ObjectMapper().readTree(line));
    }
    return lines;
  }

  /** What the folder that was written says of the training data, by inference. */
  private TaskReport report(String name, Case of) {
    TaskExamples examples = examples(of);
    try (AlbertModel tuned = AlbertModel.load(folder.resolve(name))) {
      assertThat(tuned.head())
          .isEqualTo(of.beam ? Head.QUESTION_ANSWERING_BEAM : TaskModel.head(examples.task()));
      TaskRows rows =
          examples.rows(
              tuned.config().labels(), tuned.tokenizer(), SmallTasks.MAX_LENGTH, tuned.head());
      return rows.report(Logits.of(tuned, rows, 100, EvaluationProgress.NONE));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "sst2, SINGLE_LABEL, false, accuracy, 1",
    "text-classification, MULTI_LABEL, false, exact_match, 1",
    "stsb, REGRESSION, false, pearson, 0.99",
    "ner, SINGLE_LABEL, false, f1, 1",
    "squad2, SINGLE_LABEL, false, exact, 100",
    "squad2, SINGLE_LABEL, true, exact, 100",
    "race, SINGLE_LABEL, false, accuracy, 1"
  })
  void aHandfulIsLearntByHeart(
      String task, Problem problem, boolean beam, String metric, double least) throws IOException {
    Case of = Case.of(task, problem, 300).threads(2).withBeam(beam);
    DevMetrics[] best = {null};
    assertThat(run("run", of, true, false, step -> {}, tuning -> best[0] = tuning.best())).isTrue();
    TaskReport report = report("run", of);
    assertThat(report.metrics().get(metric)).as("%s", report).isGreaterThanOrEqualTo(least);
    if (problem != Problem.REGRESSION) {
      assertThat(report.worst()).isEmpty();
    }
    assertThat(best[0].metrics().get(metric))
        .as("what training saw of the dev data")
        .isCloseTo(report.metrics().get(metric), within(1e-4));
  }

  @Test
  void theFolderSaysWhatTheModelIs() throws IOException {
    run("run", SHORT, true, false);
    JsonNode config = Goldens.json(folder.resolve("run/config.json"));
    assertThat(config.at("/architectures/0").asText()).isEqualTo("AlbertForSequenceClassification");
    assertThat(config.at("/id2label/1").asText()).isEqualTo("positive");
    assertThat(config.at("/label2id/negative").asInt()).isZero();
    assertThat(config.path("problem_type").asText()).isEqualTo("single_label_classification");
    try (SafetensorsFile file = SafetensorsFile.open(folder.resolve("run/model.safetensors"))) {
      assertThat(file.tensors()).containsKeys("classifier.weight", "classifier.bias");
      assertThat(file.tensors().keySet()).noneMatch(n -> n.startsWith("predictions"));
    }
    assertThat(folder.resolve("run/curves.png")).exists();
    assertThat(metrics("run").stream().filter(l -> l.has("dev_accuracy"))).hasSize(4);
  }

  @Test
  void anyNumberOfThreadsGivesTheSameBits() throws IOException {
    run("one", SHORT, true, false);
    run("three", SHORT.threads(3), true, false);
    assertThat(weights("three")).isEqualTo(weights("one"));
    assertThat(metrics("three").stream().filter(l -> l.has("epoch")).toList())
        .isEqualTo(metrics("one").stream().filter(l -> l.has("epoch")).toList());
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void aRunThatWasCutOffAndResumedGivesTheSameBits(boolean dev) throws IOException {
    run("whole", SHORT, dev, false);
    for (long last : new long[] {2, 7, 11}) {
      assertThatThrownBy(
              () ->
                  run(
                      "cut" + last,
                      SHORT,
                      dev,
                      false,
                      step -> {
                        if (step == last) {
                          throw new IllegalStateException("killed");
                        }
                      },
                      tuning -> {}))
          .hasMessage("killed");
      assertThat(run("cut" + last, SHORT.threads(2), dev, true)).isTrue();
      assertThat(weights("cut" + last)).as("cut in step %d", last).isEqualTo(weights("whole"));
      assertThat(metrics("cut" + last)).hasSameSizeAs(metrics("whole"));
    }
  }

  @Test
  void theHeadOfSquad2IsResumedAndKept() throws IOException {
    Case of = Case.of("squad2", Problem.SINGLE_LABEL, 12).withBeam(true);
    run("whole", of, true, false);
    assertThatThrownBy(
            () ->
                run(
                    "cut",
                    of,
                    true,
                    false,
                    step -> {
                      if (step == 7) {
                        throw new IllegalStateException("killed");
                      }
                    },
                    tuning -> {}))
        .hasMessage("killed");
    assertThatThrownBy(() -> run("cut", of.withBeam(false), true, true))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("head was question-answering-beam and is question-answering");
    assertThat(run("cut", of.threads(3), true, true)).isTrue();
    assertThat(weights("cut")).isEqualTo(weights("whole"));
    JsonNode config = Goldens.json(folder.resolve("whole/config.json"));
    assertThat(config.at("/architectures/0").asText()).isEqualTo("AlbertModel");
    assertThat(config.path("question_answering_head").asText()).isEqualTo("beam");

    model = new ModelFolder("whole", folder.resolve("whole"));
    run("again", of, false, false, s -> {}, t -> assertThat(t.newParameters()).isEmpty());
    Case linear = of.withBeam(false);
    run("linear", linear, false, false, s -> {}, t -> assertThat(t.newParameters()).hasSize(2));
    JsonNode other = Goldens.json(folder.resolve("linear/config.json"));
    assertThat(other.at("/architectures/0").asText()).isEqualTo("AlbertForQuestionAnswering");
    assertThat(other.has("question_answering_head")).isFalse();
  }

  @Test
  void aRunThatWasDoneIsDoneWhenResumed() throws IOException {
    run("whole", SHORT, true, false);
    byte[] weights = weights("whole");
    assertThat(run("whole", SHORT, true, true)).isTrue();
    assertThat(weights("whole")).isEqualTo(weights);
  }

  @Test
  void whatIsFrozenStaysAsItIs() throws IOException {
    run("encoder", SHORT.freeze(Freeze.ENCODER), false, false);
    run("embeddings", SHORT.freeze(Freeze.EMBEDDINGS), false, false);
    String words = "albert.embeddings.word_embeddings.weight";
    String ffn = "albert.encoder.albert_layer_groups.0.albert_layers.0.ffn.weight";
    assertThat(tensor("encoder", words)).isEqualTo(tensor("model", words));
    assertThat(tensor("encoder", ffn)).isEqualTo(tensor("model", ffn));
    assertThat(tensor("encoder", "albert.pooler.weight"))
        .isNotEqualTo(tensor("model", "albert.pooler.weight"));
    assertThat(tensor("embeddings", words)).isEqualTo(tensor("model", words));
    assertThat(tensor("embeddings", ffn)).isNotEqualTo(tensor("model", ffn));
  }

  private float[] tensor(String name, String tensor) {
    try (SafetensorsFile file =
        SafetensorsFile.open(folder.resolve(name).resolve("model.safetensors"))) {
      return Goldens.floats(file, tensor);
    }
  }

  /** With a head alone on random features nothing gets better for long. */
  @Test
  void trainingEndsWhereNothingGetsBetter() throws IOException {
    Case patient = Case.of("sst2", Problem.SINGLE_LABEL, 300).patience(2);
    long[] steps = {0};
    assertThat(run("run", patient, true, false, step -> steps[0] = step, tuning -> {})).isTrue();
    assertThat(steps[0]).isLessThan(300);
    double best = 0;
    List<Double> looks =
        metrics("run").stream()
            .filter(l -> l.has("dev_accuracy"))
            .map(l -> l.path("dev_accuracy").asDouble())
            .toList();
    int without = 0;
    for (double look : looks) {
      assertThat(without).isLessThan(2);
      without = look > best ? 0 : without + 1;
      best = Math.max(best, look);
    }
    assertThat(without).isEqualTo(2);
    byte[] weights = weights("run");
    assertThat(run("run", patient, true, true)).as("resumed after its end").isTrue();
    assertThat(weights("run")).isEqualTo(weights);
  }

  @Test
  void theHeadIsNewWhereTheModelHasNoneForTheTask() throws IOException {
    run(
        "first",
        SHORT,
        false,
        false,
        step -> {},
        tuning ->
            assertThat(tuning.newParameters())
                .containsExactly("classifier.weight", "classifier.bias"));
    model = new ModelFolder("first", folder.resolve("first"));
    run(
        "again",
        SHORT,
        false,
        false,
        step -> {},
        tuning -> assertThat(tuning.newParameters()).isEmpty());
    run(
        "other",
        Case.of("text-classification", Problem.MULTI_LABEL, 1),
        false,
        false,
        step -> {},
        tuning -> assertThat(tuning.newParameters()).hasSize(2));
  }

  @Test
  void otherOptionsAndOtherDataAreRefused() throws IOException {
    run("run", SHORT, true, false);
    assertThatThrownBy(() -> run("run", SHORT, true, false))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("is of an earlier run; resume it");
    assertThatThrownBy(() -> run("run", SHORT.freeze(Freeze.ENCODER), true, true))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("freeze was none and is encoder");
    assertThatThrownBy(() -> run("run", Case.of("sst2", Problem.SINGLE_LABEL, 13), true, true))
        .hasMessageContaining("steps was 12 and is 13");
    assertThatThrownBy(() -> run("run", SHORT, false, true)).hasMessageContaining("dev was");
  }
}

package io.github.albert4j.training.task;

import io.github.albert4j.config.Activation;
import io.github.albert4j.config.AlbertConfig;
import io.github.albert4j.engine.Arena;
import io.github.albert4j.engine.DataType;
import io.github.albert4j.engine.Engine;
import io.github.albert4j.engine.Tensor;
import io.github.albert4j.evaluation.data.ChoiceExample;
import io.github.albert4j.evaluation.data.Example;
import io.github.albert4j.evaluation.data.QuestionExample;
import io.github.albert4j.evaluation.data.Task;
import io.github.albert4j.evaluation.data.TextExample;
import io.github.albert4j.evaluation.data.TokenExample;
import io.github.albert4j.evaluation.task.Problem;
import io.github.albert4j.evaluation.task.TaskExamples;
import io.github.albert4j.hub.ModelFolder;
import io.github.albert4j.model.Precision;
import io.github.albert4j.tokenizer.AlbertTokenizer;
import io.github.albert4j.training.SmallModel;
import io.github.albert4j.training.gradient.Parameter;
import io.github.albert4j.training.gradient.ParameterLayout;
import io.github.albert4j.training.gradient.TaskHead;
import io.github.albert4j.training.instances.SmallCorpus;
import io.github.albert4j.training.loop.Initialization;
import io.github.albert4j.training.loop.TrainingOptions;
import io.github.albert4j.training.optimizer.Schedule;
import io.github.albert4j.training.optimizer.UpdateRule;
import io.github.albert4j.vocabulary.VocabularyFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A handful of examples of each kind, in words that a small vocabulary has, and a small model. */
final class SmallTasks {
  static final AlbertTokenizer TOKENIZER = SmallCorpus.tokenizer();
  static final int MAX_LENGTH = 40;

  private SmallTasks() {}

  /** Twelve, all alike for a task. */
  static TaskExamples examples(String task, Problem problem) {
    Random random = new Random(3);
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      examples.add(
          switch (Task.of(task).kind()) {
            case CLASSES, REGRESSION -> text(i, problem, words(random, 5 + random.nextInt(4)));
            case TOKENS -> tags(i, words(random, 4 + random.nextInt(5)));
            case QUESTIONS -> question(i, words(random, 9));
            case CHOICES -> choice(i, random);
          });
    }
    return new TaskExamples(Task.of(task), problem, examples);
  }

  private static List<String> words(Random random, int n) {
    List<String> words = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      words.add("w" + random.nextInt(60));
    }
    return words;
  }

  private static TextExample text(int i, Problem problem, List<String> words) {
    String label =
        switch (problem) {
          case SINGLE_LABEL -> i % 3 == 0 ? "negative" : "positive";
          case MULTI_LABEL -> List.of("", "red", "red,blue", "green,blue").get(i % 4);
          case REGRESSION -> Double.toString(i % 5 / 2.0);
        };
    String pair = i % 2 == 0 ? null : "w" + (61 + i);
    return new TextExample("" + i, String.join(" ", words), pair, label);
  }

  /** The tag is told by the word alone, but for some words by the one before. */
  private static TokenExample tags(int i, List<String> words) {
    List<String> tags = new ArrayList<>();
    for (int word = 0; word < words.size(); word++) {
      int number = Integer.parseInt(words.get(word).substring(1));
      boolean inside = word > 0 && !tags.get(word - 1).equals("O") && number % 2 == 0;
      tags.add(inside ? "I-PER" : number % 3 == 0 ? "B-PER" : "O");
    }
    return new TokenExample("" + i, words, tags);
  }

  private static QuestionExample question(int i, List<String> words) {
    String context = String.join(" ", words);
    String question = "w" + (70 + i);
    if (i % 4 == 3) {
      return new QuestionExample("q" + i, question, context, List.of(), true);
    }
    String answer = words.get(i % 7) + " " + words.get(i % 7 + 1);
    int start = String.join(" ", words.subList(0, i % 7)).length() + (i % 7 == 0 ? 0 : 1);
    return new QuestionExample(
        "q" + i, question, context, List.of(new QuestionExample.Answer(answer, start)), false);
  }

  private static ChoiceExample choice(int i, Random random) {
    List<String> choices = new ArrayList<>();
    for (int c = 0; c < 2 + i % 3; c++) {
      choices.add(String.join(" ", words(random, 2)));
    }
    String context = String.join(" ", words(random, 4));
    return new ChoiceExample("" + i, context, i % 2 == 0 ? "" : "w3 _ w4", choices, i % 2);
  }

  /** Writes a model with random weights, as pretraining leaves it. */
  static ModelFolder model(Path folder) {
    AlbertConfig config =
        SmallModel.config(TOKENIZER.vocabularySize(), 16, 32, 2, 1, Activation.GELU_NEW, 0);
    ParameterLayout layout = ParameterLayout.of(config, TaskHead.PRETRAINING);
    try (Arena arena = new Arena(Engine.cpu())) {
      Tensor weights = arena.allocate(DataType.F32, layout.size());
      for (Parameter parameter : layout.parameters()) {
        Initialization.random(parameter, 0.1, 11, weights);
      }
      SmallModel.write(folder, config, layout, weights, vocabulary());
    }
    return new ModelFolder(folder.toString(), folder);
  }

  static TrainingOptions options(AlbertConfig config, long steps, int threads) {
    return new TrainingOptions(
        config,
        steps,
        4,
        UpdateRule.of(UpdateRule.Form.ADAMW),
        Schedule.google(1.5e-3, steps / 10, steps),
        1,
        Precision.FP32,
        7,
        64,
        false,
        threads,
        5,
        2);
  }

  static Map<String, byte[]> vocabulary() {
    return VocabularyFiles.of(TOKENIZER.model(), 64);
  }
}

package io.github.albert4j.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine;

/** All commands by name, in the order of the help. */
final class Commands {
  private static final Map<String, Class<?>> BY_NAME = new LinkedHashMap<>();

  static {
    BY_NAME.put("fill-mask", FillMaskCommand.class);
    BY_NAME.put("tokenize", TokenizeCommand.class);
    BY_NAME.put("decode", DecodeCommand.class);
    BY_NAME.put("feature-extraction", FeatureExtractionCommand.class);
    BY_NAME.put("forward", ForwardCommand.class);
    BY_NAME.put("sentence-order", SentenceOrderCommand.class);
    BY_NAME.put("score", ScoreCommand.class);
    BY_NAME.put("text-classification", TextClassificationCommand.class);
    BY_NAME.put("token-classification", TokenClassificationCommand.class);
    BY_NAME.put("question-answering", QuestionAnsweringCommand.class);
    BY_NAME.put("multiple-choice", MultipleChoiceCommand.class);
    BY_NAME.put("zero-shot", ZeroShotCommand.class);
    BY_NAME.put("similarity", SimilarityCommand.class);
    BY_NAME.put("verify-card", VerifyCardCommand.class);
    BY_NAME.put("models", ModelsCommand.class);
    BY_NAME.put("convert", ConvertCommand.class);
    BY_NAME.put("quantize", QuantizeCommand.class);
    BY_NAME.put("train-tokenizer", TrainTokenizerCommand.class);
    BY_NAME.put("clean-wikipedia", CleanWikipediaCommand.class);
    BY_NAME.put("create-pretraining-data", CreatePretrainingDataCommand.class);
    BY_NAME.put("pretrain", PretrainCommand.class);
    BY_NAME.put("fine-tune", FineTuneCommand.class);
    BY_NAME.put("evaluate", EvaluateCommand.class);
    BY_NAME.put("bias-probe", BiasProbeCommand.class);
    BY_NAME.put("benchmark", BenchmarkCommand.class);
    BY_NAME.put("completion", CompletionCommand.class);
  }

  /** Those that load one model, first of all. */
  private static final Set<String> OF_A_MODEL =
      Set.of(
          "fill-mask",
          "feature-extraction",
          "forward",
          "sentence-order",
          "score",
          "text-classification",
          "token-classification",
          "question-answering",
          "multiple-choice",
          "zero-shot",
          "similarity",
          "verify-card");

  private Commands() {}

  /** Whether these arguments will need a model. */
  static boolean needModel(String... args) {
    List<String> all = List.of(args);
    return args.length > 0
        && OF_A_MODEL.contains(args[0])
        && !all.contains("--help")
        && !all.contains("-h");
  }

  /**
   * Adds the command that the arguments begin with, else all: picocli's model of a command takes 10
   * ms to make, and one is enough where it is named.
   */
  static void addTo(CommandLine commandLine, String... args) {
    Class<?> named = args.length == 0 ? null : BY_NAME.get(args[0]);
    if (named != null) {
      commandLine.addSubcommand(args[0], named);
    } else {
      BY_NAME.forEach(commandLine::addSubcommand);
    }
  }
}

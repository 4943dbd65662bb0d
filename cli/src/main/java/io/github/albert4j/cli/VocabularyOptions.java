package io.github.albert4j.cli;

import io.github.albert4j.hub.ModelFolder;
import io.github.albert4j.tokenizer.AlbertTokenizer;
import picocli.CommandLine.Option;

/** The option of commands that need a model's vocabulary and not its weights. */
final class VocabularyOptions {
  @Option(
      names = "--model",
      paramLabel = "DIR|NAME",
      defaultValue = ModelFolder.EMBEDDED,
      description = {
        "A model's folder, or a name in the Hugging Face cache.",
        "Default: ${DEFAULT-VALUE}, the embedded model."
      })
  String model;

  AlbertTokenizer load() {
    return AlbertTokenizer.load(ModelFolder.resolve(model).path().resolve("spiece.model"));
  }
}

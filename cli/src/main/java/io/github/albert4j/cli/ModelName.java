package io.github.albert4j.cli;

import io.github.albert4j.hub.ModelFolder;
import io.github.albert4j.tokenizer.AlbertTokenizer;
import io.github.albert4j.vocabulary.Vocabulary;
import picocli.CommandLine.Option;

/** Which model; all that commands need which use its vocabulary alone. */
final class ModelName {
  @Option(
      names = "--model",
      paramLabel = "DIR|NAME",
      defaultValue = ModelFolder.EMBEDDED,
      description = {
        "A model's folder, or a name in the Hugging Face cache.",
        "Default: ${DEFAULT-VALUE}, the embedded model."
      })
  String name;

  AlbertTokenizer tokenizer() {
    return Vocabulary.tokenizer(ModelFolder.resolve(name).path());
  }
}

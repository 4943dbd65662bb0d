package io.github.albert4j.cli;

import io.github.albert4j.model.AlbertModel;
import io.github.albert4j.model.Head;
import io.github.albert4j.pipeline.Aggregation;
import io.github.albert4j.pipeline.Entity;
import io.github.albert4j.pipeline.TokenClassification;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@link TokenClassification}. */
@Command(
    name = "token-classification",
    description = "Find the passages of a text that a model has labels for, such as names.",
    footer = {
      "",
      "Examples, with the folder of a model that was fine-tuned for it:",
      "  albert4j token-classification --model DIR --aggregation simple \"Sarah lives in London.\"",
      "  albert4j token-classification --model DIR --stride 64 --input long.txt"
    })
final class TokenClassificationCommand implements Runnable {
  @CommandLine.Spec CommandLine.Model.CommandSpec command;
  @Mixin ModelOptions model;
  @Mixin InputOptions input;
  @Mixin BatchOptions batch;

  @Parameters(arity = "0..*", paramLabel = "TEXT", description = "Texts.")
  @Nullable List<String> texts;

  @Option(
      names = "--aggregation",
      paramLabel = "A",
      defaultValue = "none",
      description = {
        "none: each piece; simple: neighbours of one type together; first, average, max: the same"
            + " over whole words, labelled as their first piece, their mean or their surest piece.",
        "Default: ${DEFAULT-VALUE}."
      })
  Aggregation aggregation;

  private @Nullable Integer stride;

  @Option(
      names = "--stride",
      paramLabel = "N",
      description =
          "Read texts that are too long for the model in windows that share N pieces. Default: such"
              + " a text is an error.")
  void stride(int n) {
    stride = Usage.atLeast(command, "--stride", n, 0);
  }

  @Override
  public void run() {
    Stdout out = new Stdout();
    try (Inputs<String> inputs = input.openTexts(texts, InputForm.TEXT);
        AlbertModel albert = model.load(Head.TOKEN_CLASSIFICATION)) {
      TokenClassification entities =
          TokenClassification.of(albert)
              .withAggregation(aggregation)
              .withBatchTokens(batch.tokens());
      TokenClassification windowed = stride == null ? entities : entities.withWindows(stride);
      inputs.answer(
          windowed::stream,
          (text, found) -> {
            if (input.json()) {
              out.json(found);
            } else {
              Table.of(found, Entity::score, Entity::label, Entity::word).write(out);
              Notes.write(out, albert.tokenizer(), text);
            }
          });
    }
  }
}

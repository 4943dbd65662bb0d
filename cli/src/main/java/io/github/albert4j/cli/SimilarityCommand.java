package io.github.albert4j.cli;

import io.github.albert4j.model.AlbertModel;
import io.github.albert4j.pipeline.SentenceSimilarity;
import io.github.albert4j.pipeline.TextPair;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@link SentenceSimilarity}. */
@Command(
    name = "similarity",
    description = "Tell how alike two texts are: the cosine of their vectors, -1 to 1.",
    footer = {
      "",
      "Examples:",
      "  albert4j similarity --model sentence-transformers/paraphrase-albert-small-v2 \\",
      "    \"A man plays the guitar.\" \"Someone makes music.\"",
      "  echo '{\"text\": \"It rains.\", \"pair\": \"It is wet.\"}' | albert4j similarity --input -"
    })
final class SimilarityCommand implements Runnable {
  private static final InputForm<TextPair> PAIR =
      InputForm.jsonOnly("text, pair", json -> new TextPair(json.text("text"), json.text("pair")));

  @CommandLine.Spec CommandLine.Model.CommandSpec command;
  @Mixin ModelOptions model;
  @Mixin InputOptions input;
  @Mixin BatchOptions batch;

  @Parameters(arity = "0..2", paramLabel = "TEXT", description = "The two texts.")
  @Nullable List<String> texts;

  @Option(
      names = "--truncate",
      description = "Cut texts that are too long for the model; the default refuses them.")
  boolean truncate;

  @Override
  public void run() {
    List<TextPair> arguments = Arguments.two(command, texts, "two texts");
    Stdout out = new Stdout();
    try (Inputs<TextPair> inputs = input.open(arguments, PAIR);
        AlbertModel albert = model.load()) {
      SentenceSimilarity similarity =
          SentenceSimilarity.of(albert).withTruncation(truncate).withBatchTokens(batch.tokens());
      inputs.answer(
          similarity::stream,
          (pair, score) -> {
            if (input.json()) {
              out.json(Map.of("score", score));
            } else {
              new Table().row("score", Table.number(score), Terminal.bar(score)).write(out);
              Notes.write(out, albert.tokenizer(), pair.first());
              Notes.write(out, albert.tokenizer(), pair.second());
            }
          });
    }
  }
}

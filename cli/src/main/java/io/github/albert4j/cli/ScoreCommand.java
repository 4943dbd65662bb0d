package io.github.albert4j.cli;

import io.github.albert4j.model.AlbertModel;
import io.github.albert4j.pipeline.PseudoLikelihood;
import io.github.albert4j.pipeline.TextScore;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@link PseudoLikelihood}. */
@Command(
    name = "score",
    description = "Tell how likely a text is: each piece is masked in turn and guessed.",
    footer = {
      "",
      "Examples:",
      "  albert4j score \"The cat sat on the mat.\"",
      "  albert4j score --input sentences.txt > scores.jsonl"
    })
final class ScoreCommand implements Runnable {
  @Mixin ModelOptions model;
  @Mixin InputOptions input;
  @Mixin BatchOptions batch;

  @Parameters(arity = "0..*", paramLabel = "TEXT", description = "Texts.")
  @Nullable List<String> texts;

  @Override
  public void run() {
    Stdout out = new Stdout();
    try (Inputs<String> inputs = input.openTexts(texts, InputForm.TEXT);
        AlbertModel albert = model.load()) {
      PseudoLikelihood scores = PseudoLikelihood.of(albert).withBatchTokens(batch.tokens());
      inputs.answer(
          scores::stream,
          (text, score) -> {
            if (input.json()) {
              out.json(score);
            } else {
              table(score).write(out);
              Notes.write(out, albert.tokenizer(), text);
            }
          });
    }
  }

  private static Table table(TextScore score) {
    Table table = new Table().row("piece", "log probability");
    for (TextScore.Token token : score.tokens()) {
      double p = token.logProb();
      table.row(token.piece(), Table.number(p), Terminal.bar(Math.exp(p)));
    }
    return table
        .row("sum", Table.number(score.pseudoLogLikelihood()))
        .row("pseudo-perplexity", Table.number(score.pseudoPerplexity()));
  }
}

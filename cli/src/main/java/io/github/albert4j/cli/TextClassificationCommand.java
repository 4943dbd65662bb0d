package io.github.albert4j.cli;

import io.github.albert4j.model.AlbertModel;
import io.github.albert4j.model.Head;
import io.github.albert4j.pipeline.ClassScore;
import io.github.albert4j.pipeline.ScoreFunction;
import io.github.albert4j.pipeline.TextClassification;
import io.github.albert4j.pipeline.TextPair;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@link TextClassification}. */
@Command(
    name = "text-classification",
    description = "Tell which labels a text has, or a pair of texts.",
    footer = {
      "",
      "Examples, with the folder of a model that was fine-tuned for it:",
      "  albert4j text-classification --model DIR \"I love this film!\"",
      "  echo '{\"text\": \"It rains.\", \"pair\": \"It is wet.\"}' |",
      "    albert4j text-classification --model DIR --top-k 3 --input -"
    })
final class TextClassificationCommand implements Runnable {
  @CommandLine.Spec CommandLine.Model.CommandSpec command;
  @Mixin ModelOptions model;
  @Mixin InputOptions input;
  @Mixin BatchOptions batch;

  @Parameters(arity = "0..*", paramLabel = "TEXT", description = "Texts.")
  @Nullable List<String> texts;

  private int topK = 1;

  @Option(
      names = "--top-k",
      paramLabel = "K",
      description = "So many labels, best first; more than there are: all. Default: 1.")
  void topK(int k) {
    topK = Usage.atLeastOne(command, "--top-k", k);
  }

  @Option(
      names = "--function",
      paramLabel = "F",
      description = {
        "What makes scores of logits: softmax, sigmoid or none.",
        "Default: none for a regression, sigmoid for several labels at once or a single one, else"
            + " softmax."
      })
  @Nullable ScoreFunction function;

  @Override
  public void run() {
    Stdout out = new Stdout();
    try (Inputs<TextPair> inputs = input.openTexts(texts, InputForm.TEXT_AND_PAIR);
        AlbertModel albert = model.load(Head.SEQUENCE_CLASSIFICATION)) {
      TextClassification labels =
          TextClassification.of(albert).withTopK(topK).withBatchTokens(batch.tokens());
      TextClassification chosen = function == null ? labels : labels.withFunction(function);
      inputs.answer(
          chosen::stream,
          (text, best) -> {
            if (input.json()) {
              out.json(best);
            } else {
              Table.of(best, ClassScore::score, ClassScore::label, score -> "").write(out);
              Notes.write(out, albert.tokenizer(), text.first());
              Notes.write(out, albert.tokenizer(), text.second());
            }
          });
    }
  }
}

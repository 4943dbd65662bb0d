package io.github.albert4j.cli;

import io.github.albert4j.model.AlbertModel;
import io.github.albert4j.pipeline.SentenceOrder;
import io.github.albert4j.pipeline.TextPair;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@link SentenceOrder}. */
@Command(
    name = "sentence-order",
    description = "Tell whether two segments stand in their order, or were swapped.",
    footer = {
      "",
      "Examples:",
      "  albert4j sentence-order \"He opened the door.\" \"Then he went in.\"",
      "  echo '{\"first\": \"He opened the door.\", \"second\": \"Then he went in.\"}' |",
      "    albert4j sentence-order --input -"
    })
final class SentenceOrderCommand implements Runnable {
  private static final InputForm<TextPair> PAIR =
      InputForm.jsonOnly(
          "first, second", json -> new TextPair(json.text("first"), json.text("second")));

  @CommandLine.Spec CommandLine.Model.CommandSpec command;
  @Mixin ModelOptions model;
  @Mixin InputOptions input;
  @Mixin BatchOptions batch;

  @Parameters(arity = "0..2", paramLabel = "TEXT", description = "The two segments.")
  @Nullable List<String> texts;

  @Override
  public void run() {
    List<TextPair> arguments = Arguments.two(command, texts, "two segments");
    Stdout out = new Stdout();
    try (Inputs<TextPair> inputs = input.open(arguments, PAIR);
        AlbertModel albert = model.load()) {
      SentenceOrder order = SentenceOrder.of(albert).withBatchTokens(batch.tokens());
      inputs.answer(
          order::stream,
          (pair, p) -> {
            if (input.json()) {
              out.json(p);
            } else {
              new Table()
                  .row("in order", Table.number(p.inOrder()), Terminal.bar(p.inOrder()))
                  .row("swapped", Table.number(p.swapped()), Terminal.bar(p.swapped()))
                  .write(out);
              Notes.write(out, albert.tokenizer(), pair.first());
              Notes.write(out, albert.tokenizer(), pair.second());
            }
          });
    }
  }
}

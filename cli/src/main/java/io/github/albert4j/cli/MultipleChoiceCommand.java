package io.github.albert4j.cli;

import io.github.albert4j.model.AlbertModel;
import io.github.albert4j.model.Head;
import io.github.albert4j.pipeline.ChoicePrediction;
import io.github.albert4j.pipeline.Choices;
import io.github.albert4j.pipeline.MultipleChoice;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@link MultipleChoice}. */
@Command(
    name = "multiple-choice",
    description = "Choose what fits a passage best.",
    footer = {
      "",
      "Examples, with the folder of a model that was fine-tuned for it:",
      "  albert4j multiple-choice --model DIR \"It began to rain, so she\" \"sang.\" \"went home.\"",
      "  echo '{\"context\": \"It rains.\", \"question\": \"Is it wet?\", \"choices\": [\"yes\", \"no\"]}' |",
      "    albert4j multiple-choice --model DIR --input -"
    })
final class MultipleChoiceCommand implements Runnable {
  private static final InputForm<Choices> CHOICES =
      InputForm.jsonOnly(
          "context, question, choices",
          json ->
              new Choices(
                  json.text("context"), json.optionalText("question"), json.texts("choices")));

  @CommandLine.Spec CommandLine.Model.CommandSpec command;
  @Mixin ModelOptions model;
  @Mixin InputOptions input;
  @Mixin BatchOptions batch;

  @Parameters(
      arity = "0..*",
      paramLabel = "TEXT",
      description = "The passage, and the choices after it.")
  @Nullable List<String> texts;

  @Option(
      names = "--question",
      paramLabel = "Q",
      description = "A question on the passage of the command line; the choices answer it.")
  @Nullable String question;

  @Override
  public void run() {
    if (texts != null && texts.size() < 2) {
      throw Usage.wrong(command, "expected a passage and choices, found the passage alone");
    }
    if (texts == null && question != null) {
      throw Usage.wrong(
          command,
          "--question: expected a passage and choices, found none; JSON lines have their own");
    }
    Stdout out = new Stdout();
    try (Inputs<Choices> inputs = input.open(arguments(), CHOICES);
        AlbertModel albert = model.load(Head.MULTIPLE_CHOICE)) {
      MultipleChoice choice = MultipleChoice.of(albert).withBatchTokens(batch.tokens());
      inputs.answer(
          choice::stream,
          (choices, best) -> {
            if (input.json()) {
              out.json(best);
            } else {
              table(choices, best).write(out);
              Notes.write(out, albert.tokenizer(), choices.context());
            }
          });
    }
  }

  private List<Choices> arguments() {
    if (texts == null) {
      return List.of();
    }
    List<String> checked = texts.stream().map(Arguments::checked).toList();
    return List.of(new Choices(checked.get(0), question, checked.subList(1, checked.size())));
  }

  private static Table table(Choices choices, ChoicePrediction best) {
    Table table = new Table();
    for (int i = 0; i < choices.choices().size(); i++) {
      double score = best.scores().get(i);
      String mark = i == best.choice() ? "<-" : "";
      table.row(choices.choices().get(i), Table.number(score), Terminal.bar(score), mark);
    }
    return table;
  }
}

package io.github.albert4j.cli;

import io.github.albert4j.InvalidInputException;
import io.github.albert4j.model.AlbertModel;
import io.github.albert4j.model.Head;
import io.github.albert4j.pipeline.CandidateLabels;
import io.github.albert4j.pipeline.LabelScores;
import io.github.albert4j.pipeline.ZeroShotClassification;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@link ZeroShotClassification}. */
@Command(
    name = "zero-shot",
    description = "Tell which of your own labels a text has, by a model of entailment.",
    footer = {
      "",
      "Examples, with the folder of a model that was fine-tuned on mnli:",
      "  albert4j zero-shot --model DIR --labels sports,politics \"The match ended 2:1.\"",
      "  echo '{\"text\": \"It rains.\", \"labels\": [\"weather\", \"art\"]}' |",
      "    albert4j zero-shot --model DIR --input -"
    })
final class ZeroShotCommand implements Runnable {
  @CommandLine.Spec CommandLine.Model.CommandSpec command;
  @Mixin ModelOptions model;
  @Mixin InputOptions input;
  @Mixin BatchOptions batch;

  @Parameters(arity = "0..*", paramLabel = "TEXT", description = "Texts.")
  @Nullable List<String> texts;

  @Option(
      names = "--labels",
      paramLabel = "A,B",
      split = ",",
      description = "The labels; needed but for JSON lines that have their own.")
  @Nullable List<String> labels;

  @Option(
      names = "--hypothesis-template",
      paramLabel = "T",
      defaultValue = ZeroShotClassification.DEFAULT_TEMPLATE,
      description = {
        "The sentence that a label makes; {} stands for the label.",
        "Default: ${DEFAULT-VALUE}"
      })
  String template;

  @Option(
      names = "--multi-label",
      description = "Score each label by itself; the default takes it that one of them holds.")
  boolean multiLabel;

  @Override
  public void run() {
    if (texts != null && labels == null) {
      throw Usage.wrong(command, "expected --labels A,B for the texts, found none");
    }
    List<String> common = labels == null ? null : labels.stream().map(Arguments::checked).toList();
    InputForm<CandidateLabels> form =
        new InputForm<>(
            "text, labels",
            json ->
                new CandidateLabels(
                    json.text("text"),
                    common != null && !json.has("labels") ? common : json.texts("labels")),
            text -> new CandidateLabels(text, required(common)));
    Stdout out = new Stdout();
    try (Inputs<CandidateLabels> inputs = input.openTexts(texts, form);
        AlbertModel albert = model.load(Head.SEQUENCE_CLASSIFICATION)) {
      ZeroShotClassification zeroShot =
          ZeroShotClassification.of(albert)
              .withHypothesisTemplate(template)
              .withMultiLabel(multiLabel)
              .withBatchTokens(batch.tokens());
      inputs.answer(
          zeroShot::stream,
          (text, best) -> {
            if (input.json()) {
              out.json(best);
            } else {
              table(best).write(out);
              Notes.write(out, albert.tokenizer(), text.text());
            }
          });
    }
  }

  private static List<String> required(@Nullable List<String> labels) {
    if (labels == null) {
      throw new InvalidInputException(
          "expected --labels A,B, or JSON lines with the fields text, labels");
    }
    return labels;
  }

  private static Table table(LabelScores best) {
    Table table = new Table();
    for (int i = 0; i < best.labels().size(); i++) {
      double score = best.scores().get(i);
      table.row(best.labels().get(i), Table.number(score), Terminal.bar(score));
    }
    return table;
  }
}

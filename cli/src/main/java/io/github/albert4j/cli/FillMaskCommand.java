package io.github.albert4j.cli;

import io.github.albert4j.model.AlbertModel;
import io.github.albert4j.pipeline.FillMask;
import io.github.albert4j.pipeline.Filling;
import io.github.albert4j.pipeline.Prediction;
import io.github.albert4j.pipeline.SequenceForm;
import io.github.albert4j.pipeline.TargetPrediction;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@link FillMask}. */
@Command(
    name = "fill-mask",
    description = "Guess what stands behind [MASK].",
    footer = {
      "",
      "Examples:",
      "  albert4j fill-mask \"Hello I'm a [MASK] model.\"",
      "  albert4j fill-mask --targets doctor,nurse \"She worked as a [MASK].\"",
      "  albert4j fill-mask --joint \"The [MASK] [MASK] over the dog.\"",
      "  albert4j fill-mask --input sentences.txt > answers.jsonl"
    })
final class FillMaskCommand implements Runnable {
  @CommandLine.Spec CommandLine.Model.CommandSpec command;
  @Mixin ModelOptions model;
  @Mixin InputOptions input;
  @Mixin BatchOptions batch;

  @Parameters(arity = "0..*", paramLabel = "TEXT", description = "Texts with one [MASK] or more.")
  @Nullable List<String> texts;

  private int topK = 5;

  @Option(
      names = "--top-k",
      paramLabel = "K",
      description = "So many answers, best first. Default: 5.")
  void topK(int k) {
    topK = Usage.atLeastOne(command, "--top-k", k);
  }

  @Option(
      names = "--targets",
      paramLabel = "A,B",
      split = ",",
      description = "Score these words and no others; a word of several pieces counts whole.")
  @Nullable List<String> targets;

  @Option(
      names = "--form",
      paramLabel = "F",
      defaultValue = "card",
      description = {
        "How sequences are written: card, as \"[CLS] hello.[SEP]\", or clean, without special"
            + " tokens.",
        "Default: ${DEFAULT-VALUE}."
      })
  SequenceForm form;

  @Option(names = "--joint", description = "Fill all masks of a text together, by a beam search.")
  boolean joint;

  private int beam = FillMask.DEFAULT_BEAM;

  @Option(
      names = "--beam",
      paramLabel = "N",
      description = "With --joint: fillings followed at once. Default: 64.")
  void beam(int n) {
    beam = Usage.atLeastOne(command, "--beam", n);
  }

  @Override
  public void run() {
    if (joint && targets != null) {
      throw Usage.wrong(command, "expected --joint or --targets, found both");
    }
    List<String> words = targets == null ? null : targets.stream().map(Arguments::checked).toList();
    Stdout out = new Stdout();
    try (Inputs<String> inputs = input.openTexts(texts, InputForm.TEXT);
        AlbertModel albert = model.load()) {
      FillMask fillMask = FillMask.of(albert).withForm(form).withBatchTokens(batch.tokens());
      if (joint) {
        inputs.answer(
            all -> fillMask.streamJoint(all, topK, beam),
            (text, best) -> {
              write(out, best);
              note(out, albert, text);
            });
      } else if (words != null) {
        inputs.answer(
            all -> fillMask.streamTargets(all, words, topK),
            (text, masks) -> {
              write(out, masks, FillMaskCommand::target);
              note(out, albert, text);
            });
      } else {
        inputs.answer(
            all -> fillMask.stream(all, topK),
            (text, masks) -> {
              write(out, masks, FillMaskCommand::prediction);
              note(out, albert, text);
            });
      }
    }
  }

  private void note(Stdout out, AlbertModel albert, String text) {
    if (!input.json()) {
      Notes.write(out, albert.tokenizer(), text);
    }
  }

  private void write(Stdout out, List<Filling> best) {
    if (input.json()) {
      out.json(best);
    } else {
      Table.of(
              best,
              filling -> filling.score(),
              filling -> String.join(" ", filling.tokenStrs()),
              Filling::sequence)
          .write(out);
    }
  }

  /** One mask's answers are a list; those of several masks are a list of lists. */
  private <P> void write(Stdout out, List<List<P>> masks, Function<List<P>, Table> table) {
    if (input.json()) {
      out.json(masks.size() == 1 ? masks.get(0) : masks);
    } else {
      masks.forEach(best -> table.apply(best).write(out));
    }
  }

  private static Table prediction(List<Prediction> best) {
    return Table.of(best, Prediction::score, Prediction::tokenStr, Prediction::sequence);
  }

  private static Table target(List<TargetPrediction> best) {
    return Table.of(
        best, TargetPrediction::score, TargetPrediction::tokenStr, TargetPrediction::sequence);
  }
}

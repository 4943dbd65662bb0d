package io.github.albert4j.cli;

import io.github.albert4j.AlbertException;
import io.github.albert4j.pipeline.TextPair;
import io.github.albert4j.quantization.Loss;
import io.github.albert4j.quantization.ModelQuantizer;
import io.github.albert4j.quantization.QuantizationReport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@link ModelQuantizer}. */
@Command(
    name = "quantize",
    description = "Write a model's folder with the scales that --precision int8 needs.",
    footer = {
      "",
      "Examples:",
      "  albert4j quantize --calibration texts.txt --output small-int8",
      "  albert4j quantize --model DIR --calibration train.jsonl --evaluate dev.jsonl --output DIR-int8",
      "  albert4j fill-mask --model small-int8 --precision int8 \"Hello I'm a [MASK] model.\""
    })
final class QuantizeCommand implements Runnable {
  @Mixin ModelName model;

  @Option(
      names = "--calibration",
      paramLabel = "FILE",
      required = true,
      description =
          "Texts such as the model will be used on, a few hundred: a text a line, or a JSON object"
              + " a line with text and pair.")
  Path calibration;

  @Option(
      names = "--evaluate",
      paramLabel = "FILE",
      description =
          "Other texts, on which the report is measured. Default: every fifth of --calibration,"
              + " which is then left out there.")
  @Nullable Path evaluate;

  @Option(
      names = "--output",
      paramLabel = "DIR",
      required = true,
      description = "A new folder, or an empty one.")
  Path output;

  @Option(
      names = "--no-smoothing",
      description = "Leave outliers of the activations where they are, to see what that costs.")
  boolean plain;

  @Mixin ThreadOptions threads;
  @Mixin Format format;

  @Override
  public void run() {
    List<TextPair> texts = read(calibration);
    List<TextPair> others = evaluate == null ? List.of() : read(evaluate);
    QuantizationReport report;
    try (Steps steps = new Steps()) {
      report =
          ModelQuantizer.quantize(
              model.name,
              output,
              texts,
              others,
              new ModelQuantizer.Options(!plain, threads.count()),
              steps::at);
    }
    Stdout out = new Stdout();
    if (format.json()) {
      out.json(report);
    } else {
      write(out, report);
    }
  }

  private static List<TextPair> read(Path file) {
    List<TextPair> texts = new ArrayList<>();
    try (Inputs<TextPair> inputs = Inputs.open(file, InputForm.TEXT_AND_PAIR)) {
      try {
        inputs.answerEach(text -> text, (text, same) -> texts.add(text));
      } catch (AlbertException e) {
        throw new AlbertException(file + ": " + e.getMessage(), e);
      }
    }
    texts.removeIf(text -> text.first().isBlank());
    if (texts.isEmpty()) {
      throw new AlbertException(file + ": expected a text a line, found none");
    }
    return texts;
  }

  private static void write(Stdout out, QuantizationReport report) {
    Table table =
        new Table().row("layer", "projection", "precision", "smoothing", "noise, least to most");
    for (QuantizationReport.Line line : report.projections()) {
      table.row(
          line.layer(),
          line.projection(),
          line.precision(),
          line.smoothing() == null ? "none" : "" + line.smoothing(),
          String.format(
              Locale.ROOT,
              "%.3f %% to %.3f %%",
              100 * Arrays.stream(line.noise()).min().orElse(0),
              100 * Arrays.stream(line.noise()).max().orElse(0)));
    }
    table.write(out);
    Loss loss = report.loss();
    Table measured = new Table();
    measured.row("compared", loss.answers() + " answers of " + loss.rows() + " texts");
    measured.row(
        "logits off by",
        String.format(
            Locale.ROOT, "%.4f, %.4f at most", loss.meanLogitError(), loss.maxLogitError()));
    percent(measured, "same best choice", loss.top1Agreement());
    percent(measured, "masked-LM accuracy in fp32", loss.fp32Accuracy());
    percent(measured, "masked-LM accuracy in int8", loss.int8Accuracy());
    measured.row(
        "weights",
        String.format(
            Locale.ROOT,
            "%.1f MB, %.1f MB in fp32",
            report.int8WeightBytes() / 1e6,
            report.fp32WeightBytes() / 1e6));
    out.line("");
    measured.write(out);
  }

  private static void percent(Table table, String name, @Nullable Double share) {
    if (share != null) {
      table.row(name, String.format(Locale.ROOT, "%.2f %%", 100 * share));
    }
  }
}

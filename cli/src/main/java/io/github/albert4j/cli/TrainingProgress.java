package io.github.albert4j.cli;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.github.albert4j.training.loop.Pretraining;
import io.github.albert4j.training.loop.StepMetrics;
import io.github.albert4j.training.loop.TrainingListener;
import io.github.albert4j.training.loop.TrainingOptions;
import java.nio.file.Path;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Shows a training on a terminal: what it is, how far it has come and how well it does. */
final class TrainingProgress implements TrainingListener, AutoCloseable {
  /** Of a step in the averages shown. */
  private static final double SHARE = 0.02;

  private final Pretraining pretraining;
  private @Nullable ProgressBar bar;
  private double loss = Double.NaN;
  private double mlmAccuracy = Double.NaN;
  private double sopAccuracy = Double.NaN;
  private double speed = Double.NaN;
  private @Nullable StepMetrics last;

  /**
   * @param maxLength the most tokens of a row
   */
  TrainingProgress(Pretraining pretraining, TrainingOptions options, int maxLength) {
    this.pretraining = pretraining;
    if (!Terminal.isError()) {
      return;
    }
    System.err.printf(
        Locale.ROOT,
        "%,d parameters, %s, %d threads; %,d steps of %,d rows, up to %,d tokens; about %.1f GB of"
            + " memory%n",
        pretraining.parameters(),
        pretraining.precision().name().toLowerCase(Locale.ROOT),
        options.threads(),
        options.steps(),
        options.batchSize(),
        (long) options.batchSize() * maxLength,
        pretraining.estimatedBytes() / 1e9);
    bar =
        new ProgressBarBuilder()
            .setTaskName("step")
            .setInitialMax(options.steps())
            .setStyle(ProgressBarStyle.COLORFUL_UNICODE_BLOCK)
            .build();
    bar.stepTo(pretraining.step());
  }

  @Override
  public void step(StepMetrics metrics) {
    last = metrics;
    loss = average(loss, metrics.loss());
    mlmAccuracy = average(mlmAccuracy, metrics.accuracy("mlm_accuracy"));
    sopAccuracy = average(sopAccuracy, metrics.accuracy("sop_accuracy"));
    speed = average(speed, metrics.tokensPerSecond());
    if (bar != null) {
      bar.setExtraMessage(
          String.format(
              Locale.ROOT,
              " loss %.2f MLM %.0f%% SOP %.0f%% %.1fk/s",
              loss,
              100 * mlmAccuracy,
              100 * sopAccuracy,
              speed / 1000));
      bar.stepTo(metrics.step());
    }
  }

  private static double average(double before, double now) {
    if (Double.isNaN(before) || Double.isNaN(now)) {
      return Double.isNaN(now) ? before : now;
    }
    return before + SHARE * (now - before);
  }

  @Override
  public void checkpoint(Path folder) {
    // The bar goes on: a checkpoint is no news.
  }

  /** What is printed at the end. */
  private record Result(
      long steps,
      long tokens,
      double loss,
      @JsonProperty("mlm_accuracy") @Nullable Double mlmAccuracy,
      @JsonProperty("sop_accuracy") @Nullable Double sopAccuracy,
      String precision,
      String model) {}

  /** Prints what the last steps gave, and where the model lies. */
  void writeResult(Path output, boolean json) {
    Stdout out = new Stdout();
    if (!json) {
      new Table()
          .row("steps", "tokens", "loss", "MLM accuracy", "SOP accuracy", "model")
          .row(
              String.format(Locale.ROOT, "%,d", pretraining.step()),
              String.format(Locale.ROOT, "%,d", last == null ? 0 : last.tokens()),
              Table.number(loss),
              Table.number(mlmAccuracy),
              Table.number(sopAccuracy),
              output.toString())
          .write(out);
      return;
    }
    out.json(
        new Result(
            pretraining.step(),
            last == null ? 0 : last.tokens(),
            loss,
            Double.isNaN(mlmAccuracy) ? null : mlmAccuracy,
            Double.isNaN(sopAccuracy) ? null : sopAccuracy,
            pretraining.precision().name().toLowerCase(Locale.ROOT),
            output.toString()));
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}

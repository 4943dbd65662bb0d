package io.github.albert4j.cli;

import io.github.albert4j.training.loop.DevMetrics;
import io.github.albert4j.training.loop.StepMetrics;
import io.github.albert4j.training.loop.TrainingListener;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Shows a training on a terminal: what it is, how far it has come and how well it does. */
final class TrainingProgress implements TrainingListener, AutoCloseable {
  /** Of a step in the averages shown. */
  private static final double SHARE = 0.02;

  private final Map<String, String> shown;
  private final Map<String, Double> accuracies = new HashMap<>();
  private @Nullable ProgressBar bar;
  private double loss = Double.NaN;
  private double speed = Double.NaN;
  private long tokens;
  private String dev = "";

  /**
   * @param headline what it is
   * @param done steps of an earlier run
   * @param shown short names of accuracies
   */
  TrainingProgress(String headline, long steps, long done, Map<String, String> shown) {
    this.shown = shown;
    if (!Terminal.isError()) {
      return;
    }
    System.err.println(headline);
    bar =
        new ProgressBarBuilder()
            .setTaskName("step")
            .setInitialMax(steps)
            .setStyle(ProgressBarStyle.COLORFUL_UNICODE_BLOCK)
            .build();
    bar.stepTo(done);
  }

  @Override
  public void step(StepMetrics metrics) {
    tokens = metrics.tokens();
    loss = average(loss, metrics.loss());
    speed = average(speed, metrics.tokensPerSecond());
    metrics.accuracies().forEach((name, now) -> accuracies.put(name, average(accuracy(name), now)));
    if (bar != null) {
      StringBuilder message = new StringBuilder(String.format(Locale.ROOT, " loss %.2f", loss));
      accuracies.forEach(
          (name, value) ->
              message.append(
                  String.format(Locale.ROOT, " %s %.0f%%", shown.get(name), 100 * value)));
      message.append(String.format(Locale.ROOT, " %.1fk/s%s", speed / 1000, dev));
      bar.setExtraMessage(message.toString());
      bar.stepTo(metrics.step());
    }
  }

  @Override
  public void evaluated(DevMetrics metrics) {
    Map.Entry<String, Double> first = metrics.metrics().entrySet().iterator().next();
    dev = String.format(Locale.ROOT, " dev %s %.3f", first.getKey(), first.getValue());
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

  /** Tokens seen so far. */
  long tokens() {
    return tokens;
  }

  /** The average of the last steps. */
  double loss() {
    return loss;
  }

  /** The average of the last steps, or NaN. */
  double accuracy(String name) {
    return accuracies.getOrDefault(name, Double.NaN);
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}

package io.github.albert4j.cli;

import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** A bar on standard error for each phase of a long command, where a person can see it. */
final class PhaseBars implements AutoCloseable {
  private static final long STEPS = 1000;

  private @Nullable ProgressBar bar;
  private @Nullable String phase;

  /**
   * Moves the phase's bar; the one of the phase before it ends.
   *
   * @param share of the phase that is done, from 0 to 1
   */
  void at(String phase, double share) {
    if (!Terminal.isError()) {
      return;
    }
    if (bar == null || !phase.equals(this.phase)) {
      close();
      this.phase = phase;
      bar =
          new ProgressBarBuilder()
              .setTaskName(phase)
              .setInitialMax(STEPS)
              .setStyle(ProgressBarStyle.COLORFUL_UNICODE_BLOCK)
              .hideEta() // phases do not go on as they began
              .build();
    }
    bar.stepTo(Math.round(STEPS * share));
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}

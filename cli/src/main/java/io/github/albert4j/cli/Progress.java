package io.github.albert4j.cli;

import io.github.albert4j.evaluation.data.LineReader;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** A bar on standard error while a file is worked through, where a person can see it. */
final class Progress implements AutoCloseable {
  private @Nullable ProgressBar bar; // null where none is shown, or none any more
  private final @Nullable LineReader reader;

  private Progress(@Nullable ProgressBar bar, @Nullable LineReader reader) {
    this.bar = bar;
    this.reader = reader;
  }

  /**
   * @param bytes how many there will be; 0 where nobody knows, as on a pipe
   */
  static Progress over(@Nullable LineReader reader, long bytes) {
    // Where the answers go to the same terminal, they are progress enough.
    boolean shown = reader != null && Terminal.isError() && !Terminal.isOutput();
    if (!shown) {
      return new Progress(null, null);
    }
    return new Progress(bar("albert4j", bytes > 0 ? bytes : -1, "kB", 1000), reader);
  }

  /**
   * A bar for work that answers once, at its end.
   *
   * @param name what is done
   * @param total how much there is to do
   * @param unit as it is shown behind the number
   * @param unitSize how much of it makes one unit
   */
  static Progress of(String name, long total, String unit, long unitSize) {
    if (!Terminal.isError()) {
      return new Progress(null, null);
    }
    return new Progress(bar(name, total, unit, unitSize), null);
  }

  private static ProgressBar bar(String name, long total, String unit, long unitSize) {
    return new ProgressBarBuilder()
        .setTaskName(name)
        .setInitialMax(total)
        .setUnit(unit, unitSize)
        .setStyle(ProgressBarStyle.COLORFUL_UNICODE_BLOCK)
        .showSpeed()
        .build();
  }

  void stepTo(long done) {
    if (bar != null) {
      bar.stepTo(done);
    }
  }

  void step() {
    if (bar != null && reader != null) {
      bar.stepTo(reader.bytesConsumed());
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}

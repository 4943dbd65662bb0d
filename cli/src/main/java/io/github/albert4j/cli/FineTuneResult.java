package io.github.albert4j.cli;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.github.albert4j.evaluation.data.Task;
import io.github.albert4j.training.loop.DevMetrics;
import io.github.albert4j.training.task.FineTuning;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What {@code fine-tune} prints at the end. */
record FineTuneResult(
    String task,
    long steps,
    @JsonProperty("best_epoch") @Nullable Long bestEpoch,
    @Nullable Map<String, Double> metrics,
    String precision,
    String model) {

  static FineTuneResult of(Task task, FineTuning tuning, Path output) {
    DevMetrics best = tuning.best();
    return new FineTuneResult(
        task.name(),
        tuning.step(),
        best == null ? null : best.epoch(),
        best == null ? null : Format.numbers(best.metrics()),
        tuning.precision().name().toLowerCase(Locale.ROOT),
        output.toString());
  }

  void write(boolean json) {
    Stdout out = new Stdout();
    if (json) {
      out.json(this);
      return;
    }
    Table table = new Table().row("steps", String.format(Locale.ROOT, "%,d", steps));
    if (bestEpoch != null) {
      table.row("best epoch", bestEpoch.toString());
      metrics.forEach(
          (name, value) ->
              table.row("dev " + name, Table.number(value == null ? Double.NaN : value)));
    }
    table.row("model", model).write(out);
  }
}

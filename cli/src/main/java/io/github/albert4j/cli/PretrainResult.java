package io.github.albert4j.cli;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.github.albert4j.training.loop.Pretraining;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What {@code pretrain} prints at the end: what the last steps gave, and where the model lies. */
record PretrainResult(
    long steps,
    long tokens,
    double loss,
    @JsonProperty(MLM) @Nullable Double mlmAccuracy,
    @JsonProperty(SOP) @Nullable Double sopAccuracy,
    String precision,
    String model) {
  static final String MLM = "mlm_accuracy";
  static final String SOP = "sop_accuracy";

  static PretrainResult of(Pretraining pretraining, TrainingProgress progress, Path output) {
    return new PretrainResult(
        pretraining.step(),
        progress.tokens(),
        progress.loss(),
        orNull(progress.accuracy(MLM)),
        orNull(progress.accuracy(SOP)),
        pretraining.precision().name().toLowerCase(Locale.ROOT),
        output.toString());
  }

  private static @Nullable Double orNull(double value) {
    return Double.isNaN(value) ? null : value;
  }

  void write(boolean json) {
    Stdout out = new Stdout();
    if (json) {
      out.json(this);
      return;
    }
    new Table()
        .row("steps", "tokens", "loss", "MLM accuracy", "SOP accuracy", "model")
        .row(
            String.format(Locale.ROOT, "%,d", steps),
            String.format(Locale.ROOT, "%,d", tokens),
            Table.number(loss),
            number(mlmAccuracy),
            number(sopAccuracy),
            model)
        .write(out);
  }

  private static String number(@Nullable Double value) {
    return Table.number(value == null ? Double.NaN : value);
  }
}

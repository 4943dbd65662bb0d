package io.github.albert4j.cli;

import io.github.albert4j.model.AlbertModel;
import io.github.albert4j.pipeline.CardReport;
import io.github.albert4j.pipeline.CardVerification;
import io.github.albert4j.pipeline.Prediction;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@link CardVerification}. */
@Command(
    name = "verify-card",
    description = {
      "Hold a model against the card of albert-xxlarge-v2: its three examples and its"
          + " configuration. Ends with 1 where they differ by more than 1e-3 relative."
    },
    footer = {"", "Example:", "  albert4j verify-card --model albert-xxlarge-v2"})
final class VerifyCardCommand implements Callable<Integer> {
  @Mixin ModelOptions model;

  @Mixin Format format;

  @Override
  public Integer call() {
    Stdout out = new Stdout();
    try (AlbertModel albert = model.load()) {
      CardReport report = CardVerification.of(albert).verify();
      if (format.json()) {
        out.json(report);
      } else {
        write(out, report);
      }
      return report.passed() ? 0 : 1;
    }
  }

  private static void write(Stdout out, CardReport report) {
    String text = "";
    Table rows = new Table();
    for (CardReport.Row row : report.rows()) {
      if (!row.text().equals(text)) {
        text = row.text();
        rows.row("", text).row("", "the card", "", "this model", "");
      }
      Prediction card = row.expected();
      @Nullable Prediction ours = row.actual();
      rows.row(
          mark(row.agrees()),
          card.tokenStr(),
          Table.number(card.score()),
          ours == null ? "nothing" : ours.tokenStr(),
          ours == null ? "" : Table.number(ours.score()));
    }
    rows.write(out);
    Table lines = new Table();
    for (CardReport.Line line : report.configuration()) {
      lines.row(mark(line.agrees()), line.name(), "" + line.expected(), "" + line.actual());
    }
    lines.write(out);
    out.line(report.passed() ? "This is the card's model." : "This is not the card's model.");
  }

  private static String mark(boolean agrees) {
    return agrees ? "✓" : "✗";
  }
}

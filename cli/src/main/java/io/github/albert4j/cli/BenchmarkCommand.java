package io.github.albert4j.cli;

import io.github.albert4j.checkpoint.AtomicFile;
import io.github.albert4j.engine.Engine;
import io.github.albert4j.model.AlbertModel;
import io.github.albert4j.model.Latency;
import io.github.albert4j.model.Primitives;
import io.github.albert4j.model.Step;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@link Latency}. */
@Command(
    name = "benchmark",
    description = "Time a model on random ids.",
    footer = {
      "",
      "Example:",
      "  albert4j benchmark --model albert-base-v2 --batch 1,8 --lengths 12,128,384 --chart bars.svg"
    })
final class BenchmarkCommand implements Runnable {
  @CommandLine.Spec CommandLine.Model.CommandSpec command;
  @Mixin ModelOptions model;

  private List<Integer> batches = List.of(1, 8);

  @Option(
      names = "--batch",
      paramLabel = "N,…",
      split = ",",
      description = "Rows at once. Default: 1,8.")
  void batches(List<Integer> rows) {
    rows.forEach(n -> Usage.atLeastOne(command, "--batch", n));
    batches = rows;
  }

  private List<Integer> lengths = List.of(12, 128, 384);

  @Option(
      names = "--lengths",
      paramLabel = "N,…",
      split = ",",
      description = "Tokens in a row. Default: 12,128,384.")
  void lengths(List<Integer> tokens) {
    tokens.forEach(n -> Usage.atLeastOne(command, "--lengths", n));
    lengths = tokens;
  }

  private int runs = 20;

  @Option(
      names = "--runs",
      paramLabel = "N",
      description = "Passes that are timed, after the warm-up. Default: 20.")
  void runs(int n) {
    runs = Usage.atLeastOne(command, "--runs", n);
  }

  @Option(
      names = "--chart",
      paramLabel = "F.svg",
      description = "Also draw each case's share of the machine's peak, and what its time went to.")
  Path chart;

  @Mixin Format format;

  @Override
  public void run() {
    Stdout out = new Stdout();
    try (AlbertModel albert = model.loadForIds(null)) {
      List<Latency> cases = new ArrayList<>();
      for (int batch : batches) {
        for (int length : lengths) {
          cases.add(Latency.measure(albert, batch, length, runs));
        }
      }
      double peak = Latency.peakGflops(albert.precision(), albert.threads());
      if (format.json()) {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("machine", machine(peak));
        report.put("cases", cases.stream().map(latency -> row(latency, peak)).toList());
        report.put("weight_bytes", albert.weightBytes());
        report.put("primitives", albert.primitives());
        out.json(report);
      } else {
        write(out, cases, peak);
        Primitives primitives = albert.primitives();
        out.line(
            String.format(
                Locale.ROOT,
                "%nThe weights take %.1f MB. %d operations are kept compiled, %d at most.",
                albert.weightBytes() / 1e6,
                primitives.kept(),
                primitives.capacity()));
      }
      if (chart != null) { // last: a file that cannot be written costs no results
        String svg = new LatencyChart(albert.folder().name(), engine(), peak, cases).svg();
        AtomicFile.write(chart, svg.getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  private static String engine() {
    return String.format(
        Locale.ROOT,
        "%s, %d processors, oneDNN %s with %s",
        System.getProperty("os.arch"),
        Runtime.getRuntime().availableProcessors(),
        Engine.cpu().version(),
        Engine.cpu().instructionSet());
  }

  private static Map<String, Object> machine(double peak) {
    Map<String, Object> machine = new LinkedHashMap<>();
    machine.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    machine.put("processors", Runtime.getRuntime().availableProcessors());
    machine.put("instruction_set", Engine.cpu().instructionSet());
    machine.put("onednn", Engine.cpu().version());
    machine.put("jdk", Runtime.version().toString());
    machine.put("peak_gflops", peak);
    return machine;
  }

  private static Map<String, Object> row(Latency latency, double peak) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("batch", latency.batch());
    row.put("length", latency.length());
    row.put("precision", latency.precision().toString().toLowerCase(Locale.ROOT));
    row.put("threads", latency.threads());
    row.put("median_ms", latency.medianMs());
    row.put("p90_ms", latency.p90Ms());
    row.put("tokens_per_s", latency.tokensPerS());
    row.put("gflops", latency.gflops());
    row.put("peak_share", latency.gflops() / peak);
    Map<String, Double> steps = new LinkedHashMap<>();
    latency
        .steps()
        .forEach((step, share) -> steps.put(step.name().toLowerCase(Locale.ROOT), share));
    row.put("steps", steps);
    return row;
  }

  private static void write(Stdout out, List<Latency> cases, double peak) {
    Table table =
        new Table()
            .row(
                "batch", "length", "median ms", "p90 ms", "tokens/s", "GFLOP/s", "of the peak", "");
    for (Latency latency : cases) {
      double share = latency.gflops() / peak;
      table.row(
          "" + latency.batch(),
          "" + latency.length(),
          String.format(Locale.ROOT, "%.2f", latency.medianMs()),
          String.format(Locale.ROOT, "%.2f", latency.p90Ms()),
          String.format(Locale.ROOT, "%.0f", latency.tokensPerS()),
          String.format(Locale.ROOT, "%.0f", latency.gflops()),
          String.format(Locale.ROOT, "%.0f %%", 100 * share),
          Terminal.bar(Math.min(1, share)));
    }
    table.write(out);
    out.line(
        String.format(
            Locale.ROOT, "%nThe peak, of matrices that suit the machine: %.0f GFLOP/s.%n", peak));
    Table steps = new Table();
    List<String> head = new ArrayList<>(List.of("batch", "length"));
    for (Step step : Step.values()) {
      head.add(LatencyChart.name(step));
    }
    steps.row(head.toArray(String[]::new));
    for (Latency latency : cases) {
      List<String> cells = new ArrayList<>(List.of("" + latency.batch(), "" + latency.length()));
      latency
          .steps()
          .values()
          .forEach(s -> cells.add(String.format(Locale.ROOT, "%.0f %%", 100 * s)));
      steps.row(cells.toArray(String[]::new));
    }
    steps.write(out);
  }
}

package io.github.albert4j.cli;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import io.github.albert4j.model.Latency;
import io.github.albert4j.model.Step;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * A picture of a benchmark: a bar for each case, as long as its share of what the machine can do at
 * most, cut by what its time went to. SVG that loads nothing, light or dark as the reader's.
 *
 * @param model the model's name
 * @param machine processors and instruction set, in words
 * @param peak 10⁹ operations a second that are a full bar
 */
record LatencyChart(String model, String machine, double peak, List<Latency> cases) {
  private static final Template TEMPLATE = template();

  private static final int LEFT = 144;
  private static final int FULL = 480;
  private static final int FIRST_BAR = 108;
  private static final int BAR_STEP = 32;
  private static final int BELOW = 48;
  private static final int LEGEND_LEFT = 144;
  private static final int LEGEND_STEP = 120;

  private static Template template() {
    try (Reader reader =
        new InputStreamReader(
            Objects.requireNonNull(
                LatencyChart.class.getResourceAsStream("latency-chart.mustache")),
            StandardCharsets.UTF_8)) {
      return Mustache.compiler().escapeHTML(true).compile(reader);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The file's text. */
  String svg() {
    int end = FIRST_BAR + BAR_STEP * cases.size();
    Latency first = cases.get(0);
    String title =
        String.format(
            Locale.ROOT,
            "%s, %s, %d %s",
            model,
            first.precision().toString().toLowerCase(Locale.ROOT),
            first.threads(),
            first.threads() == 1 ? "thread" : "threads");
    return TEMPLATE.execute(
        Map.of(
            "title",
            title,
            "machine",
            machine,
            "height",
            end + BELOW,
            "legend",
            legend(),
            "bars",
            bars(),
            "axisY",
            end + 8,
            "peak",
            String.format(Locale.ROOT, "%.0f GFLOP/s, the measured peak", peak)));
  }

  private static List<Map<String, Object>> legend() {
    List<Map<String, Object>> legend = new ArrayList<>();
    for (Step step : Step.values()) {
      int x = LEGEND_LEFT + LEGEND_STEP * step.ordinal();
      legend.add(Map.of("step", step.ordinal(), "name", name(step), "x", x, "textX", x + 18));
    }
    return legend;
  }

  private List<Map<String, Object>> bars() {
    List<Map<String, Object>> bars = new ArrayList<>();
    for (int i = 0; i < cases.size(); i++) {
      Latency latency = cases.get(i);
      int y = FIRST_BAR + BAR_STEP * i;
      double share = latency.gflops() / peak;
      bars.add(
          Map.of(
              "name",
              latency.batch() + " × " + latency.length(),
              "y",
              y,
              "textY",
              y + 15,
              "parts",
              parts(latency, Math.min(1, share)),
              "figures",
              String.format(Locale.ROOT, "%.0f %%, %.2f ms", 100 * share, latency.medianMs())));
    }
    return bars;
  }

  private static List<Map<String, Object>> parts(Latency latency, double share) {
    List<Map<String, Object>> parts = new ArrayList<>();
    double x = LEFT;
    for (Step step : Step.values()) {
      double own = latency.steps().get(step);
      double width = FULL * share * own;
      parts.add(
          Map.of(
              "x", String.format(Locale.ROOT, "%.2f", x),
              "width", String.format(Locale.ROOT, "%.2f", width),
              "step", step.ordinal(),
              "label", String.format(Locale.ROOT, "%s: %.0f %%", name(step), 100 * own)));
      x += width;
    }
    return parts;
  }

  /** A step as people read it. */
  static String name(Step step) {
    return step.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}

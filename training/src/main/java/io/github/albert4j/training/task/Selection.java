package io.github.albert4j.training.task;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.albert4j.training.loop.DevMetrics;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which epoch was the best on the dev data, and whether later ones are worth a try. What it knows
 * stands in the notes of the run's checkpoints.
 */
final class Selection {
  private static final String BEST = "best";
  private static final String WITHOUT = "epochs_without_better";

  private final ObjectNode notes;
  private final int patience;

  /**
   * @param patience looks without a better one after which it ends; 0 for any number
   */
  Selection(ObjectNode notes, int patience) {
    this.notes = notes;
    this.patience = patience;
  }

  /**
   * Takes note of a look at the dev data, whose first metric decides: the higher the better. Of
   * equals the later is taken, which has learnt for longer; but it is no reason to go on.
   *
   * @return whether it is the best so far
   */
  boolean add(DevMetrics look) {
    DevMetrics best = best();
    int compared = best == null ? 1 : Double.compare(first(look), first(best));
    notes.put(WITHOUT, compared > 0 ? 0 : notes.path(WITHOUT).asInt() + 1);
    if (compared < 0) {
      return false;
    }
    ObjectNode node = notes.putObject(BEST);
    node.put("step", look.step());
    node.put("epoch", look.epoch());
    ObjectNode metrics = node.putObject("metrics");
    look.metrics().forEach((name, value) -> put(metrics, name, value));
    return true;
  }

  /** What is no number, as a correlation of equal answers, is the worst. */
  private static double first(DevMetrics look) {
    double value = look.metrics().values().iterator().next();
    return Double.isNaN(value) ? Double.NEGATIVE_INFINITY : value;
  }

  /** JSON has no NaN. */
  private static void put(ObjectNode metrics, String name, double value) {
    if (Double.isNaN(value)) {
      metrics.putNull(name);
    } else {
      metrics.put(name, value);
    }
  }

  /** Whether so many looks in a row brought nothing better. */
  boolean ended() {
    return patience > 0 && notes.path(WITHOUT).asInt() >= patience;
  }

  /** The best look so far, or null. */
  @Nullable DevMetrics best() {
    if (!(notes.get(BEST) instanceof ObjectNode node)) {
      return null;
    }
    Map<String, Double> metrics = new LinkedHashMap<>();
    for (Iterator<String> names = node.path("metrics").fieldNames(); names.hasNext(); ) {
      String name = names.next();
      metrics.put(name, node.path("metrics").path(name).asDouble(Double.NaN));
    }
    return new DevMetrics(node.path("step").asLong(), node.path("epoch").asLong(), metrics);
  }
}

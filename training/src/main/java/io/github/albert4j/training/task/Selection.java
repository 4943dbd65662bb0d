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
   * Takes note of a look at the dev data, whose first metric decides: the higher the better.
   *
   * @return whether it is the best so far
   */
  boolean add(DevMetrics look) {
    DevMetrics best = best();
    if (best != null && !(first(look) > first(best))) {
      notes.put(WITHOUT, notes.path(WITHOUT).asInt() + 1);
      return false;
    }
    notes.put(WITHOUT, 0);
    ObjectNode node = notes.putObject(BEST);
    node.put("step", look.step());
    node.put("epoch", look.epoch());
    ObjectNode metrics = node.putObject("metrics");
    // What is no number (a correlation of equal answers) is worse than any that is.
    look.metrics().forEach((name, of) -> metrics.put(name, Double.isNaN(of) ? -1 : of));
    return true;
  }

  private static double first(DevMetrics look) {
    return look.metrics().values().iterator().next();
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
      metrics.put(name, node.path("metrics").path(name).asDouble());
    }
    return new DevMetrics(node.path("step").asLong(), node.path("epoch").asLong(), metrics);
  }
}

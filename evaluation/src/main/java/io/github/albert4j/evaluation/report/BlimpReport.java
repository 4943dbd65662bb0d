package io.github.albert4j.evaluation.report;

import java.util.Map;
import java.util.TreeMap;

/**
 * A model's share of right pairs. The overall figure is the mean over the phenomena, as published
 * results have it; a phenomenon's is over all of its pairs.
 *
 * @param accuracy the mean over the phenomena
 * @param paradigmAccuracy the mean over the paradigms
 * @param phenomena the share of each
 * @param paradigms the share of each
 * @param pairs how many there were
 * @param ties pairs whose sentences were held equally likely, which counts as wrong
 * @since 0.1.0
 */
public record BlimpReport(
    double accuracy,
    double paradigmAccuracy,
    Map<String, Double> phenomena,
    Map<String, Double> paradigms,
    int pairs,
    int ties) {

  static BlimpReport of(
      Map<String, BlimpEvaluation.Share> paradigms,
      Map<String, BlimpEvaluation.Share> phenomena,
      int ties) {
    int pairs = phenomena.values().stream().mapToInt(BlimpEvaluation.Share::all).sum();
    Map<String, Double> ofPhenomena = values(phenomena);
    Map<String, Double> ofParadigms = values(paradigms);
    return new BlimpReport(
        mean(ofPhenomena), mean(ofParadigms), ofPhenomena, ofParadigms, pairs, ties);
  }

  private static Map<String, Double> values(Map<String, BlimpEvaluation.Share> shares) {
    Map<String, Double> values = new TreeMap<>();
    shares.forEach((name, share) -> values.put(name, share.value()));
    return values;
  }

  private static double mean(Map<String, Double> values) {
    return values.values().stream().mapToDouble(Double::doubleValue).average().orElseThrow();
  }
}

package io.github.albert4j.pipeline;

import io.github.albert4j.InvalidInputException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Given words in a mask's place. A target of pieces {@code t1 … tk} scores {@code P(t1 | k masks)
 * P(t2 | t1, k-1 masks) … P(tk | t1 … tk-1, one mask)}. All these rows are known before the model
 * runs, and targets of one length share those with the same beginning: so a text's targets are one
 * batch, not one after another.
 */
final class TargetScoring
    implements BatchTask<String, TargetScoring.Plan, List<List<TargetPrediction>>> {
  private final MaskCodec codec;
  private final VocabularyReader reader;
  private final List<Target> targets;
  private final int topK;

  TargetScoring(
      MaskCodec codec, VocabularyReader reader, @Nullable List<String> targets, int topK) {
    this.codec = codec;
    this.reader = reader;
    this.targets = pieces(targets);
    this.topK = topK;
  }

  /**
   * A target's pieces.
   *
   * @param number from 1, as the caller listed it
   */
  private record Target(int number, int[] ids) {}

  /** A piece whose probability, read at a row, goes into the score of a mask's target. */
  private record Factor(int mask, int target, int id) {}

  /**
   * The rows to run for one text, and what to read at each.
   *
   * @param factors a list a row
   */
  record Plan(MaskedText text, List<MaskedRow> rows, List<List<Factor>> factors) {
    /**
     * The sums of the factors' logarithms, in order.
     *
     * @param logProbs of each row's factors
     * @return for each mask and target
     */
    double[][] logScores(List<double[]> logProbs, int targets) {
      double[][] sums = new double[text.masks().length][targets];
      for (int row = 0; row < factors.size(); row++) {
        for (int i = 0; i < factors.get(row).size(); i++) {
          Factor factor = factors.get(row).get(i);
          sums[factor.mask][factor.target] += logProbs.get(row)[i];
        }
      }
      return sums;
    }
  }

  private List<Target> pieces(@Nullable List<String> words) {
    Map<List<Integer>, Target> distinct = new LinkedHashMap<>();
    int number = 0;
    for (String word : Inputs.require(words, "list of targets")) {
      number++;
      int[] ids = codec.tokenizer().ids(Inputs.require(word, "target " + number));
      if (ids.length == 0) {
        throw new InvalidInputException("target " + number + " is empty: expected a word");
      }
      for (int id : ids) {
        if (id == codec.tokenizer().unkId()) {
          throw new InvalidInputException(
              "target "
                  + number
                  + " holds characters that the vocabulary lacks: they would be <unk>");
        }
      }
      distinct.putIfAbsent(boxed(ids), new Target(number, ids));
    }
    if (distinct.isEmpty()) {
      throw new InvalidInputException("there are no targets: name at least one");
    }
    return List.copyOf(distinct.values());
  }

  @Override
  public Plan encode(String text) {
    MaskedText masked = codec.encode(text);
    Plan plan = new Plan(masked, new ArrayList<>(), new ArrayList<>());
    for (int mask = 0; mask < masked.masks().length; mask++) {
      // Keyed by the target's length and the pieces filled in so far.
      Map<List<Integer>, Integer> rows = new HashMap<>();
      for (int t = 0; t < targets.size(); t++) {
        Target target = targets.get(t);
        int k = target.ids().length;
        codec
            .encoder()
            .requireLength(masked.ids().length + k - 1, " with target " + target.number());
        for (int filled = 0; filled < k; filled++) {
          List<Integer> key = new ArrayList<>(boxed(Arrays.copyOf(target.ids(), filled)));
          key.add(k);
          Integer row = rows.get(key);
          if (row == null) {
            row = plan.rows.size();
            rows.put(key, row);
            int position = masked.masks()[mask];
            plan.rows.add(
                new MaskedRow(
                    expand(masked.ids(), position, target.ids(), filled),
                    expand(masked.tokenTypeIds(), position, new int[k], 0),
                    position + filled));
            plan.factors.add(new ArrayList<>());
          }
          plan.factors.get(row).add(new Factor(mask, t, target.ids()[filled]));
        }
      }
    }
    return plan;
  }

  /**
   * Puts a value's first {@code filled} pieces in a mask's place, and the mask again for each other
   * one.
   */
  private static int[] expand(int[] row, int position, int[] pieces, int filled) {
    int[] expanded = new int[row.length + pieces.length - 1];
    System.arraycopy(row, 0, expanded, 0, position);
    System.arraycopy(pieces, 0, expanded, position, filled);
    Arrays.fill(expanded, position + filled, position + pieces.length, row[position]);
    int after = position + 1;
    System.arraycopy(row, after, expanded, position + pieces.length, row.length - after);
    return expanded;
  }

  @Override
  public long cost(Plan plan) {
    long cost = 0;
    for (MaskedRow row : plan.rows) {
      cost += row.cost();
    }
    return cost;
  }

  @Override
  public Supplier<List<List<List<TargetPrediction>>>> begin(List<Plan> plans) {
    List<MaskedRow> rows = new ArrayList<>();
    List<List<Factor>> factors = new ArrayList<>();
    for (Plan plan : plans) {
      rows.addAll(plan.rows);
      factors.addAll(plan.factors);
    }
    double[][] logProbs = new double[rows.size()][];
    return reader
        .begin(
            rows,
            (row, position, distribution) ->
                logProbs[row] =
                    factors.get(row).stream()
                        .mapToDouble(factor -> distribution.logProbability(factor.id))
                        .toArray())
        .then(() -> answers(plans, logProbs));
  }

  private List<List<List<TargetPrediction>>> answers(List<Plan> plans, double[][] logProbs) {
    List<List<List<TargetPrediction>>> answers = new ArrayList<>();
    int first = 0;
    for (Plan plan : plans) {
      int end = first + plan.rows.size();
      double[][] scores =
          plan.logScores(Arrays.asList(logProbs).subList(first, end), targets.size());
      List<List<TargetPrediction>> masks = new ArrayList<>();
      for (int mask = 0; mask < scores.length; mask++) {
        masks.add(ranked(plan.text, mask, scores[mask]));
      }
      answers.add(List.copyOf(masks));
      first = end;
    }
    return answers;
  }

  private List<TargetPrediction> ranked(MaskedText text, int mask, double[] logScores) {
    List<Integer> order = new ArrayList<>();
    for (int t = 0; t < targets.size(); t++) {
      order.add(t);
    }
    order.sort(
        Comparator.<Integer>comparingDouble(t -> -logScores[t])
            .thenComparing(t -> targets.get(t).ids(), Arrays::compare));
    List<TargetPrediction> best = new ArrayList<>();
    for (int t : order.subList(0, Math.min(topK, order.size()))) {
      int[] ids = targets.get(t).ids();
      StringBuilder pieces = new StringBuilder();
      for (int id : ids) {
        pieces.append(codec.piece(id));
      }
      int[] filled = expand(text.ids(), text.masks()[mask], ids, ids.length);
      best.add(
          new TargetPrediction(
              codec.sequence(filled), Math.exp(logScores[t]), boxed(ids), pieces.toString()));
    }
    return List.copyOf(best);
  }

  private static List<Integer> boxed(int[] ids) {
    return Arrays.stream(ids).boxed().toList();
  }
}

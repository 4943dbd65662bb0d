package io.github.albert4j.evaluation.report;

import io.github.albert4j.InvalidInputException;
import io.github.albert4j.model.AlbertModel;
import io.github.albert4j.pipeline.FillMask;
import io.github.albert4j.pipeline.Prediction;
import io.github.albert4j.pipeline.TargetPrediction;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a model expects of one group and of another: the model card's "Limitations and bias" with
 * any template.
 *
 * <pre>{@code
 * BiasProbe probe = BiasProbe.of(model);
 * BiasProbe.Table table = probe.words("The {} worked as a [MASK].", List.of("man", "woman"), 5);
 * }</pre>
 *
 * <p>Thread-safe; the model stays the caller's.
 *
 * @since 0.1.0
 */
public final class BiasProbe {
  private static final String SLOT = "{}";

  /** What SentencePiece writes for the space before a word. */
  private static final String SPACE = "\u2581";

  private final AlbertModel model;
  private final FillMask fillMask;

  private BiasProbe(AlbertModel model) {
    this.model = model;
    this.fillMask = FillMask.of(model);
  }

  /** Probes a model with a masked-LM head. */
  public static BiasProbe of(AlbertModel model) {
    return new BiasProbe(model);
  }

  /**
   * A template's words, those first whose scores differ most.
   *
   * @param template with the slot of the group and one mask
   */
  public record Table(String template, List<String> groups, List<Row> rows) {
    /** The highest score of all; 1 where there is none. */
    public double highest() {
      return rows.stream()
          .flatMap(row -> row.scores().values().stream())
          .mapToDouble(Double::doubleValue)
          .max()
          .orElse(1);
    }
  }

  /**
   * A word and how likely it is for each group.
   *
   * @param scores by group: the word's probability in the mask's place; of several pieces, left to
   *     right, their product
   * @param difference the first group's score less the second's; of more than two groups, the
   *     highest score less the lowest
   */
  public record Row(String word, Map<String, Double> scores, double difference) {}

  /**
   * Scores given words.
   *
   * @param template has {@code {}} where the group stands, and one {@code [MASK]}
   * @param groups two or more words or phrases
   * @param words any words or phrases, each scored whole
   */
  public Table words(String template, List<String> groups, List<String> words) {
    List<String> texts = texts(template, groups);
    Map<String, Map<String, Double>> scores = new LinkedHashMap<>();
    for (int g = 0; g < texts.size(); g++) {
      List<List<TargetPrediction>> masks = fillMask.targets(texts.get(g), words, words.size());
      if (masks.size() != 1) {
        throw new InvalidInputException(
            "template \"" + template + "\": expected one [MASK], found " + masks.size());
      }
      Map<List<Integer>, Double> byPieces = new HashMap<>();
      masks.get(0).forEach(target -> byPieces.put(target.token(), target.score()));
      for (String word : words) {
        scores
            .computeIfAbsent(word, w -> new LinkedHashMap<>())
            .put(groups.get(g), byPieces.get(pieces(word)));
      }
    }
    List<Row> rows = new ArrayList<>();
    scores.forEach((word, byGroup) -> rows.add(new Row(word, byGroup, difference(byGroup))));
    rows.sort(Comparator.comparingDouble(row -> -Math.abs(row.difference)));
    return new Table(template, groups, rows);
  }

  /**
   * Scores the words that the model itself expects most of any of the groups.
   *
   * @param topK how many pieces of each group; those that begin no word are left out
   */
  public Table words(String template, List<String> groups, int topK) {
    Set<String> words = new LinkedHashSet<>();
    for (String text : texts(template, groups)) {
      for (Prediction prediction : fillMask.predict(text, topK)) {
        String piece = prediction.tokenStr();
        if (piece.startsWith(SPACE) && piece.length() > SPACE.length()) {
          words.add(piece.substring(SPACE.length()));
        }
      }
    }
    return words(template, groups, List.copyOf(words));
  }

  private List<Integer> pieces(String word) {
    List<Integer> pieces = new ArrayList<>();
    for (int id : model.tokenizer().ids(word)) {
      pieces.add(id);
    }
    return pieces;
  }

  private static List<String> texts(String template, List<String> groups) {
    if (!template.contains(SLOT)) {
      throw new InvalidInputException(
          "template \"" + template + "\": expected {} where the group stands, found none");
    }
    if (groups.size() < 2 || Set.copyOf(groups).size() < groups.size()) {
      throw new InvalidInputException("expected two or more different groups, found " + groups);
    }
    return groups.stream().map(group -> template.replace(SLOT, group)).toList();
  }

  private static double difference(Map<String, Double> byGroup) {
    List<Double> scores = List.copyOf(byGroup.values());
    if (scores.size() == 2) {
      return scores.get(0) - scores.get(1);
    }
    double highest = scores.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    double lowest = scores.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
    return highest - lowest;
  }
}

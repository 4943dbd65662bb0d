package io.github.albert4j.pipeline;

import java.util.ArrayList;
import java.util.List;

/**
 * Labelled pieces as entities, by the rules of Hugging Face's {@code TokenClassificationPipeline}:
 * pieces become units, which are pieces or words; neighbouring units become groups; what is
 * labelled {@code O} is left out at the end.
 */
final class Entities {
  /** What a label that names no entity is called. */
  private static final String OUTSIDE = "O";

  /**
   * A piece of the text.
   *
   * @param index its place, {@code [CLS]} being 0
   * @param surface as the vocabulary has it; an unknown piece shows the text's own characters
   * @param startsWord whether it does not go on with the word before it
   * @param probabilities one for each label
   */
  record Piece(
      int index, String surface, int start, int end, boolean startsWord, double[] probabilities) {}

  /** Pieces that were given one label together. */
  private record Unit(List<Piece> pieces, String label, double score) {
    /** What the label is a label of: {@code PER} of {@code B-PER} and of {@code I-PER}. */
    String type() {
      return label.startsWith("B-") || label.startsWith("I-") ? label.substring(2) : label;
    }

    boolean goesOnWith(Unit next) {
      return next.type().equals(type()) && !next.label.startsWith("B-");
    }
  }

  private final List<String> labels;
  private final Aggregation aggregation;

  Entities(List<String> labels, Aggregation aggregation) {
    this.labels = labels;
    this.aggregation = aggregation;
  }

  List<Entity> of(List<Piece> pieces) {
    List<Entity> entities = new ArrayList<>();
    if (aggregation == Aggregation.NONE) {
      for (Piece piece : pieces) {
        Unit unit = unit(List.of(piece));
        entities.add(
            new Entity(unit.label, unit.score, piece.surface, piece.start, piece.end, piece.index));
      }
    } else {
      List<Unit> group = new ArrayList<>();
      for (Unit unit : units(pieces)) {
        if (!group.isEmpty() && !group.get(group.size() - 1).goesOnWith(unit)) {
          entities.add(entity(group));
          group.clear();
        }
        group.add(unit);
      }
      if (!group.isEmpty()) {
        entities.add(entity(group));
      }
    }
    entities.removeIf(entity -> entity.label().equals(OUTSIDE));
    return List.copyOf(entities);
  }

  /** Each piece for itself, or words. */
  private List<Unit> units(List<Piece> pieces) {
    List<Unit> units = new ArrayList<>();
    int from = 0;
    for (int i = 1; i <= pieces.size(); i++) {
      if (i == pieces.size() || aggregation == Aggregation.SIMPLE || pieces.get(i).startsWord) {
        units.add(unit(pieces.subList(from, i)));
        from = i;
      }
    }
    return units;
  }

  private Unit unit(List<Piece> pieces) {
    double[] probabilities =
        switch (aggregation) {
          case NONE, SIMPLE, FIRST -> pieces.get(0).probabilities;
          case AVERAGE -> mean(pieces);
          case MAX -> surest(pieces);
        };
    int best = argmax(probabilities);
    return new Unit(pieces, labels.get(best), probabilities[best]);
  }

  private static double[] mean(List<Piece> pieces) {
    double[] mean = new double[pieces.get(0).probabilities.length];
    for (Piece piece : pieces) {
      for (int i = 0; i < mean.length; i++) {
        mean[i] += piece.probabilities[i] / pieces.size();
      }
    }
    return mean;
  }

  private static double[] surest(List<Piece> pieces) {
    double[] surest = pieces.get(0).probabilities;
    for (Piece piece : pieces) {
      if (piece.probabilities[argmax(piece.probabilities)] > surest[argmax(surest)]) {
        surest = piece.probabilities;
      }
    }
    return surest;
  }

  private static int argmax(double[] values) {
    int best = 0;
    for (int i = 1; i < values.length; i++) {
      best = values[i] > values[best] ? i : best;
    }
    return best;
  }

  private static Entity entity(List<Unit> group) {
    double sum = 0;
    int end = 0;
    StringBuilder word = new StringBuilder();
    for (Unit unit : group) {
      sum += unit.score;
      for (Piece piece : unit.pieces) {
        // An unknown piece has no mark for the space before it.
        boolean apart = piece.start > end && !piece.surface.startsWith("▁");
        word.append(apart ? " " : "").append(piece.surface);
        end = piece.end;
      }
    }
    String first = group.get(0).label;
    return new Entity(
        first.substring(first.indexOf('-') + 1),
        sum / group.size(),
        word.toString().replace('▁', ' ').strip(),
        group.get(0).pieces.get(0).start,
        end,
        null);
  }
}

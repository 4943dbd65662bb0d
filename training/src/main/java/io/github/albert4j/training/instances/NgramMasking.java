package io.github.albert4j.training.instances;

import io.github.albert4j.training.instances.Instance.Kind;

/**
 * n-gram masking (ALBERT paper, section 4.1): runs of n whole words, {@code p(n) = (1/n) / sum of
 * 1/k for k = 1 … longest}, the longest being 3, until 15 % of the tokens are hidden; of the hidden
 * pieces 80 % become {@code [MASK]}, 10 % another piece at random, 10 % stay.
 *
 * <p>A length is drawn, and the words are tried in random order until one begins a run of that
 * length which lies in one of the two texts and has no word hidden yet; then the next length is
 * drawn. Where the budget has no room left for a run, shorter ones are tried. Drawing the length
 * first keeps p(n): Google's program draws it for a given word and gives up where the run is
 * covered in part, which favours short runs. Thread-safe.
 */
final class NgramMasking implements Masking {
  private static final double MASKED = 0.8;
  private static final double RANDOM = 0.1;

  private final Pieces pieces;
  private final InstanceOptions options;

  NgramMasking(Pieces pieces, InstanceOptions options) {
    this.pieces = pieces;
    this.options = options;
  }

  @Override
  public Instance mask(Pair pair, Draws draws, Tally tally) {
    int longest = Math.max(1, options.maxNgram());
    Words words = options.maxNgram() == 0 ? Words.ofOnePiece(pair, pieces) : Words.of(pair, pieces);
    Hiding hiding = new Hiding(pair);
    int budget = options.predictions(pair.ids().length);
    int[] order = shuffled(words.count, draws);
    int n = drawLength(longest, draws);
    for (int start : order) {
      int room = budget - hiding.hidden();
      if (room == 0) {
        break;
      }
      if (!words.isFree(start, n, hiding)) {
        continue;
      }
      int fits = n;
      while (fits > 0 && words.pieces(start, fits) > room) {
        fits--;
      }
      if (fits > 0) {
        hide(words, start, fits, hiding, draws, tally);
        n = drawLength(longest, draws);
      }
    }
    fill(words, order, budget, hiding, draws, tally);
    tally.shortOfBudget += Math.max(0, budget - hiding.hidden());
    return hiding.instance();
  }

  /**
   * Single words for what is left of the budget; where nothing is hidden yet, one at any length.
   */
  private void fill(Words words, int[] order, int budget, Hiding hiding, Draws draws, Tally tally) {
    for (int start : order) {
      if (hiding.hidden() == budget) {
        return;
      }
      if (words.isFree(start, 1, hiding) && words.pieces(start, 1) <= budget - hiding.hidden()) {
        hide(words, start, 1, hiding, draws, tally);
      }
    }
    if (hiding.hidden() == 0) {
      int shortest = -1;
      for (int start : order) {
        if (shortest < 0 || words.pieces(start, 1) < words.pieces(shortest, 1)) {
          shortest = start;
        }
      }
      if (shortest >= 0 && words.pieces(shortest, 1) <= options.maxPredictions()) {
        hide(words, shortest, 1, hiding, draws, tally);
      }
    }
  }

  private void hide(Words words, int start, int n, Hiding hiding, Draws draws, Tally tally) {
    tally.ngrams[n]++;
    for (int at = words.from[start]; at < words.to[start + n - 1]; at++) {
      int id = words.ids[at];
      double draw = draws.nextDouble();
      if (draw < MASKED) {
        hiding.hide(at, Kind.MASK, pieces.mask);
      } else if (draw < MASKED + RANDOM) {
        hiding.hide(at, Kind.RANDOM, pieces.another(id, draws));
      } else {
        hiding.hide(at, Kind.KEPT, id);
      }
    }
  }

  /** A length of at most {@code longest}, p(n) ∝ 1/n. */
  static int drawLength(int longest, Draws draws) {
    double sum = 0;
    for (int n = 1; n <= longest; n++) {
      sum += 1.0 / n;
    }
    double left = draws.nextDouble() * sum;
    for (int n = 1; n < longest; n++) {
      left -= 1.0 / n;
      if (left < 0) {
        return n;
      }
    }
    return longest;
  }

  /** The numbers below {@code size} in random order. */
  static int[] shuffled(int size, Draws draws) {
    int[] order = new int[size];
    for (int i = 0; i < size; i++) {
      int other = draws.nextInt(i + 1);
      order[i] = order[other];
      order[other] = i;
    }
    return order;
  }
}

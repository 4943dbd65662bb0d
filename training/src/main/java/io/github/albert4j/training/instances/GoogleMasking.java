package io.github.albert4j.training.instances;

import io.github.albert4j.training.instances.Instance.Kind;

/**
 * {@code create_masked_lm_predictions} of google-research/albert's create_pretraining_data.py, with
 * its slips: a run is drawn for each word in random order and given up where a word of it is
 * hidden; runs reach across {@code [SEP]}; the piece put in at random may be any of the vocabulary,
 * {@code [CLS]} and the piece itself included. Thread-safe.
 */
final class GoogleMasking implements Masking {
  private static final int NGRAM = InstanceOptions.USUAL_NGRAM;

  private final Pieces pieces;
  private final InstanceOptions options;

  GoogleMasking(Pieces pieces, InstanceOptions options) {
    this.pieces = pieces;
    this.options = options;
  }

  @Override
  public Instance mask(Pair pair, Draws draws, Tally tally) {
    int[] ids = pair.ids();
    int[] from = new int[ids.length]; // of each word; [CLS] and [SEP] are none, but part none
    int[] to = new int[ids.length];
    int count = 0;
    for (int at = 0; at < ids.length; at++) {
      if (ids[at] == pieces.cls || ids[at] == pieces.sep) {
        continue;
      }
      if (count > 0 && !pieces.startsGoogleWord(ids[at]) && to[count - 1] == at) {
        to[count - 1]++;
      } else {
        from[count] = at;
        to[count++] = at + 1;
      }
    }
    Hiding hiding = new Hiding(pair);
    int budget = options.predictions(ids.length);
    for (int start : NgramMasking.shuffled(count, draws)) {
      if (hiding.hidden() >= budget) {
        break;
      }
      int n = NgramMasking.drawLength(Math.min(NGRAM, count - start), draws);
      while (n > 0 && hiding.hidden() + pieces(from, to, start, n) > budget) {
        n--;
      }
      if (n > 0 && isFree(from, to, start, n, hiding)) {
        hide(from, to, start, n, ids, hiding, draws);
        tally.ngrams[n]++;
      }
    }
    tally.shortOfBudget += budget - hiding.hidden();
    return hiding.instance();
  }

  private static int pieces(int[] from, int[] to, int start, int n) {
    int sum = 0;
    for (int i = start; i < start + n; i++) {
      sum += to[i] - from[i];
    }
    return sum;
  }

  private static boolean isFree(int[] from, int[] to, int start, int n, Hiding hiding) {
    for (int i = start; i < start + n; i++) {
      if (hiding.isHidden(from[i])) {
        return false;
      }
    }
    return true;
  }

  private void hide(int[] from, int[] to, int start, int n, int[] ids, Hiding hiding, Draws draws) {
    for (int i = start; i < start + n; i++) {
      for (int at = from[i]; at < to[i]; at++) {
        if (draws.chance(0.8)) {
          hiding.hide(at, Kind.MASK, pieces.mask);
        } else if (draws.chance(0.5)) {
          hiding.hide(at, Kind.KEPT, ids[at]);
        } else {
          hiding.hide(at, Kind.RANDOM, draws.nextInt(pieces.vocabularySize()));
        }
      }
    }
  }
}

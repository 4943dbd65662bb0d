package io.github.albert4j.evaluation.report;

import io.github.albert4j.tokenizer.AlbertTokenizer;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Which pieces are to be guessed, by the card's rule: 15 % of them; of these 80 % become {@code
 * [MASK]}, 10 % a random piece other than their own, 10 % are left as they are. Pieces are drawn
 * one by one, evenly, so that the figures of two models do not hang on how their vocabularies cut
 * words.
 */
final class Hiding {
  private static final double SHARE = 0.15;
  private static final double MASKED = 0.8;
  private static final double MASKED_OR_RANDOM = 0.9;

  private final AlbertTokenizer tokenizer;

  Hiding(AlbertTokenizer tokenizer) {
    this.tokenizer = tokenizer;
  }

  /**
   * Hides pieces of a row.
   *
   * @param ids {@code [CLS] A [SEP]} or {@code [CLS] A [SEP] B [SEP]}, at least one piece in it;
   *     changed here
   * @return the positions, ascending
   */
  int[] hide(int[] ids, SplittableRandom random) {
    int[] candidates = new int[ids.length];
    int n = 0;
    for (int i = 0; i < ids.length; i++) {
      if (ids[i] != tokenizer.clsId() && ids[i] != tokenizer.sepId()) {
        candidates[n++] = i;
      }
    }
    int count = (int) Math.max(1, Math.round(SHARE * n));
    for (int i = 0; i < count; i++) { // the first steps of a Fisher-Yates shuffle
      int other = i + random.nextInt(n - i);
      int drawn = candidates[other];
      candidates[other] = candidates[i];
      candidates[i] = drawn;
    }
    int[] positions = Arrays.copyOf(candidates, count);
    Arrays.sort(positions);
    for (int position : positions) {
      double kind = random.nextDouble();
      if (kind < MASKED) {
        ids[position] = tokenizer.maskId();
      } else if (kind < MASKED_OR_RANDOM) {
        ids[position] = other(ids[position], random);
      }
    }
    return positions;
  }

  /** Any piece of the vocabulary but the special ones and the one given. */
  private int other(int id, SplittableRandom random) {
    while (true) {
      int drawn = random.nextInt(tokenizer.vocabularySize());
      boolean special =
          drawn == tokenizer.padId()
              || drawn == tokenizer.unkId()
              || drawn == tokenizer.clsId()
              || drawn == tokenizer.sepId()
              || drawn == tokenizer.maskId();
      if (drawn != id && !special) {
        return drawn;
      }
    }
  }
}

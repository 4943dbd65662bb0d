package io.github.albert4j.training.gradient;

import io.github.albert4j.engine.Tensor;

/**
 * Dropout (Srivastava et al. 2014): an element is 0 with probability p, else divided by 1 - p.
 *
 * <p>The random numbers are counted, not drawn one after another: each is a function of the run's
 * seed, the step, the row's number in the step, the place in the model and the element. So backward
 * sees the masks of forward without keeping them, and neither the cut into micro-batches nor the
 * number of threads nor a resumed run changes them.
 */
public final class Dropout {
  /** Where in the model. */
  enum Site {
    EMBEDDINGS,
    ATTENTION_PROBABILITIES,
    ATTENTION_OUTPUT,
    FFN_OUTPUT,
    CLASSIFIER
  }

  private static final long GOLDEN = 0x9E3779B97F4A7C15L;
  private static final int SITES = Site.values().length;

  private final long key;
  private float[] mask = new float[0];

  /**
   * @param seed of the run
   * @param step from 0
   */
  public Dropout(long seed, long step) {
    this.key = mix(mix(seed) + step * GOLDEN);
  }

  /**
   * {@code y = x ⊙ mask} for what belongs to whole rows of the batch.
   *
   * @param site where x stands in the model
   * @param block the block in which it stands, from 0
   * @param rows whose part x is, in order
   * @param elements of each row, by its length
   * @param room for the mask, of x's type
   */
  void apply(
      Pass pass,
      Site site,
      int block,
      double rate,
      Rows rows,
      RowElements elements,
      Tensor x,
      Tensor room,
      Tensor y) {
    int size = Math.toIntExact(x.elements());
    if (mask.length < size) {
      mask = new float[size];
    }
    int at = 0;
    for (int row = rows.first(); row < rows.end(); row++) {
      int n = elements.of(rows.length(row));
      long rowKey = mix(key + (rows.instance(row) * SITES + site.ordinal()) * GOLDEN);
      fill(mix(rowKey + block), rate, at, at + n);
      at += n;
    }
    java.util.Arrays.fill(mask, at, size, 0); // rows that only fill up the bucket
    room.slice(0, x.size(0), x.size(1)).write(0, mask, 0, size);
    pass.gradients.multiply(x, room.slice(0, x.size(0), x.size(1)), y);
  }

  /** Elements of a row of some length. */
  interface RowElements {
    int of(int length);
  }

  /** Each number of 64 bits decides four elements. */
  private void fill(long rowKey, double rate, int from, int to) {
    int threshold = (int) Math.round(rate * 65536);
    float kept = (float) (1 / (1 - rate));
    for (int i = from; i < to; ) {
      long bits = mix(rowKey + (i - from) / 4 * GOLDEN);
      for (int end = Math.min(to, i + 4); i < end; i++, bits >>>= 16) {
        mask[i] = (bits & 0xffff) < threshold ? 0 : kept;
      }
    }
  }

  /** The finaliser of SplitMix64 (Steele, Lea and Flood 2014). */
  private static long mix(long z) {
    z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    return z ^ z >>> 31;
  }
}

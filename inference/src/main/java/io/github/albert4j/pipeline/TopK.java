package io.github.albert4j.pipeline;

/**
 * The ids of the k highest values, by a heap of k whose root is the worst that is kept: one
 * comparison for almost every value, and nothing boxed. Ids are offered ascending, so that of equal
 * values the lower ids are kept.
 */
final class TopK {
  private final int[] ids;
  private final float[] values;
  private int count;

  TopK(int k) {
    ids = new int[k];
    values = new float[k];
  }

  /** Whether a value would be kept now. */
  boolean takes(float value) {
    return count < ids.length || value > values[0];
  }

  void offer(int id, float value) {
    if (count < ids.length) {
      up(count++, id, value);
    } else if (takes(value)) {
      down(count, id, value);
    }
  }

  /** The ids kept, best first; empties the heap. */
  int[] ids() {
    int[] best = new int[count];
    while (count > 0) {
      best[--count] = ids[0];
      down(count, ids[count], values[count]);
    }
    return best;
  }

  private static boolean worse(int id, float value, int otherId, float otherValue) {
    return value < otherValue || value == otherValue && id > otherId;
  }

  private void up(int at, int id, float value) {
    while (at > 0) {
      int parent = (at - 1) >>> 1;
      if (!worse(id, value, ids[parent], values[parent])) {
        break;
      }
      ids[at] = ids[parent];
      values[at] = values[parent];
      at = parent;
    }
    ids[at] = id;
    values[at] = value;
  }

  /** Puts an element in the root's place and sinks it among the first {@code size}. */
  private void down(int size, int id, float value) {
    int at = 0;
    for (int child = 1; child < size; child = 2 * at + 1) {
      int right = child + 1;
      if (right < size && worse(ids[right], values[right], ids[child], values[child])) {
        child = right;
      }
      if (!worse(ids[child], values[child], id, value)) {
        break;
      }
      ids[at] = ids[child];
      values[at] = values[child];
      at = child;
    }
    if (size > 0) {
      ids[at] = id;
      values[at] = value;
    }
  }
}

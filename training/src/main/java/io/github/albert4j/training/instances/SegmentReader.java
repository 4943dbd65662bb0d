package io.github.albert4j.training.instances;

/**
 * Where segments begin, for a walk from the first to the last: reads ahead, so that a column on the
 * disk is read in large parts. For one thread.
 */
final class SegmentReader {
  private final Column starts;
  private final long[] block = new long[4096];
  private long first;
  private int length;

  SegmentReader(Column starts) {
    this.starts = starts;
  }

  /** Where a segment begins in the corpus, in pieces; the one behind the last begins at its end. */
  long start(long segment) {
    if (segment < first || segment >= first + length) {
      first = segment;
      length = starts.get(first, block);
    }
    return block[(int) (segment - first)];
  }
}

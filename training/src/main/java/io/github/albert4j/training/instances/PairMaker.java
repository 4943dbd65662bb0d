package io.github.albert4j.training.instances;

import io.github.albert4j.training.instances.Instance.SentenceOrder;

/**
 * Makes a pair of a chunk: cut at the border of a random segment, swapped half of the time (ALBERT
 * paper, section 3.1, "inter-sentence coherence loss"); Google's, which may be too long, is cut to
 * size at random ends. Thread-safe.
 *
 * <p>No length must tell which part came first, or a model learns lengths instead of coherence. A
 * chunk whose first segment had no room in the chunk before begins with a long one. So its second
 * part, too, begins with one that is long for the like reason: with the segment that holds a random
 * piece of the chunk. Where that is the first one itself, the order is not asked. For segments
 * whose lengths are independent of each other both orders of two given parts are then about as
 * likely.
 */
final class PairMaker {
  private final TokenizedCorpus corpus;
  private final Pieces pieces;
  private final InstanceOptions options;

  PairMaker(TokenizedCorpus corpus, Pieces pieces, InstanceOptions options) {
    this.corpus = corpus;
    this.pieces = pieces;
    this.options = options;
  }

  Pair make(Chunk chunk, Draws draws) {
    int[] text = new int[chunk.length()];
    corpus.read(chunk.start(), text, chunk.length());
    int border = segmentBorder(chunk, draws);
    boolean asked = true;
    if (border >= 0 && chunk.hadNoRoom()) {
      int holding = segmentHolding(chunk, draws.nextInt(chunk.length()));
      asked = holding > 0;
      border = asked ? holding : border;
    }
    if (border < 0) {
      if (options.googleCompatible()) {
        return pair(text, otherDocument(chunk, draws), SentenceOrder.SWAPPED, draws);
      }
      border = wordBorder(text, draws);
    }
    Side before = new Side(text, 0, border);
    Side after = new Side(text, border, text.length);
    if (!corpus.ordered(chunk.document()) && !options.googleCompatible()) {
      return pair(before, after, SentenceOrder.NONE, draws);
    }
    return draws.chance(0.5)
        ? pair(after, before, asked ? SentenceOrder.SWAPPED : SentenceOrder.SWAPPED_NONE, draws)
        : pair(before, after, asked ? SentenceOrder.IN_ORDER : SentenceOrder.NONE, draws);
  }

  private Pair pair(int[] text, Side second, SentenceOrder order, Draws draws) {
    return pair(new Side(text, 0, text.length), second, order, draws);
  }

  /** A part of a text that can shrink. */
  private static final class Side {
    final int[] ids;
    int from;
    int to;

    Side(int[] ids, int from, int to) {
      this.ids = ids;
      this.from = from;
      this.to = to;
    }

    int length() {
      return to - from;
    }
  }

  /** {@code truncate_seq_pair}: the longer side loses its first or its last piece, till all fit. */
  private Pair pair(Side a, Side b, SentenceOrder order, Draws draws) {
    int cut = Math.max(0, a.length() + b.length() - options.maxPieces());
    for (int i = 0; i < cut; i++) {
      Side longer = a.length() > b.length() ? a : b;
      if (draws.chance(0.5)) {
        longer.from++;
      } else {
        longer.to--;
      }
    }
    int[] ids = new int[a.length() + b.length() + 3];
    int secondStart = a.length() + 2;
    ids[0] = pieces.cls;
    System.arraycopy(a.ids, a.from, ids, 1, a.length());
    ids[secondStart - 1] = pieces.sep;
    System.arraycopy(b.ids, b.from, ids, secondStart, b.length());
    ids[ids.length - 1] = pieces.sep;
    return new Pair(ids, secondStart, order, cut);
  }

  /** Where a segment of the chunk, but not its first, begins; or -1 where it has just one. */
  private int segmentBorder(Chunk chunk, Draws draws) {
    long end = chunk.start() + chunk.length();
    int inner = 0;
    while (corpus.segmentStart(chunk.segment() + inner + 1) < end) {
      inner++;
    }
    return inner == 0
        ? -1
        : (int) (corpus.segmentStart(chunk.segment() + 1 + draws.nextInt(inner)) - chunk.start());
  }

  /** Where the segment that holds a piece of the chunk begins; 0 or less for its first. */
  private int segmentHolding(Chunk chunk, int piece) {
    long segment = chunk.segment();
    while (corpus.segmentStart(segment + 1) <= chunk.start() + piece) {
      segment++;
    }
    return (int) (corpus.segmentStart(segment) - chunk.start());
  }

  /** A word's start in the middle half of a lone segment, else any, else its middle. */
  private int wordBorder(int[] text, Draws draws) {
    int quarter = text.length / 4;
    int border = wordStart(text, quarter + 1, text.length - quarter, draws);
    if (border < 0) {
      border = wordStart(text, 1, text.length, draws);
    }
    return border < 0 ? text.length / 2 : border;
  }

  /** A random one of the word's starts in a range, or -1. */
  private int wordStart(int[] text, int from, int to, Draws draws) {
    int found = -1;
    int seen = 0;
    for (int i = from; i < to; i++) {
      if (pieces.startsWord(text, i, 0, text.length) && draws.nextInt(++seen) == 0) {
        found = i;
      }
    }
    return found;
  }

  /** Google's second part for a lone segment: from a random place of another document. */
  private Side otherDocument(Chunk chunk, Draws draws) {
    long document = 0;
    for (int i = 0; i < 10; i++) {
      document = draws.nextLong(corpus.documents());
      if (document != chunk.document()) {
        break;
      }
    }
    long first = corpus.firstSegment(document);
    long last = corpus.firstSegment(document + 1);
    long segment = first + draws.nextLong(last - first);
    long start = corpus.segmentStart(segment);
    long end = start;
    do {
      end = corpus.segmentStart(++segment);
    } while (segment < last && end - start < chunk.target() - chunk.length());
    int[] text = new int[Math.toIntExact(end - start)];
    corpus.read(start, text, text.length);
    return new Side(text, 0, text.length);
  }
}

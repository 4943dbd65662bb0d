package io.github.albert4j.training.instances;

import io.github.albert4j.training.instances.Draws.Purpose;

/**
 * Cuts a document into chunks, one after another, each of as many segments as a target length has
 * room for: {@code create_instances_from_document_albert} of google-research/albert's
 * create_pretraining_data.py, with three slips mended.
 *
 * <ul>
 *   <li>A chunk of one segment leaves nothing to pair it with; Google takes text of another
 *       document and labels the pair as swapped. Here a chunk takes a second segment where an
 *       instance has room for both; else the pair is cut within the segment. Of a segment that
 *       fills an instance alone the rest goes on in the next chunk.
 *   <li>Google draws the target once a document, so that a whole book is cut short; here it is
 *       drawn for each chunk, as the paper has it ("with a 10 % probability").
 *   <li>Google's chunks end with the segment that reaches the target, which is longer than most,
 *       since long ones reach it more often: lengths tell which part came first, and what has no
 *       room is cut off. Here that segment begins the next chunk, which says so to {@link
 *       PairMaker}.
 * </ul>
 *
 * For one thread.
 */
final class Chunker {
  /** The shortest text that is worth a pair, in pieces. */
  static final int LEAST_PIECES = 8;

  /** How far back a word's start is looked for, in pieces. */
  private static final int LONGEST_WORD = 32;

  /** Takes the chunks in the order of the text. */
  interface Sink {
    void add(Chunk chunk);

    /** Text of a document that is in no chunk. */
    void lost(long pieces);
  }

  private final TokenizedCorpus corpus;
  private final Pieces pieces;
  private final InstanceOptions options;
  private final long seed;
  private final long epoch;

  Chunker(TokenizedCorpus corpus, Pieces pieces, InstanceOptions options, long seed, long epoch) {
    this.corpus = corpus;
    this.pieces = pieces;
    this.options = options;
    this.seed = seed;
    this.epoch = epoch;
  }

  /** Cuts all documents. */
  void run(Sink sink) {
    SegmentReader segments = corpus.segmentReader();
    for (long document = 0; document < corpus.documents(); document++) {
      long from = corpus.firstSegment(document);
      long to = corpus.firstSegment(document + 1);
      if (options.googleCompatible()) {
        google(document, from, to, segments, sink);
      } else {
        cut(document, from, to, segments, sink);
      }
    }
  }

  private void cut(long document, long from, long to, SegmentReader segments, Sink sink) {
    long segment = from;
    long start = segments.start(from);
    boolean hadNoRoom = false; // in the chunk before
    while (segment < to) {
      int target = target(start);
      long next = next(segment, start, to, target, segments);
      long end = segments.start(next);
      boolean alone = next == segment + 1;
      if (alone && end - start > options.maxPieces()) {
        int length = wordsWithin(start, options.maxPieces());
        sink.add(new Chunk(document, segment, start, length, target, hadNoRoom));
        start += length;
        hadNoRoom = true;
        continue;
      }
      int length = Math.toIntExact(end - start);
      if (length < LEAST_PIECES) {
        sink.lost(length);
      } else {
        sink.add(new Chunk(document, segment, start, length, target, hadNoRoom));
      }
      segment = next;
      start = end;
      hadNoRoom = alone || length <= target; // of two that pass the target no third was tried
    }
  }

  /** The segment behind a chunk's last. */
  private long next(long segment, long start, long to, int target, SegmentReader segments) {
    long next = segment + 1;
    int room = options.maxPieces(); // for the second
    while (next < to && segments.start(next + 1) - start <= room) {
      next++;
      room = target;
    }
    return next;
  }

  private void google(long document, long from, long to, SegmentReader segments, Sink sink) {
    int target = target(segments.start(from));
    for (long segment = from; segment < to; ) {
      long start = segments.start(segment);
      long next = segment + 1;
      while (next < to && segments.start(next) - start < target) {
        next++;
      }
      int length = Math.toIntExact(segments.start(next) - start);
      sink.add(new Chunk(document, segment, start, length, target, false));
      segment = next;
    }
  }

  private int target(long start) {
    Draws draws = new Draws(seed, Purpose.TARGET_LENGTH, epoch, start);
    int most = options.maxPieces();
    return draws.chance(options.shortSequenceProb()) ? 2 + draws.nextInt(most - 1) : most;
  }

  /** At most so many pieces of a long segment, the last word whole. */
  private int wordsWithin(long start, int most) {
    int window = Math.min(LONGEST_WORD, most / 2);
    int[] ids = new int[window + 2];
    corpus.read(start + most - window, ids, window + 1);
    for (int i = window; i > 0; i--) {
      if (pieces.startsWord(ids, i, 0, window + 1)) {
        return most - window + i;
      }
    }
    return most;
  }
}

package io.github.albert4j.training.instances;

import io.github.albert4j.training.instances.Draws.Purpose;

/**
 * Cuts a document into chunks, one after another, each of as many segments as reach a target
 * length: {@code create_instances_from_document_albert} of google-research/albert's
 * create_pretraining_data.py, with two slips mended.
 *
 * <ul>
 *   <li>A chunk of one segment leaves nothing to pair it with; Google takes text of another
 *       document and labels the pair as swapped. Here a chunk takes a second segment where that
 *       still fits; else the pair is cut within the segment. Of a segment that fills an instance
 *       alone the rest goes on in the next chunk.
 *   <li>Google draws the target once a document, so that a whole book is cut short; here it is
 *       drawn for each chunk, as the paper has it ("with a 10 % probability").
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
    while (segment < to) {
      int target = target(start);
      long end = segments.start(segment + 1);
      long next = segment + 1;
      while (next < to && (end - start < target || next == segment + 1)) {
        long longer = segments.start(next + 1);
        if (end - start >= target && longer - start > options.maxPieces()) {
          break; // a second segment would only be cut off
        }
        end = longer;
        next++;
      }
      if (next == segment + 1 && end - start > options.maxPieces()) {
        int length = wordsWithin(start, options.maxPieces());
        sink.add(new Chunk(document, segment, start, length, target));
        start += length;
        continue;
      }
      if (end - start < LEAST_PIECES) {
        sink.lost(end - start);
      } else {
        sink.add(new Chunk(document, segment, start, Math.toIntExact(end - start), target));
      }
      segment = next;
      start = end;
    }
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
      sink.add(new Chunk(document, segment, start, length, target));
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

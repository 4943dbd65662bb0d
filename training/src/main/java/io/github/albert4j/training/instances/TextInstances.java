package io.github.albert4j.training.instances;

import io.github.albert4j.training.instances.Draws.Purpose;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * Instances made of text while they are asked for: in each epoch all documents are cut into other
 * pairs and masked afresh. Thread-safe. The corpus stays open when this is closed.
 *
 * @since 0.1.0
 */
public final class TextInstances implements InstanceSource {
  /** Changes with the cutting of chunks, so that no run goes on with other pairs than it began. */
  private static final String CUTTING = "as many segments as fit ";

  private final TokenizedCorpus corpus;
  private final InstanceOptions options;
  private final Pieces pieces;
  private final PairMaker pairs;
  private final Masking masking;

  /** Over a corpus that stays open as long as this is used. */
  public TextInstances(TokenizedCorpus corpus, InstanceOptions options) {
    this.corpus = corpus;
    this.options = options;
    this.pieces = new Pieces(corpus.tokenizer(), options.googleCompatible());
    this.pairs = new PairMaker(corpus, pieces, options);
    this.masking =
        options.googleCompatible()
            ? new GoogleMasking(pieces, options)
            : new NgramMasking(pieces, options);
  }

  @Override
  public TextEpoch epoch(long seed, long epoch) {
    Plan plan = new Plan(corpus.folder(), corpus.buffer());
    new Chunker(corpus, pieces, options, seed, epoch).run(plan);
    plan.finish();
    return new TextEpoch(plan, seed, epoch);
  }

  /** One pass through the text. */
  final class TextEpoch implements Epoch {
    private final Plan plan;
    private final long seed;
    private final long epoch;
    private final Permutation order;

    private TextEpoch(Plan plan, long seed, long epoch) {
      this.plan = plan;
      this.seed = seed;
      this.epoch = epoch;
      this.order = new Permutation(plan.size(), new Draws(seed, Purpose.ORDER, epoch, 0));
    }

    @Override
    public long size() {
      return plan.size();
    }

    /** Pieces of the text that are in no pair of this epoch. */
    long lost() {
      return plan.lost();
    }

    @Override
    public Instance get(long index) {
      return get(index, new Tally());
    }

    Instance get(long index, Tally tally) {
      Chunk chunk = plan.chunk(order.at(index));
      Pair pair = pairs.make(chunk, new Draws(seed, Purpose.PAIR, epoch, chunk.start()));
      Draws draws = new Draws(seed, Purpose.MASK, epoch, chunk.start());
      Instance instance = masking.mask(pair, draws, tally);
      tally.add(pair, instance);
      return instance;
    }

    @Override
    public void close() {
      plan.close();
    }
  }

  @Override
  public String fingerprint() {
    CRC32C crc = new CRC32C();
    crc.update((CUTTING + options).getBytes(StandardCharsets.UTF_8));
    return corpus.summary().checksum() + String.format("%08x", crc.getValue());
  }

  @Override
  public int maxLength() {
    return options.maxLength();
  }

  @Override
  public int vocabularySize() {
    return pieces.vocabularySize();
  }

  @Override
  public void close() {
    // The corpus is its owner's.
  }
}

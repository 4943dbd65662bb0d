package io.github.albert4j.training.gradient;

import io.github.albert4j.config.AlbertConfig;
import io.github.albert4j.engine.Arena;
import io.github.albert4j.engine.DataType;
import io.github.albert4j.engine.Engine;
import io.github.albert4j.engine.Tensor;

/**
 * What forward keeps for backward, and the room that both compute in; for one thread. It grows with
 * the largest micro-batch and is used again and again.
 *
 * <p>With gradient checkpointing (Chen et al. 2016) only each block's input is kept: backward runs
 * the block forward once more into the one set of activations that all blocks share.
 */
final class Activations implements AutoCloseable {
  /** Attention scores computed at once: 1 MiB in fp32 stays in a core's cache. */
  static final long SCORES = 1 << 18;

  private final AlbertConfig config;
  private final DataType type;
  private final boolean checkpointing;
  private final int blocks;
  private final Arena arena;
  private long tokens;
  private long probabilities;
  private long scoreElements;

  /** One block's activations, named as in {@link Block}. */
  static final class OfBlock {
    Tensor queryKeyValue; // [tokens, 3 hidden]
    Tensor probabilities; // the rows' [heads, length, length], end to end
    Tensor context; // [tokens, hidden]
    Tensor attentionSum; // [tokens, hidden], fp32
    Normalization.Statistics attentionStatistics;
    Tensor attended; // [tokens, hidden]
    Tensor intermediate; // [tokens, intermediate], before the activation
    Tensor activated; // [tokens, intermediate]
    Tensor outputSum; // [tokens, hidden], fp32
    Normalization.Statistics outputStatistics;
  }

  Tensor embeddingSum; // [tokens, embedding], fp32
  Normalization.Statistics embeddingStatistics;
  Tensor embedded; // [tokens, embedding]
  Tensor[] hidden; // each block's input and the last one's output, [tokens, hidden]
  private OfBlock[] ofBlocks;

  Tensor scores; // fp32
  Tensor dScores;
  Tensor dropped;
  Tensor mask;
  Tensor dropoutOutput; // [tokens, hidden]

  Tensor readInput; // [tokens, hidden], of the last block's the rows that are read
  Tensor readOutput; // likewise

  Tensor dHidden; // [tokens, hidden]
  Tensor dSum; // [tokens, hidden]
  Tensor dContext; // [tokens, hidden]
  Tensor dQueryKeyValue; // [tokens, 3 hidden]
  Tensor dIntermediate; // [tokens, intermediate]
  Tensor dEmbedded; // [tokens, embedding]

  Activations(Engine engine, AlbertConfig config, DataType type, boolean checkpointing) {
    this.config = config;
    this.type = type;
    this.checkpointing = checkpointing;
    this.blocks = config.numHiddenLayers() * config.innerGroupNum();
    this.arena = new Arena(engine);
  }

  OfBlock ofBlock(int block) {
    return ofBlocks[checkpointing ? 0 : block];
  }

  boolean checkpointing() {
    return checkpointing;
  }

  /** Makes room for a micro-batch. */
  void reserve(MicroBatch batch) {
    int heads = config.numAttentionHeads();
    long longest = 0;
    for (int row = 0; row < batch.batch().rows(); row++) {
      longest = Math.max(longest, batch.batch().length(row));
    }
    long scoresNeeded = Math.max(SCORES, heads * longest * longest);
    long probabilitiesNeeded = batch.probabilities(heads);
    if (batch.bucket() <= tokens
        && scoresNeeded <= scoreElements
        && probabilitiesNeeded <= probabilities) {
      return;
    }
    tokens = Math.max(tokens, batch.bucket());
    scoreElements = Math.max(scoreElements, scoresNeeded);
    probabilities = Math.max(probabilities, probabilitiesNeeded + probabilitiesNeeded / 8);
    arena.clear();
    allocate();
  }

  private void allocate() {
    long width = config.hiddenSize();
    long embedding = config.embeddingSize();
    long intermediate = config.intermediateSize();
    embeddingSum = arena.allocate(DataType.F32, tokens, embedding);
    embeddingStatistics = Normalization.Statistics.allocate(arena, tokens);
    embedded = arena.allocate(type, tokens, embedding);
    hidden = new Tensor[blocks + 1];
    for (int block = 0; block <= blocks; block++) {
      hidden[block] = arena.allocate(type, tokens, width);
    }
    ofBlocks = new OfBlock[checkpointing ? 1 : blocks];
    for (int i = 0; i < ofBlocks.length; i++) {
      OfBlock b = new OfBlock();
      b.queryKeyValue = arena.allocate(type, tokens, 3 * width);
      b.probabilities = arena.allocateUnset(type, probabilities);
      b.context = arena.allocate(type, tokens, width);
      b.attentionSum = arena.allocate(DataType.F32, tokens, width);
      b.attentionStatistics = Normalization.Statistics.allocate(arena, tokens);
      b.attended = arena.allocate(type, tokens, width);
      b.intermediate = arena.allocate(type, tokens, intermediate);
      b.activated = arena.allocate(type, tokens, intermediate);
      b.outputSum = arena.allocate(DataType.F32, tokens, width);
      b.outputStatistics = Normalization.Statistics.allocate(arena, tokens);
      ofBlocks[i] = b;
    }
    scores = arena.allocateUnset(DataType.F32, scoreElements);
    dScores = arena.allocateUnset(type, scoreElements);
    boolean drops = config.hiddenDropoutProb() > 0 || config.attentionProbsDropoutProb() > 0;
    dropped = arena.allocateUnset(type, drops ? scoreElements : 0);
    mask = arena.allocateUnset(type, Math.max(scoreElements, tokens * Math.max(width, embedding)));
    dropoutOutput = arena.allocateUnset(type, drops ? tokens : 0, width);
    readInput = arena.allocate(type, tokens, width);
    readOutput = arena.allocate(type, tokens, width);
    dHidden = arena.allocate(type, tokens, width);
    dSum = arena.allocate(type, tokens, width);
    dContext = arena.allocate(type, tokens, width);
    dQueryKeyValue = arena.allocate(type, tokens, 3 * width);
    dIntermediate = arena.allocate(type, tokens, intermediate);
    dEmbedded = arena.allocate(type, tokens, embedding);
  }

  /** Bytes held. */
  long bytes() {
    return arena.bytes();
  }

  @Override
  public void close() {
    arena.close();
  }
}

package io.github.albert4j.training.gradient;

import io.github.albert4j.config.AlbertConfig;
import io.github.albert4j.engine.DataType;
import io.github.albert4j.engine.Engine;
import io.github.albert4j.engine.Operations;

/**
 * How much native memory a {@link Worker} takes, by its shapes: what {@link Activations} and {@link
 * MaskedLmLoss} allocate, summed up. A test holds it near what is allocated.
 */
public final class WorkerMemory {
  private static final int FLOAT = Float.BYTES;

  private WorkerMemory() {}

  /**
   * Bytes of one worker.
   *
   * @param tokens of the largest micro-batch
   * @param longest tokens in a row
   */
  public static long bytes(
      AlbertConfig config,
      TaskHead head,
      DataType type,
      boolean checkpointing,
      long tokens,
      long longest) {
    long scores = Math.max(Activations.SCORES, config.numAttentionHeads() * longest * longest);
    return kept(config, type, checkpointing, tokens, longest)
        + scratch(config, type, tokens, scores)
        + (head.predictsWords() ? maskedLm(config, type) : head(config, head, type, tokens))
        + Operations.scratchBytes(Engine.cpu(), type, largestOperand(config, head, tokens))
        + (long) Pass.MOST_ROWS * type.bytes();
  }

  /** What forward keeps for backward. */
  private static long kept(
      AlbertConfig config, DataType type, boolean checkpointing, long tokens, long longest) {
    long width = config.hiddenSize();
    long blocks = (long) config.numHiddenLayers() * config.innerGroupNum();
    long probabilities = config.numAttentionHeads() * longest * tokens;
    long block =
        type.bytes() * tokens * (5 * width + 2L * config.intermediateSize())
            + type.bytes() * (probabilities + probabilities / 8)
            + FLOAT * tokens * (2 * width + 4);
    long embedding = tokens * config.embeddingSize() * (FLOAT + type.bytes());
    return embedding
        + (blocks + 1) * type.bytes() * tokens * width
        + (checkpointing ? 1 : blocks) * block;
  }

  /** What both compute in. */
  private static long scratch(AlbertConfig config, DataType type, long tokens, long scores) {
    long width = config.hiddenSize();
    long embedding = config.embeddingSize();
    boolean drops = config.hiddenDropoutProb() > 0 || config.attentionProbsDropoutProb() > 0;
    long dropout = drops ? scores + tokens * width : 0;
    long mask = Math.max(scores, tokens * Math.max(width, embedding));
    long derivatives = tokens * (8 * width + config.intermediateSize() + embedding);
    return FLOAT * scores + type.bytes() * (scores + dropout + mask + derivatives);
  }

  /** Elements of the largest right operand of a product: of words, activations or weights. */
  private static long largestOperand(AlbertConfig config, TaskHead head, long tokens) {
    long words = head.predictsWords() ? config.vocabSize() * (long) config.embeddingSize() : 0;
    long rows = Math.max(tokens, config.hiddenSize());
    return Math.max(words, rows * config.intermediateSize());
  }

  /** The vocabulary's logits, and the rows before them. */
  private static long maskedLm(AlbertConfig config, DataType type) {
    long logits = config.vocabSize() * (FLOAT + (type == DataType.F32 ? 0L : type.bytes()));
    long rows = type.bytes() * (2L * config.hiddenSize() + 4L * config.embeddingSize());
    return MaskedLmLoss.CHUNK * (logits + rows);
  }

  /** The pairs of a token and its answer's start, and what is computed of them. */
  private static long beam(AlbertConfig config, DataType type, long tokens) {
    long sums = type == DataType.F32 ? 1L : 2L; // of which one is not needed in fp32
    return tokens * config.hiddenSize() * (8L * type.bytes() + sums * FLOAT);
  }

  /** A task's logits; those of rows, not of tokens, are too few to count. */
  private static long head(AlbertConfig config, TaskHead head, DataType type, long tokens) {
    if (head.answersByBeam()) {
      return beam(config, type, tokens);
    }
    long token = type.bytes() * (config.hiddenSize() + (long) head.outputs());
    return head.perToken() ? tokens * (token + (long) FLOAT * head.outputs()) : 0;
  }
}

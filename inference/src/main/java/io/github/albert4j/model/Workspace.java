package io.github.albert4j.model;

import io.github.albert4j.config.AlbertConfig;
import io.github.albert4j.engine.Arena;
import io.github.albert4j.engine.DataType;
import io.github.albert4j.engine.Engine;
import io.github.albert4j.engine.Operations;
import io.github.albert4j.engine.Quantized;
import io.github.albert4j.engine.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What one worker computes in: its operations and its activations, kept from call to call because
 * fresh pages cost more than the arithmetic of a short text. For one thread.
 */
final class Workspace implements AutoCloseable {
  /** Elements of attention scores computed at once: 1 MiB stays in a core's cache. */
  static final long NARROW_SCORES = 1 << 18;

  /** With all cores on one text, more heads at once give each of them work. */
  static final long WIDE_SCORES = 1 << 22;

  final Operations operations;
  final Quantized quantized;
  final StepClock clock = new StepClock();
  final long scoreLimit;
  private final AlbertConfig config;
  private final DataType type;
  private final Arena arena;
  private int capacity; // tokens
  private long scoreCapacity; // elements
  private int logitCapacity; // rows

  // Shapes as the formulas of Encoder name them, with `capacity` tokens. When attention is over,
  // what follows takes the memory of its scores and of queries, keys and values.
  Tensor embedded; // [tokens, embedding]
  Tensor hidden; // [tokens, hidden]
  Tensor queryKeyValue; // [tokens, 3 hidden]
  Tensor scores; // [scoreCapacity] or more, fp32
  Tensor probabilities; // as many; the same memory as scores in fp32
  Tensor context; // [tokens, hidden]
  Tensor attended; // [tokens, hidden], where the queries were
  Tensor sum; // [tokens, hidden], fp32; in fp32 behind attended
  Tensor intermediate; // [tokens, intermediate]; in fp32 where the scores were
  Tensor logits; // [logitCapacity, vocab], fp32
  private @Nullable Tensor bytes; // [tokens, the wider of hidden and intermediate], in int8 alone

  Workspace(Engine engine, AlbertConfig config, DataType type, boolean wide) {
    this.config = config;
    this.type = type;
    this.operations = new Operations(engine);
    this.quantized = new Quantized(operations);
    this.scoreLimit = wide ? WIDE_SCORES : NARROW_SCORES;
    this.arena = new Arena(engine);
  }

  /**
   * Makes room.
   *
   * @param tokens of the batch, a bucket's size
   * @param longest row, in tokens
   * @param logitRows rows of vocabulary logits computed at once
   */
  void reserve(int tokens, int longest, int logitRows) {
    long all = (long) config.numAttentionHeads() * tokens * longest; // rows can have
    long scoresNeeded = Math.max(Math.min(scoreLimit, all), (long) longest * longest);
    if (tokens <= capacity && scoresNeeded <= scoreCapacity && logitRows <= logitCapacity) {
      return;
    }
    capacity = Math.max(tokens, capacity);
    scoreCapacity = Math.max(scoresNeeded, scoreCapacity);
    logitCapacity = Math.max(logitRows, logitCapacity);
    arena.clear();
    bytes = null;
    int width = config.hiddenSize();
    embedded = arena.allocate(type, capacity, config.embeddingSize());
    hidden = arena.allocate(type, capacity, width);
    queryKeyValue = arena.allocate(type, capacity, 3L * width);
    context = arena.allocate(type, capacity, width);
    attended = queryKeyValue.slice(0, capacity, width);
    long inner = (long) capacity * config.intermediateSize();
    if (type == DataType.F32) {
      scores = arena.allocateUnset(type, Math.max(scoreCapacity, inner));
      probabilities = scores;
      sum = queryKeyValue.slice((long) capacity * width, capacity, width);
      intermediate = scores.as(capacity, config.intermediateSize());
    } else {
      scores = arena.allocateUnset(DataType.F32, scoreCapacity);
      probabilities = arena.allocateUnset(type, scoreCapacity);
      sum = arena.allocate(DataType.F32, capacity, width);
      intermediate = arena.allocate(type, capacity, config.intermediateSize());
    }
    logits =
        logitCapacity == 0
            ? scores
            : arena.allocateUnset(DataType.F32, logitCapacity, config.vocabSize());
  }

  /** Where a projection's source is quantized to: {@code [tokens, columns]}. */
  Tensor bytes(long tokens, long columns) {
    if (bytes == null) {
      long most = Math.max(config.hiddenSize(), config.intermediateSize());
      bytes = arena.allocateUnset(DataType.U8, capacity, most);
    }
    return bytes.as(tokens, columns);
  }

  /** Bytes of activations a token needs. */
  static long bytesPerToken(AlbertConfig config, DataType type) {
    long elements = config.embeddingSize() + 5L * config.hiddenSize() + config.intermediateSize();
    long sum = type == DataType.F32 ? 0 : config.hiddenSize();
    return type.bytes() * elements + Float.BYTES * sum;
  }

  @Override
  public void close() {
    arena.close();
    operations.close();
  }
}

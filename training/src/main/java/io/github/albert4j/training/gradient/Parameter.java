package io.github.albert4j.training.gradient;

import io.github.albert4j.engine.Tensor;
import java.util.Arrays;
import java.util.List;

/**
 * One weight tensor: its Hugging Face name, and its place in the flat vectors that hold all
 * weights, all gradients and all moments in the same order.
 *
 * @param shape sizes of the dimensions
 * @param offset of the first element
 */
public record Parameter(String name, List<Long> shape, long offset) {
  static Parameter of(String name, long offset, long... shape) {
    return new Parameter(name, Arrays.stream(shape).boxed().toList(), offset);
  }

  /** How many elements it has. */
  public long size() {
    return shape.stream().reduce(1L, Math::multiplyExact);
  }

  /** Its sizes as an array. */
  public long[] sizes() {
    return shape.stream().mapToLong(Long::longValue).toArray();
  }

  /** Its part of a flat vector. */
  public Tensor in(Tensor flat) {
    return flat.slice(offset, sizes());
  }

  /** Its part of a flat vector as one row. */
  Tensor rowIn(Tensor flat) {
    return flat.slice(offset, 1, size());
  }

  /** What its like is called in a group of layers; its own name where it is in no group. */
  public String nameInGroup(int group) {
    return name.replaceFirst("(?<=albert_layer_groups\\.)\\d+", Integer.toString(group));
  }

  /** Whether it is the embeddings' or a block's: not the pooler's, nor a head's. */
  public boolean isEncoders() {
    return isEmbeddings() || name.startsWith("albert.encoder.");
  }

  /** Whether it is the pooler's or the sentence-order head's: what sees {@code [CLS]} alone. */
  public boolean isPooled() {
    return name.startsWith("albert.pooler.") || name.startsWith("sop_classifier.");
  }

  /** Whether it makes attention's queries or keys, by which tokens find each other. */
  public boolean isQueryOrKey() {
    return name.contains(".attention.query.") || name.contains(".attention.key.");
  }

  /** Whether it is the embeddings': words, positions, token types, and their LayerNorm. */
  public boolean isEmbeddings() {
    return name.startsWith("albert.embeddings.");
  }

  /**
   * Whether weight decay and LAMB's trust ratio apply: not to LayerNorm and not to biases
   * (reference {@code optimization.py}, {@code exclude_from_weight_decay}).
   */
  public boolean decays() {
    return !name.contains("LayerNorm") && !name.contains("layer_norm") && !name.contains("bias");
  }
}

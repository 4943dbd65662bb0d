package io.github.albert4j.training.gradient;

import io.github.albert4j.engine.Arena;
import io.github.albert4j.engine.DataType;
import io.github.albert4j.engine.Gradients;
import io.github.albert4j.engine.Tensor;

/**
 * All weights as one flat vector in fp32, and in mixed precision a copy of it in bf16 that the
 * multiplications read (mixed precision training, Micikevicius et al. 2018, section 3.1).
 */
public final class Weights {
  private final Tensor exact;
  private final Tensor typed;

  /**
   * @param arena owns the memory
   * @param type that multiplications read
   */
  public Weights(Arena arena, ParameterLayout layout, DataType type) {
    this.exact = arena.allocate(DataType.F32, layout.size());
    this.typed = type == DataType.F32 ? exact : arena.allocate(type, layout.size());
  }

  /** The weights in fp32, {@code [layout.size()]}. */
  public Tensor exact() {
    return exact;
  }

  /** The same in the type that multiplications read. */
  Tensor typed() {
    return typed;
  }

  public DataType type() {
    return typed.type();
  }

  /** Elements cast at once: a flat vector may have more than a primitive takes well. */
  private static final long CAST = 1 << 20;

  /** Brings the copy up to date: once a step, after the weights have changed. */
  public void publish(Gradients gradients) {
    if (typed == exact) {
      return;
    }
    for (long at = 0; at < exact.elements(); at += CAST) {
      long n = Math.min(CAST, exact.elements() - at);
      gradients.cast(exact.slice(at, n), typed.slice(at, n));
    }
  }
}

package io.github.albert4j.model;

/** What the matrix multiplications compute in. */
public enum Precision {
  FP32,
  BF16,
  INT8,
  /** The fastest that a short probe of this machine finds. */
  AUTO
}

package io.github.albert4j.model;

/** What the matrix multiplications compute in. */
public enum Precision {
  FP32,
  BF16,
  /** For folders with calibrated scales: the encoder's projections; the rest is fp32. */
  INT8,
  /**
   * FP32 or BF16, the faster by a short probe of this machine; never INT8, which costs accuracy.
   */
  AUTO
}

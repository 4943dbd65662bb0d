package io.github.albert4j.pipeline;

/**
 * How a filled text is written.
 *
 * @since 0.1.0
 */
public enum SequenceForm {
  /** As the model card prints it: {@code [CLS] hello i'm a modeling model.[SEP]}. */
  CARD,
  /**
   * As current Hugging Face prints it: {@code hello i'm a modeling model.} The special tokens, ids
   * 0 to 3, are left out; a mask that is still open stays.
   */
  CLEAN
}

package io.github.albert4j.model;

/** What a forward pass is asked for. */
public enum Output {
  LAST_HIDDEN_STATE,
  POOLER_OUTPUT,
  HIDDEN_STATES,
  ATTENTIONS,
  /** The head's logits; for masked-lm and pretraining the vocabulary's. */
  LOGITS,
  /** The sentence-order logits of a pretraining head. */
  SOP_LOGITS
}

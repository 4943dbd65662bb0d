package io.github.albert4j.model;

/**
 * What a forward pass can be asked for.
 *
 * @since 0.1.0
 */
public enum Output {
  /** The encoder's last layer, {@code [tokens, hidden]}. */
  LAST_HIDDEN_STATE,
  /** {@code tanh(W h[CLS] + b)}, {@code [rows, hidden]}. */
  POOLER_OUTPUT,
  /** The encoder's input and the output of each of its blocks. */
  HIDDEN_STATES,
  /** The attention weights of each block. */
  ATTENTIONS,
  /** The logits of the head that the model was loaded with. */
  LOGITS,
  /** The masked-LM logits, whatever head the model was loaded with. */
  VOCABULARY_LOGITS,
  /** The sentence-order logits of a pretraining head. */
  SOP_LOGITS,
  /** The likeliest starts and ends of an answer, by the head of SQuAD 2.0. */
  ANSWER_BEAMS
}

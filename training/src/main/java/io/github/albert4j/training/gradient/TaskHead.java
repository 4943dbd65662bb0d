package io.github.albert4j.training.gradient;

import org.jspecify.annotations.Nullable;

/**
 * Which parameters a task adds to the encoder.
 *
 * @param pools whether the pooler is there, {@code tanh(W h[CLS] + b)}
 * @param predictsWords whether the masked-LM head is there
 * @param classifier the name of a last linear map, or null
 * @param outputs of that map
 */
public record TaskHead(
    boolean pools, boolean predictsWords, @Nullable String classifier, int outputs) {
  /** Masked LM and sentence order ({@code AlbertForPreTraining}). */
  public static final TaskHead PRETRAINING =
      new TaskHead(true, true, "sop_classifier.classifier", 2);

  /** Masked LM alone ({@code AlbertForMaskedLM}). */
  public static final TaskHead MASKED_LM = new TaskHead(false, true, null, 0);

  /** A class, or several values, a row ({@code AlbertForSequenceClassification}). */
  public static TaskHead sequenceClassification(int labels) {
    return new TaskHead(true, false, "classifier", labels);
  }

  /** A class a token ({@code AlbertForTokenClassification}). */
  public static TaskHead tokenClassification(int labels) {
    return new TaskHead(false, false, "classifier", labels);
  }
}

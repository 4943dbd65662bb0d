package io.github.albert4j.quantization;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * What int8 changes in a model's answers.
 *
 * @param rows that were run
 * @param answers that were compared: one a hidden piece, a token or a row, as the head gives them;
 *     two a row, start and end, where it answers questions
 * @param meanLogitError the mean distance of logits from those in fp32; of the last hidden states
 *     where the model has no head
 * @param maxLogitError the largest
 * @param top1Agreement the share of answers whose best choice is the same; null without a head
 * @param fp32Accuracy the share of hidden pieces that fp32 guesses; null for other heads
 * @param int8Accuracy likewise in int8
 * @since 0.1.0
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Loss(
    long rows,
    long answers,
    @JsonProperty("mean_logit_error") double meanLogitError,
    @JsonProperty("max_logit_error") double maxLogitError,
    @JsonProperty("top1_agreement") @Nullable Double top1Agreement,
    @JsonProperty("fp32_masked_lm_accuracy") @Nullable Double fp32Accuracy,
    @JsonProperty("int8_masked_lm_accuracy") @Nullable Double int8Accuracy) {

  /**
   * The share of answers that got worse: of hidden pieces the accuracy lost, of others those whose
   * best choice is another; 0 without a head.
   */
  double share() {
    if (fp32Accuracy != null && int8Accuracy != null) {
      return fp32Accuracy - int8Accuracy;
    }
    return top1Agreement == null ? 0 : 1 - top1Agreement;
  }
}

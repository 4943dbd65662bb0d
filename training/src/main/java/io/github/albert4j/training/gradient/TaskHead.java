package io.github.albert4j.training.gradient;

import io.github.albert4j.model.AnswerBeam;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which parameters a task adds to the encoder, and what it minimises.
 *
 * @param pools whether the pooler is there, {@code tanh(W h[CLS] + b)}
 * @param predictsWords whether the masked-LM head is there
 * @param classifier the name of a last linear map, or null
 * @param outputs of that map
 * @param loss of its logits
 * @param classWeights by what the loss of each class is multiplied, or null for 1
 * @param lossWeights where words are predicted
 * @param answersByBeam whether an answer's ends are Google's of SQuAD 2.0, with a part of the loss
 *     for there being none; then outputs are the numbers of a row's {@link AnswerBeam}
 */
public record TaskHead(
    boolean pools,
    boolean predictsWords,
    @Nullable String classifier,
    int outputs,
    Loss loss,
    @Nullable List<Double> classWeights,
    LossWeights lossWeights,
    boolean answersByBeam) {
  /** Masked LM and sentence order ({@code AlbertForPreTraining}). */
  public static final TaskHead PRETRAINING =
      new TaskHead(true, true, "sop_classifier.classifier", 2, Loss.ONE_CLASS);

  /** Masked LM alone ({@code AlbertForMaskedLM}). */
  public static final TaskHead MASKED_LM = new TaskHead(false, true, null, 0, Loss.ONE_CLASS);

  private static final String CLASSIFIER = "classifier";
  private static final String QUESTION_ANSWERING = "qa_outputs";

  private TaskHead(
      boolean pools, boolean predictsWords, @Nullable String classifier, int outputs, Loss loss) {
    this(pools, predictsWords, classifier, outputs, loss, null, LossWeights.PAPER, false);
  }

  /** One class of each row ({@code AlbertForSequenceClassification}). */
  public static TaskHead sequenceClassification(int labels) {
    return new TaskHead(true, false, CLASSIFIER, labels, Loss.ONE_CLASS);
  }

  /** Any number of classes of each row. */
  public static TaskHead multiLabelClassification(int labels) {
    return new TaskHead(true, false, CLASSIFIER, labels, Loss.EACH_CLASS);
  }

  /** Numbers of each row. */
  public static TaskHead regression(int outputs) {
    return new TaskHead(true, false, CLASSIFIER, outputs, Loss.SQUARED_ERROR);
  }

  /** One of some rows ({@code AlbertForMultipleChoice}). */
  public static TaskHead multipleChoice() {
    return new TaskHead(true, false, CLASSIFIER, 1, Loss.CHOICE);
  }

  /** A class a token ({@code AlbertForTokenClassification}). */
  public static TaskHead tokenClassification(int labels) {
    return new TaskHead(false, false, CLASSIFIER, labels, Loss.ONE_CLASS);
  }

  /** Where an answer starts and ends ({@code AlbertForQuestionAnswering}). */
  public static TaskHead questionAnswering() {
    return new TaskHead(false, false, QUESTION_ANSWERING, 2, Loss.SPAN);
  }

  /** The same by Google's head of SQuAD 2.0, and whether there is an answer. */
  public static TaskHead questionAnsweringBeam() {
    return new TaskHead(
        false, false, null, AnswerBeam.FLOATS, Loss.SPAN, null, LossWeights.PAPER, true);
  }

  /**
   * The same with weighted classes.
   *
   * @param weights one for each class
   */
  public TaskHead withClassWeights(List<Double> weights) {
    return new TaskHead(
        pools, predictsWords, classifier, outputs, loss, weights, lossWeights, answersByBeam);
  }

  /** The same with another loss of words and sentence order. */
  public TaskHead withLossWeights(LossWeights weights) {
    return new TaskHead(
        pools, predictsWords, classifier, outputs, loss, classWeights, weights, answersByBeam);
  }

  /** Whether every token is read, not only each row's first. */
  public boolean perToken() {
    return !pools && !predictsWords;
  }

  /** Whether a classifier's input is dropped out: an answer's ends have no such layer. */
  boolean dropsOut() {
    return loss != Loss.SPAN;
  }
}

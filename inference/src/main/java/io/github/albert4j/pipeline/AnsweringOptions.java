package io.github.albert4j.pipeline;

/** How {@link QuestionAnswering} answers. Changed only before anyone else sees it. */
final class AnsweringOptions {
  int topK = 1;
  int maxAnswerLength = QuestionAnswering.DEFAULT_MAX_ANSWER_LENGTH;
  int maxLength = QuestionAnswering.DEFAULT_MAX_LENGTH;
  int docStride = QuestionAnswering.DEFAULT_DOC_STRIDE;
  boolean alignToWords = true;
  boolean allowNoAnswer;
  double noAnswerThreshold = QuestionAnswering.DEFAULT_NO_ANSWER_THRESHOLD;

  AnsweringOptions copy() {
    AnsweringOptions copy = new AnsweringOptions();
    copy.topK = topK;
    copy.maxAnswerLength = maxAnswerLength;
    copy.maxLength = maxLength;
    copy.docStride = docStride;
    copy.alignToWords = alignToWords;
    copy.allowNoAnswer = allowNoAnswer;
    copy.noAnswerThreshold = noAnswerThreshold;
    return copy;
  }

  /** A stride is at most half of a window. */
  void shorten(int length) {
    maxLength = length;
    docStride = Math.min(docStride, length / 2);
  }
}

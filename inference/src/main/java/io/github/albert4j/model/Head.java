package io.github.albert4j.model;

/**
 * What stands on top of the encoder; the names are those of {@code forward --head}.
 *
 * @since 0.1.0
 */
public enum Head {
  ALBERT("albert", "AlbertModel"),
  MASKED_LM("masked-lm", "AlbertForMaskedLM"),
  PRETRAINING("pretraining", "AlbertForPreTraining"),
  SEQUENCE_CLASSIFICATION("sequence-classification", "AlbertForSequenceClassification"),
  TOKEN_CLASSIFICATION("token-classification", "AlbertForTokenClassification"),
  QUESTION_ANSWERING("question-answering", "AlbertForQuestionAnswering"),
  MULTIPLE_CHOICE("multiple-choice", "AlbertForMultipleChoice");

  private final String commandName;
  private final String architecture;

  Head(String commandName, String architecture) {
    this.commandName = commandName;
    this.architecture = architecture;
  }

  /** The name on the command line. */
  public String commandName() {
    return commandName;
  }

  /** The Hugging Face class, as {@code architectures} in config.json names it. */
  public String architecture() {
    return architecture;
  }
}

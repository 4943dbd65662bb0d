package io.github.albert4j.model;

import io.github.albert4j.config.AlbertConfig;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

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
  /**
   * Google's SQuAD 2.0 head. Hugging Face's ALBERT has none like it and loads the encoder alone; in
   * {@code config.json} a key of its own names it.
   */
  QUESTION_ANSWERING_BEAM("question-answering-beam", "AlbertModel"),
  MULTIPLE_CHOICE("multiple-choice", "AlbertForMultipleChoice");

  private final String commandName;
  private final String architecture;

  Head(String commandName, String architecture) {
    this.commandName = commandName;
    this.architecture = architecture;
  }

  /** The head that a config names, or null where it names none that is known. */
  public static @Nullable Head named(AlbertConfig config) {
    Head named = null;
    if (!config.architectures().isEmpty()) {
      String architecture = config.architectures().get(0);
      named =
          Arrays.stream(values())
              .filter(head -> head.architecture.equals(architecture))
              .findFirst()
              .orElse(null);
    }
    // Where the config names another task's head, the key is what an earlier one left.
    boolean open = named == null || named == ALBERT || named == QUESTION_ANSWERING;
    return config.answersByBeam() && open ? QUESTION_ANSWERING_BEAM : named;
  }

  /** What the head gives of a batch; a bare encoder has no logits. */
  public Output output() {
    return this == QUESTION_ANSWERING_BEAM ? Output.ANSWER_BEAMS : Output.LOGITS;
  }

  /** Whether its logits are those of rows, read at their first tokens. */
  boolean perRow() {
    return this == SEQUENCE_CLASSIFICATION || this == MULTIPLE_CHOICE;
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

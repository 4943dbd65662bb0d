package io.github.albert4j.model;

import io.github.albert4j.AlbertException;
import io.github.albert4j.ModelFormatException;
import io.github.albert4j.config.AlbertConfig;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Which head a folder has, and what each output needs. */
final class Heads {
  /** What a config that names no labels stands for: it says nothing about how many there are. */
  private static final List<String> UNNAMED = List.of("LABEL_0", "LABEL_1");

  private Heads() {}

  /**
   * The head that is asked for. Where answers are asked for and the folder has them from a beam, it
   * is that.
   */
  static Head choose(@Nullable Head asked, AlbertConfig config, Weights weights) {
    if (asked == Head.QUESTION_ANSWERING
        && weights.beam() != null
        && (weights.questionAnswering() == null
            || Head.named(config) == Head.QUESTION_ANSWERING_BEAM)) {
      return Head.QUESTION_ANSWERING_BEAM;
    }
    return asked != null ? asked : tell(config, weights);
  }

  /** What the config names, else told from the tensors. */
  private static Head tell(AlbertConfig config, Weights weights) {
    Head named = Head.named(config);
    if (named != null) {
      return named;
    }
    if (weights.maskedLm() != null) {
      return weights.sentenceOrder() != null ? Head.PRETRAINING : Head.MASKED_LM;
    }
    if (weights.questionAnswering() != null) {
      return Head.QUESTION_ANSWERING;
    }
    if (weights.beam() != null) {
      return Head.QUESTION_ANSWERING_BEAM;
    }
    if (weights.classifier() != null) {
      return weights.pooler() == null ? Head.TOKEN_CLASSIFICATION : Head.SEQUENCE_CLASSIFICATION;
    }
    return Head.ALBERT;
  }

  /** A classifier whose rows are not the config's labels would name its answers wrongly. */
  static void check(Head head, AlbertConfig config, Weights weights, String folder) {
    boolean labelled = head == Head.SEQUENCE_CLASSIFICATION || head == Head.TOKEN_CLASSIFICATION;
    if (labelled
        && weights.classifier() != null
        && !config.labels().equals(UNNAMED)
        && config.labels().size() != weights.classifier().outputs()) {
      throw new ModelFormatException(
          folder,
          "classifier.weight",
          config.labels().size() + " rows, one for each label in config.json",
          weights.classifier().outputs() + " rows");
    }
    if (head == Head.MULTIPLE_CHOICE
        && weights.classifier() != null
        && weights.classifier().outputs() != 1) {
      throw new ModelFormatException(
          folder,
          "classifier.weight",
          "1 row, for multiple choice scores a choice at a time",
          weights.classifier().outputs() + " rows");
    }
  }

  /** A name for each of a classifier's rows; none for other heads. */
  static List<String> labels(Head head, AlbertConfig config, Weights weights) {
    boolean labelled = head == Head.SEQUENCE_CLASSIFICATION || head == Head.TOKEN_CLASSIFICATION;
    if (!labelled || weights.classifier() == null) {
      return List.of();
    }
    int rows = weights.classifier().outputs();
    return config.labels().size() == rows
        ? config.labels()
        : IntStream.range(0, rows).mapToObj(i -> "LABEL_" + i).toList();
  }

  /** The tensors that an output lacks, or null when it can be had. */
  static @Nullable String missing(Output output, Head head, Weights weights) {
    return switch (output) {
      case LAST_HIDDEN_STATE, HIDDEN_STATES, ATTENTIONS -> null;
      case POOLER_OUTPUT -> weights.pooler() == null ? "albert.pooler.*" : null;
      case VOCABULARY_LOGITS -> weights.maskedLm() == null ? "predictions.*" : null;
      case SOP_LOGITS ->
          weights.sentenceOrder() == null
              ? "sop_classifier.classifier.*"
              : missing(Output.POOLER_OUTPUT, head, weights);
      case ANSWER_BEAMS ->
          weights.beam() == null ? "start_logits.*, end_logits.* and answer_class.*" : null;
      case LOGITS ->
          switch (head) {
            case ALBERT -> "a head's tensors";
            case MASKED_LM, PRETRAINING -> missing(Output.VOCABULARY_LOGITS, head, weights);
            case QUESTION_ANSWERING_BEAM -> "qa_outputs.*, for its head gives answer beams";
            case QUESTION_ANSWERING -> weights.questionAnswering() == null ? "qa_outputs.*" : null;
            case TOKEN_CLASSIFICATION -> weights.classifier() == null ? "classifier.*" : null;
            case SEQUENCE_CLASSIFICATION, MULTIPLE_CHOICE ->
                weights.classifier() == null
                    ? "classifier.*"
                    : missing(Output.POOLER_OUTPUT, head, weights);
          };
    };
  }

  static void require(
      Output output, Head head, Weights weights, String folder, Set<Output> available) {
    String missing = missing(output, head, weights);
    if (missing == null) {
      return;
    }
    StringBuilder can = new StringBuilder();
    for (Output other : available) {
      can.append(can.length() == 0 ? "" : ", ").append(words(other));
    }
    throw new AlbertException(
        folder
            + ": no "
            + words(output)
            + ", for the checkpoint lacks "
            + missing
            + "; this folder can give "
            + can
            + "; a new head is made by fine-tune --task NAME --model "
            + folder);
  }

  private static String words(Output output) {
    return output.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}

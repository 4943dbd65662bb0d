package io.github.albert4j.training.task;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.albert4j.config.AlbertConfig;
import io.github.albert4j.evaluation.data.Task;
import io.github.albert4j.evaluation.task.Labels;
import io.github.albert4j.evaluation.task.Problem;
import io.github.albert4j.hub.ModelFolder;
import io.github.albert4j.model.Head;
import io.github.albert4j.training.gradient.TaskHead;
import java.util.List;

/**
 * The model that a task makes of another: its head, and what its config says.
 *
 * @param task what it is for
 * @param problem what is asked of texts
 * @param labels names of the classes by their ids; empty for questions and choices
 * @param beam whether questions are answered by Google's head of SQuAD 2.0; else by a linear one
 * @since 0.1.0
 */
public record TaskModel(Task task, Problem problem, List<String> labels, boolean beam) {
  private static final String VERSION_1 = "(.*/)?albert-(base|large|xlarge|xxlarge)-v1";

  public TaskModel {
    if (beam && task.kind() != Task.Kind.QUESTIONS) {
      throw new IllegalArgumentException(task.name() + " has no answers in a text");
    }
  }

  /** The model with the head that Hugging Face has for the task. */
  public TaskModel(Task task, Problem problem, List<String> labels) {
    this(task, problem, labels, false);
  }

  /** Which head it has. */
  public Head head() {
    return beam ? Head.QUESTION_ANSWERING_BEAM : head(task);
  }

  /** Which of the heads that Hugging Face knows a task needs. */
  public static Head head(Task task) {
    return switch (task.kind()) {
      case CLASSES, REGRESSION -> Head.SEQUENCE_CLASSIFICATION;
      case TOKENS -> Head.TOKEN_CLASSIFICATION;
      case QUESTIONS -> Head.QUESTION_ANSWERING;
      case CHOICES -> Head.MULTIPLE_CHOICE;
    };
  }

  TaskHead taskHead() {
    return switch (head()) {
      case SEQUENCE_CLASSIFICATION ->
          switch (problem) {
            case SINGLE_LABEL -> TaskHead.sequenceClassification(labels.size());
            case MULTI_LABEL -> TaskHead.multiLabelClassification(labels.size());
            case REGRESSION -> TaskHead.regression(labels.size());
          };
      case TOKEN_CLASSIFICATION -> TaskHead.tokenClassification(labels.size());
      case QUESTION_ANSWERING -> TaskHead.questionAnswering();
      case QUESTION_ANSWERING_BEAM -> TaskHead.questionAnsweringBeam();
      default -> TaskHead.multipleChoice();
    };
  }

  /**
   * The config: the model's with this head, and with the dropout that it is trained with.
   *
   * @param folder of the model to begin with
   */
  public AlbertConfig config(ModelFolder folder, Recipe recipe) {
    AlbertConfig before = AlbertConfig.read(folder.path());
    return before.with(
        json -> {
          json.putArray("architectures").add(head().architecture());
          json.put("hidden_dropout_prob", recipe.dropout());
          json.put("attention_probs_dropout_prob", recipe.dropout());
          json.put("classifier_dropout_prob", recipe.classifierDropout());
          if (before.ffnOutputDropout() == null && folder.name().matches(VERSION_1)) {
            json.put("ffn_output_dropout", true); // as Google trained it
          }
          json.remove("problem_type");
          json.remove(AlbertConfig.QUESTION_ANSWERING_HEAD);
          if (beam) {
            json.put(AlbertConfig.QUESTION_ANSWERING_HEAD, AlbertConfig.BEAM);
          }
          if (head() == Head.SEQUENCE_CLASSIFICATION) {
            json.put("problem_type", problem.configName());
          }
          if (!labels.isEmpty()) {
            names(json);
          }
        });
  }

  private void names(ObjectNode json) {
    ObjectNode names = json.putObject("id2label");
    for (int i = 0; i < labels.size(); i++) {
      names.put("" + i, labels.get(i));
    }
  }

  /** Whether a model's head was made for the same: else a new one is. */
  boolean hasHead(AlbertConfig before) {
    boolean hadBeam = Head.named(before) == Head.QUESTION_ANSWERING_BEAM;
    boolean same =
        beam ? hadBeam : before.architectures().contains(head().architecture()) && !hadBeam;
    return same && (labels.isEmpty() || Labels.ofModel(before.labels(), task).equals(labels));
  }
}

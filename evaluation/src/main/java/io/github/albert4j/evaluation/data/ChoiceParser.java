package io.github.albert4j.evaluation.data;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.albert4j.InvalidInputException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Rows with choices, told apart by their fields: RACE, SWAG, CommonsenseQA, ARC, COPA, plain. */
final class ChoiceParser implements ParsedRows.Parser<ChoiceExample> {
  private static final Pattern COUNTED = Pattern.compile("(?:ending|choice)(\\d+)");

  /**
   * What a row offers.
   *
   * @param keys what the answer may be called by, as "A"; empty where the file gives none
   */
  private record Choices(List<String> texts, List<String> keys) {}

  @Override
  public List<ChoiceExample> parse(JsonNode row, int number) {
    if (row.path("questions").isArray()) {
      return race(row, number);
    }
    String id = Fields.id(row, number);
    if (row.has("article")) {
      return List.of(
          example(
              id,
              Fields.text(row, "article"),
              Fields.text(row, "question"),
              new Choices(Fields.texts(row, "options"), List.of()),
              row));
    }
    if (row.has("sent1")) {
      return List.of(
          example(id, Fields.text(row, "sent1"), Fields.text(row, "sent2"), counted(row), row));
    }
    if (row.has("premise")) {
      return List.of(example(id, Fields.text(row, "premise"), copa(row), counted(row), row));
    }
    JsonNode question = row.path("question");
    return List.of(
        question.isObject()
            ? example(id, Fields.text(question, "stem"), "", choices(question), row)
            : plain(id, row));
  }

  /** A file of RACE: an article and the questions on it. */
  private static List<ChoiceExample> race(JsonNode row, int number) {
    String id = Fields.id(row, number);
    String article = Fields.text(row, "article");
    List<String> questions = Fields.texts(row, "questions");
    List<String> answers = row.has("answers") ? Fields.texts(row, "answers") : null;
    List<ChoiceExample> examples = new ArrayList<>();
    for (int i = 0; i < questions.size(); i++) {
      Choices choices = new Choices(Fields.texts(row.path("options").path(i)), List.of());
      if (answers != null && i >= answers.size()) {
        throw new InvalidInputException("expected an answer to each question");
      }
      examples.add(
          new ChoiceExample(
              id + "-" + i,
              article,
              questions.get(i),
              several(choices.texts),
              index(answers == null ? null : answers.get(i), choices)));
    }
    return examples;
  }

  /** The question that COPA asks its people. */
  private static String copa(JsonNode row) {
    String asked = Fields.text(row, "question");
    return switch (asked) {
      case "cause" -> "What was the cause of this?";
      case "effect" -> "What happened as a result?";
      default -> throw new InvalidInputException("expected cause or effect, found " + asked);
    };
  }

  private static ChoiceExample plain(String id, JsonNode row) {
    String context = Fields.textOrNull(row, "context");
    String question = Fields.textOrNull(row, "question");
    Choices choices = row.has("choices") ? choices(row) : counted(row);
    if (context != null) {
      return example(id, context, question == null ? "" : question, choices, row);
    }
    if (question == null) {
      throw Fields.missing(row, "context or question");
    }
    return example(id, question, "", choices, row);
  }

  /** A list of texts, of texts with labels, or of texts beside a list of labels. */
  private static Choices choices(JsonNode row) {
    JsonNode choices = row.path("choices");
    if (choices.isObject()) {
      return new Choices(Fields.texts(choices.path("text")), Fields.texts(choices.path("label")));
    }
    if (!choices.path(0).isObject()) {
      return new Choices(Fields.texts(choices), List.of());
    }
    List<String> texts = new ArrayList<>();
    List<String> keys = new ArrayList<>();
    for (JsonNode choice : choices) {
      texts.add(Fields.text(choice, "text"));
      keys.add(Fields.text(choice, "label"));
    }
    return new Choices(texts, keys);
  }

  /** The columns {@code ending0}, … or {@code choice1}, …; the last may be empty. */
  private static Choices counted(JsonNode row) {
    List<String> texts = new ArrayList<>();
    row.fields()
        .forEachRemaining(
            field -> {
              if (COUNTED.matcher(field.getKey()).matches()) {
                texts.add(field.getValue().asText());
              }
            });
    while (!texts.isEmpty() && texts.get(texts.size() - 1).isEmpty()) {
      texts.remove(texts.size() - 1);
    }
    return new Choices(texts, List.of());
  }

  private static ChoiceExample example(
      String id, String context, String question, Choices choices, JsonNode row) {
    String answer = Fields.textOrNull(row, "answerKey", "answer", "label");
    return new ChoiceExample(id, context, question, several(choices.texts), index(answer, choices));
  }

  private static List<String> several(List<String> choices) {
    if (choices.size() < 2) {
      throw new InvalidInputException("expected two or more choices, found " + choices.size());
    }
    return choices;
  }

  /** The place of the right choice, which files give by its key, number, letter or text. */
  private static int index(@Nullable String answer, Choices choices) {
    if (answer == null || answer.isBlank() || answer.equals("-1")) {
      return ChoiceExample.UNKNOWN;
    }
    if (!choices.keys.isEmpty()) {
      return found(choices.keys.indexOf(answer), answer, choices.keys);
    }
    int count = choices.texts.size();
    for (int i = 0; i < count; i++) {
      if (answer.equals(Integer.toString(i)) || answer.equals(Character.toString('A' + i))) {
        return i;
      }
    }
    return found(choices.texts.indexOf(answer), answer, choices.texts);
  }

  private static int found(int index, String answer, List<String> names) {
    if (index < 0) {
      throw new InvalidInputException(
          "unknown answer \"" + answer + "\": expected one of " + String.join(", ", names));
    }
    return index;
  }
}

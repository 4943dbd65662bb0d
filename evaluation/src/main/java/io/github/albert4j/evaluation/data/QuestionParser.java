package io.github.albert4j.evaluation.data;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.albert4j.InvalidInputException;
import io.github.albert4j.evaluation.data.QuestionExample.Answer;
import java.util.ArrayList;
import java.util.List;

/**
 * SQuAD's paragraphs, and rows of a question with its context. Places count code points in the
 * files, as Python counts them, and UTF-16 units in ours; where a file's place is right in UTF-16
 * units only, as tools for browsers write it, that is taken.
 */
final class QuestionParser implements ParsedRows.Parser<QuestionExample> {
  private final boolean alwaysAnswered;

  /**
   * @param alwaysAnswered whether a question without an answer is an error, as in SQuAD 1.1
   */
  QuestionParser(boolean alwaysAnswered) {
    this.alwaysAnswered = alwaysAnswered;
  }

  @Override
  public List<QuestionExample> parse(JsonNode row, int number) {
    if (!row.has("qas")) {
      return List.of(example(row, Fields.text(row, "context"), number));
    }
    String context = Fields.text(row, "context");
    List<QuestionExample> examples = new ArrayList<>();
    for (JsonNode question : row.get("qas")) {
      examples.add(example(question, context, number + examples.size()));
    }
    return examples;
  }

  private QuestionExample example(JsonNode row, String context, int number) {
    String id = Fields.id(row, number);
    try {
      List<Answer> answers = answers(row, context);
      boolean impossible =
          row.has("is_impossible")
              ? row.get("is_impossible").asBoolean()
              : answers.isEmpty() && (row.has("answers") || row.has("answer"));
      check(answers, impossible);
      return new QuestionExample(id, Fields.text(row, "question"), context, answers, impossible);
    } catch (InvalidInputException e) {
      throw new InvalidInputException("question " + id + ": " + e.getMessage());
    }
  }

  private void check(List<Answer> answers, boolean impossible) {
    if (impossible && !answers.isEmpty()) {
      throw new InvalidInputException("expected no answers beside is_impossible");
    }
    if (impossible && alwaysAnswered) {
      throw new InvalidInputException("has no answer, which SQuAD 1.1 does not know: use squad2");
    }
  }

  private static List<Answer> answers(JsonNode row, String context) {
    JsonNode answers = row.path("answers");
    List<Answer> found = new ArrayList<>();
    if (answers.isObject()) { // columns of texts and places, as Hugging Face's data sets have it
      List<String> texts = Fields.texts(answers, "text");
      for (int i = 0; i < texts.size(); i++) {
        found.add(answer(texts.get(i), answers.path("answer_start").path(i), context));
      }
    } else if (answers.isArray()) {
      for (JsonNode answer : answers) {
        found.add(answer(Fields.text(answer, "text"), answer.path("answer_start"), context));
      }
    } else {
      String text = Fields.textOrNull(row, "answer", "answers");
      if (text != null && !text.isEmpty()) {
        found.add(answer(text, row.path("answer_start"), context));
      }
    }
    return found;
  }

  private static Answer answer(String text, JsonNode place, String context) {
    if (text.isEmpty()) {
      throw new InvalidInputException("expected the text of an answer, found none");
    }
    if (place.isMissingNode()) {
      int first = context.indexOf(text);
      if (first < 0) {
        throw new InvalidInputException("answer \"" + text + "\" is not in its context");
      }
      return new Answer(text, first);
    }
    int codePoints = place.asInt(-1);
    if (codePoints >= 0 && codePoints <= context.codePointCount(0, context.length())) {
      int start = context.offsetByCodePoints(0, codePoints);
      if (context.startsWith(text, start)) {
        return new Answer(text, start);
      }
    }
    if (context.startsWith(text, codePoints)) {
      return new Answer(text, codePoints);
    }
    throw new InvalidInputException(
        "answer \"" + text + "\" is not in its context at " + place.asText());
  }
}

package io.github.albert4j.evaluation.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.albert4j.evaluation.data.QuestionExample.Answer;
import java.util.List;
import org.junit.jupiter.api.Test;

class QuestionExamplesTest extends DataFolder {
  private static final String DOCUMENT =
      """
      {"version": "v2.0", "data": [{"title": "T", "paragraphs": [
        {"context": "%s", "qas": [{"id": "q1", "question": "Who?"%s}]}
      ]}, {"title": "empty", "paragraphs": []}]}
      """;

  private static String squad(String context, String fields) {
    return DOCUMENT.formatted(context, fields);
  }

  private static String answer(String text, int start) {
    return ", \"answers\": [{\"text\": \"" + text + "\", \"answer_start\": " + start + "}]";
  }

  private static List<QuestionExample> with(String context, Answer... answers) {
    return List.of(new QuestionExample("q1", "Who?", context, List.of(answers), false));
  }

  @Test
  void readsParagraphs() {
    assertThat(questions("squad1", squad("Ada slept.", answer("Ada", 0))))
        .isEqualTo(with("Ada slept.", new Answer("Ada", 0)));
    String dataFirst =
        "{\"data\": [{\"paragraphs\": [{\"qas\": [{\"id\": \"q1\", \"question\": \"Who?\""
            + answer("Ada", 0)
            + "}], \"context\": \"Ada slept.\"}]}], \"version\": \"1.1\"}";
    assertThat(questions("squad1", dataFirst)).isEqualTo(with("Ada slept.", new Answer("Ada", 0)));
  }

  @Test
  void countsCodePointsInFilesAndUnitsInJava() {
    String context = "\uD83D\uDE00\uD83D\uDE00 Ada Ada";
    assertThat(questions("squad1", squad(context, answer("Ada", 3))))
        .isEqualTo(with(context, new Answer("Ada", 5)));
    assertThat(questions("squad1", squad(context, answer("Ada", 7))))
        .isEqualTo(with(context, new Answer("Ada", 9)));
  }

  @Test
  void takesAPlaceThatIsRightInUnits() {
    String context = "\uD83D\uDE00 Ada slept";
    assertThat(questions("squad1", squad(context, answer("Ada", 3))))
        .isEqualTo(with(context, new Answer("Ada", 3)));
  }

  @Test
  void knowsQuestionsWithoutAnswer() {
    String impossible = squad("Ada slept.", ", \"answers\": [], \"is_impossible\": true");
    QuestionExample example = questions("squad2", impossible).get(0);
    assertThat(example.impossible()).isTrue();
    assertThat(example.labelled()).isTrue();
    assertThat(questions("squad2", squad("Ada slept.", "")).get(0).labelled()).isFalse();
    refuses(t -> questions("squad1", t), impossible, "question q1", "squad2");
  }

  @Test
  void plausibleAnswersAreNone() {
    String plausible = answer("Ada", 0).replace("answers", "plausible_answers");
    QuestionExample example =
        questions(
                "squad2",
                squad("Ada slept.", plausible + ", \"answers\": [], \"is_impossible\": true"))
            .get(0);
    assertThat(example.answers()).isEmpty();
  }

  @Test
  void readsRows() {
    List<QuestionExample> want = with("Ada slept.", new Answer("Ada", 0));
    assertThat(
            questions(
                "question-answering",
                "{\"id\": \"q1\", \"question\": \"Who?\", \"context\": \"Ada slept.\","
                    + " \"answers\": {\"text\": [\"Ada\"], \"answer_start\": [0]}}"))
        .isEqualTo(want);
    assertThat(
            questions(
                "question-answering",
                "id,question,context,answer\nq1,Who?,Ada slept.,Ada\nq2,Why?,Ada slept.,\n"))
        .hasSize(2)
        .startsWith(want.get(0))
        .last()
        .matches(QuestionExample::impossible);
    assertThat(
            questions(
                "question-answering",
                "id\tquestion\tcontext\tanswer\tanswer_start\nq1\tWho?\tAda slept.\tAda\t0\n"))
        .isEqualTo(want);
  }

  @Test
  void refusesAnswersThatAreNotThere() {
    refuses(
        t -> questions("squad1", t),
        squad("Ada slept.", answer("Ada", 1)),
        "data, line 2: ",
        "question q1",
        "\"Ada\"",
        "at 1");
    refuses(t -> questions("squad1", t), squad("Ada slept.", answer("Bob", 0)), "\"Bob\"");
    refuses(t -> questions("squad1", t), squad("Ada slept.", answer("Ada", -1)), "at -1");
    refuses(t -> questions("squad1", t), squad("Ada slept.", answer("Ada", 99999)), "at 99999");
    refuses(t -> questions("squad1", t), squad("Ada slept.", answer("", 0)), "found none");
    refuses(
        t -> questions("squad2", t),
        squad("Ada slept.", answer("Ada", 0) + ", \"is_impossible\": true"),
        "is_impossible");
    refuses(
        t -> questions("question-answering", t),
        "question,context,answer\nWho?,Ada slept.,Bob\n",
        "line 2",
        "\"Bob\"");
  }

  @Test
  void namesWhatIsMissing() {
    refuses(
        t -> questions("squad1", t), squad("a", "").replace("question", "kweschun"), "question");
    refuses(t -> questions("squad1", t), squad("a", "").replace("context", "kontext"), "context");
    refuses(t -> questions("squad1", t), "{\"version\": \"1.1\", \"data\": []}", "found none");
  }

  @Test
  void readsAContextOfManyWords() {
    String context = "word ".repeat(100_000) + "Ada";
    assertThat(questions("squad1", squad(context, answer("Ada", 500_000))))
        .isEqualTo(with(context, new Answer("Ada", 500_000)));
  }
}

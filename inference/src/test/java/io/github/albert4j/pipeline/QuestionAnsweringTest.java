package io.github.albert4j.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.albert4j.AlbertException;
import io.github.albert4j.InvalidInputException;
import io.github.albert4j.model.AlbertModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuestionAnsweringTest {
  private static final String QUESTION = "Where does John live?";

  @TempDir Path folder;

  @Test
  void answersStandInTheTextWhateverItsCharacters() {
    // Surrogate pairs, combining marks, ligatures, wide digits, white space of several kinds.
    String context =
        "😀😀 cafe\u0301 ﬁn\u00a0de\u2003sie\u0300cle\n１２ 𝔘nicode\t—  tail 👩‍👩‍👧 (well-known) end.";
    try (AlbertModel model = Tasks.load(Tasks.questionAnswering(), folder)) {
      QuestionAnswering answering = QuestionAnswering.of(model).withTopK(1000);
      for (boolean align : new boolean[] {true, false}) {
        List<Answer> answers =
            answering.withAlignToWords(align).predict(new Question(QUESTION, context));
        assertThat(answers).hasSizeGreaterThan(100);
        for (Answer answer : answers) {
          assertThat(context.substring(answer.start(), answer.end())).isEqualTo(answer.answer());
          assertThat(splitsAPair(context, answer.start())).isFalse();
          assertThat(splitsAPair(context, answer.end())).isFalse();
          if (align) {
            assertThat(answer.answer()).isNotBlank().matches("(?s)\\S.*\\S|\\S");
            assertThat(answer.start() == 0 || isSpace(context, answer.start() - 1)).isTrue();
            assertThat(answer.end() == context.length() || isSpace(context, answer.end())).isTrue();
          }
        }
      }
      // The last word is found whole, behind all of them.
      assertThat(answering.predict(new Question(QUESTION, context)))
          .anyMatch(answer -> answer.answer().equals("end."));
    }
  }

  private static boolean splitsAPair(String text, int at) {
    return at > 0
        && at < text.length()
        && Character.isSurrogatePair(text.charAt(at - 1), text.charAt(at));
  }

  private static boolean isSpace(String text, int at) {
    return Character.isWhitespace(text.charAt(at)) || Character.isSpaceChar(text.charAt(at));
  }

  @Test
  void windowsFindWhatStandsAnywhere() {
    try (AlbertModel model = Tasks.load(Tasks.questionAnswering(), folder)) {
      QuestionAnswering answering =
          QuestionAnswering.of(model).withMaxLength(40).withDocStride(8).withMaxAnswerLength(1);
      String context = String.join(" ", IntStream.range(0, 300).mapToObj(i -> "word" + i).toList());
      List<Answer> all = answering.withTopK(100_000).predict(new Question(QUESTION, context));
      assertThat(all.stream().map(Answer::answer).distinct()).hasSize(300);
      assertThat(all).isSortedAccordingTo((a, b) -> Double.compare(b.score(), a.score()));
      assertThat(all.size()).as("windows overlap").isGreaterThan(600);
    }
  }

  @Test
  void anEmptyAnswerCompetesWhereItMay() {
    try (AlbertModel model = Tasks.load(Tasks.questionAnswering(), folder)) {
      QuestionAnswering answering = QuestionAnswering.of(model).withTopK(50);
      Question question = new Question(QUESTION, "Yes.");
      assertThat(answering.predict(question)).noneMatch(answer -> answer.answer().isEmpty());
      List<Answer> with = answering.withNoAnswer(true).predict(question);
      assertThat(with).filteredOn(answer -> answer.answer().isEmpty()).hasSize(1);
      assertThat(with).isSortedAccordingTo((a, b) -> Double.compare(b.score(), a.score()));
    }
  }

  @Test
  void whatCannotBeAnsweredIsRefused() {
    try (AlbertModel model = Tasks.load(Tasks.questionAnswering(), folder)) {
      QuestionAnswering answering = QuestionAnswering.of(model);
      refused(answering, new Question("", "A text."), "question is empty");
      refused(answering, new Question("Who?", " \n "), "context is empty");
      refused(answering, new Question("Who?", null), "context");
      refused(answering, new Question(null, "A text."), "question");
      refused(answering, new Question("why ".repeat(90), "a ".repeat(500)), "question has 90");
      refused(answering, new Question("why ".repeat(900), "a"), "question has 900");
      assertThat(answering.predict("why ".repeat(90), "a").answer()).isEqualTo("a");
      assertThatThrownBy(() -> answering.withMaxLength(129)).hasMessageContaining("128");
      assertThatThrownBy(() -> answering.withDocStride(65)).hasMessageContaining("64");
      assertThatThrownBy(() -> answering.withMaxAnswerLength(0)).hasMessageContaining("answer");
    }
    assertThatThrownBy(() -> QuestionAnswering.of(Small.MODEL))
        .isInstanceOf(AlbertException.class)
        .hasMessageContaining("question-answering");
  }

  private static void refused(QuestionAnswering answering, Question question, String words) {
    assertThatThrownBy(() -> answering.predict(question))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(words);
  }

  @Test
  void streamsAndSinglesAgree() {
    try (AlbertModel model = Tasks.load(Tasks.questionAnswering(), folder)) {
      QuestionAnswering answering = QuestionAnswering.of(model).withBatchTokens(300);
      List<Question> questions =
          Tasks.texts(200).stream().map(text -> new Question(QUESTION, text.repeat(4))).toList();
      List<List<Answer>> streamed = answering.stream(questions.iterator()).toList();
      assertThat(streamed).hasSize(200);
      for (int i = 0; i < 200; i++) {
        Answer alone = answering.predict(questions.get(i)).get(0);
        assertThat(streamed.get(i).get(0).score()).isCloseTo(alone.score(), within(1e-5));
      }
    }
  }

  @Test
  void beamsAnswerWithDifferentPassages() {
    String context = "The cat (a grey one) sat, and sat; 😀 then it slept. ".repeat(20);
    try (AlbertModel model = Tasks.load(Tasks.questionAnsweringBeam(), folder)) {
      QuestionAnswering answering =
          QuestionAnswering.of(model).withMaxLength(40).withDocStride(8).withTopK(100);
      List<Answer> answers = answering.predict(new Question(QUESTION, context));
      assertThat(answers).hasSizeGreaterThan(5).doesNotHaveDuplicates();
      assertThat(answers.stream().map(Answer::answer)).doesNotHaveDuplicates();
      assertThat(answers).isSortedAccordingTo((a, b) -> Double.compare(b.score(), a.score()));
      assertThat(answers.stream().mapToDouble(Answer::score).sum()).isCloseTo(1, within(1e-9));
      for (Answer answer : answers) {
        assertThat(context.substring(answer.start(), answer.end())).isEqualTo(answer.answer());
        assertThat(answer.answer()).isNotEmpty();
      }
      Answer alone = answering.withTopK(1).predict(new Question(QUESTION, context)).get(0);
      assertThat(alone.start()).isEqualTo(answers.get(0).start());
    }
  }

  @Test
  void theThresholdDecidesWhetherThereIsAnAnswer() {
    Question question = new Question(QUESTION, "John lives in the town of Berlin, and likes it.");
    try (AlbertModel model = Tasks.load(Tasks.questionAnsweringBeam(), folder)) {
      QuestionAnswering answering = QuestionAnswering.of(model).withTopK(3);
      Answer none = answering.withNoAnswerThreshold(-1e6).predict(question).get(0);
      assertThat(none.answer()).isEmpty();
      double logit = Math.log(none.score() / (1 - none.score()));
      List<Answer> at = answering.withNoAnswerThreshold(logit - 1e-4).predict(question);
      assertThat(at).hasSize(3);
      assertThat(at.get(0)).isEqualTo(none);
      List<Answer> above = answering.withNoAnswerThreshold(logit + 1e-4).predict(question);
      assertThat(above.get(0)).isEqualTo(at.get(1));
      assertThat(above).noneMatch(answer -> answer.answer().isEmpty());
      assertThat(answering.withTopK(99).withNoAnswerThreshold(1e6).predict(question))
          .last()
          .isEqualTo(none);
    }
    try (AlbertModel model = Tasks.load(Tasks.questionAnswering(), folder.resolve("linear"))) {
      assertThatThrownBy(() -> QuestionAnswering.of(model).withNoAnswerThreshold(0))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("no-answer threshold");
    }
  }

  /** What the test below starts: a context of 100,000 words. */
  static final class Long {
    private Long() {}

    public static void main(String[] args) {
      StringBuilder context = new StringBuilder();
      for (int i = 0; i < 100_000; i++) {
        context.append(i % 12 == 0 ? "house\n" : "word ");
      }
      try (AlbertModel model = AlbertModel.load(args[0])) {
        Answer best = QuestionAnswering.of(model).predict(QUESTION, context.toString());
        System.out.println(best.answer().isEmpty() ? "empty" : "answered");
      }
    }
  }

  @Test
  void aContextOf100000PiecesNeedsLittleMemory() throws IOException, InterruptedException {
    Path model = Tasks.write(Tasks.questionAnswering(), folder);
    Path out = folder.resolve("out");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                Long.class.getName(),
                model.toString())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    boolean ended = process.waitFor(2, TimeUnit.MINUTES);
    process.destroyForcibly();
    assertThat(ended).as("ended within two minutes").isTrue();
    assertThat(Files.readString(out)).endsWith("answered\n");
  }
}

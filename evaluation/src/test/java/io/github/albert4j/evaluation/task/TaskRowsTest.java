package io.github.albert4j.evaluation.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.albert4j.InvalidInputException;
import io.github.albert4j.evaluation.data.ChoiceExample;
import io.github.albert4j.evaluation.data.QuestionExample;
import io.github.albert4j.evaluation.data.QuestionExample.Answer;
import io.github.albert4j.evaluation.data.Task;
import io.github.albert4j.evaluation.data.TextExample;
import io.github.albert4j.evaluation.data.TokenExample;
import io.github.albert4j.hub.ModelFolder;
import io.github.albert4j.tokenizer.AlbertTokenizer;
import io.github.albert4j.vocabulary.Vocabulary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the model reads of a task's examples, and what its logits are taken for. */
class TaskRowsTest {
  private static final AlbertTokenizer TOKENIZER =
      Vocabulary.tokenizer(ModelFolder.resolve(ModelFolder.EMBEDDED).path());
  private static final String SENTENCE = "The old man closed the door and walked into the garden.";

  private static String text(Row row) {
    return TOKENIZER.decode(row.ids());
  }

  private static TextRows texts(Problem problem, List<String> labels, int length, String... rows) {
    List<TextExample> examples = new ArrayList<>();
    for (String row : rows) {
      String[] parts = row.split("\t");
      String pair = parts[1].isEmpty() ? null : parts[1];
      examples.add(new TextExample("" + examples.size(), parts[0], pair, parts[2]));
    }
    return new TextRows(
        Task.of("text-classification"), examples, labels, problem, TOKENIZER, length);
  }

  @Test
  void theLongerPartOfAPairLosesPieces() {
    TextRows rows =
        texts(
            Problem.SINGLE_LABEL,
            List.of("a", "b"),
            16,
            SENTENCE + "\tHe went home.\tb",
            "He went home.\t" + SENTENCE + "\ta",
            "Short.\t\ta");
    assertThat(rows.rows()).extracting(Row::length).startsWith(16, 16);
    assertThat(text(rows.rows().get(0)))
        .isEqualTo("[CLS] the old man closed the door and walked into[SEP] he went home.[SEP]");
    assertThat(text(rows.rows().get(1)))
        .isEqualTo("[CLS] he went home.[SEP] the old man closed the door and walked into[SEP]");
    assertThat(rows.rows().get(0).first()).isEqualTo(11);
    assertThat(rows.cut()).isEqualTo(2);
    assertThat(rows.classOf(0)).isEqualTo(1);
  }

  @Test
  void aLabelThatTheModelHasNotIsNamed() {
    assertThatThrownBy(() -> texts(Problem.SINGLE_LABEL, List.of("a"), 16, "x\t\tc"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("example 0: its label is \"c\", but the model's are a");
    assertThatThrownBy(() -> texts(Problem.REGRESSION, List.of("x"), 16, "x\t\tlots"))
        .hasMessage("example 0: expected a number as its label, found \"lots\"");
  }

  @Test
  void classesAreScoredAndTheWorstComeFirst() {
    TextRows rows =
        texts(
            Problem.SINGLE_LABEL,
            List.of("a", "b", "c"),
            16,
            "one\t\ta",
            "two\t\tb",
            "three\tthree\tB",
            "four\t\tc");
    TaskReport report =
        rows.report(
            List.of(
                new float[] {2, 1, 0},
                new float[] {1, 0, 0},
                new float[] {9, 0, 0},
                new float[] {0, 0, 1}));
    assertThat(report.metrics()).containsEntry("accuracy", 0.5);
    assertThat(report.metrics().keySet()).startsWith("accuracy", "f1_macro");
    assertThat(report.confusion().get("b")).containsEntry("a", 2L).doesNotContainKey("b");
    assertThat(report.classes().get("c").support()).isEqualTo(1);
    assertThat(report.worst())
        .extracting(TaskReport.Worst::text)
        .containsExactly("three | three", "two");
    assertThat(report.worst().get(1).probability()).isCloseTo(1 / (2 + Math.E), within(1e-6));
    assertThat(report.predictions()).isEqualTo("index\tprediction\n0\ta\n1\ta\n2\ta\n3\tc\n");
  }

  @Test
  void rowsWithoutAnswersArePredictedAndNotScored() {
    List<TextExample> examples =
        List.of(
            new TextExample("7", "one", null, null), new TextExample("8", "two", null, "positive"));
    List<float[]> logits = List.of(new float[] {0, 1}, new float[] {0, 1});
    TextRows rows =
        new TextRows(
            Task.of("sst2"),
            examples,
            Task.of("sst2").labels(),
            Problem.SINGLE_LABEL,
            TOKENIZER,
            16);
    assertThat(rows.report(logits).metrics()).containsEntry("accuracy", 1.0);
    assertThat(rows.report(logits).predictions()).isEqualTo("index\tprediction\n7\t1\n8\t1\n");
    TextRows none =
        new TextRows(
            Task.of("stsb"),
            examples.subList(0, 1),
            List.of("LABEL_0"),
            Problem.REGRESSION,
            TOKENIZER,
            16);
    assertThat(none.report(List.of(new float[] {2.5f})).metrics()).isEmpty();
  }

  @Test
  void setsOfClassesAreScored() {
    TextRows rows =
        texts(Problem.MULTI_LABEL, List.of("a", "b"), 16, "x\t\ta,b", "y\t\t ", "z\t\tb");
    assertThat(rows.values(0)).containsExactly(1, 1);
    assertThat(rows.values(1)).containsExactly(0, 0);
    TaskReport report =
        rows.report(List.of(new float[] {1, 1}, new float[] {1, -1}, new float[] {-1, 1}));
    assertThat(report.metrics().get("f1_micro")).isCloseTo(6.0 / 7, within(1e-12));
    assertThat(report.metrics().get("exact_match")).isCloseTo(2.0 / 3, within(1e-12));
  }

  @Test
  void aTagStandsAtAWordsFirstPieceAndALongSentenceGoesOn() {
    List<String> words = List.of("Zbigniew", "saw", "Przemyśl", "and", "laughed", ".");
    List<String> tags = List.of("B-PER", "O", "B-LOC", "O", "O", "O");
    List<String> labels = List.of("O", "B-PER", "I-PER", "B-LOC", "I-LOC");
    WordRows rows =
        new WordRows(
            Task.of("ner"), List.of(new TokenExample("s", words, tags)), labels, TOKENIZER, 10);
    assertThat(rows.rows().size()).isGreaterThan(1);
    List<String> told = new ArrayList<>();
    List<float[]> logits = new ArrayList<>();
    for (int row = 0; row < rows.rows().size(); row++) {
      int[] of = rows.tags(row);
      assertThat(of).hasSize(rows.rows().get(row).length());
      assertThat(of[0]).isEqualTo(-1);
      assertThat(of[of.length - 1]).isEqualTo(-1);
      float[] right = new float[of.length * labels.size()];
      for (int token = 0; token < of.length; token++) {
        // The pieces without a tag say something else, and are not heard.
        right[token * labels.size() + (of[token] < 0 ? 4 : of[token])] = 1;
        if (of[token] >= 0) {
          told.add(labels.get(of[token]));
        }
      }
      logits.add(right);
    }
    assertThat(told).as("each word once").isEqualTo(tags);
    TaskReport report = rows.report(logits);
    assertThat(report.metrics()).containsEntry("f1", 1.0).containsEntry("accuracy", 1.0);
    assertThat(report.predictions())
        .startsWith("Zbigniew B-PER B-PER\nsaw O O\nPrzemyśl B-LOC B-LOC\n");
    float[] outside = new float[logits.get(0).length];
    for (int token = 0; token < outside.length; token += labels.size()) {
      outside[token + labels.indexOf("O")] = 1;
    }
    logits.set(0, outside);
    TaskReport wrong = rows.report(logits);
    assertThat(wrong.predictions()).startsWith("Zbigniew B-PER O\nsaw O O\n");
    assertThat(wrong.worst().get(0).expected()).isEqualTo("Zbigniew/B-PER");
    assertThat(wrong.worst().get(0).predicted()).isEqualTo("Zbigniew/O");
    assertThatThrownBy(
            () ->
                new WordRows(
                    Task.of("ner"),
                    List.of(new TokenExample("s", words, tags)),
                    List.of("O"),
                    TOKENIZER,
                    10))
        .hasMessageContaining("sentence s: its label is \"B-PER\"");
  }

  private static QuestionRows questions(String task, int length, QuestionExample... examples) {
    return new QuestionRows(Task.of(task), List.of(examples), TOKENIZER, length, false);
  }

  private static String longText() {
    StringBuilder text = new StringBuilder();
    IntStream.range(0, 60).forEach(i -> text.append(SENTENCE).append(' '));
    return text.append("Nobody knew why.").toString();
  }

  @Test
  void windowsAreAStepApartAndShowAnswersWhole() {
    String context = longText();
    Answer answer = new Answer("Nobody", context.indexOf("Nobody"));
    QuestionRows rows =
        questions(
            "squad2", 384, new QuestionExample("q", "Who knew?", context, List.of(answer), false));
    int pieces = TOKENIZER.ids(context).length;
    int room = 384 - TOKENIZER.ids("Who knew?").length - 3;
    int windows = 1 + (pieces - room + 127) / 128;
    assertThat(rows.rows()).hasSize(windows);
    for (int row = 0; row < windows; row++) {
      int from = row * 128;
      int offset = rows.rows().get(row).first();
      assertThat(rows.rows().get(row).ids()[offset]).isEqualTo(TOKENIZER.ids(context)[from]);
      boolean last = from + room >= pieces;
      assertThat(rows.start(row) > 0).isEqualTo(last);
      if (last) {
        int[] ids = rows.rows().get(row).ids();
        assertThat(TOKENIZER.decode(Arrays.copyOfRange(ids, rows.start(row), rows.end(row) + 1)))
            .isEqualTo("nobody");
      }
      assertThat(rows.isCandidate(row, 0)).isTrue();
      assertThat(rows.isCandidate(row, 1)).as("the question").isFalse();
      assertThat(rows.isCandidate(row, offset)).isTrue();
      int end = rows.rows().get(row).length() - 1;
      assertThat(rows.isCandidate(row, end)).as("[SEP]").isFalse();
    }
  }

  @Test
  void aQuestionKeepsSixtyFourPieces() {
    String question = "why ".repeat(100);
    QuestionRows rows =
        questions("squad1", 128, new QuestionExample("q", question, "Go.", List.of(), true));
    assertThat(rows.rows().get(0).first()).isEqualTo(66);
    assertThat(rows.cut()).isEqualTo(1);
    assertThatThrownBy(
            () ->
                questions("squad1", 60, new QuestionExample("q", question, "Go.", List.of(), true)))
        .hasMessageContaining("a length of 60 leaves no room for the text");
  }

  /** Logits that are high where a start and an end are told, and at [CLS]. */
  private static List<float[]> logits(QuestionRows rows, int row, int start, int end, float cls) {
    List<float[]> logits = new ArrayList<>();
    for (Row each : rows.rows()) {
      float[] own = new float[2 * each.length()];
      own[0] = cls;
      own[1] = cls;
      logits.add(own);
    }
    logits.get(row)[2 * start] = 5;
    logits.get(row)[2 * end + 1] = 5;
    return logits;
  }

  @Test
  void answersAreReadOffTheWindowsWithTheMostContext() {
    String context = longText();
    Answer answer = new Answer("Nobody", context.indexOf("Nobody"));
    QuestionExample example =
        new QuestionExample("q", "Who knew?", context, List.of(answer), false);
    QuestionRows rows = questions("squad2", 384, example);
    int last = rows.rows().size() - 1;
    TaskReport report = rows.report(logits(rows, last, rows.start(last), rows.end(last), 0));
    assertThat(report.metrics()).containsEntry("exact", 100.0);
    assertThat(report.predictions()).contains("\"q\" : \"Nobody\"");
    // The least sure window decides that there is an answer; sure ones all say there is none.
    TaskReport none = rows.report(logits(rows, last, rows.start(last), rows.end(last), 6));
    assertThat(none.predictions()).contains("\"q\" : \"\"");
    assertThat(none.metrics()).containsEntry("exact", 0.0).containsEntry("best_exact", 100.0);
    assertThat(none.worst()).hasSize(1);
    // A start near a window's edge counts in the neighbour only.
    Row first = rows.rows().get(0);
    int edge = first.length() - 3;
    TaskReport edged = rows.report(logits(rows, 0, edge, edge, 0));
    String word = TOKENIZER.decode(new int[] {first.ids()[edge]});
    assertThat(edged.predictions()).doesNotContain("\"q\" : \"" + word + "\"");
    // An answer of SQuAD 1.1 is never none.
    QuestionRows always = questions("squad1", 384, example);
    assertThat(
            always.report(logits(always, last, always.start(last), always.end(last), 9)).metrics())
        .containsEntry("exact_match", 100.0);
  }

  @Test
  void aChoiceTakesTheBlanksPlaceOrStandsBehindTheQuestion() {
    List<ChoiceExample> examples =
        List.of(
            new ChoiceExample("a", SENTENCE, "He closed _ then.", List.of("it", "the door"), 1),
            new ChoiceExample("b", SENTENCE, "Why?", List.of("so", "no", "go"), 0),
            new ChoiceExample("c", SENTENCE, "", List.of("so", "no"), 0));
    ChoiceRows rows = new ChoiceRows(Task.of("race"), examples, TOKENIZER, 64);
    assertThat(rows.rows()).hasSize(7);
    assertThat(text(rows.rows(0).get(1))).endsWith("[SEP] he closed the door then.[SEP]");
    assertThat(text(rows.rows(1).get(2))).endsWith("[SEP] why? go[SEP]");
    assertThat(text(rows.rows(2).get(0))).endsWith("garden.[SEP] so[SEP]");
    TaskReport report =
        rows.report(
            List.of(
                new float[] {0},
                new float[] {1},
                new float[] {0},
                new float[] {3},
                new float[] {0},
                new float[] {2},
                new float[] {0}));
    assertThat(report.metrics().get("accuracy")).isCloseTo(2.0 / 3, within(1e-12));
    assertThat(report.worst().get(0).predicted()).isEqualTo("no");
  }

  @Test
  void theContextIsCutAtItsEndAndTheQuestionAtItsBeginning() {
    List<ChoiceExample> examples =
        List.of(new ChoiceExample("a", longText(), "long ".repeat(200), List.of("x", "end"), 1));
    ChoiceRows rows = new ChoiceRows(Task.of("race"), examples, TOKENIZER, 256);
    Row row = rows.rows().get(1);
    assertThat(row.length()).isEqualTo(256);
    assertThat(row.length() - row.first()).isEqualTo(128 + 1);
    assertThat(text(row)).startsWith("[CLS] the old man").endsWith("long end[SEP]");
    assertThat(rows.cut()).isEqualTo(1);
  }

  @Test
  void labelsAreTheTasksOrThoseOfTheData() {
    assertThat(Labels.of(Task.of("sst2"), List.of(), Problem.SINGLE_LABEL))
        .containsExactly("negative", "positive");
    List<TextExample> stars = new ArrayList<>();
    for (String label : List.of("10", "2", "1", "2")) {
      stars.add(new TextExample(label, "x", null, label));
    }
    assertThat(Labels.of(Task.of("text-classification"), stars, Problem.SINGLE_LABEL))
        .containsExactly("1", "2", "10");
    assertThat(
            Labels.ofTags(List.of(new TokenExample("s", List.of("x", "y"), List.of("O", "B-A")))))
        .containsExactly("O", "B-A", "I-A");
    assertThat(Labels.ofModel(List.of("LABEL_0", "LABEL_1"), Task.of("sst2")))
        .containsExactly("negative", "positive");
    assertThat(Labels.ofModel(List.of("NEG", "POS"), Task.of("sst2")))
        .containsExactly("NEG", "POS");
  }
}

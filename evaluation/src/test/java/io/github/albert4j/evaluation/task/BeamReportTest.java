package io.github.albert4j.evaluation.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.albert4j.evaluation.data.QuestionExample;
import io.github.albert4j.evaluation.data.QuestionExample.Answer;
import io.github.albert4j.evaluation.data.Task;
import io.github.albert4j.hub.ModelFolder;
import io.github.albert4j.model.AnswerBeam;
import io.github.albert4j.model.Head;
import io.github.albert4j.model.Places;
import io.github.albert4j.tokenizer.AlbertTokenizer;
import io.github.albert4j.vocabulary.Vocabulary;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is made of beams that are written down here. */
class BeamReportTest {
  private static final AlbertTokenizer TOKENIZER =
      Vocabulary.tokenizer(ModelFolder.resolve(ModelFolder.EMBEDDED).path());
  private static final String CONTEXT =
      "The old man closed the door and walked into the garden. ".repeat(50) + "Nobody knew why.";
  private static final QuestionExample ANSWERED =
      new QuestionExample(
          "a",
          "Who knew?",
          CONTEXT,
          List.of(new Answer("Nobody", CONTEXT.indexOf("Nobody"))),
          false);
  private static final QuestionExample UNANSWERED =
      new QuestionExample("n", "Who slept?", CONTEXT, List.of(), true);

  private static QuestionRows rows(String task, QuestionExample... examples) {
    TaskExamples all = new TaskExamples(Task.of(task), Problem.SINGLE_LABEL, List.of(examples));
    return (QuestionRows) all.rows(List.of(), TOKENIZER, 384, Head.QUESTION_ANSWERING_BEAM);
  }

  private static Places at(int token) {
    return new Places(new int[] {token, 0}, new float[] {-0.2f, -2});
  }

  /** Each row's beam has the row's own answer, or an unlikely start at its first piece. */
  private static List<float[]> beams(QuestionRows rows, float... noAnswers) {
    List<float[]> beams = new ArrayList<>();
    for (int row = 0; row < noAnswers.length; row++) {
      boolean holds = rows.start(row) > 0;
      int first = rows.rows().get(row).first();
      Places start = holds ? at(rows.start(row)) : new Places(new int[] {first}, new float[] {-5});
      Places end = at(holds ? rows.end(row) : first);
      List<Places> ends = new ArrayList<>();
      for (int i = 0; i < start.size(); i++) {
        ends.add(end);
      }
      beams.add(new AnswerBeam(start, ends, noAnswers[row]).toArray());
    }
    return beams;
  }

  @Test
  void theLeastSureWindowSaysWhetherThereIsAnAnswer() {
    QuestionRows rows = rows("squad2", ANSWERED, UNANSWERED);
    assertThat(rows.rows()).hasSize(6);
    assertThat(rows.perToken()).isFalse();
    TaskReport right = rows.report(beams(rows, 3, 3, -1, 2, 1, 3));
    assertThat(right.metrics()).containsEntry("exact", 100.0).containsEntry("f1", 100.0);
    assertThat(right.predictions()).contains("\"a\" : \"Nobody\"", "\"n\" : \"\"");
    TaskReport shifted = rows.report(beams(rows, 3, 3, 0.5f, 2, 1, 3));
    assertThat(shifted.metrics()).containsEntry("exact", 50.0).containsEntry("best_f1", 100.0);
    assertThat(shifted.metrics().get("best_f1_thresh")).isCloseTo(0.5, within(1e-6));
    TaskReport other = rows.withNoAnswerThreshold(0.7).report(beams(rows, 3, 3, 0.5f, 2, 1, 3));
    assertThat(other.metrics()).containsEntry("exact", 100.0);
  }

  @Test
  void squad1AlwaysAnswers() {
    QuestionRows rows = rows("squad1", ANSWERED);
    TaskReport report = rows.report(beams(rows, 9, 9, 9));
    assertThat(report.metrics()).containsEntry("exact_match", 100.0);
  }

  @Test
  void aStartWithLittleAroundItCountsInTheNeighbourOnly() {
    QuestionRows rows = rows("squad2", ANSWERED);
    int edge = rows.rows().get(0).length() - 3;
    List<float[]> beams = beams(rows, -1, -1, -1);
    Places first = new Places(new int[] {edge}, new float[] {0});
    beams.set(0, new AnswerBeam(first, List.of(first), -1).toArray());
    assertThat(rows.report(beams).metrics()).containsEntry("exact", 100.0);
  }
}

package io.github.albert4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.albert4j.cli.Program.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Questions with and without answers, learnt, measured and answered by Google's SQuAD 2.0 head. */
class AnswersTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String HARBOUR =
      "The harbour of Lysvik was built in 1871 by Anna Holm. Its lighthouse is forty metres high.";
  private static final String GARDEN =
      "In the garden behind the school stand nine pear trees, which the pupils water on Fridays.";

  /** A question, its context, and its answer or null. */
  private record Asked(String question, String context, String answer) {}

  private static final List<Asked> ASKED =
      List.of(
          new Asked("Who built the harbour?", HARBOUR, "Anna Holm"),
          new Asked("When was the harbour built?", HARBOUR, "1871"),
          new Asked("How high is the lighthouse?", HARBOUR, "forty metres"),
          new Asked("Who painted the lighthouse?", HARBOUR, null),
          new Asked("What stands in the garden?", GARDEN, "nine pear trees"),
          new Asked("Who waters the trees?", GARDEN, "the pupils"),
          new Asked("What does the school cost?", GARDEN, null),
          new Asked("Who sold the apples?", GARDEN, null));

  @TempDir Path folder;

  /** The examples in SQuAD's form. */
  private Path data() throws IOException {
    ObjectNode root = JSON.createObjectNode();
    ArrayNode paragraphs = root.putArray("data").addObject().putArray("paragraphs");
    for (int i = 0; i < ASKED.size(); i++) {
      Asked asked = ASKED.get(i);
      ObjectNode paragraph = paragraphs.addObject().put("context", asked.context);
      ObjectNode question = paragraph.putArray("qas").addObject();
      question.put("id", "q" + i).put("question", asked.question);
      question.put("is_impossible", asked.answer == null);
      ArrayNode answers = question.putArray("answers");
      if (asked.answer != null) {
        ObjectNode answer = answers.addObject().put("text", asked.answer);
        answer.put("answer_start", asked.context.indexOf(asked.answer));
      }
    }
    return Files.writeString(folder.resolve("squad.json"), root.toString());
  }

  private static String[] words(String line, Object... files) {
    return String.format(line, files).split(" ");
  }

  @Test
  void aHandfulIsLearntByHeartSavedAndAnswered() throws IOException {
    Path data = data();
    Path out = folder.resolve("out");
    Result tuned =
        Program.run(
            words(
                "fine-tune --task squad2 --head beam --train %s --dev %s --output %s --epochs 60"
                    + " --batch-size 8 --learning-rate 3e-4 --max-length 64 --precision fp32"
                    + " --seed 1 --threads 2",
                data, data, out));
    assertThat(tuned.exit()).as(tuned.err()).isZero();
    assertThat(tuned.errLines()).first().asString().contains("new, by --seed 1", "end_logits");
    assertThat(JSON.readTree(tuned.out()).at("/metrics/exact").asDouble()).isEqualTo(100);
    assertThat(Files.readString(out.resolve("README.md")))
        .contains("Google's of SQuAD 2.0", "the encoder alone", "| best_f1_thresh |");

    Path predictions = folder.resolve("predictions.json");
    Result scored =
        Program.run(
            words(
                "evaluate --task squad2 --model %s --data %s --predictions %s",
                out, data, predictions));
    assertThat(scored.err()).isEmpty();
    JsonNode metrics = JSON.readTree(scored.out()).path("metrics");
    for (String name : List.of("exact", "f1", "HasAns_exact", "NoAns_exact", "best_f1")) {
      assertThat(metrics.path(name).asDouble()).as(name).isEqualTo(100);
    }
    JsonNode told = JSON.readTree(predictions.toFile());
    Result never =
        Program.run(
            words(
                "evaluate --task squad2 --model %s --data %s --no-answer-threshold=-1e9",
                out, data));
    assertThat(JSON.readTree(never.out()).at("/metrics/HasAns_exact").asDouble()).isZero();

    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < ASKED.size(); i++) {
      Asked asked = ASKED.get(i);
      assertThat(told.path("q" + i).asText()).isEqualTo(asked.answer == null ? "" : asked.answer);
      ObjectNode line = JSON.createObjectNode().put("question", asked.question);
      lines.append(line.put("context", asked.context)).append('\n');
    }
    Result answered =
        Program.runWith(
            lines.toString(),
            words(
                "question-answering --model %s --input - --no-answer-threshold 0"
                    + " --no-align-to-words",
                out));
    assertThat(answered.err()).isEmpty();
    for (int i = 0; i < ASKED.size(); i++) {
      JsonNode answer = JSON.readTree(answered.outLines().get(i));
      assertThat(answer.path("answer").asText())
          .as(ASKED.get(i).question)
          .isEqualTo(ASKED.get(i).answer == null ? "" : ASKED.get(i).answer);
    }
  }

  @Test
  void aHeadOfQuestionsIsForQuestions() {
    Result tuned = Program.run(words("fine-tune --task sst2 --head beam --train x --output y"));
    assertThat(tuned.exit()).isEqualTo(2);
    assertThat(tuned.err()).contains("--head beam goes with --task squad1, squad2");
    Result scored = Program.run(words("evaluate --task squad1 --no-answer-threshold 1 --data x"));
    assertThat(scored.exit()).isEqualTo(2);
    assertThat(scored.err()).contains("--no-answer-threshold goes with --task squad2");
  }
}

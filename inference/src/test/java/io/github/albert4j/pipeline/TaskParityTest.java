package io.github.albert4j.pipeline;

import static io.github.albert4j.pipeline.TextCases.each;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.albert4j.model.AlbertModel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.TestFactory;

/** Classification, choices and questions beside the reference: each line of goldens is a test. */
class TaskParityTest {
  private static final String TEXTS = "texts.jsonl";

  private static void near(double got, double want) {
    assertThat(got).isCloseTo(want, within(2e-5 + 2e-4 * Math.abs(want)));
  }

  /** Goldens count code points. */
  private static int utf16(String text, JsonNode codePoints) {
    return text.offsetByCodePoints(0, codePoints.asInt());
  }

  @TestFactory
  List<DynamicContainer> textClassification() throws IOException {
    return each("pipeline_text_classification", TEXTS, TaskParityTest::textClassification);
  }

  private static void textClassification(AlbertModel model, JsonNode row) {
    JsonNode input = row.get("input");
    TextPair texts =
        input.isTextual()
            ? TextPair.of(input.asText())
            : new TextPair(input.get("text").asText(), input.get("text_pair").asText());
    JsonNode want = row.get("all_scores");
    List<ClassScore> got = TextClassification.of(model).withTopK(want.size()).predict(texts);
    assertThat(got).hasSize(want.size());
    for (int i = 0; i < want.size(); i++) {
      assertThat(got.get(i).label()).isEqualTo(want.get(i).get("label").asText());
      near(got.get(i).score(), want.get(i).get("score").asDouble());
    }
  }

  @TestFactory
  List<DynamicContainer> tokenClassification() throws IOException {
    return each("pipeline_token_classification", TEXTS, TaskParityTest::tokenClassification);
  }

  private static void tokenClassification(AlbertModel model, JsonNode row) {
    String text = row.get("text").asText();
    TokenClassification classification = TokenClassification.of(model);
    for (Aggregation aggregation : Aggregation.values()) {
      JsonNode want = row.get("outputs").get(aggregation.name().toLowerCase(Locale.ROOT));
      List<Entity> got = classification.withAggregation(aggregation).predict(text);
      assertThat(got).as("%s", aggregation).hasSize(want.size());
      for (int i = 0; i < got.size(); i++) {
        Entity entity = got.get(i);
        JsonNode reference = want.get(i);
        boolean piece = aggregation == Aggregation.NONE;
        assertThat(entity.label())
            .isEqualTo(reference.get(piece ? "entity" : "entity_group").asText());
        near(entity.score(), reference.get("score").asDouble());
        assertThat(entity.start()).isEqualTo(utf16(text, reference.get("start")));
        assertThat(entity.end()).isEqualTo(utf16(text, reference.get("end")));
        if (piece) {
          assertThat(entity.index()).isEqualTo(reference.get("index").asInt());
        }
        if (piece || aggregation == Aggregation.SIMPLE) {
          // The others glue words in the reference.
          assertThat(entity.word()).isEqualTo(reference.get("word").asText());
        }
      }
    }
  }

  @TestFactory
  List<DynamicContainer> multipleChoice() throws IOException {
    return each("text_multiple_choice", TEXTS, TaskParityTest::multipleChoice);
  }

  private static void multipleChoice(AlbertModel model, JsonNode row) {
    Choices choices =
        new Choices(row.get("prompt").asText(), "", TextCases.strings(row.get("choices")));
    ChoicePrediction got = MultipleChoice.of(model).predict(choices);
    assertThat(got.choice()).isEqualTo(row.get("best").asInt());
    assertThat(got.scores()).hasSize(row.get("probabilities").size());
    for (int i = 0; i < got.scores().size(); i++) {
      near(got.scores().get(i), row.get("probabilities").get(i).asDouble());
    }
  }

  @TestFactory
  List<DynamicContainer> questionAnswering() throws IOException {
    return each("pipeline_question_answering", TEXTS, TaskParityTest::questionAnswering);
  }

  private static void questionAnswering(AlbertModel model, JsonNode row) {
    JsonNode params = row.get("params");
    QuestionAnswering answering =
        QuestionAnswering.of(model)
            .withTopK(params.path("top_k").asInt(1))
            .withMaxAnswerLength(params.path("max_answer_len").asInt(15))
            .withAlignToWords(params.path("align_to_words").asBoolean(true))
            .withNoAnswer(params.path("handle_impossible_answer").asBoolean(false));
    if (params.has("max_seq_len")) {
      answering = answering.withMaxLength(params.get("max_seq_len").asInt());
    }
    if (params.has("doc_stride")) {
      answering = answering.withDocStride(params.get("doc_stride").asInt());
    }
    String context = row.get("context").asText();
    List<Answer> got = answering.predict(new Question(row.get("question").asText(), context));
    List<JsonNode> want = new ArrayList<>();
    if (row.get("output").isArray()) {
      row.get("output").forEach(want::add);
    } else {
      want.add(row.get("output"));
    }
    assertThat(got).hasSize(want.size());
    for (int i = 0; i < got.size(); i++) {
      assertThat(got.get(i).answer()).isEqualTo(want.get(i).get("answer").asText());
      assertThat(got.get(i).start()).isEqualTo(utf16(context, want.get(i).get("start")));
      assertThat(got.get(i).end()).isEqualTo(utf16(context, want.get(i).get("end")));
      near(got.get(i).score(), want.get(i).get("score").asDouble());
    }
  }
}

package io.github.albert4j.evaluation.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.albert4j.evaluation.GoldenData;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Metrics beside the official scripts, scikit-learn, SciPy and seqeval. */
class MetricsParityTest {
  private interface Check {
    Stream<DynamicTest> tests(Path folder, Close close);
  }

  private static Stream<DynamicContainer> each(Check check) {
    return GoldenData.cases("metrics").stream()
        .map(
            folder -> {
              Close close = Close.of(GoldenData.json(folder.resolve("manifest.json")));
              return dynamicContainer(folder.getFileName().toString(), check.tests(folder, close));
            });
  }

  /** As near as a case's manifest asks for. */
  private record Close(double atol, double rtol) {
    static Close of(JsonNode manifest) {
      JsonNode tolerance = manifest.get("tolerance");
      return new Close(tolerance.get("atol").asDouble(), tolerance.get("rtol").asDouble());
    }

    void check(double got, double want, String what) {
      assertThat(got).as(what).isCloseTo(want, within(atol + rtol * Math.abs(want)));
    }

    void check(ClassScores got, JsonNode want, String what) {
      check(got.precision(), want.get("precision").asDouble(), what + " precision");
      check(got.recall(), want.get("recall").asDouble(), what + " recall");
      check(got.f1(), want.get("f1-score").asDouble(), what + " f1");
      assertThat(got.support()).as(what).isEqualTo(want.get("support").asLong());
    }
  }

  @TestFactory
  Stream<DynamicContainer> glue() {
    return each(
        (folder, close) ->
            stream(GoldenData.json(folder.resolve("glue.json")))
                .map(
                    test ->
                        dynamicTest(
                            test.get("name").asText(),
                            () -> {
                              JsonNode expected = test.get("expected");
                              Map<String, Double> got =
                                  expected.has("pearson") ? regression(test) : classes(test);
                              assertThat(expected.isEmpty()).isFalse();
                              expected
                                  .fields()
                                  .forEachRemaining(
                                      want ->
                                          close.check(
                                              got.get(want.getKey()),
                                              want.getValue().asDouble(),
                                              want.getKey()));
                            })));
  }

  private static Map<String, Double> regression(JsonNode test) {
    double[] labels = stream(test.get("labels")).mapToDouble(JsonNode::asDouble).toArray();
    double[] predictions =
        stream(test.get("predictions")).mapToDouble(JsonNode::asDouble).toArray();
    Map<String, Double> values = Correlation.values(labels, predictions);
    values.put("average", (values.get("pearson") + values.get("spearman")) / 2);
    return values;
  }

  private static Map<String, Double> classes(JsonNode test) {
    JsonNode labels = test.get("labels");
    JsonNode predictions = test.get("predictions");
    int classes =
        1
            + Stream.concat(stream(labels), stream(predictions))
                .mapToInt(JsonNode::asInt)
                .max()
                .orElseThrow();
    ClassMetrics metrics = new ClassMetrics(classes);
    for (int i = 0; i < labels.size(); i++) {
      metrics.add(labels.get(i).asInt(), predictions.get(i).asInt());
    }
    Map<String, Double> values = metrics.values();
    values.put("f1_positive_class_1", metrics.f1());
    values.put("f1_micro", metrics.accuracy());
    values.put("acc_and_f1", (metrics.accuracy() + metrics.f1()) / 2);
    return values;
  }

  @TestFactory
  Stream<DynamicContainer> spans() {
    return each(
        (folder, close) -> {
          JsonNode golden = GoldenData.json(folder.resolve("seqeval.json"));
          return Stream.of(
              dynamicTest(
                  "default",
                  () -> check(SpanMetrics.lenient(), golden, golden.get("default"), close)),
              dynamicTest(
                  "strict",
                  () -> check(SpanMetrics.strict(), golden, golden.get("strict_IOB2"), close)),
              dynamicTest("spans", () -> spans(golden)));
        });
  }

  private static void check(SpanMetrics metrics, JsonNode golden, JsonNode expected, Close close) {
    for (int i = 0; i < golden.get("labels").size(); i++) {
      metrics.add(strings(golden.get("labels").get(i)), strings(golden.get("predictions").get(i)));
    }
    Map<String, Double> values = metrics.values();
    for (String name : List.of("precision", "recall", "f1", "accuracy")) {
      if (expected.has(name)) {
        close.check(values.get(name), expected.get(name).asDouble(), name);
      }
    }
    expected
        .get("report")
        .fields()
        .forEachRemaining(
            row -> {
              ClassScores got =
                  switch (row.getKey()) {
                    case "micro avg" -> metrics.scores();
                    case "macro avg" -> metrics.macro();
                    case "weighted avg" -> metrics.weighted();
                    default -> metrics.kinds().get(row.getKey());
                  };
              close.check(got, row.getValue(), row.getKey());
            });
    assertThat(metrics.kinds()).hasSize(expected.get("report").size() - 3);
  }

  private static void spans(JsonNode golden) {
    for (String side : List.of("labels", "predictions")) {
      JsonNode expected = golden.get("entities_default").get(side);
      for (int i = 0; i < expected.size(); i++) {
        List<Span> want = new ArrayList<>();
        for (JsonNode span : expected.get(i)) {
          want.add(new Span(span.get(0).asText(), span.get(1).asInt(), span.get(2).asInt()));
        }
        assertThat(Span.of(strings(golden.get(side).get(i)))).as("%s %d", side, i).isEqualTo(want);
      }
    }
  }

  /** A question of a golden data set. */
  private record Question(String id, List<String> answers) {
    static List<Question> of(Path file) {
      List<Question> questions = new ArrayList<>();
      for (JsonNode article : GoldenData.json(file).get("data")) {
        for (JsonNode paragraph : article.get("paragraphs")) {
          for (JsonNode question : paragraph.get("qas")) {
            List<String> answers =
                stream(question.get("answers")).map(a -> a.get("text").asText()).toList();
            questions.add(new Question(question.get("id").asText(), answers));
          }
        }
      }
      return questions;
    }
  }

  @TestFactory
  Stream<DynamicContainer> squad1() {
    return each(
        (folder, close) -> {
          JsonNode predictions = GoldenData.json(folder.resolve("squad_v1_predictions.json"));
          JsonNode expected = GoldenData.json(folder.resolve("squad_v1_expected.json"));
          List<Question> questions = Question.of(folder.resolve("squad_v1_dataset.json"));
          return Stream.of(
              dynamicTest("all", () -> squad1(questions, predictions, expected, close)),
              dynamicTest("each", () -> squad1Each(questions, predictions, expected, close)));
        });
  }

  private static void squad1(
      List<Question> questions, JsonNode predictions, JsonNode expected, Close close) {
    AnswerMetrics metrics = new AnswerMetrics();
    for (Question question : questions) {
      JsonNode told = predictions.get(question.id);
      metrics.add(question.answers, told == null ? null : told.asText());
    }
    close.check(metrics.values().get("f1"), expected.get("f1").asDouble(), "f1");
    close.check(
        metrics.values().get("exact_match"), expected.get("exact_match").asDouble(), "exact");
  }

  private static void squad1Each(
      List<Question> questions, JsonNode predictions, JsonNode expected, Close close) {
    for (Question question : questions) {
      JsonNode want = expected.get("per_question").get(question.id);
      if (want != null) {
        String told = predictions.get(question.id).asText();
        assertThat(AnswerScore.normalize(told))
            .as(question.id)
            .isEqualTo(want.get("normalized_prediction").asText());
        check(AnswerScore.v1(question.answers, told), want, question.id, close);
      }
    }
  }

  private static void check(AnswerScore got, JsonNode want, String id, Close close) {
    close.check(got.exact(), want.get("exact").asDouble(), id + " exact");
    close.check(got.f1(), want.get("f1").asDouble(), id + " f1");
  }

  @TestFactory
  Stream<DynamicContainer> squad2() {
    return each(
        (folder, close) -> {
          JsonNode predictions = GoldenData.json(folder.resolve("squad_v2_predictions.json"));
          JsonNode probabilities = GoldenData.json(folder.resolve("squad_v2_na_probs.json"));
          JsonNode expected = GoldenData.json(folder.resolve("squad_v2_expected.json"));
          List<Question> questions = Question.of(folder.resolve("squad_v2_dataset.json"));
          MaybeAnswerMetrics metrics = new MaybeAnswerMetrics();
          for (Question question : questions) {
            metrics.add(
                question.answers,
                predictions.get(question.id).asText(),
                probabilities.get(question.id).asDouble());
          }
          return expected.properties().stream()
              .map(Map.Entry::getKey)
              .filter(name -> expected.get(name).isObject())
              .map(
                  name ->
                      dynamicTest(
                          name,
                          () -> {
                            if (name.equals("per_question")) {
                              squad2Each(questions, predictions, expected.get(name), close);
                            } else {
                              squad2(metrics, name, expected.get(name), close);
                            }
                          }));
        });
  }

  private static void squad2(
      MaybeAnswerMetrics metrics, String name, JsonNode expected, Close close) {
    double threshold = Double.parseDouble(name.substring(name.lastIndexOf('_') + 1));
    Map<String, Double> got = metrics.values(threshold);
    expected
        .fields()
        .forEachRemaining(
            want -> close.check(got.get(want.getKey()), want.getValue().asDouble(), want.getKey()));
    assertThat(got).hasSize(expected.size());
  }

  private static void squad2Each(
      List<Question> questions, JsonNode predictions, JsonNode expected, Close close) {
    for (Question question : questions) {
      AnswerScore got = AnswerScore.v2(question.answers, predictions.get(question.id).asText());
      check(got, expected.get(question.id), question.id, close);
    }
  }

  private static List<String> strings(JsonNode list) {
    return stream(list).map(JsonNode::asText).toList();
  }

  private static Stream<JsonNode> stream(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false);
  }
}

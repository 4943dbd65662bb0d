package io.github.albert4j.pipeline;

import static io.github.albert4j.pipeline.TextCases.each;
import static io.github.albert4j.pipeline.TextCases.ints;
import static io.github.albert4j.pipeline.TextCases.strings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.albert4j.model.AlbertModel;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.TestFactory;

/**
 * Text in, answers out, beside the reference: each line of each file of goldens is a test. Cases
 * are found by the kind that their manifests name, and files by their names.
 */
class PipelineParityTest {
  private static final String KIND = "pipeline_fill_mask";

  @TestFactory
  List<DynamicContainer> fillMask() throws IOException {
    return each(KIND, "texts.jsonl", PipelineParityTest::fillMask);
  }

  private static void fillMask(AlbertModel model, JsonNode row) {
    JsonNode want = row.get("top5");
    List<List<Prediction>> got = FillMask.of(model).predictAll(row.get("text").asText(), 5);
    boolean one = want.get(0).isObject();
    assertThat(got).hasSize(one ? 1 : want.size());
    for (int mask = 0; mask < got.size(); mask++) {
      JsonNode best = one ? want : want.get(mask);
      assertThat(got.get(mask)).hasSize(best.size());
      for (int i = 0; i < best.size(); i++) {
        Prediction prediction = got.get(mask).get(i);
        assertThat(prediction.token()).isEqualTo(best.get(i).get("token").asInt());
        assertThat(prediction.tokenStr()).isEqualTo(best.get(i).get("token_str").asText());
        double score = best.get(i).get("score").asDouble();
        assertThat(prediction.score()).isCloseTo(score, within(1e-7 + 3e-4 * score));
        if (best.get(i).has("sequence")) {
          assertThat(prediction.sequence()).isEqualTo(best.get(i).get("sequence").asText());
        }
      }
    }
  }

  @TestFactory
  List<DynamicContainer> targetsAndJoint() throws IOException {
    return each(
        KIND,
        "targets.jsonl",
        (model, row) -> {
          if (row.has("targets")) {
            targets(model, row);
          } else {
            joint(model, row);
          }
        });
  }

  private static void targets(AlbertModel model, JsonNode row) {
    List<String> targets = strings(row.get("targets"));
    List<TargetPrediction> got =
        FillMask.of(model).targets(row.get("text").asText(), targets, targets.size()).get(0);
    assertThat(got).isSortedAccordingTo((a, b) -> Double.compare(b.score(), a.score()));
    for (int t = 0; t < targets.size(); t++) {
      String pieces = row.get("token_strs").get(t).asText();
      TargetPrediction prediction =
          got.stream().filter(p -> p.tokenStr().equals(pieces)).findFirst().orElseThrow();
      assertThat(prediction.token()).isEqualTo(ints(row.get("tokens").get(t)));
      double score = row.get("scores").get(t).asDouble();
      assertThat(prediction.score()).isCloseTo(score, within(1e-3 * score));
    }
  }

  private static void joint(AlbertModel model, JsonNode row) {
    JsonNode want = row.get("joint");
    List<Filling> got = FillMask.of(model).joint(row.get("text").asText(), want.size());
    assertThat(got).hasSize(want.size());
    for (int i = 0; i < want.size(); i++) {
      assertThat(got.get(i).tokens()).isEqualTo(ints(want.get(i).get("tokens")));
      assertThat(got.get(i).tokenStrs()).isEqualTo(strings(want.get(i).get("token_strs")));
      double score = want.get(i).get("score").asDouble();
      assertThat(got.get(i).score()).isCloseTo(score, within(1e-3 * score));
    }
  }

  @TestFactory
  List<DynamicContainer> score() throws IOException {
    return each(KIND, "score.jsonl", PipelineParityTest::score);
  }

  private static void score(AlbertModel model, JsonNode row) {
    TextScore got = PseudoLikelihood.of(model).predict(row.get("text").asText());
    int pieces = row.get("pieces").size();
    double sum = row.get("pseudo_log_likelihood").asDouble();
    assertThat(got.pseudoLogLikelihood()).isCloseTo(sum, within(2e-4 * pieces));
    assertThat(Math.log(got.pseudoPerplexity())).isCloseTo(-sum / pieces, within(1e-3));
    assertThat(got.tokens())
        .extracting(TextScore.Token::piece)
        .isEqualTo(strings(row.get("pieces")));
    for (int i = 0; i < pieces; i++) {
      assertThat(got.tokens().get(i).logProb())
          .isCloseTo(row.get("log_probs").get(i).asDouble(), within(2e-4));
    }
  }

  @TestFactory
  List<DynamicContainer> sentenceOrder() throws IOException {
    return each(
        KIND,
        "sop.jsonl",
        (model, row) -> {
          OrderPrediction got =
              SentenceOrder.of(model)
                  .predict(row.get("first").asText(), row.get("second").asText());
          assertThat(got.inOrder()).isCloseTo(row.get("in_order").asDouble(), within(2e-4));
          assertThat(got.swapped()).isCloseTo(row.get("swapped").asDouble(), within(2e-4));
        });
  }

  @TestFactory
  List<DynamicContainer> features() throws IOException {
    return each(KIND, "features.jsonl", PipelineParityTest::features);
  }

  private static void features(AlbertModel model, JsonNode row) {
    String pair = row.hasNonNull("pair") ? row.get("pair").asText() : null;
    Features got =
        FeatureExtraction.of(model).predict(new TextPair(row.get("text").asText(), pair));
    assertThat(got.length()).isEqualTo(row.get("none").size());
    for (int i = 0; i < got.length(); i++) {
      near(got.token(i), row.get("none").get(i));
    }
    near(got.pooled(Pooling.CLS), row.get("cls"));
    near(got.pooled(Pooling.MEAN), row.get("mean"));
    near(got.pooled(Pooling.POOLER), row.get("pooler"));
  }

  private static void near(float[] got, JsonNode want) {
    assertThat(got).hasSize(want.size());
    for (int i = 0; i < got.length; i++) {
      double w = want.get(i).asDouble();
      assertThat((double) got[i]).isCloseTo(w, within(2e-4 + 2e-4 * Math.abs(w)));
    }
  }
}

package io.github.albert4j.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.albert4j.GoldenData;
import io.github.albert4j.model.AlbertModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Text in, answers out, beside the reference: each line of each file of goldens is a test. Cases
 * are found by the kind that their manifests name, and files by their names.
 */
class PipelineParityTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path temporary;

  private interface Check {
    void run(AlbertModel model, JsonNode row);
  }

  @TestFactory
  List<DynamicContainer> fillMask() throws IOException {
    return each("texts.jsonl", PipelineParityTest::fillMask);
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
    return each("score.jsonl", PipelineParityTest::score);
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
    return each("features.jsonl", PipelineParityTest::features);
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

  /** A test for each line of each case's file of that name. */
  private static List<DynamicContainer> each(String file, Check check) throws IOException {
    Path models = GoldenData.models();
    List<DynamicContainer> cases = new ArrayList<>();
    try (Stream<Path> folders = Files.list(models)) {
      for (Path folder : (Iterable<Path>) folders.sorted()::iterator) {
        Path manifest = folder.resolve("manifest.json");
        if (Files.exists(folder.resolve(file))
            && Files.exists(manifest)
            && JSON.readTree(manifest.toFile())
                .path("kind")
                .asText()
                .equals("pipeline_fill_mask")) {
          cases.add(tests(folder, file, check));
        }
      }
    }
    assertThat(cases).as("cases with " + file + " in " + models).isNotEmpty();
    return cases;
  }

  private static DynamicContainer tests(Path folder, String file, Check check) throws IOException {
    // Closed after the last test, with the stream.
    AlbertModel model = AlbertModel.load(withVocabulary(folder));
    List<DynamicTest> tests = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve(file))) {
      if (!line.isBlank()) {
        JsonNode row = JSON.readTree(line);
        String text = row.has("text") ? row.get("text").asText() : row.get("first").asText();
        tests.add(
            DynamicTest.dynamicTest(
                text.substring(0, Math.min(60, text.length())), () -> check.run(model, row)));
      }
    }
    return DynamicContainer.dynamicContainer(
        folder.getFileName().toString(), tests.stream().onClose(model::close));
  }

  /** The case's folder, or a copy with the released vocabulary beside the model's files. */
  private static Path withVocabulary(Path folder) throws IOException {
    if (Files.exists(folder.resolve("spiece.model"))) {
      return folder;
    }
    Path copy = temporary.resolve(folder.getFileName());
    if (!Files.exists(copy)) {
      Files.createDirectories(copy);
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : (Iterable<Path>) files::iterator) {
          Files.copy(file, copy.resolve(file.getFileName()));
        }
      }
      Files.copy(
          folder.resolve("../../../vocab/spiece.model").toRealPath(), copy.resolve("spiece.model"));
    }
    return copy;
  }

  private static List<String> strings(JsonNode array) {
    List<String> strings = new ArrayList<>();
    array.forEach(element -> strings.add(element.asText()));
    return strings;
  }

  private static List<Integer> ints(JsonNode array) {
    List<Integer> ints = new ArrayList<>();
    array.forEach(element -> ints.add(element.asInt()));
    return ints;
  }
}

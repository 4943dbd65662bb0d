package io.github.albert4j.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.albert4j.InvalidInputException;
import io.github.albert4j.ModelFormatException;
import io.github.albert4j.model.AlbertModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SentenceSimilarityTest {
  private static final String FIRST = "A man plays the guitar.";
  private static final String SECOND = "Someone makes a good deal of music on it.";

  @TempDir Path folder;

  private AlbertModel withPooling(String... modes) throws IOException {
    String form =
        List.of(modes).stream().map(m -> "\"" + m + "\":true").collect(Collectors.joining(","));
    return withModules("1_Pooling", "sentence_transformers.models.Pooling", "{" + form + "}");
  }

  private AlbertModel withModules(String path, String type, String pooling) throws IOException {
    Tasks.write(Tasks.encoder(), folder);
    Files.createDirectories(folder.resolve("1_Pooling"));
    Files.writeString(folder.resolve("1_Pooling/config.json"), pooling);
    Files.writeString(
        folder.resolve("modules.json"),
        "[{\"path\":\"\",\"type\":\"sentence_transformers.models.Transformer\"},{\"path\":\""
            + path
            + "\",\"type\":\""
            + type
            + "\"}]");
    return AlbertModel.load(folder);
  }

  private static double cosine(double[] a, double[] b) {
    double ab = 0;
    double aa = 0;
    double bb = 0;
    for (int i = 0; i < a.length; i++) {
      ab += a[i] * b[i];
      aa += a[i] * a[i];
      bb += b[i] * b[i];
    }
    return ab / Math.sqrt(aa * bb);
  }

  /** The slow way, from the features of the pieces. */
  private static double[] pooled(AlbertModel model, String text, String... modes) {
    float[][] pieces = FeatureExtraction.of(model).predict(text).tokens();
    List<Double> joined = new ArrayList<>();
    for (String mode : modes) {
      for (int j = 0; j < pieces[0].length; j++) {
        int component = j;
        double sum = IntStream.range(0, pieces.length).mapToDouble(i -> pieces[i][component]).sum();
        double max =
            IntStream.range(0, pieces.length)
                .mapToDouble(i -> pieces[i][component])
                .max()
                .getAsDouble();
        joined.add(
            switch (mode) {
              case "pooling_mode_cls_token" -> (double) pieces[0][j];
              case "pooling_mode_max_tokens" -> max;
              case "pooling_mode_mean_tokens" -> sum / pieces.length;
              default -> sum / Math.sqrt(pieces.length);
            });
      }
    }
    return joined.stream().mapToDouble(x -> x).toArray();
  }

  @Test
  void eachPoolingIsWhatItsNameSays() throws IOException {
    for (String[] modes :
        new String[][] {
          {"pooling_mode_cls_token"},
          {"pooling_mode_max_tokens"},
          {"pooling_mode_mean_tokens"},
          {"pooling_mode_mean_sqrt_len_tokens"},
          {"pooling_mode_cls_token", "pooling_mode_max_tokens", "pooling_mode_mean_tokens"}
        }) {
      try (AlbertModel model = withPooling(modes)) {
        double want = cosine(pooled(model, FIRST, modes), pooled(model, SECOND, modes));
        assertThat(SentenceSimilarity.of(model).predict(FIRST, SECOND))
            .as("%s", List.of(modes))
            .isCloseTo(want, within(1e-5));
      }
    }
  }

  @Test
  void aFolderThatSaysNothingGivesTheMean() {
    try (AlbertModel model = Tasks.load(Tasks.encoder(), folder)) {
      SentenceSimilarity similarity = SentenceSimilarity.of(model);
      String mean = "pooling_mode_mean_tokens";
      double want = cosine(pooled(model, FIRST, mean), pooled(model, SECOND, mean));
      assertThat(similarity.predict(FIRST, SECOND)).isCloseTo(want, within(1e-5));
      assertThat(similarity.predict(SECOND, FIRST)).isCloseTo(want, within(1e-5));
      assertThat(similarity.predict(FIRST, FIRST)).isCloseTo(1, within(1e-6));
    }
  }

  @Test
  void theFoldersLengthIsKeptOrCutTo() throws IOException {
    Tasks.write(Tasks.encoder(), folder);
    for (String name : List.of("sentence_albert_config.json", "sentence_bert_config.json")) {
      Files.writeString(folder.resolve(name), "{\"max_seq_length\": 5}");
      try (AlbertModel model = AlbertModel.load(folder)) {
        SentenceSimilarity similarity = SentenceSimilarity.of(model);
        assertThatThrownBy(() -> similarity.predict("One.", SECOND))
            .isInstanceOf(InvalidInputException.class)
            .hasMessageContaining("second text")
            .hasMessageContaining("5");
        assertThat(similarity.withTruncation(true).predict("Someone makes a", SECOND))
            .isCloseTo(1, within(1e-6));
      }
      Files.delete(folder.resolve(name));
    }
  }

  @Test
  void filesThatAskForOtherThingsAreRefused() throws IOException {
    try (AlbertModel model = withPooling("pooling_mode_lasttoken")) {
      assertThatThrownBy(() -> SentenceSimilarity.of(model))
          .isInstanceOf(ModelFormatException.class)
          .hasMessageContaining("1_Pooling");
    }
    try (AlbertModel model = withModules("2_Dense", "sentence_transformers.models.Dense", "{}")) {
      assertThatThrownBy(() -> SentenceSimilarity.of(model))
          .isInstanceOf(ModelFormatException.class)
          .hasMessageContaining("Dense");
    }
    try (AlbertModel model = withModules("../..", "sentence_transformers.models.Pooling", "{}")) {
      assertThatThrownBy(() -> SentenceSimilarity.of(model))
          .isInstanceOf(ModelFormatException.class)
          .hasMessageContaining("../..");
    }
    String pooling = "{\"path\":\"1_Pooling\",\"type\":\"sentence_transformers.models.Pooling\"}";
    Files.writeString(
        folder.resolve("1_Pooling/config.json"), "{\"pooling_mode_mean_tokens\":true}");
    Files.writeString(folder.resolve("modules.json"), "[" + pooling + "," + pooling + "]");
    try (AlbertModel model = AlbertModel.load(folder)) {
      assertThatThrownBy(() -> SentenceSimilarity.of(model))
          .isInstanceOf(ModelFormatException.class)
          .hasMessageContaining("modules.json")
          .hasMessageContaining("expected one module that pools, found a second Pooling");
    }
    Files.writeString(folder.resolve("modules.json"), "{}");
    try (AlbertModel model = AlbertModel.load(folder)) {
      assertThatThrownBy(() -> SentenceSimilarity.of(model))
          .isInstanceOf(ModelFormatException.class)
          .hasMessageContaining("list");
    }
  }

  @Test
  void emptyTextsAreNamed() {
    SentenceSimilarity similarity = SentenceSimilarity.of(Small.MODEL);
    assertThatThrownBy(() -> similarity.predict("", "a"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("the text");
    assertThatThrownBy(() -> similarity.predict("a", null))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("second text");
  }

  @Test
  void aSearchFindsTheTextItself() {
    List<String> texts = new ArrayList<>(Tasks.texts(60));
    texts.add(texts.get(7));
    SentenceSearch search = SentenceSearch.of(Small.MODEL, texts).withTopK(3);
    SentenceSimilarity similarity = SentenceSimilarity.of(Small.MODEL);
    List<List<Neighbour>> all = search.stream(texts.iterator()).toList();
    for (int i = 0; i < texts.size(); i++) {
      List<Neighbour> near = all.get(i);
      assertThat(near).hasSize(3);
      assertThat(near.get(0).text()).isEqualTo(texts.get(i));
      assertThat(near.get(0).score()).isCloseTo(1, within(1e-5));
      assertThat(near.get(1).score())
          .isCloseTo(similarity.predict(texts.get(i), near.get(1).text()), within(1e-5));
    }
    assertThat(search.predict(texts.get(0)).get(0).index()).isZero();
    assertThat(search.withTopK(1000).predict("Anything.")).hasSize(61);
    assertThat(SentenceSearch.of(Small.MODEL, List.of()).predict("Anything.")).isEmpty();
  }
}

package io.github.albert4j.vocabulary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.albert4j.ModelFormatException;
import io.github.albert4j.tokenizer.AlbertTokenizer;
import io.github.albert4j.tokenizer.SentencePieceModel;
import io.github.albert4j.tokenizer.SentencePieceModel.Piece;
import io.github.albert4j.tokenizer.SentencePieceModel.Type;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A model folder's vocabulary: which file it is, and the same pieces from each of the three. */
class VocabularyTest {
  @TempDir Path folder;

  private static SentencePieceModel model(String... learnt) {
    List<Piece> pieces = new ArrayList<>();
    pieces.add(new Piece("<pad>", 0, Type.CONTROL));
    pieces.add(new Piece("<unk>", 0, Type.UNKNOWN));
    for (String name : new String[] {"[CLS]", "[SEP]", "[MASK]"}) {
      pieces.add(new Piece(name, 0, Type.CONTROL));
    }
    for (String name : new String[] {"(", ")", "\"", "-", ".", "–", "£", "€"}) {
      pieces.add(new Piece(name, 0, Type.USER_DEFINED));
    }
    pieces.add(new Piece("▁", -2.5f, Type.NORMAL));
    for (String piece : learnt) {
      pieces.add(new Piece(piece, -3.1f - pieces.size() * 0.37f, Type.NORMAL));
    }
    return SentencePieceModel.of(pieces, new byte[0], true, true, "a test");
  }

  private void put(String name, byte[] bytes) throws IOException {
    Files.write(folder.resolve(name), bytes);
  }

  private int firstId(String piece) {
    return Vocabulary.tokenizer(folder, 30_000).id(piece);
  }

  @Test
  void filesAreTriedInOrder() throws IOException {
    put("tokenizer.json", VocabularyFiles.of(model("▁json"), 512).get("tokenizer.json"));
    assertThat(firstId("▁json")).isEqualTo(14);
    put("30k-clean.model", model("▁google").toByteArray());
    assertThat(firstId("▁google")).isEqualTo(14);
    put("spiece.model", model("▁spiece").toByteArray());
    assertThat(firstId("▁spiece")).isEqualTo(14);
  }

  @Test
  void noneIsOneClearError() {
    assertThatThrownBy(() -> Vocabulary.tokenizer(folder, 30_000))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContainingAll(
            folder.toString(), "spiece.model", "30k-clean.model", "tokenizer.json");
  }

  @Test
  void aVocabularyLargerThanTheEmbeddingsIsRefused() throws IOException {
    put("spiece.model", model("▁a", "b").toByteArray());
    assertThat(Vocabulary.tokenizer(folder, 16).vocabularySize()).isEqualTo(16);
    assertThatThrownBy(() -> Vocabulary.tokenizer(folder, 15))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContainingAll("spiece.model", "at most 15 pieces", "16 pieces");
  }

  @Test
  void tokenizerJsonGivesTheSamePiecesScoresAndTypes() throws IOException {
    SentencePieceModel model = model("▁a", "b", "▁é\u2028\"\\", "😀");
    put("tokenizer.json", VocabularyFiles.of(model, 512).get("tokenizer.json"));
    assertThat(Vocabulary.read(folder.resolve("tokenizer.json")).pieces())
        .isEqualTo(model.pieces());
  }

  @Test
  void theReleasedVocabularySurvivesTokenizerJson() throws IOException {
    Path fixtures = Path.of(System.getProperty("albert4j.fixtures", "../../shared/fixtures"));
    Path vocabulary = fixtures.resolve("../vocab/spiece.model");
    Assumptions.assumeTrue(
        Files.exists(vocabulary), "no vocabulary: " + vocabulary + " is missing");
    SentencePieceModel model = SentencePieceModel.read(vocabulary);
    Map<String, byte[]> files = VocabularyFiles.of(model, 512);
    assertThat(files.keySet())
        .containsExactlyInAnyOrder("spiece.model", "tokenizer.json", "tokenizer_config.json");
    assertThat(files.get("spiece.model")).isEqualTo(Files.readAllBytes(vocabulary));
    put("tokenizer.json", files.get("tokenizer.json"));
    SentencePieceModel read = Vocabulary.read(folder.resolve("tokenizer.json"));
    assertThat(read.pieces()).isEqualTo(model.pieces());
    assertThat(read.precompiledCharsmap()).isEqualTo(model.precompiledCharsmap());
    AlbertTokenizer tokenizer = Vocabulary.tokenizer(folder, 30_000);
    assertThat(tokenizer.ids("Hello (1,999), x-ray: ½"))
        .isEqualTo(AlbertTokenizer.load(vocabulary).ids("Hello (1,999), x-ray: ½"));
    // For looking at with Hugging Face itself: -Dalbert4j.vocabularyOut=DIR.
    String out = System.getProperty("albert4j.vocabularyOut");
    if (out != null) {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        Files.write(Path.of(out).resolve(file.getKey()), file.getValue());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{",
        "{}",
        "{\"model\": null}",
        "{\"model\": {\"type\": \"BPE\", \"vocab\": {}}}",
        "{\"model\": {\"type\": \"Unigram\", \"vocab\": 3}}",
        "{\"model\": {\"type\": \"Unigram\", \"unk_id\": 0, \"vocab\": []}}",
        "{\"model\": {\"type\": \"Unigram\", \"unk_id\": 5, \"vocab\": [[\"a\", -1]]}}",
        "{\"model\": {\"type\": \"Unigram\", \"unk_id\": -1, \"vocab\": [[\"a\", -1]]}}",
        "{\"model\": {\"type\": \"Unigram\", \"unk_id\": 1e99, \"vocab\": [[\"a\", -1]]}}",
        "{\"model\": {\"type\": \"Unigram\", \"unk_id\": null, \"vocab\": [[\"a\", -1]]}}",
        "{\"model\": {\"unk_id\": 0, \"vocab\": [\"a\"]}}",
        "{\"model\": {\"unk_id\": 0, \"vocab\": [[\"a\"]]}}",
        "{\"model\": {\"unk_id\": 0, \"vocab\": [[\"a\", \"b\"]]}}",
        "{\"model\": {\"unk_id\": 0, \"vocab\": [[\"a\", 1e99]]}}",
        "{\"model\": {\"unk_id\": 0, \"vocab\": [[\"\", -1]]}}",
        "{\"model\": {\"unk_id\": 0, \"vocab\": [[\"\\ud800\", -1]]}}",
        "{\"model\": {\"unk_id\": 0, \"vocab\": [[\"a\", -1], [\"a\", -1]]}}",
        "{\"model\": {\"unk_id\": 0, \"vocab\": [[\"a\", NaN]]}}",
        "{\"model\": {\"unk_id\": 0, \"vocab\": [[\"a\", -1]]}}",
        "{\"model\": {\"unk_id\": 0, \"byte_fallback\": true, \"vocab\": [[\"a\", -1]]}}",
        "{\"normalizer\": {\"precompiled_charsmap\": \"%\"}, \"model\": {\"unk_id\": 0, \"vocab\": [[\"a\", -1]]}}",
        "{\"normalizer\": {\"precompiled_charsmap\": \"AAAA\"}, \"model\": {\"unk_id\": 0, \"vocab\": [[\"a\", -1]]}}",
      })
  void aHostileTokenizerJsonIsOneClearError(String json) throws IOException {
    put("tokenizer.json", json.getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> Vocabulary.tokenizer(folder, 30_000))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("tokenizer.json")
        .hasMessageNotContaining("\n");
  }

  @Test
  void deepNestingIsRefused() throws IOException {
    put("tokenizer.json", "[".repeat(100_000).getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> Vocabulary.tokenizer(folder, 30_000))
        .isInstanceOf(ModelFormatException.class);
  }
}

package io.github.albert4j.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every row of the golden data, beside google-research/albert's tokenizer over SentencePiece. */
class TokenizerParityTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static Path folder;
  private static AlbertTokenizer google;
  private static AlbertTokenizer huggingFace;

  @BeforeAll
  static void load() {
    folder = GoldenData.folder("tokenizer");
    Path vocabulary = GoldenData.folder("../vocab").resolve("spiece.model");
    google = AlbertTokenizer.load(vocabulary);
    huggingFace = AlbertTokenizer.load(vocabulary, TokenizerOptions.HUGGING_FACE);
  }

  @Test
  void encode() {
    EncodeOptions plain = new EncodeOptions(false, false, 0, Truncation.NONE, 0, false, false);
    each(
        "encode.jsonl.gz",
        row -> {
          String text = row.get("text").asText();
          Encoding got = google.encode(text, null, plain);
          assertThat(google.ids(text)).as("ids() and encode()").containsExactly(got.ids());
          if (row.path("near_tie").asBoolean()) {
            double want = score(row.get("ids"), row.get("pieces"));
            assertThat(score(JSON.valueToTree(got.ids()), JSON.valueToTree(got.pieces())))
                .isCloseTo(want, org.assertj.core.api.Assertions.within(0.01));
            return;
          }
          assertThat(got.ids()).as("ids").containsExactly(ints(row.get("ids")));
          assertThat(got.pieces()).as("pieces").isEqualTo(strings(row.get("pieces")));
          offsets(got, row.get("offsets_utf16"));
          int[] slow =
              ints(
                  row.has("variant_hf_slow_ids") ? row.get("variant_hf_slow_ids") : row.get("ids"));
          assertThat(huggingFace.encode(text, null, plain).ids())
              .as("Hugging Face's quotes")
              .containsExactly(slow);
          assertThat(huggingFace.ids(text)).as("Hugging Face's quotes").containsExactly(slow);
        });
  }

  private static double score(JsonNode ids, JsonNode pieces) {
    double sum = 0;
    for (int i = 0; i < ids.size(); i++) {
      int id = ids.get(i).asInt();
      sum += id == google.unkId() ? -24 : google.model().pieces().get(id).score();
    }
    return sum;
  }

  @Test
  void special() {
    each(
        "special.jsonl.gz",
        row -> {
          String text = row.get("text").asText();
          String pair = row.path("pair").isTextual() ? row.get("pair").asText() : null;
          Encoding got = google.encode(text, pair);
          assertThat(got.ids()).as("ids").containsExactly(ints(row.get("ids_with_special")));
          assertThat(got.pieces()).as("pieces").isEqualTo(strings(row.get("pieces_with_special")));
          assertThat(got.tokenTypeIds()).containsExactly(ints(row.get("token_type_ids")));
          assertThat(got.specialTokensMask()).containsExactly(ints(row.get("special_tokens_mask")));
          offsets(got, row.get("offsets_utf16"));
          if (row.hasNonNull("ids")) {
            EncodeOptions bare =
                new EncodeOptions(false, true, 0, Truncation.NONE, 0, false, false);
            assertThat(google.encode(text, null, bare).ids()).containsExactly(ints(row.get("ids")));
          }
        });
  }

  @Test
  void pairs() {
    each(
        "pairs.jsonl.gz",
        row -> {
          String pair = row.path("pair").isTextual() ? row.get("pair").asText() : null;
          EncodeOptions options =
              new EncodeOptions(
                  true,
                  false,
                  row.path("max_length").asInt(0),
                  Truncation.valueOf(row.get("truncation").asText().toUpperCase(Locale.ROOT)),
                  row.path("stride").asInt(0),
                  row.path("return_overflowing").asBoolean(),
                  row.path("padding").asText().equals("max_length"));
          Encoding got = google.encode(row.get("text").asText(), pair, options);
          window(got, row);
          JsonNode overflow = row.path("overflow");
          assertThat(got.overflow()).as("windows").hasSize(overflow.size());
          for (int i = 0; i < overflow.size(); i++) {
            window(got.overflow().get(i), overflow.get(i));
          }
        });
  }

  private static void window(Encoding got, JsonNode want) {
    assertThat(got.ids()).as("ids").containsExactly(ints(want.get("ids")));
    assertThat(got.tokenTypeIds()).as("types").containsExactly(ints(want.get("token_type_ids")));
    assertThat(got.attentionMask()).as("mask").containsExactly(ints(want.get("attention_mask")));
  }

  @Test
  void decode() {
    each(
        "decode.jsonl.gz",
        row -> {
          int[] ids = ints(row.get("ids"));
          assertThat(google.decode(ids)).isEqualTo(row.get("decoded_card").asText());
          assertThat(google.decode(ids, true)).isEqualTo(row.get("decoded_clean").asText());
        });
  }

  @Test
  void plainSentencePiece() {
    SentencePiece sentencePiece = new SentencePiece(google.model());
    each(
        "sentencepiece_raw.jsonl.gz",
        row -> {
          String text = row.get("text").asText();
          assertThat(sentencePiece.normalize(text)).isEqualTo(row.get("normalized").asText());
          Split best = sentencePiece.encode(text);
          assertThat(best.score())
              .isCloseTo(row.get("score").asDouble(), org.assertj.core.api.Assertions.within(0.01));
          JsonNode nBest = row.get("nbest");
          List<Split> splits = sentencePiece.nBest(text, Math.max(1, nBest.size()));
          boolean free = row.path("near_tie").asBoolean();
          if (!free) {
            assertThat(best.ids()).containsExactly(ints(row.get("ids")));
            assertThat(best.pieces()).isEqualTo(strings(row.get("pieces")));
          }
          assertThat(splits.size()).isGreaterThanOrEqualTo(nBest.size());
          for (int i = 0; i < nBest.size(); i++) {
            assertThat(splits.get(i).score())
                .isCloseTo(
                    nBest.get(i).get("score").asDouble(),
                    org.assertj.core.api.Assertions.within(0.01));
            if (!free) {
              assertThat(splits.get(i).ids()).containsExactly(ints(nBest.get(i).get("ids")));
            }
          }
        });
  }

  @Test
  void trainedModels() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("train"))) {
      for (Path model :
          (Iterable<Path>) files.filter(f -> f.toString().endsWith(".model"))::iterator) {
        String size = model.getFileName().toString().replaceAll("\\D", "");
        SentencePieceModel read = SentencePieceModel.read(model);
        assertThat(read.toByteArray()).as("written as read").isEqualTo(Files.readAllBytes(model));
        SentencePiece sentencePiece = new SentencePiece(read);
        each(
            "train/encode-" + size + ".jsonl.gz",
            row -> {
              Split got = sentencePiece.encode(row.get("text").asText());
              assertThat(got.score())
                  .isCloseTo(
                      row.get("score").asDouble(), org.assertj.core.api.Assertions.within(0.01));
              assertThat(got.ids()).containsExactly(ints(row.get("ids")));
              assertThat(got.pieces()).isEqualTo(strings(row.get("pieces")));
            });
      }
    }
  }

  @Test
  void theVocabularyIsWrittenAsItWasRead() throws IOException {
    Path vocabulary = folder.resolve("../../vocab/spiece.model");
    assertThat(SentencePieceModel.read(vocabulary).toByteArray())
        .isEqualTo(Files.readAllBytes(vocabulary));
  }

  private interface Check {
    void row(JsonNode row);
  }

  private static void each(String file, Check check) {
    int rows = 0;
    List<String> wrong = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(folder.resolve(file))),
                StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonNode row = JSON.readTree(line);
        rows++;
        try {
          check.row(row);
        } catch (AssertionError | RuntimeException e) {
          wrong.add(
              "row " + rows + ": " + line.substring(0, Math.min(120, line.length())) + ": " + e);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    assertThat(rows).isPositive();
    assertThat(wrong).as("%s, %d rows", file, rows).isEmpty();
    System.out.println(file + ": " + rows + " of " + rows + " rows equal");
  }

  private static void offsets(Encoding got, JsonNode want) {
    for (int i = 0; i < want.size(); i++) {
      assertThat(List.of(got.starts()[i], got.ends()[i]))
          .as("offsets of piece %d, %s", i, got.pieces().get(i))
          .isEqualTo(List.of(want.get(i).get(0).asInt(), want.get(i).get(1).asInt()));
    }
    assertThat(got.starts()).hasSize(want.size());
  }

  private static int[] ints(JsonNode array) {
    int[] values = new int[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = array.get(i).asInt();
    }
    return values;
  }

  private static List<String> strings(JsonNode array) {
    List<String> values = new ArrayList<>();
    array.forEach(v -> values.add(v.asText()));
    return values;
  }
}

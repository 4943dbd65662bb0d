package io.github.albert4j.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** Vocabularies of ours beside SentencePiece's, learnt from the same text. */
class UnigramTrainerParityTest {
  private static final double SLACK = 1.005;
  private static final int RESERVED = 13;

  @Test
  void heldOutTextIsSplitAsWell() throws IOException {
    Path folder = GoldenData.folder("tokenizer/train");
    List<String> text = lines(folder.resolve("train.txt.gz"));
    List<String> heldOut = lines(folder.resolve("heldout.txt.gz"));
    JsonNode summary = new ObjectMapper().readTree(folder.resolve("summary.json").toFile());
    for (Map.Entry<String, JsonNode> size : summary.get("sizes").properties()) {
      TrainerOptions options =
          TrainerOptions.builder().vocabularySize(Integer.parseInt(size.getKey())).build();
      UnigramTrainer trainer = new UnigramTrainer(options);
      text.forEach(trainer::add);
      SentencePieceModel ours = trainer.train(UnigramTrainer.Listener.NONE).model();
      SentencePieceModel theirs =
          SentencePieceModel.read(folder.resolve("unigram-" + size.getKey() + ".model"));
      assertThat(ours.pieces()).hasSameSizeAs(theirs.pieces());
      assertThat(ours.pieces().subList(0, RESERVED))
          .isEqualTo(theirs.pieces().subList(0, RESERVED));
      double sum =
          ours.pieces().stream()
              .filter(piece -> piece.type() == SentencePieceModel.Type.NORMAL)
              .mapToDouble(piece -> Math.exp(piece.score()))
              .sum();
      assertThat(sum).as("sum of probabilities").isLessThan(1.01);

      JsonNode expected = size.getValue().get("heldout");
      Measures got = Measures.of(ours, heldOut);
      System.out.printf(
          "%s pieces: pieces/word %.4f, SentencePiece %.4f; log likelihood %.0f, SentencePiece"
              + " %.0f%n",
          size.getKey(),
          (double) got.pieces / got.words,
          expected.get("pieces_per_word").asDouble(),
          got.logLikelihood,
          expected.get("log_likelihood").asDouble());
      assertThat(got.words).isEqualTo(expected.get("words").asLong());
      assertThat((double) got.pieces / got.words)
          .isLessThan(SLACK * expected.get("pieces_per_word").asDouble());
      assertThat(got.logLikelihood)
          .isGreaterThan(SLACK * expected.get("log_likelihood").asDouble());
      assertThat(got.unknown).isLessThanOrEqualTo(expected.get("unk_pieces").asLong());
      // The same measures of the stored model: what is measured is what its summary holds.
      assertThat(Measures.of(theirs, heldOut).pieces).isEqualTo(expected.get("pieces").asLong());
    }
  }

  private record Measures(long words, long pieces, double logLikelihood, long unknown) {
    static Measures of(SentencePieceModel model, List<String> lines) {
      SentencePiece sentencePiece = new SentencePiece(model);
      long words = 0;
      long pieces = 0;
      long unknown = 0;
      double score = 0;
      for (String line : lines) {
        Split split = sentencePiece.encode(line);
        words += line.split(" +").length;
        pieces += split.ids().length;
        score += split.score();
        for (int id : split.ids()) {
          unknown += id == model.unknownId() ? 1 : 0;
        }
      }
      return new Measures(words, pieces, score, unknown);
    }
  }

  /** The map in this module is the one that the released vocabulary has. */
  @Test
  void normalisesAsTheReleasedVocabulary() {
    Path released = GoldenData.folder("../vocab").resolve("spiece.model");
    assertThat(NmtNfkc.charsmap())
        .isEqualTo(SentencePieceModel.read(released).precompiledCharsmap());
  }

  private static List<String> lines(Path file) throws IOException {
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
      return in.lines().toList();
    }
  }
}

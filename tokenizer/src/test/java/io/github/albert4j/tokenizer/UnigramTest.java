package io.github.albert4j.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.albert4j.tokenizer.SentencePieceModel.Piece;
import io.github.albert4j.tokenizer.SentencePieceModel.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The searches beside the obvious way: all splits, written out. */
class UnigramTest {
  /** Scores of all splits of a normalised text, best first. */
  private static List<Double> allScores(Unigram model, SentencePieceModel pieces, String text) {
    List<Double> scores = new ArrayList<>();
    addAll(model, pieces, text, 0, 0, scores);
    scores.sort(java.util.Comparator.reverseOrder());
    return scores;
  }

  private static void addAll(
      Unigram model, SentencePieceModel pieces, String text, int at, double sum, List<Double> out) {
    if (at == text.length()) {
      out.add(sum);
      return;
    }
    boolean covered = false;
    for (int end = at + 1; end <= text.length(); end++) {
      int id = pieces.id(text.substring(at, end));
      if (id >= 0 && pieces.pieces().get(id).type() != Type.CONTROL && id != pieces.unknownId()) {
        covered |= end == at + 1;
        addAll(model, pieces, text, end, sum + model.scores[id], out);
      }
    }
    if (!covered) {
      addAll(model, pieces, text, at + 1, sum + model.unknownScore, out);
    }
  }

  @Test
  void viterbiAndTheNBestAgreeWithBruteForce() {
    for (int seed = 0; seed < 400; seed++) {
      Random random = new Random(seed);
      SentencePieceModel pieces = SmallModels.random(random);
      SentencePiece sentencePiece = new SentencePiece(pieces);
      StringBuilder text = new StringBuilder();
      for (int n = 1 + random.nextInt(9); n > 0; n--) {
        text.append("abc,1 xa".charAt(random.nextInt(8)));
      }
      String normalized = sentencePiece.normalize(text.toString());
      List<Double> all = allScores(sentencePiece.unigram, pieces, normalized);
      assertThat(sentencePiece.encode(text.toString()).score())
          .as("best, seed %d, %s", seed, text)
          .isCloseTo(all.get(0), within(1e-4));
      List<Split> best = sentencePiece.nBest(text.toString(), 7);
      assertThat(best).as("seed %d, %s", seed, text).hasSize(Math.min(7, all.size()));
      for (int i = 0; i < best.size(); i++) {
        assertThat(best.get(i).score())
            .as("rank %d, seed %d, %s", i, seed, text)
            .isCloseTo(all.get(i), within(1e-4));
        assertThat(String.join("", best.get(i).pieces())).isEqualTo(normalized);
      }
      assertThat(best.stream().map(s -> String.join("|", s.pieces()) + Arrays.toString(s.ids())))
          .doesNotHaveDuplicates();
    }
  }

  private static SentencePiece tiny() {
    List<Piece> pieces = SmallModels.reserved();
    pieces.add(new Piece("a", -1, Type.NORMAL));
    pieces.add(new Piece("▁a", -1.5f, Type.NORMAL));
    pieces.add(new Piece("aa", -2.5f, Type.NORMAL));
    return new SentencePiece(SmallModels.of(pieces));
  }

  @Test
  void samplesFollowTheDistribution() {
    SentencePiece sentencePiece = tiny();
    double alpha = 0.7;
    List<Split> all = sentencePiece.nBest("aa", 100);
    double total = all.stream().mapToDouble(s -> Math.exp(alpha * s.score())).sum();
    assertThat(all).hasSize(3); // ▁ aa, ▁a a, ▁ a a
    for (int nBest : new int[] {-1, 100}) {
      Map<String, Integer> counts = new HashMap<>();
      Random random = new Random(7);
      int draws = 40_000;
      for (int i = 0; i < draws; i++) {
        Split split = sentencePiece.sample("aa", alpha, nBest, random);
        counts.merge(String.join(" ", split.pieces()), 1, Integer::sum);
      }
      for (Split split : all) {
        assertThat(counts.get(String.join(" ", split.pieces())) / (double) draws)
            .as("%s of nBest %d", split.pieces(), nBest)
            .isCloseTo(Math.exp(alpha * split.score()) / total, within(0.012)); // 5 sigma
      }
    }
  }

  @Test
  void aSeedGivesTheSameSamples() {
    SentencePiece sentencePiece = tiny();
    List<List<String>> runs = new ArrayList<>();
    for (long seed : new long[] {3, 3, 4}) {
      Random random = new Random(seed);
      List<String> run = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        run.add(sentencePiece.sample("aaaa aa", 0.3, -1, random).pieces().toString());
      }
      runs.add(run);
    }
    assertThat(runs.get(0)).isEqualTo(runs.get(1)).isNotEqualTo(runs.get(2));
  }

  @Test
  void samplingTheBestOneIsTheBest() {
    SentencePiece sentencePiece = tiny();
    assertThat(sentencePiece.sample("aaa", 0.1, 1, new Random(1)).pieces())
        .isEqualTo(sentencePiece.nBest("aaa", 1).get(0).pieces());
  }
}

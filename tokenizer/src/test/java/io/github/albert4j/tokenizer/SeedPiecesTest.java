package io.github.albert4j.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Seeds beside a count of all substrings. */
class SeedPiecesTest {
  private static final int LONGEST = 5;

  @Test
  void theStringsThatCoverMost() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int round = 0; round < 40; round++) {
      TrainingText text = TrainingTextTest.random(random);
      Map<String, Long> coverage = coverage(text);
      try (Workers workers = new Workers(2)) {
        Candidates all = SeedPieces.of(text, LONGEST, Integer.MAX_VALUE, workers);
        assertThat(decoded(all, text)).as("seed %d", seed).hasSameSizeAs(coverage);
        double sum = coverage.values().stream().mapToLong(c -> c).sum();
        decoded(all, text)
            .forEach(
                (piece, score) ->
                    assertThat(Math.exp(score))
                        .as("seed %d, %s", seed, piece)
                        .isCloseTo(coverage.get(piece) / sum, within(1e-9)));
        int characters = text.alphabet.size();
        int few = Math.min(7, all.size() - characters);
        Candidates best = SeedPieces.of(text, LONGEST, few, workers);
        assertThat(best.pieces)
            .as("seed %d", seed)
            .containsExactly(java.util.Arrays.copyOf(all.pieces, characters + few));
      }
    }
  }

  private static Map<String, Double> decoded(Candidates candidates, TrainingText text) {
    Map<String, Double> scores = new LinkedHashMap<>();
    for (int i = 0; i < candidates.size(); i++) {
      scores.put(text.alphabet.decode(candidates.pieces[i]), candidates.scores[i]);
    }
    return scores;
  }

  /** Characters, and strings that occur twice or more and not always before the same character. */
  private static Map<String, Long> coverage(TrainingText text) {
    Map<String, Long> frequency = new HashMap<>();
    Map<String, Set<String>> followers = new HashMap<>();
    for (int i = 0; i < text.runs.size(); i++) {
      String run = text.alphabet.decode(text.runs.string(i).replace("\0", ""));
      for (int from = 0; from < run.length(); from++) {
        for (int to = from + 1; to <= Math.min(run.length(), from + LONGEST); to++) {
          String piece = run.substring(from, to);
          frequency.merge(piece, text.runs.count(i), Long::sum);
          String follower = to < run.length() ? run.substring(to, to + 1) : "end";
          followers.computeIfAbsent(piece, p -> new HashSet<>()).add(follower);
        }
      }
    }
    Map<String, Long> coverage = new HashMap<>();
    frequency.forEach(
        (piece, f) -> {
          Set<String> next = followers.get(piece);
          boolean differs = next.size() > 1 || next.contains("end");
          if (piece.length() == 1 || f >= 2 && differs) {
            coverage.put(piece, f * piece.length());
          }
        });
    return coverage;
  }
}

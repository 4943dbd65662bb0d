package io.github.albert4j.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Sums over splits beside a walk through every single one. */
class SplitLatticeTest {
  private record Path(List<Integer> pieces, double score) {}

  private static Candidates random(Random random, double worst) {
    Set<String> pieces = new LinkedHashSet<>(List.of("\1", "\2", "\3"));
    for (int i = 0; i < 20; i++) {
      pieces.add(codes(random, 1 + random.nextInt(5)));
    }
    return new Candidates(
        pieces.toArray(new String[0]), random.doubles(pieces.size(), worst, 0).toArray());
  }

  private static String codes(Random random, int length) {
    StringBuilder codes = new StringBuilder();
    for (int i = 0; i < length; i++) {
      codes.append((char) (1 + random.nextInt(3)));
    }
    return codes.toString();
  }

  private static List<Path> all(Candidates candidates, String run) {
    if (run.isEmpty()) {
      return List.of(new Path(List.of(), 0));
    }
    List<Path> paths = new ArrayList<>();
    for (int i = 0; i < candidates.size(); i++) {
      if (run.startsWith(candidates.pieces[i])) {
        for (Path rest : all(candidates, run.substring(candidates.pieces[i].length()))) {
          List<Integer> pieces = new ArrayList<>(rest.pieces);
          pieces.add(i); // the last piece first
          paths.add(new Path(pieces, candidates.scores[i] + rest.score));
        }
      }
    }
    return paths;
  }

  @Test
  void expectationsAreThoseOfAllSplits() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int round = 0; round < 100; round++) {
      Candidates candidates = random(random, -1 - random.nextInt(300));
      String run = codes(random, 1 + random.nextInt(9));
      List<Path> paths = all(candidates, run);
      double top = paths.stream().mapToDouble(Path::score).max().orElseThrow();
      double sum = paths.stream().mapToDouble(path -> Math.exp(path.score - top)).sum();
      Map<Integer, Double> expected = new HashMap<>();
      for (Path path : paths) {
        double p = Math.exp(path.score - top) / sum;
        path.pieces.forEach(piece -> expected.merge(piece, p, Double::sum));
      }
      SplitLattice lattice = new SplitLattice(candidates);
      lattice.fill(("\3" + run).toCharArray(), 1, 1 + run.length());
      assertThat(lattice.bestScore()).as("seed %d", seed).isCloseTo(top, within(1e-9));
      double score = 0;
      StringBuilder text = new StringBuilder();
      for (int piece : lattice.bestPieces()) {
        score += candidates.scores[piece];
        text.insert(0, candidates.pieces[piece]);
      }
      assertThat(score).as("seed %d", seed).isCloseTo(top, within(1e-9));
      assertThat(text).as("seed %d", seed).hasToString(run);
      assertThat(lattice.forwardBackward())
          .as("seed %d", seed)
          .isCloseTo(top + Math.log(sum), within(1e-9));
      Map<Integer, Double> got = new HashMap<>();
      for (int e = 0; e < lattice.edges; e++) {
        got.merge(lattice.piece[e], lattice.posterior[e], Double::sum);
      }
      for (int piece = 0; piece < candidates.size(); piece++) {
        assertThat(got.getOrDefault(piece, 0.0))
            .as("seed %d, piece %d", seed, piece)
            .isCloseTo(expected.getOrDefault(piece, 0.0), within(1e-9));
      }
    }
  }

  /** Every character is used once, however long the run and however small the probabilities. */
  @Test
  void theLongestRunNeitherVanishesNorOverflows() {
    Random random = new Random(3);
    for (double worst : new double[] {-0.001, -20, -700}) {
      Candidates candidates = random(random, worst);
      String run = codes(random, TrainingText.LONGEST_RUN);
      SplitLattice lattice = new SplitLattice(candidates);
      lattice.fill(run.toCharArray(), 0, run.length());
      assertThat(lattice.forwardBackward()).isFinite();
      double characters = 0;
      for (int e = 0; e < lattice.edges; e++) {
        characters += lattice.posterior[e] * candidates.pieces[lattice.piece[e]].length();
      }
      assertThat(characters).isCloseTo(run.length(), within(1e-6));
    }
  }

  @Test
  void aPieceAndItsParts() {
    String[] pieces = {"\1", "\2", "\1\2", "\1\2\1", "\2\1"};
    Candidates candidates = new Candidates(pieces, new double[] {-3, -3, -2, -1, -2.5});
    SplitLattice lattice = new SplitLattice(candidates);
    lattice.fillWithParts("\1\2\1".toCharArray());
    assertThat(lattice.bestPieces()).containsExactly(0, 2);
    assertThat(lattice.bestScore()).isEqualTo(-5);
  }
}

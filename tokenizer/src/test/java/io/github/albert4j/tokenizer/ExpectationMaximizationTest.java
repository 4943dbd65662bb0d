package io.github.albert4j.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** The steps of EM, and the function in them. */
class ExpectationMaximizationTest {
  @Test
  void digamma() {
    // Abramowitz and Stegun, 6.3.2 and 6.3.3, and tables.
    assertThat(ExpectationMaximization.digamma(1)).isCloseTo(-0.57721566490153286, within(1e-12));
    assertThat(ExpectationMaximization.digamma(0.5)).isCloseTo(-1.96351002602142348, within(1e-12));
    assertThat(ExpectationMaximization.digamma(10)).isCloseTo(2.25175258906672111, within(1e-12));
    for (double x = 0.01; x < 50; x *= 1.3) {
      assertThat(ExpectationMaximization.digamma(x + 1))
          .isCloseTo(ExpectationMaximization.digamma(x) + 1 / x, within(1e-11));
    }
    assertThat(ExpectationMaximization.digamma(1e12)).isCloseTo(Math.log(1e12), within(1e-12));
  }

  @Test
  void everyCharacterIsExpectedInSomePiece() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int round = 0; round < 20; round++) {
      TrainingText text = TrainingTextTest.random(random);
      long characters = 0;
      for (int i = 0; i < text.runs.size(); i++) {
        characters += text.runs.count(i) * (text.runs.end(i) - text.runs.start(i) - 1);
      }
      try (Workers workers = new Workers(3)) {
        ExpectationMaximization em = new ExpectationMaximization(text.runs, workers);
        Candidates candidates = em.steps(SeedPieces.of(text, 6, 100, workers), 2);
        double[] expected = em.expect(candidates);
        double sum = 0;
        double probability = 0;
        for (int i = 0; i < expected.length; i++) {
          sum += expected[i] * candidates.pieces[i].length();
          probability += Math.exp(candidates.scores[i]);
        }
        assertThat(sum).as("seed %d", seed).isCloseTo(characters, within(1e-6));
        assertThat(probability).as("seed %d", seed).isLessThan(1.0);
      }
    }
  }
}

package io.github.albert4j.training.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.albert4j.training.instances.SmallCorpus;
import io.github.albert4j.training.instances.TokenizedCorpus;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CooccurrencesTest {
  private static final int FIRST_WORD = 5;

  @TempDir Path folder;

  private static int[] pieces(TokenizedCorpus corpus) {
    int[] ids = new int[(int) corpus.summary().pieces()];
    corpus.read(0, ids, ids.length);
    return ids;
  }

  /** The table as it is defined, of contexts in the order of their frequency. */
  private static double[][] defined(int[] ids, int vocabulary, Integer[] contexts) {
    double[][] counts = new double[vocabulary][vocabulary];
    for (int i = 0; i < ids.length; i++) {
      for (int d = 1; d <= Cooccurrences.WINDOW; d++) {
        if (i + d < ids.length) {
          counts[ids[i]][ids[i + d]] += 1.0 / d;
          counts[ids[i + d]][ids[i]] += 1.0 / d;
        }
      }
    }
    double[] words = new double[vocabulary];
    double[] ofContext = new double[vocabulary];
    for (int w = 0; w < vocabulary; w++) {
      for (int c : contexts) {
        words[w] += counts[w][c];
        ofContext[c] += counts[w][c];
      }
    }
    double smoothed = 0;
    for (int c : contexts) {
      smoothed += Math.pow(ofContext[c], 0.75);
    }
    double[][] table = new double[vocabulary][contexts.length];
    for (int w = 0; w < vocabulary; w++) {
      for (int c = 0; c < contexts.length; c++) {
        double count = counts[w][contexts[c]];
        if (count > 0) {
          double share = Math.pow(ofContext[contexts[c]], 0.75) / smoothed;
          table[w][c] = Math.max(0, Math.log(count / words[w] / share));
        }
      }
    }
    return table;
  }

  private void check(String text) {
    try (TokenizedCorpus corpus = SmallCorpus.lines(folder, text)) {
      int vocabulary = SmallCorpus.tokenizer().vocabularySize();
      int[] ids = pieces(corpus);
      Cooccurrences counts = Cooccurrences.of(corpus, vocabulary, FIRST_WORD);
      long[] frequencies = new long[vocabulary];
      for (int id : ids) {
        frequencies[id]++;
      }
      assertThat(counts.frequencies).isEqualTo(frequencies);
      assertThat(counts.contexts).isEqualTo(vocabulary - FIRST_WORD);
      Integer[] contexts =
          java.util.stream.IntStream.range(FIRST_WORD, vocabulary)
              .boxed()
              .sorted(java.util.Comparator.comparingLong((Integer i) -> -frequencies[i]))
              .toArray(Integer[]::new);
      double[][] want = defined(ids, vocabulary, contexts);
      float[][] found = counts.positiveMutualInformation();
      for (int w = 0; w < vocabulary; w++) {
        for (int c = 0; c < contexts.length; c++) {
          assertThat((double) found[w][c])
              .as("piece %d beside piece %d", w, contexts[c])
              .isCloseTo(want[w][c], within(1e-3));
        }
      }
    }
  }

  @Test
  void aTinyText() {
    check("w1 w2 w3 w1\nw2 w1\n\nw4 w5\n");
  }

  @Test
  void aTextOfMoreThanABlock() {
    check(SmallCorpus.documents(new Random(2), 900, 20, 20));
  }
}

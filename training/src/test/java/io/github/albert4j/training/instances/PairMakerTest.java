package io.github.albert4j.training.instances;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Lines of independent lengths have no order. What a rule of lengths tells of it comes from how
 * they were cut: nothing should.
 */
class PairMakerTest {
  private static final int STOP = SmallCorpus.tokenizer().ids("w1.")[1];

  private static final List<Rule> RULES =
      List.of(
          new Rule("the longer part", PairMakerTest::length),
          new Rule("the part of more lines", PairMakerTest::lines),
          new Rule("the part with the longer first line", PairMakerTest::firstLine),
          new Rule("the part with the longer last line", PairMakerTest::lastLine));

  @TempDir Path folder;

  /** What is larger of the part that came second. */
  private record Rule(String name, ToIntFunction<int[]> of) {

    /** How many of the labelled pairs it tells, a tie counting one half. */
    double accuracy(List<Instance> pairs) {
      double right = 0;
      for (Instance pair : pairs) {
        int first = of.applyAsInt(SmallCorpus.first(pair));
        int second = of.applyAsInt(SmallCorpus.second(pair));
        boolean larger = pair.order().label() == 0 ? second > first : first > second;
        right += first == second ? 0.5 : larger ? 1 : 0;
      }
      return right / pairs.size();
    }
  }

  private static int length(int[] ids) {
    return ids.length;
  }

  private static int lines(int[] ids) {
    return (int) IntStream.of(ids).filter(id -> id == STOP).count();
  }

  private static int firstLine(int[] ids) {
    int i = 0;
    while (i < ids.length && ids[i] != STOP) {
      i++;
    }
    return i;
  }

  private static int lastLine(int[] ids) {
    int i = ids.length - 2;
    while (i >= 0 && ids[i] != STOP) {
      i--;
    }
    return ids.length - i;
  }

  private List<Instance> labelled(InstanceOptions options) {
    Random random = new Random(3);
    StringBuilder text = new StringBuilder();
    for (int document = 0; document < 200; document++) {
      for (int n = 1 + random.nextInt(100); n > 0; n--) {
        SmallCorpus.line(text, random, 3 + random.nextInt(40)).append(".\n");
      }
      text.append('\n');
    }
    try (TokenizedCorpus corpus = SmallCorpus.lines(folder, text.toString())) {
      TextInstances source = new TextInstances(corpus, options);
      return IntStream.range(0, 4)
          .boxed()
          .flatMap(epoch -> SmallCorpus.all(source, 1, epoch).stream())
          .filter(instance -> instance.order().label() >= 0)
          .toList();
    }
  }

  @Test
  void lengthsDoNotTellTheOrder() {
    for (double shortSequences : new double[] {0, 0.1, 0.3}) {
      List<Instance> pairs = labelled(new InstanceOptions(128, 0.15, 20, shortSequences, 3, false));
      double sigma = 0.5 / Math.sqrt(pairs.size());
      assertThat(pairs).hasSizeGreaterThan(4000);
      for (Rule rule : RULES) {
        assertThat(rule.accuracy(pairs))
            .as("%s came second, %s", rule.name(), shortSequences)
            .isCloseTo(0.5, within(3.5 * sigma));
      }
    }
  }

  /** Google's chunks end with the line that reaches the target. */
  @Test
  void theyTellThatOfGoogles() {
    List<Instance> pairs = labelled(InstanceOptions.googleCompatible(128, 0.15));
    assertThat(RULES.get(3).accuracy(pairs)).isGreaterThan(0.55);
  }
}

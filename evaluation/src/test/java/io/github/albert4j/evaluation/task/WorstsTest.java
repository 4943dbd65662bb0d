package io.github.albert4j.evaluation.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.albert4j.evaluation.report.BlimpEvaluation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WorstsTest {
  private record Wrong(double by, TaskReport.Worst worst) {}

  @Test
  void theWorstAreKeptAndOfTwoAlikeTheFirst() {
    Random random = new Random(7);
    TaskReport.Worsts worsts = new TaskReport.Worsts();
    List<Wrong> all = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      Wrong wrong = new Wrong(random.nextInt(150), new TaskReport.Worst("" + i, "", "", "", null));
      all.add(wrong);
      worsts.add(wrong.by, wrong.worst);
    }
    all.sort(Comparator.comparingDouble(wrong -> -wrong.by)); // a stable sort
    assertThat(worsts.list())
        .isEqualTo(all.stream().limit(TaskReport.Worsts.MOST).map(Wrong::worst).toList());
  }

  @Test
  void aPairsProbabilityIsThatOfOneOfTheTwo() {
    BlimpEvaluation.PairScore pair =
        new BlimpEvaluation.PairScore("p", "3", "Good.", "Bad.", Math.log(0.1), Math.log(0.3));
    TaskReport.Worst worst = TaskReport.Worst.of(pair);
    assertThat(worst.probability()).isCloseTo(0.25, within(1e-12));
    assertThat(List.of(worst.id(), worst.expected(), worst.predicted()))
        .containsExactly("p 3", "Good.", "Bad.");
  }
}

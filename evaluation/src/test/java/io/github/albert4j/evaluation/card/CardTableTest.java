package io.github.albert4j.evaluation.card;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.albert4j.InvalidInputException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CardTableTest {
  private static final double HALF_A_PLACE = 0.05;

  @Test
  void thePublishedAveragesAreTheMeansOfTheFive() {
    List<CardTable.Row> rows = CardTable.published();
    assertThat(rows).hasSize(8);
    for (CardTable.Row row : rows) {
      assertThat(row.published().scores().average())
          .as(row.hubName())
          .isCloseTo(row.published().average(), within(HALF_A_PLACE + 1e-9));
    }
  }

  @Test
  void anAverageNeedsAllFiveAndNotTheMismatchedSet() {
    CardScores scores =
        CardScores.NONE
            .with(CardColumn.SQUAD1, Map.of("f1", 90.0, "exact_match", 80.0))
            .with(CardColumn.SQUAD2, Map.of("best_f1", 70.0, "best_exact", 60.0, "f1", 1.0))
            .with(CardColumn.MNLI, Map.of("accuracy", 0.75))
            .with(CardColumn.SST2, Map.of("accuracy", 0.95));
    assertThat(scores.average()).isNull();
    scores = scores.with(CardColumn.RACE, Map.of("accuracy", 0.55));
    assertThat(scores.average()).isCloseTo((85 + 65 + 75 + 95 + 55) / 5.0, within(1e-9));
    assertThat(scores.with(CardColumn.MNLI_MISMATCHED, Map.of("accuracy", 0.1)).average())
        .isEqualTo(scores.average());
  }

  @Test
  void eachColumnKeepsTheOthers() {
    CardScores scores = CardScores.NONE;
    Map<String, Double> metrics =
        Map.of("accuracy", 0.5, "f1", 1.0, "exact_match", 2.0, "best_f1", 3.0, "best_exact", 4.0);
    for (CardColumn column : CardColumn.values()) {
      scores = scores.with(column, metrics);
    }
    CardScores.Answers one = new CardScores.Answers(1, 2);
    CardScores.Answers two = new CardScores.Answers(3, 4);
    assertThat(scores).isEqualTo(new CardScores(one, two, 50.0, 50.0, 50.0, 50.0));
  }

  @Test
  void aModelStandsUnderItsPublishedRowOrBehindAll() {
    CardScores mine = CardScores.NONE.with(CardColumn.SST2, Map.of("accuracy", 0.9));
    List<CardTable.Row> rows = CardTable.rows(Map.of("albert-xlarge-v1", mine, "my-own", mine));
    assertThat(rows).hasSize(9);
    assertThat(rows.get(6).model()).isEqualTo("ALBERT-xlarge");
    assertThat(rows.get(6).published().average()).isEqualTo(85.5);
    assertThat(rows.get(6).measured()).isEqualTo(mine);
    assertThat(rows.get(8)).isEqualTo(new CardTable.Row("my-own", null, null, mine));
    assertThat(rows.subList(0, 6)).allMatch(row -> row.measured() == null);
  }

  @Test
  void columnsGoByTheirTasksNames() {
    assertThat(Arrays.stream(CardColumn.values()).map(c -> CardColumn.of(c.columnName())))
        .containsExactly(CardColumn.values());
    assertThat(CardColumn.MNLI_MISMATCHED.task().name()).isEqualTo("mnli");
    assertThatThrownBy(() -> CardColumn.of("cola"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContainingAll("cola", "squad1", "mnli-mismatched");
  }
}

package io.github.albert4j.evaluation.html;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.albert4j.evaluation.card.CardColumn;
import io.github.albert4j.evaluation.card.CardScores;
import io.github.albert4j.evaluation.card.CardTable;
import io.github.albert4j.evaluation.data.Task;
import io.github.albert4j.evaluation.metrics.ClassScores;
import io.github.albert4j.evaluation.metrics.Interval;
import io.github.albert4j.evaluation.metrics.MaybeAnswerMetrics.AtThreshold;
import io.github.albert4j.evaluation.metrics.ThresholdCurve;
import io.github.albert4j.evaluation.report.BiasProbe;
import io.github.albert4j.evaluation.report.BlimpReport;
import io.github.albert4j.evaluation.report.CrowsPairsReport;
import io.github.albert4j.evaluation.report.MaskedLmReport;
import io.github.albert4j.evaluation.report.Rate;
import io.github.albert4j.evaluation.report.StereoSetReport;
import io.github.albert4j.evaluation.task.TaskReport;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Each result as a page: what stands where, and that the data's text stays text. */
class PagesTest {
  private static final String EVIL = Markup.EVIL;

  private static TaskReport.Worst worst(String predicted) {
    return new TaskReport.Worst(EVIL, EVIL, EVIL, predicted, 0.25);
  }

  private static String page(List<Section> sections) {
    return Markup.page(sections.toArray(Section[]::new));
  }

  @Test
  void classes() {
    Map<String, Map<String, Long>> confusion = new LinkedHashMap<>();
    confusion.put("good", Map.of("good", 1L, EVIL, 3L));
    List<Section> sections =
        TaskPage.sections(
            Task.of("text-classification"),
            new TaskReport(
                Map.of("accuracy", 0.25),
                Map.of("examples", 4L),
                Map.of(EVIL, new ClassScores(0.5, 0.75, 0.6, 1234)),
                confusion,
                List.of(worst(EVIL), worst(""), worst("left out")),
                "",
                ThresholdCurve.NONE),
            2);
    assertThat(sections)
        .extracting(Section::heading)
        .containsExactly("Metrics", "Classes", "What was taken for what", "Worst examples");
    assertThat(page(sections))
        .contains("0.2500", "1,234", "<dd>–</dd>", "style=\"background:color-mix(in srgb, ")
        .contains("var(--series0) 41.25%, transparent)\">3</td>") // 3 of 4, at most 55 %
        .doesNotContain("left out");
    Section.Table matrix = (Section.Table) sections.get(2);
    assertThat(matrix.head()).containsExactly("right \\ predicted", "good", EVIL);
    assertThat(matrix.rows().get(1)).extracting(Cell::text).containsExactly(EVIL, "0", "0");
  }

  @Test
  void questionsHaveTheirCurve() {
    List<Section> sections =
        TaskPage.sections(
            Task.of("squad2"),
            new TaskReport(
                Map.of("f1", 80.0, "total", 2000.0, "best_f1_thresh", -1.5),
                Map.of(),
                Map.of(),
                Map.of(),
                List.of(),
                "",
                new ThresholdCurve(
                    0.5, List.of(new AtThreshold(-3, 50, 50), new AtThreshold(2, 80, 70)))),
            10);
    assertThat(sections)
        .extracting(Section::heading)
        .containsExactly("Metrics", "When to say that there is no answer");
    assertThat(page(sections))
        .contains("<i class=\"s0\" style=\"width:80.00%\">", "2,000")
        .contains("points=\"0.00,50.00 100.00,20.00\"", "points=\"0.00,50.00 100.00,30.00\"")
        .contains("role=\"img\" aria-label=\"", "The best F1 is 80.0, the best exact match 70.0.")
        .contains("the threshold used: 0.5000", "best F1&#39;s: -1.5000");
  }

  @Test
  void aTestSetWithoutAnswersHasNoSections() {
    TaskReport none =
        new TaskReport(
            Map.of(), Map.of(), Map.of(), Map.of(), List.of(), "predictions", ThresholdCurve.NONE);
    assertThat(TaskPage.sections(Task.of("sst2"), none, 10)).isEmpty();
  }

  @Test
  void plainText() {
    MaskedLmReport report =
        new MaskedLmReport(
            Map.of("loss", 0.5, "accuracy", 0.5),
            Map.of("trigram", Map.of("accuracy", 0.25)),
            Map.of(),
            128);
    List<Section> sections = TextPage.sections(report, List.of(worst(EVIL)));
    assertThat(sections)
        .extracting(Section::heading)
        .containsExactly("Metrics", "Beside what counting can do", "Worst pieces");
    Section.Table baselines = (Section.Table) sections.get(1);
    assertThat(baselines.head()).containsExactly("metric", "model", "trigram");
    assertThat(baselines.rows().get(0))
        .extracting(Cell::text)
        .containsExactly("accuracy", "0.5000", "0.2500");
    Section.Table metrics = (Section.Table) sections.get(0);
    for (List<Cell> row : metrics.rows()) { // less loss is better: no bar
      assertThat(row.get(1).drawing() == null).isEqualTo(row.get(0).text().equals("loss"));
    }
    page(sections);
  }

  @Test
  void pairsOfSentences() {
    BlimpReport report =
        new BlimpReport(0.75, 0.7, Map.of("binding", 0.5), Map.of(EVIL, 0.9), 10, 1);
    assertThat(page(TextPage.sections(report, List.of(worst(EVIL)))))
        .contains("0.7500", "0.7000", "binding", "0.9000");
  }

  @Test
  void wordsByGroup() {
    Map<String, Double> scores = new LinkedHashMap<>();
    scores.put("man", 0.1);
    scores.put(EVIL, 0.4);
    BiasProbe.Table table =
        new BiasProbe.Table(
            EVIL, List.of("man", EVIL), List.of(new BiasProbe.Row(EVIL, scores, -0.3)));
    assertThat(Markup.page(BiasPage.section(table)))
        .contains("<i class=\"s0\" style=\"width:25.00%\">") // of the highest score
        .contains("<i class=\"s1\" style=\"width:100.00%\">", "-0.3000");
  }

  @Test
  void publishedSets() {
    Rate rate = new Rate(60, 50, 70, 1500);
    CrowsPairsReport crows = new CrowsPairsReport(rate, null, rate, Map.of(EVIL, rate), 3);
    assertThat(Markup.page(BiasPage.section(EVIL, crows)))
        .contains("60.0 (50.0", "1,500", "Ties, which count as none: 3.", "against a stereotype")
        .contains("left:50.00%;width:20.00%", "left:60.00%")
        .doesNotContain("of a stereotype<");
    StereoSetReport.Scores scores =
        new StereoSetReport.Scores(
            80, new Interval(70, 90), 55, new Interval(45, 65), 72, new Interval(60, 80), 40);
    assertThat(
            Markup.page(BiasPage.section(EVIL, new StereoSetReport(scores, Map.of(EVIL, scores)))))
        .contains("80.0 (70.0", "55.0 (45.0", "72.0 (60.0");
  }

  @Test
  void theCardsTable() {
    CardScores scores =
        CardScores.NONE
            .with(CardColumn.MNLI, Map.of("accuracy", 0.8))
            .with(CardColumn.SQUAD1, Map.of("f1", 90.0, "exact_match", 80.0));
    assertThat(CardPage.cells(scores, scores.average()))
        .containsExactly("–", "90.0/80.0", "–", "80.0", "–", "–");
    scores = scores.with(CardColumn.MNLI_MISMATCHED, Map.of("accuracy", 0.81));
    assertThat(CardPage.cells(scores, null).get(3)).isEqualTo("80.0/81.0");
    List<Section> sections =
        CardPage.sections(CardTable.rows(Map.of("Albert-Base-v1", scores, EVIL, scores)));
    Section.Table table = (Section.Table) sections.get(0);
    assertThat(table.rows()).hasSize(10);
    assertThat(table.rows().get(5))
        .extracting(Cell::text)
        .startsWith("ALBERT-base V1", "measured", "–", "90.0/80.0");
    assertThat(table.rows().get(5).get(2).drawing()).isInstanceOf(Cell.Shade.class);
    assertThat(table.rows().get(4)).extracting(Cell::drawing).containsOnlyNulls();
    page(sections);
  }
}

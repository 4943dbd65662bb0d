package io.github.albert4j.evaluation.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.albert4j.InvalidInputException;
import io.github.albert4j.evaluation.data.CrowsPair;
import io.github.albert4j.evaluation.data.StereoSetItem;
import io.github.albert4j.model.AlbertModel;
import io.github.albert4j.pipeline.FillMask;
import io.github.albert4j.pipeline.PseudoLikelihood;
import io.github.albert4j.pipeline.TextScore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class BiasEvaluationsTest {
  private static final EvaluationOptions SMALL = new EvaluationOptions(0, 40, 128, 100);

  private static AlbertModel model;

  @BeforeAll
  static void load() {
    model = AlbertModel.load("albert4j-small");
  }

  @AfterAll
  static void close() {
    model.close();
  }

  private static CrowsPair pair(String more, String less, boolean stereotype, String type) {
    return new CrowsPair("7", more, less, stereotype, type);
  }

  /** The pieces' log probabilities, each masked alone, but for those of one word. */
  private static double without(String word, String sentence) {
    double sum = 0;
    for (TextScore.Token token : PseudoLikelihood.of(model).predict(sentence).tokens()) {
      sum += token.piece().equals("\u2581" + word) ? 0 : token.logProb();
    }
    return sum;
  }

  @Test
  void sumsThePiecesThatBothSentencesShare() {
    String he = "The man said that the house was old.";
    String she = "The woman said that the house was old.";
    List<CrowsPairsEvaluation.PairScore> scores = new ArrayList<>();
    CrowsPairsEvaluation.run(
        model,
        List.of(pair(she, he, true, "gender"), pair(he, she, false, "gender")),
        SMALL,
        EvaluationProgress.NONE,
        scores::add);
    assertThat(scores.get(0).more()).isCloseTo(without("woman", she), within(1e-3));
    assertThat(scores.get(0).less()).isCloseTo(without("man", he), within(1e-3));
    assertThat(scores.get(1).more()).isCloseTo(scores.get(0).less(), within(1e-4));
  }

  @Test
  void countsPreferencesByTypeAndDirection() {
    String sense = "The man said that the house was old.";
    String none = "The of said that the house was old.";
    CrowsPairsReport report =
        CrowsPairsEvaluation.run(
            model,
            List.of(
                pair(sense, none, true, "age"),
                pair(none, sense, true, "age"),
                pair(sense, none, false, "race"),
                pair(sense, sense, false, "race"),
                pair("Old.", "Young", false, "race")),
            SMALL);
    assertThat(report.score().value()).isEqualTo(40);
    assertThat(report.score().count()).isEqualTo(5);
    assertThat(report.score().low()).isBetween(10.0, 20.0);
    assertThat(report.stereotype().value()).isEqualTo(50);
    assertThat(report.antiStereotype().value()).isCloseTo(100 / 3.0, within(1e-9));
    assertThat(report.biasTypes()).containsOnlyKeys("age", "race");
    assertThat(report.ties()).isEqualTo(2); // the last pair shares nothing
  }

  private static StereoSetItem item(String target, String context, String... fillings) {
    List<String> sentences =
        List.of(fillings).stream()
            .map(f -> context.toLowerCase(Locale.ROOT).replace("blank", f))
            .toList();
    return new StereoSetItem(
        "7", target, "race", context, sentences.get(0), sentences.get(1), sentences.get(2));
  }

  @Test
  void scoresFillingsPieceByPiece() {
    String context = "The People in the BLANK are kind.";
    String whole = "houses";
    String parts = "houseboatman";
    int[] pieces = model.tokenizer().ids(parts);
    assertThat(pieces.length).isGreaterThan(1);
    List<StereoSetEvaluation.ItemScore> scores = new ArrayList<>();
    StereoSetEvaluation.run(
        model,
        List.of(item("people", context, whole, parts, whole)),
        SMALL,
        EvaluationProgress.NONE,
        scores::add);
    String text = "the people in the [MASK] are kind.";
    FillMask fillMask = FillMask.of(model);
    double one = fillMask.targets(text, List.of(whole), 1).get(0).get(0).score();
    assertThat(scores.get(0).stereotype()).isCloseTo(one, within(1e-3 * one));
    // Each further piece is read at a mask behind those before it.
    double sum = 0;
    for (int i = 0; i < pieces.length; i++) {
      String before = model.tokenizer().decode(Arrays.copyOf(pieces, i));
      String filled = text.replace("[MASK]", before + "[MASK]");
      int id = pieces[i];
      sum +=
          fillMask.predict(filled, model.config().vocabSize()).stream()
              .filter(p -> p.token() == id)
              .findFirst()
              .orElseThrow()
              .score();
    }
    assertThat(scores.get(0).antiStereotype()).isCloseTo(sum / pieces.length, within(1e-3 * sum));
  }

  @Test
  void scoresAreMeansOverTargets() {
    String context = "The man was very BLANK.";
    List<String> words =
        FillMask.of(model)
            .targets("The man was very [MASK].", List.of("old", "house", "whom"), 3)
            .get(0)
            .stream()
            .map(target -> target.tokenStr().substring(1))
            .toList();
    String likely = words.get(0);
    String less = words.get(1);
    String least = words.get(2);
    StereoSetReport report =
        StereoSetEvaluation.run(
            model,
            List.of(
                item("man", context, likely, less, least),
                item("man", context, likely, less, least),
                item("cook", context, less, likely, least),
                item("maid", context, less, least, likely)),
            SMALL);
    StereoSetReport.Scores all = report.overall();
    assertThat(all.stereotype()).isCloseTo(100 * 2 / 3.0, within(1e-9)); // 100, 0, 100
    assertThat(all.languageModel()).isCloseTo(100 * 2 / 3.0, within(1e-9)); // 100, 100, 0
    assertThat(all.icat()).isCloseTo(100 * 4 / 9.0, within(1e-9));
    assertThat(all.stereotypeInterval().low()).isLessThan(all.stereotype());
    assertThat(all.stereotypeInterval().high()).isEqualTo(100);
    assertThat(report.biasTypes()).containsOnlyKeys("race");
    assertThat(all.items()).isEqualTo(4);
  }

  @Test
  void namesWhatCannotBeScored() {
    assertThatThrownBy(() -> CrowsPairsEvaluation.run(model, List.of(), SMALL))
        .isInstanceOf(InvalidInputException.class);
    assertThatThrownBy(
            () ->
                CrowsPairsEvaluation.run(
                    model, List.of(pair("word ".repeat(600), "a", true, "age")), SMALL))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("pair 7");
    assertThatThrownBy(
            () -> StereoSetEvaluation.run(model, List.of(item("a", "No gap.", "", "", "")), SMALL))
        .hasMessageContaining("item 7");
    assertThatThrownBy(
            () ->
                StereoSetEvaluation.run(
                    model, List.of(item("a", "The BLANK gap.", "", "b", "c")), SMALL))
        .hasMessageContaining("item 7");
  }

  @Test
  void probesTheCardsTemplate() {
    BiasProbe probe = BiasProbe.of(model);
    String template = "The {} worked as a [MASK].";
    List<String> groups = List.of("man", "woman");
    List<String> words = List.of("nurse", "police officer", "teacher");
    BiasProbe.Table table = probe.words(template, groups, words);
    assertThat(table.rows())
        .extracting(BiasProbe.Row::word)
        .containsExactlyInAnyOrderElementsOf(words);
    FillMask fillMask = FillMask.of(model);
    for (BiasProbe.Row row : table.rows()) {
      double man =
          fillMask
              .targets("The man worked as a [MASK].", List.of(row.word()), 1)
              .get(0)
              .get(0)
              .score();
      assertThat(row.scores().get("man")).isCloseTo(man, within(1e-3 * man));
      assertThat(row.difference()).isEqualTo(row.scores().get("man") - row.scores().get("woman"));
    }
    assertThat(table.rows().stream().map(row -> -Math.abs(row.difference()))).isSorted();
  }

  @Test
  void probesTheWordsThatTheModelExpects() {
    BiasProbe.Table table =
        BiasProbe.of(model)
            .words("The {} worked as a [MASK].", List.of("man", "woman", "child"), 5);
    assertThat(table.rows()).hasSizeBetween(3, 15);
    assertThat(table.rows()).allMatch(row -> row.scores().size() == 3 && row.difference() >= 0);
  }

  @Test
  void namesWhatIsWrongWithATemplate() {
    BiasProbe probe = BiasProbe.of(model);
    List<String> two = List.of("man", "woman");
    assertThatThrownBy(() -> probe.words("The man is [MASK].", two, 5)).hasMessageContaining("{}");
    assertThatThrownBy(() -> probe.words("The {} is old.", two, List.of("a")))
        .isInstanceOf(InvalidInputException.class);
    assertThatThrownBy(() -> probe.words("The {} is [MASK] [MASK].", two, List.of("a")))
        .hasMessageContaining("[MASK]");
    assertThatThrownBy(() -> probe.words("The {} is [MASK].", List.of("man"), 5))
        .hasMessageContaining("two or more");
  }
}

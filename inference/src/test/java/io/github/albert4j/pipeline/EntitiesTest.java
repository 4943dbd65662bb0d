package io.github.albert4j.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Grouping of pieces whose probabilities are made up here. */
class EntitiesTest {
  private static final List<String> LABELS = List.of("O", "B-PER", "I-PER", "B-LOC", "I-LOC");

  private final List<Entities.Piece> pieces = new ArrayList<>();
  private int at;

  /** A piece of one label, which has the probability; the others share what is left. */
  private void piece(String surface, String label, double p) {
    double[] probabilities = new double[LABELS.size()];
    java.util.Arrays.fill(probabilities, (1 - p) / 4);
    probabilities[LABELS.indexOf(label)] = p;
    piece(surface, probabilities);
  }

  private void piece(String surface, double... probabilities) {
    boolean word = surface.startsWith("▁");
    int start = word && at > 0 ? at + 1 : at;
    int end = start + surface.length() - (word ? 1 : 0);
    pieces.add(
        new Entities.Piece(pieces.size() + 1, surface, start, end, word || at == 0, probabilities));
    at = end;
  }

  private List<Entity> of(Aggregation aggregation) {
    return new Entities(LABELS, aggregation).of(pieces);
  }

  private List<String> words(Aggregation aggregation) {
    return of(aggregation).stream().map(e -> e.label() + " " + e.word()).toList();
  }

  @Test
  void beginningsAndOtherTypesBeginAnew() {
    piece("▁ada", "B-PER", .9);
    piece("▁love", "I-PER", .7);
    piece("lace", "I-PER", .8);
    piece("▁bob", "B-PER", .9);
    piece("▁rome", "I-LOC", .9);
    piece("▁is", "O", .9);
    piece("▁paris", "I-LOC", .9);
    assertThat(words(Aggregation.NONE)).hasSize(6).contains("I-PER ▁love", "I-PER lace");
    assertThat(words(Aggregation.SIMPLE))
        .containsExactly("PER ada lovelace", "PER bob", "LOC rome", "LOC paris");
    Entity ada = of(Aggregation.SIMPLE).get(0);
    assertThat(ada.score()).isCloseTo(.8, within(1e-12));
    assertThat(ada.start()).isZero();
    assertThat(ada.end()).isEqualTo("ada lovelace".length());
  }

  @Test
  void aWordHasOneLabel() {
    piece("▁a", 0.1, .4, .2, .2, .1);
    piece("bc", 0.7, .1, .1, .1, 0);
    piece("de", 0, .1, .1, .8, 0);
    assertThat(words(Aggregation.FIRST)).containsExactly("PER abcde");
    assertThat(of(Aggregation.FIRST).get(0).score()).isEqualTo(.4);
    assertThat(words(Aggregation.MAX)).containsExactly("LOC abcde");
    assertThat(of(Aggregation.MAX).get(0).score()).isEqualTo(.8);
    assertThat(words(Aggregation.AVERAGE)).containsExactly("LOC abcde"); // .367 over O's .267
    assertThat(of(Aggregation.AVERAGE).get(0).score()).isCloseTo(1.1 / 3, within(1e-12));
  }

  @Test
  void tiesGoToTheLowerIdAndTheEarlierPiece() {
    piece("▁a", 0, 0, .5, .5, 0);
    piece("b", 0, .5, 0, .5, 0);
    assertThat(words(Aggregation.NONE)).containsExactly("I-PER ▁a", "B-PER b");
    assertThat(words(Aggregation.MAX)).containsExactly("PER ab");
  }

  @Test
  void anUnknownPieceStandsApartWhereTheTextHasASpace() {
    piece("▁a", "B-PER", .9);
    at++;
    piece("Ж", "I-PER", .9);
    piece("b", "I-PER", .9);
    assertThat(words(Aggregation.SIMPLE)).containsExactly("PER a Жb");
  }

  @Test
  void jsonHasTheNamesOfHuggingFace() throws Exception {
    piece("▁a", "B-PER", .5);
    ObjectMapper json = new ObjectMapper();
    json.setSerializationInclusion(com.fasterxml.jackson.annotation.JsonInclude.Include.NON_NULL);
    assertThat(json.writeValueAsString(of(Aggregation.NONE).get(0)))
        .isEqualTo(
            "{\"entity\":\"B-PER\",\"score\":0.5,\"word\":\"▁a\",\"start\":0,\"end\":1,\"index\":1}");
    assertThat(json.writeValueAsString(of(Aggregation.SIMPLE).get(0)))
        .isEqualTo("{\"entity_group\":\"PER\",\"score\":0.5,\"word\":\"a\",\"start\":0,\"end\":1}");
  }

  @Test
  void nothingGivesNothing() {
    for (Aggregation aggregation : Aggregation.values()) {
      assertThat(of(aggregation)).isEmpty();
    }
  }
}

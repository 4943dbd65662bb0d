package io.github.albert4j.evaluation.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenExamplesTest extends DataFolder {
  @Test
  void readsSentencesInLines() {
    TokenExample first = new TokenExample("0", List.of("Ada", "slept"), List.of("B-PER", "O"));
    TokenExample second = new TokenExample("1", List.of("#tag", "["), List.of("O", "O"));
    assertThat(tokens("ner", "Ada\tB-PER\nslept\tO\n\t\n#tag\tO\n[\tO\n"))
        .containsExactly(first, second);
    assertThat(
            tokens(
                "ner",
                "-DOCSTART- -X- O O\n\nAda NNP I-NP I-PER\nslept VBD I-VP O\n\n\n"
                    + "-DOCSTART- -X- O O\n\n#tag X I-NP O\n[ X O O\n\n"))
        .containsExactly(first, second);
    assertThat(tokens("ner", "[ O\nAda I-PER\n").get(0).tags()).containsExactly("O", "B-PER");
  }

  @Test
  void readsSentencesInObjects() {
    assertThat(
            tokens(
                "ner",
                "{\"id\": \"a\", \"tokens\": [\"Ada\", \"Lovelace\"], \"ner_tags\": [\"B-PER\", \"I-PER\"]}"))
        .containsExactly(
            new TokenExample("a", List.of("Ada", "Lovelace"), List.of("B-PER", "I-PER")));
  }

  @ParameterizedTest
  @CsvSource({
    "I-A I-A O I-A, B-A I-A O B-A",
    "I-A B-A I-B I-A, B-A B-A B-B B-A",
    "B-A I-A I-B O, B-A I-A B-B O",
    "S-A S-A B-A I-A E-A, B-A B-A B-A I-A I-A",
    "U-A L-A I-A, B-A B-A B-A",
    "B-A E-A I-A, B-A I-A B-A"
  })
  void makesAllSchemesOne(String tags, String bio) {
    String lines = "w " + tags.replace(" ", "\nw ");
    assertThat(tokens("ner", lines).get(0).tags()).containsExactly(bio.split(" "));
  }

  @Test
  void readsWordsWithoutTags() {
    TokenExample words = tokens("ner", "Ada\nslept\n").get(0);
    assertThat(words.labelled()).isFalse();
    assertThatThrownBy(
            () -> Task.of("ner").tokens(List.of(file("data", "Ada\n"))).labelled().next())
        .hasMessageContaining("answer");
  }

  @Test
  void partsOfSpeechAreTagsButNoEntities() {
    assertThat(tokens("token-classification", "Ada NNP\n. .\n").get(0).tags())
        .containsExactly("NNP", ".");
    refuses(t -> tokens("ner", t), "Ada NNP\n", "line 1", "unknown tag \"NNP\"", "B-PER");
  }

  @Test
  void namesBrokenLines() {
    refuses(t -> tokens("ner", t), "Ada\tB-PER\nslept\n", "data, line 2: ", "2 columns, found 1");
    refuses(t -> tokens("ner", t), "Ada O\n\tO\n", "line 2: ");
    refuses(
        t -> tokens("ner", t),
        "{\"tokens\": [\"a\", \"b\"], \"tags\": [\"O\"]}",
        "line 1: ",
        "2 and 1");
    refuses(t -> tokens("ner", t), "{\"tags\": [\"O\"]}", "line 1: ", "tokens");
    refuses(t -> tokens("ner", t), "\n\n", "data", "found none");
  }
}

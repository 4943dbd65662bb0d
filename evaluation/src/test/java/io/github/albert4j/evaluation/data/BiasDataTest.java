package io.github.albert4j.evaluation.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.albert4j.evaluation.data.WinoBiasSentence.Mention;
import java.util.List;
import org.junit.jupiter.api.Test;

class BiasDataTest extends DataFolder {
  @Test
  void readsCrowsPairs() {
    String csv =
        ",sent_more,sent_less,stereo_antistereo,bias_type,annotations\n"
            + "0,\"She, a nurse, slept.\",\"He, a nurse, slept.\",stereo,gender,\"[['gender']]\"\n"
            + "1,Old men say \"\"no\"\".,Men say no.,antistereo,age,[]\n";
    List<CrowsPair> pairs = CrowsPair.read(file("crows.csv", csv));
    assertThat(pairs).hasSize(2);
    assertThat(pairs.get(0))
        .isEqualTo(
            new CrowsPair("0", "She, a nurse, slept.", "He, a nurse, slept.", true, "gender"));
    assertThat(pairs.get(1).stereotype()).isFalse();
    refuses(
        t -> CrowsPair.read(file("c", t)),
        csv.replace(",antistereo,", ",no,"),
        "c, line 3: ",
        "\"no\"");
    refuses(
        t -> CrowsPair.read(file("c", t)), csv.replace("sent_less", "x"), "line 2", "sent_less");
  }

  @Test
  void filesAreToldByTheirForm() {
    String csv = ",sent_more,sent_less,stereo_antistereo,bias_type\n0,A.,B.,stereo,age\n";
    BiasData crows = BiasData.read(file("anything", csv));
    assertThat(crows)
        .isEqualTo(new BiasData.CrowsPairs(List.of(new CrowsPair("0", "A.", "B.", true, "age"))));
    String item =
        "{\"id\": \"i\", \"target\": \"cook\", \"bias_type\": \"profession\","
            + " \"context\": \"Cooks BLANK.\", \"data\": {"
            + "\"unrelated\": {\"sentence\": \"Cooks moo.\"},"
            + "\"stereotype\": {\"sentence\": \"Cooks eat.\"},"
            + "\"anti-stereotype\": {\"sentence\": \"Cooks fast.\"}}}";
    assertThat(BiasData.read(file("other", "[" + item + ",\n" + item + "]")))
        .isInstanceOfSatisfying(
            BiasData.StereoSet.class, stereo -> assertThat(stereo.items()).hasSize(2));
    refuses(
        t -> BiasData.read(file("x", t)),
        "[" + item + ",\n{\"id\": \"j\"}]",
        "x, line 2",
        "target");
    for (String neither : List.of("", "sentence\tlabel\nfine\t1\n", "[{\"text\": \"x\"}]")) {
      refuses(t -> BiasData.read(file("x", t)), neither, "x: expected CrowS-Pairs", "StereoSet");
    }
  }

  @Test
  void readsStereoSetInItsForms() {
    String head = "{\"id\": \"i\", \"target\": \"cook\", \"bias_type\": \"profession\",";
    String sentences =
        " \"context\": \"Cooks BLANK.\", \"sentences\": ["
            + "{\"sentence\": \"Cooks moo.\", \"gold_label\": \"unrelated\"},"
            + "{\"sentence\": \"Cooks eat.\", \"gold_label\": \"stereotype\"},"
            + "{\"sentence\": \"Cooks fast.\", \"gold_label\": \"anti-stereotype\"}]}";
    String data =
        " \"context\": \"Cooks BLANK.\", \"data\": {"
            + "\"unrelated\": {\"sentence\": \"Cooks moo.\"},"
            + "\"stereotype\": {\"sentence\": \"Cooks eat.\"},"
            + "\"anti-stereotype\": {\"sentence\": \"Cooks fast.\"}}}";
    StereoSetItem item =
        new StereoSetItem(
            "i", "cook", "profession", "Cooks BLANK.", "Cooks eat.", "Cooks fast.", "Cooks moo.");
    for (String form :
        List.of(
            "[" + head + sentences + "]",
            "[" + head + data + "]",
            "{\"version\": \"1.1\", \"data\": {\"intersentence\": [{\"id\": \"other\"}],"
                + " \"intrasentence\": ["
                + head
                + sentences
                + "]}}")) {
      assertThat(StereoSetItem.read(file("s.json", form))).containsExactly(item);
    }
    refuses(
        t -> StereoSetItem.read(file("s.json", t)),
        "[\n" + head + sentences.replace("\"anti-stereotype\"", "\"related\"") + "]",
        "s.json, line 2: ",
        "anti-stereotype");
  }

  @Test
  void readsWinoBias() {
    assertThat(
            WinoBiasSentence.read(
                file("w", "1 [The cook] called the maid and said [he] lost [his] hat.\n")))
        .containsExactly(
            new WinoBiasSentence(
                1,
                "The cook called the maid and said he lost his hat.",
                List.of(
                    new Mention("The cook", 0), new Mention("he", 34), new Mention("his", 42))));
    refuses(
        t -> WinoBiasSentence.read(file("w", t)), "1 [A] b [c]\n\n2 [A] b\n", "w, line 3: ", "two");
    refuses(t -> WinoBiasSentence.read(file("w", t)), "[A] b [c]\n", "w, line 1: ", "number");
  }

  @Test
  void readsWinogender() {
    assertThat(
            Winogender.sentences(
                file("s", "sentid\tsentence\ncook.someone.1.female.txt\tThe cook saw her.\n")))
        .containsExactly(
            new Winogender.Sentence("cook", "someone", false, "female", "The cook saw her."));
    assertThat(
            Winogender.templates(
                file(
                    "t",
                    "occupation(0)\tother-participant(1)\tanswer\tsentence\n"
                        + "cook\tguest\t0\tThe $OCCUPATION saw $ACC_PRONOUN.\n")))
        .containsExactly(
            new Winogender.Template("cook", "guest", true, "The $OCCUPATION saw $ACC_PRONOUN."));
    assertThat(
            Winogender.shares(
                file(
                    "o",
                    "occupation\tbergsma_pct_female\tbls_pct_female\tbls_year\ncook\t1.5\t2\t2015\n")))
        .containsExactly(new Winogender.Share("cook", 1.5, 2));
    refuses(
        t -> Winogender.sentences(file("s", t)), "sentid\tsentence\ncook\tx\n", "line 2", "sentid");
    refuses(
        t -> Winogender.shares(file("o", t)),
        "occupation\tbergsma_pct_female\tbls_pct_female\ncook\tmany\t2\n",
        "line 2",
        "many");
  }

  @Test
  void readsWords() {
    assertThat(WordLists.professions(file("p", "[[\"pastry_cook\", 0.0, -0.5]]")))
        .containsExactly(new WordLists.Profession("pastry cook", 0, -0.5));
    WordLists.Pair pair = new WordLists.Pair("she", "he");
    assertThat(WordLists.pairs(file("p", "[[\"she\", \"he\"]]"))).containsExactly(pair);
    assertThat(WordLists.pairs(file("p", "she \t he \n\n"))).containsExactly(pair);
    assertThat(WordLists.words(file("p", "[\"she\", \"he\"]"))).containsExactly("she", "he");
    assertThat(WordLists.words(file("p", "she\nhe\n"))).containsExactly("she", "he");
    refuses(t -> WordLists.words(file("p", t)), "[\"she\", 7]", "p", "7");
    refuses(t -> WordLists.pairs(file("p", t)), "she\the\nshe\n", "p, line 2: ");
  }

  @Test
  void readsClozeFacts() {
    assertThat(
            ClozeFacts.facts(
                file("f", "{\"uuid\": \"u\", \"sub_label\": \"Ada\", \"obj_label\": \"London\"}")))
        .containsExactly(new ClozeFacts.Fact("u", "Ada", "London"));
    assertThat(ClozeFacts.patterns(file("f", "{\"pattern\": \"[X] lives in [Y].\"}")))
        .containsExactly("[X] lives in [Y].");
  }
}

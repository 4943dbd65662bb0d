package io.github.albert4j.evaluation.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextExamplesTest extends DataFolder {
  private static TextExample one(String id, String text, String label) {
    return new TextExample(id, text, null, label);
  }

  private static TextExample two(String id, String label) {
    return new TextExample(id, "It rains.", "It \"is\" wet.", label);
  }

  @Test
  void readsOneSentenceInAllForms() {
    List<TextExample> want =
        List.of(one("0", "A treat.", "positive"), one("1", "Dull, dull.", "negative"));
    assertThat(texts("sst2", "sentence\tlabel\nA treat.\t1\nDull, dull.\t0\n")).isEqualTo(want);
    assertThat(texts("sst2", "label\tsentence\r\n1\tA treat.\r\n0\tDull, dull.")).isEqualTo(want);
    assertThat(texts("sst2", "A treat.\t1\nDull, dull.\t0\n")).isEqualTo(want);
    assertThat(texts("sst2", "1 A treat.\n0 Dull, dull.\n")).isEqualTo(want);
    assertThat(texts("sst2", "\uFEFFtext,label\nA treat.,positive\n\"Dull, dull.\",negative\n"))
        .isEqualTo(want);
    assertThat(
            texts(
                "sst2",
                "{\"sentence\": \"A treat.\", \"label\": 1}\n\n"
                    + "{\"sentence\": \"Dull, dull.\", \"label\": 0}\n"))
        .isEqualTo(want);
    assertThat(
            texts(
                "sst2",
                "[{\"text\": \"A treat.\", \"label\": \"positive\"},\n"
                    + "{\"text\": \"Dull, dull.\", \"label\": \"negative\"}]"))
        .isEqualTo(want);
  }

  @ParameterizedTest
  @CsvSource({
    "mnli, 'pairID,sentence1,sentence2,label1,gold_label', '7,It rains.,It \"is\" wet.,x,neutral', neutral",
    "mnli, 'a,b,c,d,e,f,g,h,It rains.,It \"is\" wet.,x,neutral', , neutral",
    "mnli, 'a,b,c,d,e,f,g,h,It rains.,It \"is\" wet.,x,x,x,x,x,neutral', , neutral",
    "mrpc, 'Quality,#1 ID,#2 ID,#1 String,#2 String', '1,3,4,It rains.,It \"is\" wet.', equivalent",
    "mrpc, '1,3,4,It rains.,It \"is\" wet.', , equivalent",
    "qqp, 'id,qid1,qid2,question1,question2,is_duplicate', '7,1,2,It rains.,It \"is\" wet.,0', not_duplicate",
    "qnli, 'index,question,sentence,label', '7,It rains.,It \"is\" wet.,entailment', entailment",
    "rte, '7,It rains.,It \"is\" wet.,not_entailment', , not_entailment",
    "wnli, 'index,sentence1,sentence2,label', '7,It rains.,It \"is\" wet.,1', entailment",
    "snli, 'premise,hypothesis,label', 'It rains.,It \"is\" wet.,2', contradiction",
    "stsb, 'g,f,2015,0001,2.5,It rains.,It \"is\" wet.', , 2.5",
    "stsb, 'g,f,2015,0001,2.5,It rains.,It \"is\" wet.,from,there', , 2.5",
    "stsb, 'index,genre,filename,year,old_index,source1,source2,sentence1,sentence2,score', '7,g,f,y,o,s,s,It rains.,It \"is\" wet.,2.5', 2.5",
    "text-classification, 'text,pair,label', 'It rains.,It \"is\" wet.,weather', weather"
  })
  void readsPairsInTables(String task, String header, String row, String label) {
    String lines = header + "\n" + (row == null ? "" : row + "\n");
    TextExample got = texts(task, lines.replace(',', '\t')).get(0);
    assertThat(got).isEqualTo(two(got.id(), label));
  }

  @Test
  void readsPairsInNumberedObjects() {
    assertThat(
            texts(
                "mnli",
                "{\n\"5\": {\"text_a\": \"It rains.\", \"text_b\": \"It \\\"is\\\" wet.\",\n"
                    + "\"label\": \"neutral\"}}"))
        .containsExactly(two("5", "neutral"));
  }

  @Test
  void readsAcceptabilityWithoutHeader() {
    assertThat(texts("cola", "b04\t0\t*\tSleeps he.\nb04\t1\t\tHe sleeps.\n"))
        .containsExactly(
            one("0", "Sleeps he.", "unacceptable"), one("1", "He sleeps.", "acceptable"));
    assertThat(texts("cola", "index\tsentence\n3\tHe sleeps.\n"))
        .containsExactly(one("3", "He sleeps.", null));
  }

  @Test
  void numbersRowsOverFiles() {
    List<TextExample> got =
        Task.of("sst2").texts(List.of(file("a", "a\t1\nb\t1\n"), file("b", "c\t0\n"))).readAll();
    assertThat(got).extracting(TextExample::id).containsExactly("0", "1", "2");
  }

  @Test
  void leavesOutWhatNobodyAgreedOn() {
    String row = "{\"gold_label\": \"%s\", \"sentence1\": \"a\", \"sentence2\": \"b\"}\n";
    Examples<TextExample> examples =
        Task.of("snli").texts(List.of(file("data", row.formatted("-") + row.formatted("neutral"))));
    assertThat(examples.readAll()).hasSize(1);
    assertThat(examples.skipped()).isEqualTo(1);
    refuses(
        text -> texts("sst2", text), "sentence\tlabel\na\t-\n", "line 2", "unknown label \"-\"");
  }

  @Test
  void leavesOutBrokenRowsOfQuora() {
    String header = "id\tqid1\tqid2\tquestion1\tquestion2\tis_duplicate\n";
    Examples<TextExample> examples =
        Task.of("qqp").texts(List.of(file("data", header + "1\t2\t3\ta\n2\t4\t5\ta\tb\t1\n")));
    assertThat(examples.readAll()).hasSize(1);
    assertThat(examples.skipped()).isEqualTo(1);
  }

  @Test
  void takesLabelsAsTheyAreWhereTheTaskHasNone() {
    assertThat(texts("text-classification", "text,label\na,-1\nb,sport\n"))
        .extracting(TextExample::label)
        .containsExactly("-1", "sport");
  }

  @Test
  void namesWhatIsMissing() {
    refuses(
        t -> texts("sst2", t),
        "sentense\tlabel\na\t1\n",
        "data, line 2: ",
        "sentence",
        "sentense, label");
    refuses(
        t -> texts("mnli", t),
        "sentence1\tlabel\na\t1\n",
        "line 2: ",
        "sentence2",
        "sentence1, label");
    refuses(t -> texts("mnli", t), "text\tlabel\na\t1\n", "line 2: ", "pair", "text, label");
    refuses(t -> texts("rte", t), "a\tb\tc\n", "found none");
    refuses(t -> texts("sst2", t), "{\"label\": 1}\n", "line 1: ", "sentence");
  }

  @Test
  void refusesOtherLabels() {
    refuses(
        t -> texts("sst2", t),
        "sentence\tlabel\na\t1\nb\t2\n",
        "line 3: ",
        "unknown label \"2\"",
        "negative, positive");
    refuses(
        t -> texts("stsb", t),
        "sentence1\tsentence2\tscore\na\tb\thigh\n",
        "line 2: ",
        "number",
        "high");
    refuses(
        t -> texts("stsb", t), "sentence1\tsentence2\tscore\na\tb\tNaN\n", "line 2: ", "number");
    refuses(t -> texts("sst2", t), "sentence\tlabel\na\tb\t1\n", "line 2: ", "2 columns", "3");
    refuses(t -> texts("sst2", t), "{\"sentence\": [\"a\"], \"label\": 1}", "line 1: ", "array");
  }

  @Test
  void refusesOtherLabelsInFrontOfSentences() {
    refuses(t -> texts("sst2", t), "1 a treat\n2 dull\n", "line 2: ", "\"2\"");
    refuses(t -> texts("sst2", t), "1 a treat\ndull\n", "line 2: ", "\"dull\"");
  }

  @Test
  void tellsRowsWithoutLabels() {
    String test = "index\tsentence\n0\ta\n";
    assertThat(texts("sst2", test)).containsExactly(one("0", "a", null));
    assertThat(texts("sst2", "{\"sentence\": \"a\", \"label\": -1}"))
        .containsExactly(one("0", "a", null));
    assertThatThrownBy(
            () -> Task.of("sst2").texts(List.of(file("data", test))).labelled().readAll())
        .hasMessageContainingAll("data, line 2: ", "answer", "index, sentence");
  }

  @Test
  void valuesAreNumbers() {
    assertThat(texts("stsb", "sentence1\tsentence2\tscore\na\tb\t4.75\n").get(0).value())
        .isEqualTo(4.75);
    assertThatThrownBy(() -> one("3", "a", "x").value())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("3");
  }
}

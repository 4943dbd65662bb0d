package io.github.albert4j.evaluation.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChoiceExamplesTest extends DataFolder {
  private static final String RACE =
      "{\"article\": \"Ada slept.\", \"id\": \"h1.txt\", \"answers\": [\"B\", \"A\"],\n"
          + "\"questions\": [\"Who?\", \"Ada _ .\"],\n"
          + "\"options\": [[\"Bob\", \"Ada\"], [\"slept\", \"ran\"]]}\n";

  private static final List<ChoiceExample> RACE_EXAMPLES =
      List.of(
          new ChoiceExample("h1.txt-0", "Ada slept.", "Who?", List.of("Bob", "Ada"), 1),
          new ChoiceExample("h1.txt-1", "Ada slept.", "Ada _ .", List.of("slept", "ran"), 0));

  private static ChoiceExample ada(String id, String question, int answer) {
    return new ChoiceExample(id, "Ada", question, List.of("slept", "ran"), answer);
  }

  @Test
  void readsRace() throws IOException {
    assertThat(choices(RACE)).isEqualTo(RACE_EXAMPLES);
    assertThat(choices("[" + RACE + "]")).isEqualTo(RACE_EXAMPLES);
    Files.createDirectories(folder.resolve("dev/high"));
    file("dev/high/1.txt", RACE);
    file("dev/high/2.txt", RACE.replace("h1", "h2"));
    assertThat(Task.of("race").choices(List.of(folder.resolve("dev"))).readAll())
        .hasSize(4)
        .startsWith(RACE_EXAMPLES.toArray(ChoiceExample[]::new));
    assertThat(
            choices(
                "{\"example_id\": \"h1.txt-0\", \"article\": \"Ada slept.\", \"answer\": \"B\","
                    + " \"question\": \"Who?\", \"options\": [\"Bob\", \"Ada\"]}"))
        .containsExactly(RACE_EXAMPLES.get(0));
  }

  @Test
  void readsSwag() {
    assertThat(
            choices(
                ",video-id,sent1,sent2,ending0,ending1,label\n7,v,Ada,\"She, then\",slept,ran,1\n"))
        .containsExactly(ada("0", "She, then", 1));
    assertThat(
            choices(
                "{\"ending0\": \"slept\", \"ending1\": \"ran\", \"label\": 0, \"sent1\": \"Ada\","
                    + " \"sent2\": \"She\"}"))
        .containsExactly(ada("0", "She", 0));
  }

  @Test
  void readsQuestionsWithLettersAndNumbers() {
    String row =
        "{\"id\": \"x\", \"answerKey\": \"%s\", \"question\": {\"stem\": \"Ada\", \"choices\":"
            + " [{\"label\": \"%s\", \"text\": \"slept\"}, {\"label\": \"%s\", \"text\": \"ran\"}]}}\n";
    assertThat(choices(row.formatted("B", "A", "B"))).containsExactly(ada("x", "", 1));
    assertThat(choices(row.formatted("1", "1", "2"))).containsExactly(ada("x", "", 0));
    assertThat(choices(row.formatted("", "1", "2")))
        .containsExactly(ada("x", "", ChoiceExample.UNKNOWN));
    refuses(this::choices, row.formatted("C", "A", "B"), "line 1: ", "\"C\"", "A, B");
  }

  @Test
  void readsCauses() {
    String xml =
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <!DOCTYPE copa-corpus SYSTEM "copa.dtd">
        <copa-corpus version="1.0">
          <item id="5" asks-for="cause" most-plausible-alternative="2">
            <p>Ada</p>
            <a1>slept</a1>
            <a2>ran</a2>
          </item>
        </copa-corpus>
        """;
    assertThat(choices(xml)).containsExactly(ada("5", "What was the cause of this?", 1));
    assertThat(
            choices(
                "{\"premise\": \"Ada\", \"choice1\": \"slept\", \"choice2\": \"ran\", \"question\":"
                    + " \"effect\", \"label\": 0, \"idx\": 3}"))
        .containsExactly(ada("3", "What happened as a result?", 0));
    refuses(this::choices, xml.replace("\"cause\"", "\"color\""), "line 4", "color");
    refuses(this::choices, xml.replace("</a1>", ""), "data, line ", "XML");
    refuses(
        this::choices,
        "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY e SYSTEM \"/etc/hostname\">]><x><item"
            + " asks-for=\"cause\"><p>&e;</p></item></x>",
        "XML");
  }

  @Test
  void readsPlainRows() {
    assertThat(choices("{\"context\": \"Ada\", \"choices\": [\"slept\", \"ran\"], \"answer\": 1}"))
        .containsExactly(ada("0", "", 1));
    assertThat(
            choices(
                "{\"question\": \"Ada\", \"choices\": [\"slept\", \"ran\"], \"answer\": \"ran\"}"))
        .containsExactly(ada("0", "", 1));
    assertThat(choices("context,question,choice0,choice1,choice2,label\nAda,So?,slept,ran,,A\n"))
        .containsExactly(ada("0", "So?", 0));
    assertThat(
            choices(
                "{\"context\": \"Ada\", \"choices\": {\"text\": [\"slept\", \"ran\"], \"label\":"
                    + " [\"A\", \"B\"]}, \"answerKey\": \"B\"}"))
        .containsExactly(ada("0", "", 1));
  }

  @Test
  void namesWhatIsMissing() {
    refuses(this::choices, "{\"choices\": [\"a\", \"b\"]}", "line 1: ", "context or question");
    refuses(this::choices, "{\"context\": \"Ada\", \"choices\": [\"a\"]}", "two or more", "1");
    refuses(this::choices, "{\"context\": \"Ada\"}", "two or more");
    refuses(
        this::choices,
        "{\"context\": \"Ada\", \"choices\": [\"a\", \"b\"], \"answer\": 2}",
        "unknown answer \"2\"");
    refuses(this::choices, RACE.replace("[\"B\", \"A\"]", "[\"B\"]"), "answer to each");
    refuses(this::choices, RACE.replace("\"options\"", "\"opts\""), "line 1: ", "list");
  }
}

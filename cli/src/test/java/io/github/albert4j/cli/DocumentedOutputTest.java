package io.github.albert4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.albert4j.cli.Program.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * What the documents show of the command line is what it prints: each block that begins with a
 * prompt is run, on a terminal. {@code -Dalbert4j.documents=write} puts what it prints today there.
 */
class DocumentedOutputTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final String PROMPT = "$ ./albert4j ";
  private static final Pattern BLOCK =
      Pattern.compile("(?ms)^```\\w*\\n(" + Pattern.quote(PROMPT) + ".*?)^```$");
  private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");

  private static final Pattern NUMBER = Pattern.compile("\\d+(?:\\.\\d+)?e-\\d+|\\d+\\.\\d+");

  /** Numbers, and the bars that are drawn from them. */
  private static final Pattern MEASURE = Pattern.compile(NUMBER.pattern() + "|[█-▏]+");

  /** Its texts are of the reader, and not in the repository. */
  private static final Set<String> OF_THE_READER = Set.of("train-tokenizer");

  private static final boolean WRITE = "write".equals(System.getProperty("albert4j.documents"));

  private static List<Path> documents() {
    return Stream.of(
            "README.md",
            "docs/getting-started.md",
            "docs/pipelines.md",
            "docs/pretraining.md",
            "model-small/README.md")
        .map(ROOT::resolve)
        .toList();
  }

  @TestFactory
  List<DynamicTest> blocksPrintWhatTheyShow() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (Path document : documents()) {
      Matcher block = BLOCK.matcher(Files.readString(document));
      while (block.find()) {
        String shown = block.group(1);
        List<String> words = words(shown.lines().findFirst().orElseThrow());
        if (!OF_THE_READER.contains(words.get(0))) {
          String name = document.getFileName() + ": " + String.join(" ", words);
          tests.add(DynamicTest.dynamicTest(name, () -> check(document, shown, words)));
        }
      }
    }
    assertThat(tests).as("blocks with a prompt").hasSizeGreaterThan(5);
    return tests;
  }

  private static void check(Path document, String shown, List<String> words) throws IOException {
    Result result =
        new Program()
            .java("-Dalbert4j.stdout.terminal=true")
            .start(new byte[0], words.toArray(String[]::new));
    assertThat(result.exit()).as(result.err()).isZero();
    String printed =
        shown.substring(0, shown.indexOf('\n') + 1) + result.out().stripTrailing() + '\n';
    if (WRITE) {
      Files.writeString(document, Files.readString(document).replace(shown, printed));
      return;
    }
    assertThat(MEASURE.matcher(printed).replaceAll(""))
        .isEqualTo(MEASURE.matcher(shown).replaceAll(""));
    List<Double> numbers = numbers(shown);
    List<Double> found = numbers(printed);
    for (int i = 0; i < numbers.size(); i++) {
      // The last digit printed may turn with the order of sums, which processors differ in.
      assertThat(found.get(i)).isCloseTo(numbers.get(i), within(1e-4 + 1e-3 * numbers.get(i)));
    }
  }

  private static List<String> words(String line) {
    return WORD.matcher(line.substring(PROMPT.length()))
        .results()
        .map(word -> word.group(1) == null ? word.group(2) : word.group(1))
        .toList();
  }

  private static List<Double> numbers(String text) {
    return NUMBER.matcher(text).results().map(MatchResult::group).map(Double::valueOf).toList();
  }
}

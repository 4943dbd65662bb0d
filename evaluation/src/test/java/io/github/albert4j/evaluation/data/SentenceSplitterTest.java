package io.github.albert4j.evaluation.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Holds the splitter to {@code sentences.txt}, which was cut by hand. */
class SentenceSplitterTest {
  private record Case(String group, List<String> sentences) {
    String paragraph() {
      return String.join(" ", sentences);
    }
  }

  private static List<Case> cases() throws IOException {
    List<Case> cases = new ArrayList<>();
    String group = "";
    try (InputStream in = SentenceSplitterTest.class.getResourceAsStream("sentences.txt")) {
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
        if (line.startsWith("= ")) {
          group = line.substring(2);
        } else if (!line.isBlank() && !line.startsWith("#")) {
          cases.add(new Case(group, List.of(line.split(" \\| "))));
        }
      }
    }
    return cases;
  }

  /** Cases cut as by hand, by group. */
  private static Map<String, List<List<String>>> misses(Function<String, List<String>> splitter)
      throws IOException {
    Map<String, List<List<String>>> misses = new TreeMap<>();
    for (Case c : cases()) {
      List<String> found = splitter.apply(c.paragraph());
      if (!found.equals(c.sentences())) {
        misses.computeIfAbsent(c.group(), g -> new ArrayList<>()).add(found);
      }
    }
    return misses;
  }

  @Test
  void cutsAsByHand() throws IOException {
    assertThat(cases()).hasSizeGreaterThanOrEqualTo(110);
    Map<String, List<List<String>>> misses = misses(new SentenceSplitter()::split);
    assertThat(misses.getOrDefault("held out", List.of())).hasSizeLessThanOrEqualTo(1);
    misses.remove("held out");
    assertThat(misses).isEmpty();
  }

  /** If Java's own splitter were as good, ours would have no reason to be. */
  @Test
  void javasOwnSplitterAloneIsWorse() throws IOException {
    BreakIterator breaks = BreakIterator.getSentenceInstance(Locale.ENGLISH);
    Map<String, List<List<String>>> misses =
        misses(
            text -> {
              breaks.setText(text);
              List<String> sentences = new ArrayList<>();
              int start = 0;
              for (int end = breaks.next(); end != BreakIterator.DONE; end = breaks.next()) {
                sentences.add(text.substring(start, end).strip());
                start = end;
              }
              return sentences;
            });
    assertThat(misses.values().stream().mapToInt(List::size).sum()).isGreaterThan(25);
  }

  @Test
  void keepsEveryCharacterButWhiteSpace() throws IOException {
    SentenceSplitter splitter = new SentenceSplitter();
    for (String text :
        List.of(
            "",
            "  ",
            "...",
            "?!",
            "\"",
            "a",
            "A.",
            "\u3042\u3044\u3002\u3046\u3048",
            "Mr.",
            "x\ud83d.  Y\u0301!")) {
      assertThat(String.join("", splitter.split(text)).replaceAll("\\s", ""))
          .isEqualTo(text.replaceAll("\\s", ""));
    }
    for (Case c : cases()) {
      assertThat(String.join(" ", splitter.split(c.paragraph()))).isEqualTo(c.paragraph());
    }
  }
}

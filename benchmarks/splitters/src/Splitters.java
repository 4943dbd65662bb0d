package io.github.albert4j.evaluation.data;

import com.ibm.icu.text.FilteredBreakIteratorBuilder;
import com.ibm.icu.util.ULocale;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.jar.JarFile;
import opennlp.tools.sentdetect.SentenceDetectorME;
import opennlp.tools.sentdetect.SentenceModel;

/** Counts paragraphs that each splitter cuts as a hand did, and the borders that it found. */
final class Splitters {
  private Splitters() {}

  public static void main(String[] args) throws IOException {
    Map<String, Function<String, List<String>>> splitters = new LinkedHashMap<>();
    BreakIterator java = BreakIterator.getSentenceInstance(Locale.ENGLISH);
    splitters.put("java.text.BreakIterator", text -> split(java, text));
    com.ibm.icu.text.BreakIterator icu =
        com.ibm.icu.text.BreakIterator.getSentenceInstance(ULocale.ENGLISH);
    splitters.put("ICU4J", text -> split(icu, text));
    com.ibm.icu.text.BreakIterator filtered =
        FilteredBreakIteratorBuilder.getInstance(ULocale.ENGLISH)
            .wrapIteratorWithFilter(com.ibm.icu.text.BreakIterator.getSentenceInstance(ULocale.ENGLISH));
    splitters.put("ICU4J, abbreviations", text -> split(filtered, text));
    SentenceDetectorME openNlp = openNlp();
    splitters.put("OpenNLP", text -> List.of(openNlp.sentDetect(text)));
    splitters.put("ours", new SentenceSplitter()::split);
    Map<String, List<List<String>>> groups = read(Path.of(args[0]));
    for (Map.Entry<String, Function<String, List<String>>> splitter : splitters.entrySet()) {
      StringBuilder line = new StringBuilder();
      int exact = 0;
      int all = 0;
      int[] borders = new int[3]; // found and right, found, right
      for (Map.Entry<String, List<List<String>>> group : groups.entrySet()) {
        int good = 0;
        for (List<String> sentences : group.getValue()) {
          List<String> found = splitter.getValue().apply(String.join(" ", sentences));
          good += found.equals(sentences) ? 1 : 0;
          Set<Integer> expected = borders(sentences);
          Set<Integer> actual = borders(found);
          borders[1] += actual.size();
          borders[2] += expected.size();
          actual.retainAll(expected);
          borders[0] += actual.size();
        }
        exact += good;
        all += group.getValue().size();
        line.append(String.format(", %s %d/%d", group.getKey(), good, group.getValue().size()));
      }
      double f1 = 2.0 * borders[0] / (borders[1] + borders[2]);
      System.out.printf(
          "%-24s %d/%d, F1 of borders %.3f%s%n", splitter.getKey(), exact, all, f1, line);
    }
  }

  private static Map<String, List<List<String>>> read(Path file) throws IOException {
    Map<String, List<List<String>>> groups = new LinkedHashMap<>();
    String group = "";
    for (String line : Files.readAllLines(file)) {
      if (line.startsWith("= ")) {
        group = line.substring(2);
      } else if (!line.isBlank() && !line.startsWith("#")) {
        groups.computeIfAbsent(group, g -> new ArrayList<>()).add(List.of(line.split(" \\| ")));
      }
    }
    return groups;
  }

  /** Where sentences end but the last, counted without white space. */
  private static Set<Integer> borders(List<String> sentences) {
    Set<Integer> borders = new HashSet<>();
    int at = 0;
    for (String sentence : sentences.subList(0, sentences.size() - 1)) {
      at += sentence.replace(" ", "").length();
      borders.add(at);
    }
    return borders;
  }

  private static List<String> split(BreakIterator breaks, String text) {
    breaks.setText(text);
    List<String> sentences = new ArrayList<>();
    int start = 0;
    for (int end = breaks.next(); end != BreakIterator.DONE; end = breaks.next()) {
      sentences.add(text.substring(start, end).strip());
      start = end;
    }
    return sentences;
  }

  private static List<String> split(com.ibm.icu.text.BreakIterator breaks, String text) {
    breaks.setText(text);
    List<String> sentences = new ArrayList<>();
    int start = 0;
    for (int end = breaks.next(); end != BreakIterator.DONE; end = breaks.next()) {
      sentences.add(text.substring(start, end).strip());
      start = end;
    }
    return sentences;
  }

  /** The model lies in its jar under a name that has its version. */
  private static SentenceDetectorME openNlp() throws IOException {
    Path jar = Path.of("target/lib/opennlp-models-sentdetect-en-1.2.0.jar");
    try (JarFile file = new JarFile(jar.toFile());
        InputStream in =
            file.getInputStream(
                file.stream().filter(e -> e.getName().endsWith(".bin")).findFirst().orElseThrow())) {
      return new SentenceDetectorME(new SentenceModel(in));
    }
  }
}

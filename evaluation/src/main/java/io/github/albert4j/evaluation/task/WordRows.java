package io.github.albert4j.evaluation.task;

import io.github.albert4j.InvalidInputException;
import io.github.albert4j.evaluation.data.Task;
import io.github.albert4j.evaluation.data.TokenExample;
import io.github.albert4j.evaluation.metrics.ClassMetrics;
import io.github.albert4j.evaluation.metrics.SpanMetrics;
import io.github.albert4j.tokenizer.AlbertTokenizer;
import io.github.albert4j.tokenizer.Encoding;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Sentences whose words have tags. A word's tag stands at its first piece, the other pieces have
 * none. A sentence that is too long for a row goes on in the next, between two words.
 *
 * @since 0.1.0
 */
public final class WordRows implements TaskRows {
  private static final int NONE = -1;

  private final Task task;
  private final List<TokenExample> examples;
  private final List<String> labels;
  private final RowEncoder encoder;
  private final List<Row> rows = new ArrayList<>();
  private final List<Part> parts = new ArrayList<>();

  /**
   * What a row holds of a sentence.
   *
   * @param words the word that begins at each piece, or -1
   */
  private record Part(int example, int[] words) {}

  /**
   * Makes rows.
   *
   * @param labels the model's tags by their ids
   * @param maxLength the most pieces of a row
   * @throws InvalidInputException for a tag that the model has not
   */
  public WordRows(
      Task task,
      List<TokenExample> examples,
      List<String> labels,
      AlbertTokenizer tokenizer,
      int maxLength) {
    this.task = task;
    this.examples = examples;
    this.labels = labels;
    this.encoder = new RowEncoder(tokenizer, maxLength);
    for (int i = 0; i < examples.size(); i++) {
      checkTags(examples.get(i));
      add(i);
    }
  }

  private void checkTags(TokenExample example) {
    for (String tag : example.tags()) {
      Labels.require(labels, tag, "sentence " + example.id() + ": ");
    }
  }

  private void add(int example) {
    List<String> words = examples.get(example).words();
    Encoding encoding = encoder.bare(String.join(" ", words));
    int[] wordOf = words(words, encoding);
    int room = encoder.maxLength() - 2;
    int from = 0;
    boolean cut = false;
    while (from < encoding.length()) {
      int end = Math.min(encoding.length(), from + room);
      while (end < encoding.length() && end > from && wordOf[end] == wordOf[end - 1]) {
        end--;
      }
      if (end == from) { // a word that fills a row: its first pieces say enough
        end = from + room;
        cut = true;
      }
      rows.add(encoder.join(Arrays.copyOfRange(encoding.ids(), from, end), null));
      parts.add(new Part(example, firsts(wordOf, from, end)));
      from = end;
    }
    if (cut) {
      encoder.countCut();
    }
  }

  /** The word of each piece, by their places in the joined text. */
  private static int[] words(List<String> words, Encoding encoding) {
    int[] wordOf = new int[encoding.length()];
    int word = 0;
    int end = words.get(0).length(); // of the word in the text
    for (int i = 0; i < wordOf.length; i++) {
      while (encoding.ends()[i] > end && word + 1 < words.size()) {
        word++;
        end += 1 + words.get(word).length();
      }
      wordOf[i] = word;
    }
    return wordOf;
  }

  private static int[] firsts(int[] wordOf, int from, int end) {
    int[] words = new int[end - from + 2];
    Arrays.fill(words, NONE);
    for (int i = from; i < end; i++) {
      if (i == 0 || wordOf[i] != wordOf[i - 1]) {
        words[i - from + 1] = wordOf[i];
      }
    }
    return words;
  }

  @Override
  public Task task() {
    return task;
  }

  @Override
  public List<Row> rows() {
    return rows;
  }

  @Override
  public int size() {
    return examples.size();
  }

  @Override
  public int cut() {
    return encoder.cut();
  }

  /** The tag of each piece of a row by its id, or -1 where a piece has none. */
  public int[] tags(int row) {
    Part part = parts.get(row);
    List<String> tags = examples.get(part.example).tags();
    return Arrays.stream(part.words)
        .map(word -> word == NONE ? NONE : Labels.find(labels, tags.get(word)))
        .toArray();
  }

  @Override
  public TaskReport report(List<float[]> logits) {
    List<List<String>> told = predictions(logits);
    SpanMetrics spans = SpanMetrics.lenient();
    ClassMetrics tags = new ClassMetrics(labels.size());
    TaskReport.Worsts worsts = new TaskReport.Worsts();
    StringBuilder lines = new StringBuilder();
    long words = 0;
    for (int i = 0; i < examples.size(); i++) {
      TokenExample example = examples.get(i);
      List<String> predicted = told.get(i);
      words += predicted.size();
      for (int word = 0; word < predicted.size(); word++) {
        lines.append(example.words().get(word)).append(' ');
        if (example.labelled()) { // conlleval reads the right tag and, last, what was told
          lines.append(example.tags().get(word)).append(' ');
        }
        lines.append(predicted.get(word)).append('\n');
      }
      lines.append('\n');
      if (!example.labelled()) {
        continue;
      }
      spans.add(example.tags(), predicted);
      int wrong = 0;
      for (int word = 0; word < predicted.size(); word++) {
        String right = example.tags().get(word);
        tags.add(Labels.find(labels, right), labels.indexOf(predicted.get(word)));
        wrong += right.equals(predicted.get(word)) ? 0 : 1;
      }
      if (wrong > 0) {
        worsts.add(wrong, worst(example, predicted));
      }
    }
    return new TaskReport(
        tags.count() == 0 ? Map.of() : TaskReport.ordered(task, spans.values()),
        counts(words),
        spans.kinds(),
        TaskReport.named(labels, tags.confusion()),
        worsts.list(),
        lines.toString());
  }

  private Map<String, Long> counts(long words) {
    Map<String, Long> counts = new LinkedHashMap<>();
    counts.put("sentences", (long) examples.size());
    counts.put("words", words);
    counts.put("rows", (long) rows.size());
    return counts;
  }

  /** The tag of each word; a word of which no piece is left is outside of everything. */
  private List<List<String>> predictions(List<float[]> logits) {
    List<List<String>> told = new ArrayList<>();
    for (TokenExample example : examples) {
      told.add(new ArrayList<>(Collections.nCopies(example.words().size(), outside())));
    }
    for (int row = 0; row < rows.size(); row++) {
      Part part = parts.get(row);
      for (int token = 0; token < part.words.length; token++) {
        if (part.words[token] != NONE) {
          int best = Softmax.best(logits.get(row), token * labels.size(), labels.size());
          told.get(part.example).set(part.words[token], labels.get(best));
        }
      }
    }
    return told;
  }

  private String outside() {
    return labels.contains(Labels.OUTSIDE) ? Labels.OUTSIDE : labels.get(0);
  }

  /** The sentence, and of its words with their tags those that were told wrong. */
  private static TaskReport.Worst worst(TokenExample example, List<String> predicted) {
    List<String> right = new ArrayList<>();
    List<String> told = new ArrayList<>();
    for (int word = 0; word < predicted.size(); word++) {
      if (!predicted.get(word).equals(example.tags().get(word))) {
        right.add(example.words().get(word) + "/" + example.tags().get(word));
        told.add(example.words().get(word) + "/" + predicted.get(word));
      }
    }
    return new TaskReport.Worst(
        example.id(),
        String.join(" ", example.words()),
        String.join(" ", right),
        String.join(" ", told),
        null);
  }
}

package io.github.albert4j.evaluation.report;

import io.github.albert4j.evaluation.data.SentenceSplitter;
import io.github.albert4j.tokenizer.AlbertTokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Documents to rows, {@code [CLS] A [SEP] B [SEP]}, as in pretraining: as many sentences as fit,
 * cut into two segments between any two of them. A row that one sentence fills has one segment; a
 * sentence that no row holds is cut. Every piece is in one row.
 */
final class Segmenter {
  private static final int ADDED = 3; // [CLS] [SEP] [SEP]

  private final SentenceSplitter splitter = new SentenceSplitter();
  private final AlbertTokenizer tokenizer;
  private final int maxLength;

  Segmenter(AlbertTokenizer tokenizer, int maxLength) {
    this.tokenizer = tokenizer;
    this.maxLength = maxLength;
  }

  /** A sentence as ids, and its words, which do not depend on a vocabulary. */
  record Sentence(int[] ids, int words) {}

  /** Two segments, or one: then {@code second} is empty. */
  record Segments(int[] first, int[] second) {}

  /** The sentences of a document that have pieces; none is longer than a row. */
  List<Sentence> sentences(List<String> paragraphs) {
    List<Sentence> sentences = new ArrayList<>();
    for (String paragraph : paragraphs) {
      for (String sentence : splitter.split(paragraph)) {
        add(tokenizer.ids(sentence), sentence.split("\\s+").length, sentences);
      }
    }
    return sentences;
  }

  private void add(int[] ids, int words, List<Sentence> sentences) {
    int room = maxLength - ADDED;
    int left = words;
    for (int from = 0; from < ids.length; from += room) {
      int to = Math.min(ids.length, from + room);
      // A cut sentence's words are shared out by its pieces.
      int share = to == ids.length ? left : (int) ((long) words * (to - from) / ids.length);
      left -= share;
      sentences.add(new Sentence(Arrays.copyOfRange(ids, from, to), share));
    }
  }

  /** A document's segments. */
  List<Segments> segments(List<Sentence> sentences, SplittableRandom random) {
    List<Segments> rows = new ArrayList<>();
    int from = 0;
    int length = 0;
    for (int i = 0; i <= sentences.size(); i++) {
      int next = i < sentences.size() ? sentences.get(i).ids().length : maxLength;
      if (i > from && length + next > maxLength - ADDED) {
        int cut = i - from == 1 ? i : from + 1 + random.nextInt(i - from - 1);
        rows.add(new Segments(join(sentences, from, cut), join(sentences, cut, i)));
        from = i;
        length = 0;
      }
      length += next;
    }
    return rows;
  }

  private static int[] join(List<Sentence> sentences, int from, int to) {
    return sentences.subList(from, to).stream()
        .flatMapToInt(sentence -> Arrays.stream(sentence.ids()))
        .toArray();
  }

  /** The ids of a row. */
  int[] row(int[] first, int[] second) {
    int[] row = new int[first.length + 2 + (second.length > 0 ? second.length + 1 : 0)];
    row[0] = tokenizer.clsId();
    System.arraycopy(first, 0, row, 1, first.length);
    row[first.length + 1] = tokenizer.sepId();
    if (second.length > 0) {
      System.arraycopy(second, 0, row, first.length + 2, second.length);
      row[row.length - 1] = tokenizer.sepId();
    }
    return row;
  }

  /**
   * A row to be guessed.
   *
   * @param swapped whether the second segment goes first
   */
  HiddenRow hidden(Segments segments, boolean swapped, Hiding hiding, SplittableRandom random) {
    int[] first = swapped ? segments.second() : segments.first();
    int[] second = swapped ? segments.first() : segments.second();
    int[] whole = row(first, second);
    int[] types = new int[whole.length];
    Arrays.fill(types, first.length + 2, whole.length, 1);
    int[] ids = whole.clone();
    int[] positions = hiding.hide(ids, random);
    int[] labels = new int[positions.length];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = whole[positions[i]];
    }
    return new HiddenRow(ids, types, positions, labels, swapped, second.length > 0 ? 2 : 1);
  }
}

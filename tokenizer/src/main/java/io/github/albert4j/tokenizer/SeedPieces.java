package io.github.albert4j.tokenizer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * The pieces that training begins with: all characters, and of all strings that occur twice or more
 * those that cover the most text (frequency times length). A string that is always followed by the
 * same character is left out, since the longer one is as frequent. What remains are the inner nodes
 * of the suffix tree, which the suffix array and its common prefixes stand for (Abouelhoda, Kurtz
 * and Ohlebusch 2004, "Replacing suffix trees with enhanced suffix arrays"; sentencepiece, {@code
 * MakeSeedSentencePieces}); and, as a run is counted and not repeated, also those of its leaves
 * whose run occurs more than once.
 */
final class SeedPieces {
  private final char[] text;
  private final SuffixArray suffixes;
  private final int longest;
  private final int limit;

  /** The best so far, the worst of them at the head. */
  private final PriorityQueue<Seed> best;

  /** A string that occurs in the text: {@code text[start, start + length)}. */
  private record Seed(int start, int length, long frequency) {
    long coverage() {
      return frequency * length;
    }
  }

  /**
   * @param longest the longest piece, in characters
   * @param limit how many pieces to take beside the characters
   */
  private SeedPieces(StringCounts runs, int longest, int limit, Workers workers) {
    this.text = runs.pool();
    this.longest = longest;
    this.limit = limit;
    Comparator<Seed> worse = Comparator.comparingLong(Seed::coverage);
    this.best = new PriorityQueue<>(worse.thenComparing((a, b) -> compareText(b, a)));
    int length = runs.size() == 0 ? 0 : runs.end(runs.size() - 1);
    // One deeper than a piece: whether its continuations differ must be seen.
    this.suffixes = SuffixArray.of(text, length, longest + 1, workers);
    collect(runs, length);
  }

  private int compareText(Seed a, Seed b) {
    for (int i = 0; i < Math.min(a.length, b.length); i++) {
      int difference = text[a.start + i] - text[b.start + i];
      if (difference != 0) {
        return difference;
      }
    }
    return a.length - b.length;
  }

  /** The seeds with the logarithms of their shares, characters first. */
  static Candidates of(TrainingText text, int longest, int limit, Workers workers) {
    long[] characters = new long[text.alphabet.size()];
    for (int i = 0; i < text.runs.size(); i++) {
      for (int at = text.runs.start(i); at < text.runs.end(i) - 1; at++) {
        characters[text.runs.pool()[at] - 1] += text.runs.count(i);
      }
    }
    SeedPieces seeds = new SeedPieces(text.runs, longest, limit, workers);
    List<Seed> ordered = new ArrayList<>(seeds.best);
    ordered.sort(Collections.reverseOrder(seeds.best.comparator()));
    int size = characters.length + ordered.size();
    String[] pieces = new String[size];
    double[] scores = new double[size];
    double sum = 0;
    for (int i = 0; i < size; i++) {
      boolean character = i < characters.length;
      Seed seed = character ? null : ordered.get(i - characters.length);
      pieces[i] =
          character
              ? String.valueOf((char) (i + 1))
              : new String(seeds.text, seed.start, seed.length);
      scores[i] = character ? characters[i] : seed.coverage();
      sum += scores[i];
    }
    for (int i = 0; i < size; i++) {
      scores[i] = Math.log(scores[i] / sum);
    }
    return new Candidates(pieces, scores);
  }

  /**
   * Walks the tree of intervals of suffixes that share a prefix, from the left, leaves included.
   */
  private void collect(StringCounts runs, int length) {
    int n = suffixes.order.length;
    int[] runAt = new int[length];
    for (int run = 0; run < runs.size(); run++) {
      Arrays.fill(runAt, runs.start(run), runs.end(run), run);
    }
    long[] before = new long[n + 1]; // how often the suffixes before each one occur
    for (int i = 0; i < n; i++) {
      before[i + 1] = before[i] + runs.count(runAt[suffixes.order[i]]);
    }
    int[] prefix = new int[longest + 3]; // of the open intervals, each deeper than the one below
    int[] left = new int[longest + 3];
    int top = 0;
    for (int i = 1; i <= n; i++) {
      int common = suffixes.commonPrefix(i);
      int leaf = suffixes.length(i - 1);
      if (leaf > Math.max(prefix[top], common)) {
        offer(i - 1, leaf, before[i] - before[i - 1]);
      }
      int from = i - 1;
      while (prefix[top] > common) {
        from = left[top];
        offer(from, prefix[top], before[i] - before[from]);
        top--;
      }
      if (prefix[top] < common) {
        prefix[++top] = common;
        left[top] = from;
      }
    }
  }

  private void offer(int suffix, int length, long frequency) {
    if (length < 2 || length > longest || frequency < 2) {
      return;
    }
    Seed seed = new Seed(suffixes.order[suffix], length, frequency);
    if (best.size() < limit) {
      best.add(seed);
    } else if (limit > 0 && best.comparator().compare(seed, best.peek()) > 0) {
      best.poll();
      best.add(seed);
    }
  }
}

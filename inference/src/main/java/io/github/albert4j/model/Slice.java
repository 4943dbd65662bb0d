package io.github.albert4j.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Parts of one or more calls, end to end.
 *
 * @param parts in their order
 * @param firstTokens where each part begins in the slice
 * @param rows all of their rows
 */
record Slice(List<Part> parts, int[] firstTokens, PackedBatch rows) {
  static Slice of(List<Part> parts) {
    int[] firstTokens = new int[parts.size()];
    int tokens = 0;
    int count = 0;
    for (int i = 0; i < firstTokens.length; i++) {
      firstTokens[i] = tokens;
      tokens = Math.addExact(tokens, parts.get(i).tokens());
      count += parts.get(i).rows();
    }
    PackedBatch rows =
        new PackedBatch(new int[tokens], new int[tokens], new int[tokens], new int[count + 1]);
    int row = 0;
    for (int i = 0; i < firstTokens.length; i++) {
      copy(parts.get(i), rows, firstTokens[i], row);
      row += parts.get(i).rows();
    }
    rows.rowStarts()[count] = tokens;
    return new Slice(parts, firstTokens, rows);
  }

  private static void copy(Part part, PackedBatch to, int firstToken, int firstRow) {
    PackedBatch from = part.pass().batch();
    int first = part.firstToken();
    System.arraycopy(from.ids(), first, to.ids(), firstToken, part.tokens());
    System.arraycopy(from.tokenTypeIds(), first, to.tokenTypeIds(), firstToken, part.tokens());
    System.arraycopy(from.positionIds(), first, to.positionIds(), firstToken, part.tokens());
    for (int row = 0; row < part.rows(); row++) {
      to.rowStarts()[firstRow + row] = from.rowStarts()[part.from() + row] - first + firstToken;
    }
  }

  /** Whether any part's call wants something. */
  boolean any(Predicate<ForwardPass> wants) {
    return parts.stream().map(Part::pass).anyMatch(wants);
  }

  /** Tokens in the longest row. */
  int longest() {
    int longest = 0;
    for (int row = 0; row < rows.rows(); row++) {
      longest = Math.max(longest, rows.length(row));
    }
    return longest;
  }

  /** A token of the slice whose vocabulary logits go to a row of its call's array. */
  record Wanted(int token, ForwardPass pass, int row) {}

  /** The tokens whose vocabulary logits are asked for, ascending. */
  List<Wanted> wanted() {
    List<Wanted> wanted = new ArrayList<>();
    for (int i = 0; i < firstTokens.length; i++) {
      Part part = parts.get(i);
      if (!part.pass().vocabularyLogits) {
        continue;
      }
      int[] positions = part.pass().positions();
      int first = part.firstToken();
      int end = first + part.tokens();
      int shift = firstTokens[i] - first;
      int from = positions == null ? first : lowerBound(positions, first);
      int to = positions == null ? end : lowerBound(positions, end);
      for (int at = from; at < to; at++) {
        int token = positions == null ? at : positions[at];
        wanted.add(new Wanted(token + shift, part.pass(), at));
      }
    }
    return wanted;
  }

  /**
   * The tokens whose last hidden states are read, ascending: masks, and {@code [CLS]} where its row
   * is answered; null where it is all of them, or nearly so.
   *
   * @param wanted see {@link #wanted}
   */
  int @Nullable [] read(List<Wanted> wanted) {
    if (any(ForwardPass::readsAll)) {
      return null;
    }
    BitSet tokens = new BitSet(rows.tokens());
    wanted.forEach(own -> tokens.set(own.token()));
    for (int i = 0; i < firstTokens.length; i++) {
      if (parts.get(i).pass().pools()) {
        for (int cls : clsTokens(i)) {
          tokens.set(cls);
        }
      }
    }
    if (tokens.isEmpty()) {
      tokens.set(0); // a multiplication has one row at least
    }
    int[] read = tokens.stream().toArray();
    return Buckets.up(read.length) < Buckets.up(rows.tokens()) ? read : null;
  }

  /** The first token of each row of a part. */
  int[] clsTokens(int part) {
    Part own = parts.get(part);
    int[] starts = own.pass().batch().rowStarts();
    int shift = firstTokens[part] - own.firstToken();
    return Arrays.stream(starts, own.from(), own.to()).map(start -> start + shift).toArray();
  }

  private static int lowerBound(int[] sorted, int value) {
    int at = Arrays.binarySearch(sorted, value);
    return at >= 0 ? at : -at - 1;
  }
}

package io.github.albert4j.pipeline;

import io.github.albert4j.InvalidInputException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * All masks of a text together, from left to right: {@code P(t1) P(t2 | t1) … }, each with the
 * pieces before it filled in and the masks after it still masked. A beam keeps the best partial
 * fillings of each length; the last mask is filled in all its ways.
 */
final class JointFilling implements BatchTask<String, MaskedText, List<Filling>> {
  private static final int MAX_BEAM = 4096;

  /** The best first; of equal ones that with the lower ids. */
  private static final Comparator<Partial> ORDER =
      Comparator.<Partial>comparingDouble(p -> -p.logScore)
          .thenComparing(p -> p.tokens, Arrays::compare);

  private final MaskCodec codec;
  private final VocabularyReader reader;
  private final int topK;
  private final int beam;

  JointFilling(MaskCodec codec, VocabularyReader reader, int topK, int beam) {
    if (beam < 1 || beam > MAX_BEAM) {
      throw new InvalidInputException("beam: expected 1 to " + MAX_BEAM + ", found " + beam);
    }
    this.codec = codec;
    this.reader = reader;
    this.topK = topK;
    this.beam = beam;
  }

  /**
   * A filling of the first masks.
   *
   * @param tokens an id for each of them
   */
  private record Partial(int[] tokens, double logScore) {
    Partial with(int id, double logProbability) {
      int[] longer = Arrays.copyOf(tokens, tokens.length + 1);
      longer[tokens.length] = id;
      return new Partial(longer, logScore + logProbability);
    }
  }

  @Override
  public MaskedText encode(String text) {
    return codec.encode(text);
  }

  /** The rows that one text is run as in the widest step. */
  @Override
  public long cost(MaskedText text) {
    MaskedRow row = new MaskedRow(text.ids(), text.tokenTypeIds(), text.masks()[0]);
    return text.masks().length == 1 ? row.cost() : row.cost() * beam;
  }

  /** Begins nothing: each step of the search waits for the one before. */
  @Override
  public Supplier<List<List<Filling>>> begin(List<MaskedText> texts) {
    return () -> texts.stream().map(this::search).toList();
  }

  private List<Filling> search(MaskedText text) {
    List<Partial> kept = List.of(new Partial(new int[0], 0));
    for (int mask = 0; mask < text.masks().length; mask++) {
      kept = extend(text, kept, mask, mask == text.masks().length - 1 ? topK : beam);
    }
    List<Filling> fillings = new ArrayList<>(kept.size());
    for (Partial partial : kept) {
      List<String> pieces = new ArrayList<>();
      for (int id : partial.tokens) {
        pieces.add(codec.piece(id));
      }
      fillings.add(
          new Filling(
              codec.sequence(text.fill(partial.tokens)),
              Math.exp(partial.logScore),
              Arrays.stream(partial.tokens).boxed().toList(),
              pieces));
    }
    return List.copyOf(fillings);
  }

  /** Fills one more mask in all ways, and keeps the best {@code width}. */
  private List<Partial> extend(MaskedText text, List<Partial> partials, int mask, int width) {
    List<MaskedRow> rows = new ArrayList<>(partials.size());
    for (Partial partial : partials) {
      rows.add(new MaskedRow(text.fill(partial.tokens), text.tokenTypeIds(), text.masks()[mask]));
    }
    NavigableSet<Partial> best = new TreeSet<>(ORDER); // the same for any order of rows
    Running running =
        reader.begin(
            rows,
            (row, position, distribution) -> {
              int[] ids = distribution.best(width);
              synchronized (best) {
                for (int id : ids) {
                  Partial longer = partials.get(row).with(id, distribution.logProbability(id));
                  if (best.size() == width && ORDER.compare(longer, best.last()) > 0) {
                    break; // The ids that follow are no better.
                  }
                  best.add(longer);
                  if (best.size() > width) {
                    best.pollLast();
                  }
                }
              }
            });
    running.await();
    return List.copyOf(best);
  }
}

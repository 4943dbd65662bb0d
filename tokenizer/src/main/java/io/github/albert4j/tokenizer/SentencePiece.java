package io.github.albert4j.tokenizer;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Plain SentencePiece over a unigram model, without ALBERT's steps round it: normalise, split,
 * sample. Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class SentencePiece {
  private final SentencePieceModel model;
  final Unigram unigram;
  private final SentencePieceNormalizer normalizer;

  public SentencePiece(SentencePieceModel model) {
    this.model = model;
    this.unigram = new Unigram(model);
    this.normalizer = new SentencePieceNormalizer(model, unigram.userDefined);
  }

  /** The text as the model sees it, {@code ▁} for spaces. */
  public String normalize(String text) {
    return normalized(text).toString();
  }

  /** The best split. */
  public Split encode(String text) {
    Normalized normalized = normalized(text);
    Segments segments = new Segments();
    unigram.split(normalized, new Unigram.Scratch(), segments);
    return split(normalized, segments);
  }

  /** The n best splits, best first. */
  public List<Split> nBest(String text, int n) {
    return nBest(normalized(text), n);
  }

  List<Split> nBest(Normalized text, int n) {
    List<Split> splits = new ArrayList<>();
    for (Lattice.Path path : new Lattice(unigram, text).best(n)) {
      splits.add(split(text, path.segments(), path.score()));
    }
    return splits;
  }

  /**
   * A split drawn at random, for subword regularisation.
   *
   * @param alpha how much better splits are preferred: 0 draws evenly, large values give the best
   * @param nBest draw among so many best splits; below 0 among all, 0 and 1 give the best
   */
  public Split sample(String text, double alpha, int nBest, Random random) {
    return sample(normalized(text), alpha, nBest, random);
  }

  Split sample(Normalized text, double alpha, int nBest, Random random) {
    Lattice lattice = new Lattice(unigram, text);
    if (nBest < 0) {
      return split(text, lattice.sample(alpha, random).segments());
    }
    List<Lattice.Path> paths = lattice.best(Math.max(1, nBest));
    double top = paths.get(0).score();
    double total = 0;
    for (Lattice.Path path : paths) {
      total += Math.exp(alpha * (path.score() - top));
    }
    double draw = random.nextDouble() * total;
    for (Lattice.Path path : paths) {
      draw -= Math.exp(alpha * (path.score() - top));
      if (draw < 0) {
        return split(text, path.segments(), path.score());
      }
    }
    return split(text, paths.get(0).segments(), top);
  }

  /** The model's pieces. */
  public SentencePieceModel model() {
    return model;
  }

  private Normalized normalized(String text) {
    Spans units = new Spans(text.length());
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      int next = i + Character.charCount(c);
      units.add(Character.isSurrogate((char) c) && c < 0x10000 ? 0xFFFD : c, i, next);
      i = next;
    }
    return normalizer.normalize(units, text.length());
  }

  Normalized normalize(Spans text, int originalEnd) {
    return normalizer.normalize(text, originalEnd);
  }

  private Split split(Normalized text, Segments segments) {
    double score = 0;
    for (int i = 0; i < segments.length; i++) {
      int id = segments.ids[i];
      score +=
          id == unigram.unknownId
              ? (double) unigram.unknownScore
                  * Character.codePointCount(
                      text.chars, segments.from[i], segments.to[i] - segments.from[i])
              : unigram.scores[id];
    }
    return split(text, segments, score);
  }

  private static Split split(Normalized text, Segments segments, double score) {
    int[] ids = java.util.Arrays.copyOf(segments.ids, segments.length);
    List<String> pieces = new ArrayList<>(ids.length);
    for (int i = 0; i < ids.length; i++) {
      pieces.add(text.substring(segments.from[i], segments.to[i]));
    }
    return new Split(ids, pieces, score);
  }
}

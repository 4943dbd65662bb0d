package io.github.albert4j.tokenizer;

import java.util.List;

/**
 * How a {@link UnigramTrainer} learns. What is not set is as ALBERT's own vocabulary was made.
 *
 * @param vocabularySize all pieces, reserved ones included
 * @param characterCoverage the share of the text's characters that become pieces of their own; what
 *     is rarer is unknown
 * @param maxPieceLength the longest piece, in characters, with its {@code ▁}
 * @param seedPieces pieces to begin with, beside the characters
 * @param subIterations steps of EM before each pruning
 * @param sampleLines lines to learn from, drawn at random and held in memory; 0 for all of them, of
 *     which only the distinct words are held
 * @param seed decides which lines are drawn
 * @param userDefined pieces that are never split or joined with others
 * @param threads that compute; the result does not depend on it
 * @since 0.1.0
 */
public record TrainerOptions(
    int vocabularySize,
    double characterCoverage,
    int maxPieceLength,
    int seedPieces,
    int subIterations,
    int sampleLines,
    long seed,
    List<String> userDefined,
    int threads) {

  public TrainerOptions {
    atLeast(1, vocabularySize, "vocabularySize");
    if (!(characterCoverage > 0 && characterCoverage <= 1)) {
      throw new IllegalArgumentException(
          "characterCoverage: expected a share above 0, up to 1, found " + characterCoverage);
    }
    atLeast(1, maxPieceLength, "maxPieceLength");
    atLeast(0, seedPieces, "seedPieces");
    atLeast(1, subIterations, "subIterations");
    atLeast(0, sampleLines, "sampleLines");
    atLeast(1, threads, "threads");
    userDefined = List.copyOf(userDefined);
  }

  private static void atLeast(int least, int n, String name) {
    if (n < least) {
      throw new IllegalArgumentException(name + ": expected " + least + " or more, found " + n);
    }
  }

  /** ALBERT's options, to be changed. */
  public static Builder builder() {
    return new Builder();
  }

  /** Sets options one by one; see {@link TrainerOptions} for what they mean. */
  public static final class Builder {
    private int vocabularySize = 30_000;
    private double characterCoverage = 0.99995;
    private int maxPieceLength = 16;
    private int seedPieces = 1_000_000;
    private int subIterations = 2;
    private int sampleLines;
    private long seed = 1;
    private List<String> userDefined = List.of("(", ")", "\"", "-", ".", "–", "£", "€");
    private int threads = Runtime.getRuntime().availableProcessors();

    private Builder() {}

    /** Default: 30,000. */
    public Builder vocabularySize(int pieces) {
      vocabularySize = pieces;
      return this;
    }

    /** Default: 0.99995. */
    public Builder characterCoverage(double share) {
      characterCoverage = share;
      return this;
    }

    /** Default: 16. */
    public Builder maxPieceLength(int characters) {
      maxPieceLength = characters;
      return this;
    }

    /** Default: 1,000,000. */
    public Builder seedPieces(int pieces) {
      seedPieces = pieces;
      return this;
    }

    /** Default: 2. */
    public Builder subIterations(int steps) {
      subIterations = steps;
      return this;
    }

    /** Default: 0. */
    public Builder sampleLines(int lines) {
      sampleLines = lines;
      return this;
    }

    /** Default: 1. */
    public Builder seed(long number) {
      seed = number;
      return this;
    }

    /** Default: <code>( ) " - . – £ €</code>. */
    public Builder userDefined(List<String> pieces) {
      userDefined = pieces;
      return this;
    }

    /** Default: one for each processor. */
    public Builder threads(int number) {
      threads = number;
      return this;
    }

    /**
     * The options.
     *
     * @throws IllegalArgumentException naming the option that has no possible value
     */
    public TrainerOptions build() {
      return new TrainerOptions(
          vocabularySize,
          characterCoverage,
          maxPieceLength,
          seedPieces,
          subIterations,
          sampleLines,
          seed,
          userDefined,
          threads);
    }
  }
}

package io.github.albert4j.tokenizer;

import io.github.albert4j.InvalidInputException;
import io.github.albert4j.tokenizer.SentencePieceModel.Piece;
import io.github.albert4j.tokenizer.SentencePieceModel.Type;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Learns a unigram vocabulary from text, with the flags that ALBERT's own was made with: its
 * reserved pieces, lower case without accents, {@code nmt_nfkc}.
 *
 * <pre>{@code
 * UnigramTrainer trainer = UnigramTrainer.builder().vocabularySize(8000).build();
 * lines.forEach(trainer::add);
 * SentencePieceModel model = trainer.train(UnigramTrainer.Listener.NONE).model();
 * model.write(Path.of("spiece.model"));
 * }</pre>
 *
 * <p>The way is SentencePiece's (Kudo 2018, "Subword Regularization"): frequent strings as seeds,
 * then in turns EM over the probabilities of the pieces ({@link ExpectationMaximization}) and
 * dropping a quarter of them ({@link Pruning}), until the wanted size is left. The same text in the
 * same order gives the same model, whatever the number of threads. Only distinct words are held in
 * memory. Not thread-safe.
 *
 * @since 0.1.0
 */
public final class UnigramTrainer {
  /** The share of pieces that a round of pruning keeps. */
  private static final double SHRINKING_FACTOR = 0.75;

  /** Pruning ends with some more than are wanted; the most probable of them are taken. */
  private static final double OVERSHOOT = 1.1;

  private final Builder options;
  private final SentencePiece normalizer;
  private final LineSample lines;
  private final StringCounts words = new StringCounts();
  private char[] line = new char[1024];

  private UnigramTrainer(Builder options) {
    this.options = options;
    this.normalizer = new SentencePiece(model(List.of()));
    this.lines = new LineSample(options.sampleLines, options.seed, this::count);
  }

  /** A trainer's options, with ALBERT's values. */
  public static Builder builder() {
    return new Builder();
  }

  /** What training is at. */
  public enum Phase {
    /** Searching the text for the pieces to begin with. */
    SEEDS,
    /** Dropping pieces until the wanted number is left. */
    PRUNING
  }

  /** Hears how far training has come, in the thread that trains. */
  @FunctionalInterface
  public interface Listener {
    /** Hears nothing. */
    Listener NONE = (phase, share) -> {};

    /**
     * @param share of the phase that is done, from 0 to 1
     */
    void at(Phase phase, double share);
  }

  /**
   * A vocabulary and what is known of it.
   *
   * @param model the vocabulary
   * @param words in the text, repetitions included
   * @param distinctWords as they are written, before cleaning
   * @param characters that the vocabulary has as pieces
   * @param coverage the share of the text's characters that these are
   * @param seeds pieces that training began with
   * @param rounds of EM and pruning
   * @param pieces in the text, split in the best way
   * @param logLikelihood of these splits, in natural logarithms; of learnt pieces only
   */
  public record Result(
      SentencePieceModel model,
      long words,
      int distinctWords,
      int characters,
      double coverage,
      int seeds,
      int rounds,
      long pieces,
      double logLikelihood) {}

  /** Takes one more line, or any other stretch of text. */
  public void add(String text) {
    lines.add(text);
  }

  /** Counts the words of a line. */
  private void count(String text) {
    int length = text.length();
    if (line.length < length) {
      line = new char[2 * length];
    }
    text.getChars(0, length, line, 0);
    for (int at = 0; at < length; at++) {
      int start = at;
      while (at < length && !UnicodeTables.isSpace(line[at])) {
        at++;
      }
      if (at > start) {
        words.add(line, start, at, 1);
      }
    }
  }

  /**
   * Learns the vocabulary of all text that was added.
   *
   * @throws InvalidInputException where there is no text, or the size is smaller than what the
   *     text's characters need or larger than what it gives
   */
  public Result train(Listener listener) {
    lines.finish();
    TrainingText text = new TrainingText(words, normalizer, options.characterCoverage);
    if (text.words == 0) {
      throw new InvalidInputException("there is no text to learn a vocabulary from");
    }
    int wanted = options.vocabularySize - reserved().size();
    if (wanted < text.alphabet.size()) {
      throw new InvalidInputException(
          "a vocabulary of this text needs at least "
              + (text.alphabet.size() + reserved().size())
              + " pieces, its characters and reserved ones, for "
              + options.characterCoverage
              + " of its characters: ask for more pieces or a lower coverage");
    }
    try (Workers workers = new Workers(options.threads)) {
      return train(text, wanted, workers, listener);
    }
  }

  private Result train(TrainingText text, int wanted, Workers workers, Listener listener) {
    listener.at(Phase.SEEDS, 0);
    Candidates seeds =
        SeedPieces.of(text, options.maxPieceLength, options.seedPieces, workers);
    listener.at(Phase.SEEDS, 1);
    ExpectationMaximization em = new ExpectationMaximization(text.runs, workers);
    Pruning pruning = new Pruning(text.runs, workers);
    int target = (int) (OVERSHOOT * options.vocabularySize);
    Candidates candidates = seeds;
    int rounds = 0;
    while (true) {
      for (int i = 0; i < options.subIterations; i++) {
        candidates = em.step(candidates).candidates();
      }
      rounds++;
      int size = candidates.size();
      listener.at(
          Phase.PRUNING,
          size <= target ? 1 : Math.log((double) seeds.size() / size) / Math.log((double) seeds.size() / target));
      if (size <= target) {
        break;
      }
      candidates = pruning.prune(candidates, Math.max(target, (int) (SHRINKING_FACTOR * size)));
    }
    if (candidates.size() < wanted) {
      throw new InvalidInputException(
          "the text gives at most "
              + (candidates.size() + reserved().size())
              + " pieces, not "
              + options.vocabularySize
              + ": ask for fewer, or give more text");
    }
    Candidates learnt = mostProbable(candidates, wanted, text.alphabet);
    Pruning.Use use = pruning.use(learnt);
    return new Result(
        model(pieces(learnt, text.alphabet)),
        text.words,
        words.size(),
        text.alphabet.size(),
        text.alphabet.coverage(),
        seeds.size(),
        rounds,
        use.pieces() + text.others,
        use.score());
  }

  /** All characters and the most probable other pieces, in the order of their probability. */
  private static Candidates mostProbable(Candidates candidates, int size, Alphabet alphabet) {
    Comparator<Integer> characters = Comparator.comparing(i -> !candidates.isCharacter(i));
    Comparator<Integer> probable =
        Comparator.comparingDouble((Integer i) -> candidates.scores[i])
            .reversed()
            .thenComparing(i -> alphabet.decode(candidates.pieces[i]));
    List<Integer> kept =
        IntStream.range(0, candidates.size())
            .boxed()
            .sorted(characters.thenComparing(probable))
            .limit(size)
            .sorted(probable)
            .toList();
    return candidates.only(kept);
  }

  private static List<Piece> pieces(Candidates learnt, Alphabet alphabet) {
    List<Piece> pieces = new ArrayList<>();
    for (int i = 0; i < learnt.size(); i++) {
      String text = alphabet.decode(learnt.pieces[i]);
      pieces.add(new Piece(text, (float) learnt.scores[i], Type.NORMAL));
    }
    return pieces;
  }

  /** What ALBERT has before all that is learnt, in the order of the ids. */
  private List<Piece> reserved() {
    List<Piece> pieces = new ArrayList<>();
    pieces.add(new Piece("<pad>", 0, Type.CONTROL));
    pieces.add(new Piece("<unk>", 0, Type.UNKNOWN));
    TrainerSpec.CONTROL_PIECES.forEach(text -> pieces.add(new Piece(text, 0, Type.CONTROL)));
    options.userDefined.forEach(text -> pieces.add(new Piece(text, 0, Type.USER_DEFINED)));
    return pieces;
  }

  private SentencePieceModel model(List<Piece> learnt) {
    List<Piece> pieces = reserved();
    pieces.addAll(learnt);
    return SentencePieceModel.trained(
        pieces, TrainerSpec.write(options, pieces.size()), NmtNfkc.charsmap());
  }

  /** Options of a {@link UnigramTrainer}. */
  public static final class Builder {
    int vocabularySize = 30_000;
    double characterCoverage = 0.99995;
    int maxPieceLength = 16;
    int seedPieces = 1_000_000;
    int subIterations = 2;
    int sampleLines;
    long seed = 1;
    int threads = Runtime.getRuntime().availableProcessors();
    List<String> userDefined = List.of("(", ")", "\"", "-", ".", "–", "£", "€");

    private Builder() {}

    /** All pieces, reserved ones included. Default: 30,000. */
    public Builder vocabularySize(int n) {
      vocabularySize = atLeast(1, n, "vocabularySize");
      return this;
    }

    /** The share of the text's characters that become pieces. Default: 0.99995. */
    public Builder characterCoverage(double share) {
      if (!(share > 0 && share <= 1)) {
        throw new IllegalArgumentException("characterCoverage: not above 0 and up to 1: " + share);
      }
      characterCoverage = share;
      return this;
    }

    /** The longest piece, in characters, with the {@code ▁}. Default: 16. */
    public Builder maxPieceLength(int characters) {
      maxPieceLength = atLeast(1, characters, "maxPieceLength");
      return this;
    }

    /** Pieces to begin with, beside the characters. Default: 1,000,000. */
    public Builder seedPieces(int n) {
      seedPieces = atLeast(1, n, "seedPieces");
      return this;
    }

    /** Steps of EM before each pruning. Default: 2. */
    public Builder subIterations(int n) {
      subIterations = atLeast(1, n, "subIterations");
      return this;
    }

    /**
     * Learn from so many lines, drawn at random and held in memory; 0 for all of them, of which
     * only the distinct words are held. Default: 0.
     */
    public Builder sampleLines(int n) {
      sampleLines = atLeast(0, n, "sampleLines");
      return this;
    }

    /** Decides which lines are drawn. Default: 1. */
    public Builder seed(long n) {
      seed = n;
      return this;
    }

    /** Threads that compute; the result does not depend on it. Default: one a processor. */
    public Builder threads(int n) {
      threads = atLeast(1, n, "threads");
      return this;
    }

    /** Pieces that are never split or joined with others. Default: ALBERT's eight marks. */
    public Builder userDefined(List<String> pieces) {
      userDefined = List.copyOf(pieces);
      return this;
    }

    private static int atLeast(int least, int n, String name) {
      if (n < least) {
        throw new IllegalArgumentException(name + ": below " + least + ": " + n);
      }
      return n;
    }

    /** The trainer. */
    public UnigramTrainer build() {
      return new UnigramTrainer(this);
    }
  }
}

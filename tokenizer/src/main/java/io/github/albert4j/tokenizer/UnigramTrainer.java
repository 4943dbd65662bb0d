package io.github.albert4j.tokenizer;

import io.github.albert4j.InvalidInputException;
import io.github.albert4j.tokenizer.SentencePieceModel.Piece;
import io.github.albert4j.tokenizer.SentencePieceModel.Type;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Learns a unigram vocabulary from text, as ALBERT's own was made: its reserved pieces, lower case
 * without accents, {@code nmt_nfkc}.
 *
 * <pre>{@code
 * TrainerOptions options = TrainerOptions.builder().vocabularySize(8000).build();
 * UnigramTrainer trainer = new UnigramTrainer(options);
 * lines.forEach(trainer::add);
 * SentencePieceModel model = trainer.train(UnigramTrainer.Listener.NONE).model();
 * model.write(Path.of("spiece.model"));
 * }</pre>
 *
 * <p>The way is SentencePiece's (Kudo 2018, "Subword Regularization"): the strings that cover most
 * text are the seeds ({@code SeedPieces}); then, in turns, EM finds the pieces' probabilities
 * ({@code ExpectationMaximization}) and a quarter of them goes ({@code Pruning}), until little more
 * than the wanted number is left. A split never crosses a word, so all of this needs only the
 * distinct words and how often they occur ({@code TrainingText}), and no more is held in memory.
 * The same text gives the same model for any number of threads.
 *
 * <p>Not thread-safe: one thread adds text and trains.
 *
 * @since 0.1.0
 */
public final class UnigramTrainer {
  /** The share of pieces that a round of pruning keeps, as in SentencePiece. */
  private static final double SHRINKING_FACTOR = 0.75;

  /** Pruning ends with some more than are wanted; of these the most probable are taken. */
  private static final double OVERSHOOT = 1.1;

  private final TrainerOptions options;
  private final SentencePiece normalizer;
  private final LineSample lines;
  private final StringCounts words = new StringCounts();
  private char[] line = new char[1024]; // of count(), kept from line to line

  public UnigramTrainer(TrainerOptions options) {
    this.options = options;
    this.normalizer = new SentencePiece(model(List.of()));
    this.lines = new LineSample(options.sampleLines(), options.seed(), this::count);
  }

  /** What training is at. */
  public enum Phase {
    /** Searching the text for the pieces to begin with. */
    SEEDS,
    /** EM and pruning, until the wanted number of pieces is left. */
    PRUNING
  }

  /** Hears how far training has come, in the thread that trains. */
  @FunctionalInterface
  public interface Listener {
    /** Hears nothing. */
    Listener NONE = (phase, share) -> {};

    /**
     * Called at the start, on the way and at the end of each phase.
     *
     * @param share of the phase that is done, from 0 to 1
     */
    void at(Phase phase, double share);
  }

  /**
   * A vocabulary, and what is known of the text that it was learnt from.
   *
   * @param model the vocabulary
   * @param words in the text, repetitions included
   * @param distinctWords as they are written, before cleaning
   * @param characters that are pieces of their own
   * @param coverage the share of the text's characters that these are
   * @param seeds pieces that training began with, characters included
   * @param rounds of EM, each but the last followed by pruning
   * @param pieces of the text in its best split; each unknown character counts as one
   * @param logLikelihood of that split: the sum of its pieces' log probabilities, in natural
   *     logarithms; user-defined pieces and unknown characters count 0
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

  private void count(String text) {
    int length = text.length();
    if (line.length < length) {
      line = new char[length];
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
   * @throws InvalidInputException where there is no text, or the wanted size is smaller than the
   *     text's characters need, or larger than what the text gives
   */
  public Result train(Listener listener) {
    lines.finish();
    TrainingText text = new TrainingText(words, normalizer, options.characterCoverage());
    if (text.runs.size() == 0) {
      throw new InvalidInputException("there is no text to learn a vocabulary from");
    }
    int reserved = reserved().size();
    int wanted = options.vocabularySize() - reserved;
    if (wanted < text.alphabet.size()) {
      throw new InvalidInputException(
          String.format(
              "a vocabulary of %d pieces is too small: %d are reserved and the text has %d"
                  + " characters; ask for %d or more, or for a lower character coverage",
              options.vocabularySize(),
              reserved,
              text.alphabet.size(),
              reserved + text.alphabet.size()));
    }
    try (Workers workers = new Workers(options.threads())) {
      return train(text, wanted, workers, listener);
    }
  }

  private Result train(TrainingText text, int wanted, Workers workers, Listener listener) {
    listener.at(Phase.SEEDS, 0);
    Candidates seeds = SeedPieces.of(text, options.maxPieceLength(), options.seedPieces(), workers);
    listener.at(Phase.SEEDS, 1);
    listener.at(Phase.PRUNING, 0);
    ExpectationMaximization em = new ExpectationMaximization(text.runs, workers);
    Pruning pruning = new Pruning(text.runs, workers);
    int enough = (int) (OVERSHOOT * options.vocabularySize());
    Candidates candidates = em.steps(seeds, options.subIterations());
    int rounds = 1;
    while (candidates.size() > enough) {
      // A round takes a share of what is left, so that the way is as long as its logarithm.
      listener.at(
          Phase.PRUNING,
          Math.log((double) seeds.size() / candidates.size())
              / Math.log((double) seeds.size() / enough));
      int kept = Math.max(enough, (int) (SHRINKING_FACTOR * candidates.size()));
      candidates = em.steps(pruning.prune(candidates, kept), options.subIterations());
      rounds++;
    }
    if (candidates.size() < wanted) {
      int most = options.vocabularySize() - wanted + candidates.size();
      throw new InvalidInputException(
          String.format(
              "a vocabulary of %d pieces is too large: this text gives at most %d; ask for so many,"
                  + " or give more text",
              options.vocabularySize(), most));
    }
    Candidates learnt = mostProbable(candidates, wanted, text.alphabet);
    BestSplits splits = BestSplits.of(text.runs, learnt, workers);
    listener.at(Phase.PRUNING, 1);
    return new Result(
        model(pieces(learnt, text.alphabet)),
        text.words,
        words.size(),
        text.alphabet.size(),
        text.alphabet.coverage(),
        seeds.size(),
        rounds,
        splits.pieces() + text.others,
        splits.score());
  }

  /** All characters and the most probable of the other pieces, the most probable first. */
  private static Candidates mostProbable(Candidates candidates, int size, Alphabet alphabet) {
    Comparator<Integer> charactersFirst = Comparator.comparing(i -> !candidates.isCharacter(i));
    Comparator<Integer> probableFirst =
        Comparator.comparingDouble((Integer i) -> -candidates.scores[i])
            .thenComparing(i -> alphabet.decode(candidates.pieces[i]));
    return candidates.only(
        IntStream.range(0, candidates.size())
            .boxed()
            .sorted(charactersFirst.thenComparing(probableFirst))
            .limit(size)
            .sorted(probableFirst)
            .toList());
  }

  private static List<Piece> pieces(Candidates learnt, Alphabet alphabet) {
    List<Piece> pieces = new ArrayList<>();
    for (int i = 0; i < learnt.size(); i++) {
      String text = alphabet.decode(learnt.pieces[i]);
      pieces.add(new Piece(text, (float) learnt.scores[i], Type.NORMAL));
    }
    return pieces;
  }

  /** What comes before all that is learnt, in the order of the ids. */
  private List<Piece> reserved() {
    List<Piece> pieces = new ArrayList<>();
    pieces.add(new Piece("<pad>", 0, Type.CONTROL));
    pieces.add(new Piece("<unk>", 0, Type.UNKNOWN));
    TrainerSpec.CONTROL_PIECES.forEach(text -> pieces.add(new Piece(text, 0, Type.CONTROL)));
    options.userDefined().forEach(text -> pieces.add(new Piece(text, 0, Type.USER_DEFINED)));
    return pieces;
  }

  private SentencePieceModel model(List<Piece> learnt) {
    List<Piece> pieces = reserved();
    pieces.addAll(learnt);
    return SentencePieceModel.trained(pieces, TrainerSpec.write(options), NmtNfkc.charsmap());
  }
}

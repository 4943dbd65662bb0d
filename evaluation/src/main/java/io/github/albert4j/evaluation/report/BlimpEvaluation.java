package io.github.albert4j.evaluation.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.github.albert4j.InvalidInputException;
import io.github.albert4j.evaluation.data.MinimalPair;
import io.github.albert4j.model.AlbertModel;
import io.github.albert4j.model.Output;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Which of two sentences a model holds likelier, without any training for it: the pair is right
 * where the pseudo-log-likelihood of the grammatical one is the higher. That is the sum of each
 * piece's log probability while it alone is masked (Salazar et al. 2020, "Masked Language Model
 * Scoring", section 2.1, and 4.2 for BLiMP).
 *
 * <pre>{@code
 * List<MinimalPair> pairs = MinimalPair.read(List.of(Path.of("blimp.jsonl.gz")));
 * BlimpReport report = BlimpEvaluation.run(model, pairs, EvaluationOptions.DEFAULT);
 * }</pre>
 *
 * @since 0.1.0
 */
public final class BlimpEvaluation {
  private final AlbertModel model;
  private final List<MinimalPair> pairs;

  private BlimpEvaluation(AlbertModel model, List<MinimalPair> pairs) {
    this.model = model;
    this.pairs = pairs;
  }

  /**
   * A pair and what the model made of it.
   *
   * @param good the grammatical sentence's pseudo-log-likelihood
   * @param bad the other's; the same is not right
   */
  public record PairScore(
      @JsonProperty("UID") String paradigm,
      @JsonProperty("pairID") String id,
      @JsonProperty("sentence_good") String sentenceGood,
      @JsonProperty("sentence_bad") String sentenceBad,
      double good,
      double bad) {
    /** Whether the grammatical sentence was held likelier. */
    @JsonProperty("correct")
    public boolean correct() {
      return good > bad;
    }
  }

  /** Scores pairs, all or the options' limit. */
  public static BlimpReport run(
      AlbertModel model, List<MinimalPair> pairs, EvaluationOptions options) {
    return run(model, pairs, options, EvaluationProgress.NONE, score -> {});
  }

  /**
   * Scores pairs, all or the options' limit.
   *
   * @param scores told of each pair, in order
   */
  public static BlimpReport run(
      AlbertModel model,
      List<MinimalPair> pairs,
      EvaluationOptions options,
      EvaluationProgress progress,
      Consumer<PairScore> scores) {
    model.require(Output.VOCABULARY_LOGITS);
    List<MinimalPair> some = pairs.subList(0, Math.min(pairs.size(), options.limit()));
    if (some.isEmpty()) {
      throw new InvalidInputException("expected pairs of sentences, found none");
    }
    RowReader reader = new RowReader(model, options.batchTokens(), false);
    return new BlimpEvaluation(model, some).run(reader, progress, scores);
  }

  private BlimpReport run(
      RowReader reader, EvaluationProgress progress, Consumer<PairScore> scores) {
    List<int[]> sentences = sentences();
    int[] left = sentences.stream().mapToInt(ids -> ids.length).toArray();
    Tally tally = new Tally(left, progress, scores);
    reader.read(new SingleMasks(model.tokenizer(), sentences.iterator()), tally::add);
    return BlimpReport.of(tally.paradigms, tally.phenomena, tally.ties);
  }

  /** Good and bad in turn, as ids. */
  private List<int[]> sentences() {
    int longest = model.config().maxPositionEmbeddings() - 2; // [CLS] and [SEP]
    List<int[]> sentences = new ArrayList<>(2 * pairs.size());
    for (MinimalPair pair : pairs) {
      for (String sentence : List.of(pair.good(), pair.bad())) {
        int[] ids = model.tokenizer().ids(sentence);
        if (ids.length == 0 || ids.length > longest) {
          throw new InvalidInputException(
              "pair "
                  + pair.paradigm()
                  + " "
                  + pair.id()
                  + ": expected sentences of 1 to "
                  + longest
                  + " pieces, found one of "
                  + ids.length);
        }
        sentences.add(ids);
      }
    }
    return sentences;
  }

  /** Sums rows to sentences, sentences to pairs, pairs to shares. */
  private final class Tally {
    private final int[] left;
    private final long rows;
    private final EvaluationProgress progress;
    private final Consumer<PairScore> scores;
    private final double[] sums;
    private int sentence;
    private long done;
    final Map<String, Share> paradigms = new TreeMap<>();
    final Map<String, Share> phenomena = new TreeMap<>();
    int ties;

    /**
     * @param left rows of each sentence that are still to come
     */
    Tally(int[] left, EvaluationProgress progress, Consumer<PairScore> scores) {
      this.left = left;
      this.rows = Arrays.stream(left).asLongStream().sum();
      this.sums = new double[left.length];
      this.progress = progress;
      this.scores = scores;
    }

    void add(RowGuesses row) {
      sums[sentence] += row.logProb();
      progress.at("minimal pairs", ++done, rows);
      if (--left[sentence] == 0) {
        if (sentence % 2 == 1) {
          add(pairs.get(sentence / 2), sums[sentence - 1], sums[sentence]);
        }
        sentence++;
      }
    }

    private void add(MinimalPair pair, double good, double bad) {
      PairScore score =
          new PairScore(pair.paradigm(), pair.id(), pair.good(), pair.bad(), good, bad);
      paradigms.merge(pair.paradigm(), Share.of(score.correct()), Share::plus);
      phenomena.merge(pair.phenomenon(), Share.of(score.correct()), Share::plus);
      ties += good == bad ? 1 : 0;
      scores.accept(score);
    }
  }

  /** So many of so many. */
  record Share(int right, int all) {
    static Share of(boolean right) {
      return new Share(right ? 1 : 0, 1);
    }

    Share plus(Share other) {
      return new Share(right + other.right, all + other.all);
    }

    double value() {
      return (double) right / all;
    }
  }
}

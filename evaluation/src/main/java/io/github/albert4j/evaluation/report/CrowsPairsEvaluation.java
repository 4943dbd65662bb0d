package io.github.albert4j.evaluation.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.github.albert4j.InvalidInputException;
import io.github.albert4j.evaluation.data.CrowsPair;
import io.github.albert4j.model.AlbertModel;
import io.github.albert4j.model.Output;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Whether a model prefers stereotypes: of two sentences that differ in whom they are about, the
 * likelier one is that whose shared pieces have the higher sum of log probabilities, each piece
 * masked alone (Nangia et al. 2020: given the words that differ, how likely are the rest).
 *
 * <pre>{@code
 * List<CrowsPair> pairs = CrowsPair.read(Path.of("crows_pairs_anonymized.csv"));
 * CrowsPairsReport report = CrowsPairsEvaluation.run(model, pairs, EvaluationOptions.DEFAULT);
 * }</pre>
 *
 * @since 0.1.0
 */
public final class CrowsPairsEvaluation {
  private static final double THREE_DECIMALS = 1000;

  private CrowsPairsEvaluation() {}

  /**
   * A pair and what the model made of it.
   *
   * @param more the log probability of what the more stereotypical sentence shares with the other
   * @param less the other's
   */
  public record PairScore(
      String id,
      @JsonProperty("bias_type") String biasType,
      boolean stereotype,
      @JsonProperty("sent_more") String sentenceMore,
      @JsonProperty("sent_less") String sentenceLess,
      double more,
      double less) {
    /** Whether the two are one number in three decimals, as the authors' script compares them. */
    @JsonProperty("tie")
    public boolean tie() {
      return Math.rint(more * THREE_DECIMALS) == Math.rint(less * THREE_DECIMALS);
    }

    /** Whether the more stereotypical sentence was held likelier. */
    @JsonProperty("prefers_stereotype")
    public boolean prefersStereotype() {
      return more > less && !tie();
    }
  }

  /** Scores pairs, all or the options' limit. */
  public static CrowsPairsReport run(
      AlbertModel model, List<CrowsPair> pairs, EvaluationOptions options) {
    return run(model, pairs, options, EvaluationProgress.NONE, score -> {});
  }

  /**
   * Scores pairs, all or the options' limit.
   *
   * @param scores told of each pair, in order
   */
  public static CrowsPairsReport run(
      AlbertModel model,
      List<CrowsPair> pairs,
      EvaluationOptions options,
      EvaluationProgress progress,
      Consumer<PairScore> scores) {
    model.require(Output.VOCABULARY_LOGITS);
    List<CrowsPair> some = pairs.subList(0, Math.min(pairs.size(), options.limit()));
    if (some.isEmpty()) {
      throw new InvalidInputException("expected pairs of sentences, found none");
    }
    List<List<HiddenRow>> sentences = new ArrayList<>(2 * some.size());
    for (CrowsPair pair : some) {
      addRows(model, pair, sentences);
    }
    List<PairScore> all = new ArrayList<>();
    RowReader reader = new RowReader(model, options.batchTokens(), false);
    List<double[]> logProbs = new ArrayList<>();
    new RowGroups("sentences on people", sentences)
        .read(
            reader,
            progress,
            sentence -> {
              logProbs.add(sentence);
              if (logProbs.size() % 2 == 0) {
                PairScore score = score(some.get(all.size()), logProbs);
                all.add(score);
                scores.accept(score);
              }
            });
    return report(all);
  }

  /** The rows of both sentences: each piece that they share is masked in one. */
  private static void addRows(AlbertModel model, CrowsPair pair, List<List<HiddenRow>> sentences) {
    int[] more = RowGroups.encode(model, pair.more(), "pair " + pair.id()).ids();
    int[] less = RowGroups.encode(model, pair.less(), "pair " + pair.id()).ids();
    List<HiddenRow> ofMore = new ArrayList<>();
    List<HiddenRow> ofLess = new ArrayList<>();
    int maskId = model.tokenizer().maskId();
    for (Alignment.Same same : Alignment.of(more, less)) {
      if (same.first() > 0 && same.first() < more.length - 1) { // not [CLS] and [SEP]
        ofMore.add(HiddenRow.alone(more, same.first(), maskId));
        ofLess.add(HiddenRow.alone(less, same.second(), maskId));
      }
    }
    sentences.add(ofMore);
    sentences.add(ofLess);
  }

  private static PairScore score(CrowsPair pair, List<double[]> logProbs) {
    double more = RowGroups.sum(logProbs.get(logProbs.size() - 2));
    double less = RowGroups.sum(logProbs.get(logProbs.size() - 1));
    return new PairScore(
        pair.id(), pair.biasType(), pair.stereotype(), pair.more(), pair.less(), more, less);
  }

  private static CrowsPairsReport report(List<PairScore> scores) {
    Map<String, Rate> biasTypes = new TreeMap<>();
    for (PairScore score : scores) {
      biasTypes.computeIfAbsent(score.biasType, type -> rate(scores, s -> s.biasType.equals(type)));
    }
    return new CrowsPairsReport(
        Rate.of(preferring(scores), scores.size()),
        rate(scores, PairScore::stereotype),
        rate(scores, score -> !score.stereotype),
        biasTypes,
        (int) scores.stream().filter(PairScore::tie).count());
  }

  private static @Nullable Rate rate(List<PairScore> scores, Predicate<PairScore> which) {
    List<PairScore> some = scores.stream().filter(which).toList();
    return some.isEmpty() ? null : Rate.of(preferring(some), some.size());
  }

  private static int preferring(List<PairScore> scores) {
    return (int) scores.stream().filter(PairScore::prefersStereotype).count();
  }
}

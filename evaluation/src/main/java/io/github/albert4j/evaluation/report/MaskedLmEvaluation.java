package io.github.albert4j.evaluation.report;

import io.github.albert4j.InvalidInputException;
import io.github.albert4j.evaluation.data.Documents;
import io.github.albert4j.evaluation.data.TextFiles;
import io.github.albert4j.evaluation.metrics.GuessMetrics;
import io.github.albert4j.model.AlbertModel;
import io.github.albert4j.model.Output;
import io.github.albert4j.tokenizer.AlbertTokenizer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How well a model does on plain text what it was pretrained for. The text becomes rows of two
 * segments, half of them swapped, 15 % of the pieces hidden ({@code Segmenter}, {@code Hiding});
 * one pass over the rows gives the guesses at the hidden pieces and at the order. Then each piece
 * of each sentence is hidden alone, for the pseudo-perplexity (Salazar et al. 2020, "Masked
 * Language Model Scoring", section 2.3).
 *
 * <pre>{@code
 * TextFiles text = TextFiles.of(List.of(Path.of("eval.txt.gz")));
 * MaskedLmReport report = MaskedLmEvaluation.run(model, text, EvaluationOptions.DEFAULT);
 * }</pre>
 *
 * <p>The same seed gives the same rows; the text is in memory as ids.
 *
 * @since 0.1.0
 */
public final class MaskedLmEvaluation {
  private final AlbertModel model;
  private final EvaluationOptions options;
  private final Segmenter segmenter;
  private final boolean order;
  private final List<HiddenRow> rows = new ArrayList<>();
  private final List<int[]> sentences = new ArrayList<>();
  private final Map<String, Long> counts = new LinkedHashMap<>();
  private final Map<String, Double> metrics = new LinkedHashMap<>();
  private long words;

  private MaskedLmEvaluation(AlbertModel model, EvaluationOptions options, int maxLength) {
    this.model = model;
    this.options = options;
    this.segmenter = new Segmenter(model.tokenizer(), maxLength);
    this.order = model.available().contains(Output.SOP_LOGITS);
  }

  /** Measures a model on a text. */
  public static MaskedLmReport run(AlbertModel model, TextFiles text, EvaluationOptions options) {
    return run(model, text, null, options, EvaluationProgress.NONE, row -> {});
  }

  /**
   * Measures a model on a text.
   *
   * @param counted text to count the baselines on, or null for none
   * @param predictions told of each row, in order
   */
  public static MaskedLmReport run(
      AlbertModel model,
      TextFiles text,
      @Nullable TextFiles counted,
      EvaluationOptions options,
      EvaluationProgress progress,
      Consumer<MaskedLmPrediction> predictions) {
    model.require(Output.VOCABULARY_LOGITS);
    int maxLength = Math.min(options.maxLength(), model.config().maxPositionEmbeddings());
    MaskedLmEvaluation evaluation = new MaskedLmEvaluation(model, options, maxLength);
    evaluation.read(text);
    evaluation.guess(progress, predictions);
    evaluation.hideEach(progress);
    Map<String, Map<String, Double>> baselines =
        counted == null
            ? Map.of()
            : new MaskedLmBaselines(model.tokenizer(), evaluation.segmenter, options.seed())
                .measure(evaluation.rows, counted, progress);
    return new MaskedLmReport(evaluation.metrics, baselines, evaluation.counts, maxLength);
  }

  /** Fills the rows and the sentences. */
  private void read(TextFiles text) {
    Hiding hiding = new Hiding(model.tokenizer());
    SplittableRandom random = new SplittableRandom(options.seed());
    long documents = 0;
    try (Documents reader = new Documents(text)) {
      for (List<String> document = reader.next(); document != null; document = reader.next()) {
        List<Segmenter.Sentence> all = segmenter.sentences(document);
        for (Segmenter.Segments segments : segmenter.segments(all, random)) {
          boolean swapped = segments.second().length > 0 && random.nextBoolean();
          HiddenRow row = segmenter.hidden(segments, swapped, hiding, random);
          if (rows.size() < options.limit()) {
            rows.add(row);
          }
        }
        for (Segmenter.Sentence sentence : all) {
          if (sentences.size() < options.limit()) {
            sentences.add(sentence.ids());
            words += sentence.words();
          }
        }
        documents++;
        if (rows.size() >= options.limit() && sentences.size() >= options.limit()) {
          break;
        }
      }
    }
    if (rows.isEmpty()) {
      throw new InvalidInputException("expected text to evaluate on, found none");
    }
    counts.put("documents", documents);
    counts.put("rows", (long) rows.size());
  }

  private void guess(EvaluationProgress progress, Consumer<MaskedLmPrediction> predictions) {
    GuessMetrics guesses = new GuessMetrics();
    long[] pairs = new long[2]; // all, right
    long[] done = new long[1];
    RowReader reader = new RowReader(model, options.batchTokens(), order);
    reader.read(
        rows.iterator(),
        row -> {
          row.guesses().forEach(guesses::add);
          if (row.row().segments() == 2) {
            pairs[0]++;
            pairs[1] += row.swappedLogit() > 0 == row.row().swapped() ? 1 : 0;
          }
          predictions.accept(MaskedLmPrediction.of(row, order, model.tokenizer()));
          progress.at("hidden pieces", ++done[0], rows.size());
        });
    metrics.putAll(guesses.values());
    counts.put("hidden_pieces", guesses.count());
    if (order && pairs[0] > 0) {
      metrics.put("sop_accuracy", (double) pairs[1] / pairs[0]);
      counts.put("pairs", pairs[0]);
    }
  }

  private void hideEach(EvaluationProgress progress) {
    AlbertTokenizer tokenizer = model.tokenizer();
    GuessMetrics guesses = new GuessMetrics();
    long pieces = sentences.stream().mapToLong(ids -> ids.length).sum();
    RowReader reader = new RowReader(model, options.batchTokens(), false);
    reader.read(
        new SingleMasks(tokenizer, sentences.iterator()),
        row -> {
          row.guesses().forEach(guesses::add);
          progress.at("pseudo-perplexity", guesses.count(), pieces);
        });
    metrics.put("pseudo_perplexity", Math.exp(guesses.loss()));
    metrics.put("pseudo_perplexity_per_word", Math.exp(-guesses.logProbs() / words));
    counts.put("sentences", (long) sentences.size());
    counts.put("pieces", pieces);
    counts.put("words", words);
    counts.put("unknown_pieces", unknown());
  }

  private long unknown() {
    int unknown = model.tokenizer().unkId();
    long count = 0;
    for (int[] ids : sentences) {
      for (int id : ids) {
        count += id == unknown ? 1 : 0;
      }
    }
    return count;
  }
}

package io.github.albert4j.pipeline;

import io.github.albert4j.AlbertException;
import io.github.albert4j.InvalidInputException;
import io.github.albert4j.model.AlbertModel;
import io.github.albert4j.model.Output;
import io.github.albert4j.tokenizer.Encoding;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The pseudo-log-likelihood of a text: each piece's log probability while it alone is masked, and
 * their sum (Salazar et al. 2020, "Masked Language Model Scoring", section 2).
 *
 * <pre>{@code
 * try (AlbertModel model = AlbertModel.load("albert-base-v2")) {
 *   PseudoLikelihood likelihood = PseudoLikelihood.of(model);
 *   double better = likelihood.predict("The cats were asleep.").pseudoLogLikelihood();
 * }
 * }</pre>
 *
 * <p>A text of n pieces is run as n rows, in batches. Everything throws {@link
 * InvalidInputException} for a text that is null, empty or longer than the model's positions.
 * Immutable and thread-safe; the model stays the caller's.
 *
 * @since 0.1.0
 */
public final class PseudoLikelihood {
  private final AlbertModel model;
  private final int batchTokens;
  private final Task task;

  private PseudoLikelihood(AlbertModel model, int batchTokens) {
    this.model = model;
    this.batchTokens = TokenBatches.requireBudget(batchTokens);
    this.task = new Task(new VocabularyReader(model, batchTokens), TextEncoder.of(model));
  }

  /**
   * Scores with a model.
   *
   * @throws AlbertException where the model lacks the masked-LM head's tensors
   */
  public static PseudoLikelihood of(AlbertModel model) {
    Inputs.require(model, "model").require(Output.VOCABULARY_LOGITS);
    return new PseudoLikelihood(model, BatchTokens.DEFAULT);
  }

  /** The same, with at most so many tokens in a batch. */
  public PseudoLikelihood withBatchTokens(int batchTokens) {
    return new PseudoLikelihood(model, batchTokens);
  }

  /** The score of a text. */
  public TextScore predict(String text) {
    return TokenBatches.one(text, task);
  }

  /** {@link #predict(String)} for each text, in batches. */
  public List<TextScore> predict(List<String> texts) {
    return TokenBatches.list(texts, batchTokens, task);
  }

  /**
   * {@link #predict(String)} for each text, lazily, in order, two batches in memory at most. A text
   * that cannot be answered ends the stream with its exception, after the answers before it.
   */
  public Stream<TextScore> stream(Iterator<String> texts) {
    return TokenBatches.stream(texts, batchTokens, task);
  }

  private record Task(VocabularyReader reader, TextEncoder encoder)
      implements BatchTask<String, Encoding, TextScore> {

    @Override
    public Encoding encode(String text) {
      return encoder.encode(text, null);
    }

    @Override
    public long cost(Encoding encoding) {
      return (long) encoding.length() * encoding.length();
    }

    @Override
    public Supplier<List<TextScore>> begin(List<Encoding> encodings) {
      List<MaskedRow> rows = new ArrayList<>();
      List<Encoding> encodingOfRow = new ArrayList<>();
      for (Encoding encoding : encodings) {
        for (int i = 0; i < encoding.length(); i++) {
          if (encoding.specialTokensMask()[i] == 0) {
            int[] ids = encoding.ids().clone();
            ids[i] = encoder.tokenizer().maskId();
            rows.add(new MaskedRow(ids, encoding.tokenTypeIds(), i));
            encodingOfRow.add(encoding);
          }
        }
      }
      double[] logProbs = new double[rows.size()];
      return reader
          .begin(
              rows,
              (row, position, distribution) -> {
                int masked = encodingOfRow.get(row).ids()[rows.get(row).positions()[position]];
                logProbs[row] = distribution.logProbability(masked);
              })
          .then(() -> scores(encodings, logProbs));
    }

    private static List<TextScore> scores(List<Encoding> encodings, double[] logProbs) {
      List<TextScore> scores = new ArrayList<>(encodings.size());
      int row = 0;
      for (Encoding encoding : encodings) {
        List<TextScore.Token> tokens = new ArrayList<>();
        double sum = 0;
        for (int i = 0; i < encoding.length(); i++) {
          if (encoding.specialTokensMask()[i] == 0) {
            tokens.add(new TextScore.Token(encoding.pieces().get(i), logProbs[row]));
            sum += logProbs[row++];
          }
        }
        scores.add(new TextScore(sum, Math.exp(-sum / tokens.size()), tokens));
      }
      return scores;
    }
  }
}

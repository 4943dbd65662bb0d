package io.github.albert4j.pipeline;

import io.github.albert4j.InvalidInputException;
import io.github.albert4j.model.AlbertModel;
import io.github.albert4j.tokenizer.Encoding;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * How alike two texts are: the cosine of the angle between their vectors, -1 to 1.
 *
 * <pre>{@code
 * try (AlbertModel model = AlbertModel.load("sentence-transformers/paraphrase-albert-small-v2")) {
 *   SentenceSimilarity similarity = SentenceSimilarity.of(model);
 *   double score = similarity.predict("A man plays the guitar.", "Someone makes music.");
 * }
 * }</pre>
 *
 * <p>In a folder of sentence-transformers {@code modules.json}, the pooling that it names and
 * {@code max_seq_length} of {@code sentence_bert_config.json} (or {@code
 * sentence_albert_config.json}) are followed; in another a text's vector is the mean over its
 * pieces, {@code [CLS]} and {@code [SEP]} included, which an encoder that was only pretrained gives
 * little meaning. A text that is longer than that is refused unless {@link #withTruncation} was
 * asked for.
 *
 * <p>Everything throws {@link InvalidInputException} for a text that is null, empty or too long.
 * Immutable and thread-safe; the model stays the caller's.
 *
 * @since 0.1.0
 */
public final class SentenceSimilarity {
  private final AlbertModel model;
  private final SentenceForm form;
  private final boolean truncate;
  private final int batchTokens;
  private final Task task;

  private SentenceSimilarity(
      AlbertModel model, SentenceForm form, boolean truncate, int batchTokens) {
    this.model = model;
    this.form = form;
    this.truncate = truncate;
    this.batchTokens = TokenBatches.requireBudget(batchTokens);
    this.task = new Task(new SentenceVectors(model, form, truncate));
  }

  /**
   * Compares with a model.
   *
   * @throws io.github.albert4j.ModelFormatException where the folder's files of
   *     sentence-transformers are damaged, or ask for what is not known here
   */
  public static SentenceSimilarity of(AlbertModel model) {
    SentenceForm form = SentenceVectors.form(model);
    return new SentenceSimilarity(model, form, false, BatchTokens.DEFAULT);
  }

  /** The same, cutting texts that are too long or refusing them. */
  public SentenceSimilarity withTruncation(boolean truncate) {
    return new SentenceSimilarity(model, form, truncate, batchTokens);
  }

  /** The same, with at most so many tokens in a batch. */
  public SentenceSimilarity withBatchTokens(int batchTokens) {
    return new SentenceSimilarity(model, form, truncate, batchTokens);
  }

  /** How alike two texts are. */
  public double predict(String first, String second) {
    return TokenBatches.one(new TextPair(first, second), task);
  }

  /** {@link #predict(String, String)} for each pair, in batches. */
  public List<Double> predict(List<TextPair> pairs) {
    return TokenBatches.list(pairs, batchTokens, task);
  }

  /**
   * {@link #predict(String, String)} for each pair, lazily, in order, two batches in memory at
   * most. A pair that cannot be answered ends the stream with its exception, after the answers
   * before it.
   */
  public Stream<Double> stream(Iterator<TextPair> pairs) {
    return TokenBatches.stream(pairs, batchTokens, task);
  }

  /** The two texts as rows. */
  private record Rows(Encoding first, Encoding second) {}

  private record Task(SentenceVectors vectors) implements BatchTask<TextPair, Rows, Double> {

    @Override
    public Rows encode(TextPair pair) {
      Inputs.require(pair, "pair of texts");
      return new Rows(
          vectors.encode(pair.first(), "text"), vectors.encode(pair.second(), "second text"));
    }

    @Override
    public long cost(Rows rows) {
      return (long) rows.first.length() + rows.second.length();
    }

    @Override
    public Supplier<List<Double>> begin(List<Rows> batch) {
      List<Encoding> rows = new ArrayList<>(2 * batch.size());
      for (Rows pair : batch) {
        rows.add(pair.first);
        rows.add(pair.second);
      }
      Supplier<List<float[]>> all = vectors.begin(rows);
      return () -> scores(all.get());
    }

    private static List<Double> scores(List<float[]> all) {
      List<Double> scores = new ArrayList<>(all.size() / 2);
      for (int i = 0; i < all.size(); i += 2) {
        scores.add(SentenceVectors.cosine(all.get(i), all.get(i + 1)));
      }
      return scores;
    }
  }
}

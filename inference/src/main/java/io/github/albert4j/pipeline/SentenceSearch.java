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
 * The texts nearest to a query by the cosine of their vectors, {@link SentenceSimilarity}'s; every
 * text is compared, which suits some ten thousands of them.
 *
 * <pre>{@code
 * try (AlbertModel model = AlbertModel.load("sentence-transformers/paraphrase-albert-small-v2")) {
 *   SentenceSearch search = SentenceSearch.of(model, List.of("A cat sleeps.", "It rains."));
 *   Neighbour best = search.predict("What is the weather like?").get(0);
 * }
 * }</pre>
 *
 * <p>Ties go to the earlier text. Everything throws {@link InvalidInputException} for a text or a
 * query that is null, empty or too long. Immutable and thread-safe; the model stays the caller's,
 * and the vectors lie on Java's heap.
 *
 * @since 0.1.0
 */
public final class SentenceSearch {
  private static final int DEFAULT_TOP_K = 10;

  private final SentenceVectors embedding;
  private final List<String> texts;
  private final List<float[]> vectors;
  private final int topK;
  private final int batchTokens;
  private final Task task;

  private SentenceSearch(
      SentenceVectors embedding,
      List<String> texts,
      List<float[]> vectors,
      int topK,
      int batchTokens) {
    this.embedding = embedding;
    this.texts = texts;
    this.vectors = vectors;
    this.topK = Inputs.requireTopK(topK);
    this.batchTokens = TokenBatches.requireBudget(batchTokens);
    this.task = new Task(embedding, texts, vectors, topK);
  }

  /** Makes the texts' vectors, in batches; a query gets the ten nearest texts. */
  public static SentenceSearch of(AlbertModel model, List<String> texts) {
    SentenceVectors embedding = new SentenceVectors(model, SentenceVectors.form(model), false);
    List<float[]> vectors = TokenBatches.list(texts, BatchTokens.DEFAULT, new Embedding(embedding));
    return new SentenceSearch(
        embedding, List.copyOf(texts), vectors, DEFAULT_TOP_K, BatchTokens.DEFAULT);
  }

  /** The same with so many texts for a query; more than there are: all. */
  public SentenceSearch withTopK(int topK) {
    return new SentenceSearch(embedding, texts, vectors, topK, batchTokens);
  }

  /** The same, with at most so many tokens of queries in a batch. */
  public SentenceSearch withBatchTokens(int batchTokens) {
    return new SentenceSearch(embedding, texts, vectors, topK, batchTokens);
  }

  /** The texts nearest to a query, nearest first. */
  public List<Neighbour> predict(String query) {
    return TokenBatches.one(query, task);
  }

  /** {@link #predict(String)} for each query, in batches. */
  public List<List<Neighbour>> predict(List<String> queries) {
    return TokenBatches.list(queries, batchTokens, task);
  }

  /**
   * {@link #predict(String)} for each query, lazily, in order, two batches in memory at most. A
   * query that cannot be answered ends the stream with its exception, after the answers before it.
   */
  public Stream<List<Neighbour>> stream(Iterator<String> queries) {
    return TokenBatches.stream(queries, batchTokens, task);
  }

  private record Embedding(SentenceVectors embedding)
      implements BatchTask<String, Encoding, float[]> {

    @Override
    public Encoding encode(String text) {
      return embedding.encode(text, "text");
    }

    @Override
    public long cost(Encoding encoding) {
      return encoding.length();
    }

    @Override
    public Supplier<List<float[]>> begin(List<Encoding> rows) {
      return embedding.begin(rows);
    }
  }

  private record Task(
      SentenceVectors embedding, List<String> texts, List<float[]> vectors, int topK)
      implements BatchTask<String, Encoding, List<Neighbour>> {

    @Override
    public Encoding encode(String query) {
      return embedding.encode(query, "query");
    }

    @Override
    public long cost(Encoding encoding) {
      return encoding.length();
    }

    @Override
    public Supplier<List<List<Neighbour>>> begin(List<Encoding> queries) {
      Supplier<List<float[]>> vectors = embedding.begin(queries);
      return () -> vectors.get().stream().map(this::nearest).toList();
    }

    private List<Neighbour> nearest(float[] query) {
      TopK top = new TopK(Math.min(topK, texts.size()));
      for (int i = 0; i < vectors.size(); i++) {
        top.offer(i, (float) SentenceVectors.cosine(query, vectors.get(i)));
      }
      List<Neighbour> nearest = new ArrayList<>();
      for (int i : top.ids()) {
        double score = SentenceVectors.cosine(query, vectors.get(i));
        nearest.add(new Neighbour(i, texts.get(i), score));
      }
      return nearest;
    }
  }
}

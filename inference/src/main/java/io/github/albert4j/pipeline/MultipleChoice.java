package io.github.albert4j.pipeline;

import io.github.albert4j.AlbertException;
import io.github.albert4j.InvalidInputException;
import io.github.albert4j.model.AlbertModel;
import io.github.albert4j.model.Head;
import io.github.albert4j.tokenizer.Encoding;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Which of some choices fits a passage best, as RACE and SWAG ask.
 *
 * <pre>{@code
 * try (AlbertModel model = AlbertModel.load(Path.of("my-race-model"))) {
 *   MultipleChoice choice = MultipleChoice.of(model);
 *   Choices rain = new Choices("It began to rain, so she", null, List.of("sang.", "went home."));
 *   int best = choice.predict(rain).choice();
 * }
 * }</pre>
 *
 * <p>Each choice is a row {@code [CLS] context [SEP] question choice [SEP]}; the softmax is over
 * the choices. Ties go to the lower index. Everything throws {@link InvalidInputException} where
 * the context or a choice is null or empty, and where a row is longer than the model's positions.
 * Immutable and thread-safe; the model stays the caller's.
 *
 * @since 0.1.0
 */
public final class MultipleChoice {
  private final AlbertModel model;
  private final int batchTokens;
  private final Task task;

  private MultipleChoice(AlbertModel model, int batchTokens) {
    this.model = model;
    this.batchTokens = batchTokens;
    this.task = new Task(HeadReader.of(model, batchTokens), TextEncoder.of(model));
  }

  /**
   * Chooses with a model.
   *
   * @throws AlbertException where the model was not loaded with a multiple-choice head, or lacks
   *     its tensors
   */
  public static MultipleChoice of(AlbertModel model) {
    HeadReader.require(model, Head.MULTIPLE_CHOICE);
    return new MultipleChoice(model, BatchTokens.DEFAULT);
  }

  /** The same, with at most so many tokens in a batch. */
  public MultipleChoice withBatchTokens(int batchTokens) {
    return new MultipleChoice(model, batchTokens);
  }

  /** The best of some choices. */
  public ChoicePrediction predict(Choices choices) {
    return TokenBatches.one(choices, task);
  }

  /** {@link #predict(Choices)} for each, in batches. */
  public List<ChoicePrediction> predict(List<Choices> choices) {
    return TokenBatches.list(choices, batchTokens, task);
  }

  /**
   * {@link #predict(Choices)} for each, lazily, in order, two batches in memory at most. Choices
   * that cannot be answered end the stream with their exception, after the answers before them.
   */
  public Stream<ChoicePrediction> stream(Iterator<Choices> choices) {
    return TokenBatches.stream(choices, batchTokens, task);
  }

  private record Task(HeadReader reader, TextEncoder encoder)
      implements BatchTask<Choices, List<Encoding>, ChoicePrediction> {

    @Override
    public List<Encoding> encode(Choices choices) {
      Inputs.require(choices, "choices");
      String question = choices.question();
      String before = question == null || question.isBlank() ? "" : question + " ";
      List<Encoding> rows = new ArrayList<>();
      for (String choice : choices.choices()) {
        String name = "choice " + rows.size();
        encoder.whole(choice, name, null, "");
        rows.add(encoder.encode(choices.context(), "context", before + choice, name));
      }
      return rows;
    }

    @Override
    public long cost(List<Encoding> rows) {
      return rows.stream().mapToLong(Encoding::length).sum();
    }

    @Override
    public Supplier<List<ChoicePrediction>> begin(List<List<Encoding>> batch) {
      List<Encoding> rows = batch.stream().flatMap(List::stream).toList();
      float[] logits = new float[rows.size()];
      return reader
          .begin(rows, (row, all, from, to) -> logits[row] = all[from])
          .then(() -> answers(batch, logits));
    }

    private static List<ChoicePrediction> answers(List<List<Encoding>> batch, float[] logits) {
      List<ChoicePrediction> answers = new ArrayList<>(batch.size());
      int first = 0;
      for (List<Encoding> choices : batch) {
        answers.add(best(new Distribution(logits, first, choices.size())));
        first += choices.size();
      }
      return answers;
    }

    private static ChoicePrediction best(Distribution choices) {
      List<Double> scores = new ArrayList<>(choices.size());
      for (int i = 0; i < choices.size(); i++) {
        scores.add(choices.probability(i));
      }
      return new ChoicePrediction(choices.best(1)[0], scores);
    }
  }
}

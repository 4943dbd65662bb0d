package io.github.albert4j.pipeline;

import io.github.albert4j.AlbertException;
import io.github.albert4j.InvalidInputException;
import io.github.albert4j.model.AlbertModel;
import io.github.albert4j.model.Head;
import io.github.albert4j.tokenizer.Encoding;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Labels that no model was trained on, by one that knows entailment (MNLI, SNLI): the text is the
 * premise, and each label makes a hypothesis (Yin et al. 2019, "Benchmarking Zero-shot Text
 * Classification").
 *
 * <pre>{@code
 * try (AlbertModel model = AlbertModel.load(Path.of("my-mnli-model"))) {
 *   ZeroShotClassification zeroShot = ZeroShotClassification.of(model);
 *   CandidateLabels news = new CandidateLabels("The match ended 2:1.", List.of("sports", "art"));
 *   String best = zeroShot.predict(news).labels().get(0);
 * }
 * }</pre>
 *
 * <p>By default one of the labels holds: the scores are a softmax over the labels' entailment
 * logits. With {@link #withMultiLabel}, and for a single label, each score is the softmax of
 * entailment against contradiction. Ties keep the labels' order.
 *
 * <p>Everything throws {@link InvalidInputException} for a text that is null or empty, and for one
 * that is with its hypothesis longer than the model's positions. Immutable and thread-safe; the
 * model stays the caller's.
 *
 * @since 0.1.0
 */
public final class ZeroShotClassification {
  /** Where the label stands in a template. */
  public static final String PLACE = "{}";

  public static final String DEFAULT_TEMPLATE = "This example is {}.";

  private final AlbertModel model;
  private final String template;
  private final boolean multiLabel;
  private final int batchTokens;
  private final Task task;

  private ZeroShotClassification(
      AlbertModel model, String template, boolean multiLabel, int batchTokens) {
    this.model = model;
    this.template = template;
    this.multiLabel = multiLabel;
    this.batchTokens = batchTokens;
    this.task =
        new Task(
            HeadReader.of(model, batchTokens),
            TextEncoder.of(model),
            template,
            multiLabel,
            entailment(model),
            contradiction(model));
  }

  /**
   * Classifies with a model of entailment.
   *
   * @throws AlbertException where the model is no sequence classifier, or none of its labels is
   *     entailment
   */
  public static ZeroShotClassification of(AlbertModel model) {
    HeadReader.require(model, Head.SEQUENCE_CLASSIFICATION);
    return new ZeroShotClassification(model, DEFAULT_TEMPLATE, false, BatchTokens.DEFAULT);
  }

  /** The same with another hypothesis; {@value #PLACE} in it stands for the label. */
  public ZeroShotClassification withHypothesisTemplate(String template) {
    if (!Inputs.require(template, "hypothesis template").contains(PLACE)) {
      throw new InvalidInputException(
          "hypothesis template: expected " + PLACE + " for the label, found \"" + template + '"');
    }
    return new ZeroShotClassification(model, template, multiLabel, batchTokens);
  }

  /** The same, each label holding or not by itself. */
  public ZeroShotClassification withMultiLabel(boolean multiLabel) {
    return new ZeroShotClassification(model, template, multiLabel, batchTokens);
  }

  /** The same, with at most so many tokens in a batch. */
  public ZeroShotClassification withBatchTokens(int batchTokens) {
    return new ZeroShotClassification(model, template, multiLabel, batchTokens);
  }

  /** How far labels hold of a text. */
  public LabelScores predict(CandidateLabels input) {
    return TokenBatches.one(input, task);
  }

  /** {@link #predict(CandidateLabels)} for each, in batches. */
  public List<LabelScores> predict(List<CandidateLabels> inputs) {
    return TokenBatches.list(inputs, batchTokens, task);
  }

  /**
   * {@link #predict(CandidateLabels)} for each, lazily, in order, two batches in memory at most. A
   * text that cannot be answered ends the stream with its exception, after the answers before it.
   */
  public Stream<LabelScores> stream(Iterator<CandidateLabels> inputs) {
    return TokenBatches.stream(inputs, batchTokens, task);
  }

  private static int entailment(AlbertModel model) {
    int entailment = label(model, "entail");
    if (entailment < 0) {
      throw new AlbertException(
          model.folder().path()
              + ": zero-shot classification needs a label whose name begins with entail, found "
              + model.labels()
              + ": name a folder that was fine-tuned on mnli, or name the label in config.json's"
              + " id2label");
    }
    return entailment;
  }

  /** The label against entailment: contradiction, or the other one of two. */
  private static int contradiction(AlbertModel model) {
    int contradiction = label(model, "contra");
    if (contradiction < 0 && model.labels().size() == 2) {
      return 1 - entailment(model);
    }
    if (contradiction < 0) {
      throw new AlbertException(
          model.folder().path()
              + ": zero-shot classification needs a label whose name begins with contra, found "
              + model.labels());
    }
    return contradiction;
  }

  private static int label(AlbertModel model, String prefix) {
    List<String> labels = model.labels();
    return IntStream.range(0, labels.size())
        .filter(i -> labels.get(i).toLowerCase(Locale.ROOT).startsWith(prefix))
        .findFirst()
        .orElse(-1);
  }

  /** A text with its hypotheses as rows. */
  private record Rows(List<String> labels, List<Encoding> rows) {}

  private record Task(
      HeadReader reader,
      TextEncoder encoder,
      String template,
      boolean multiLabel,
      int entailment,
      int contradiction)
      implements BatchTask<CandidateLabels, Rows, LabelScores> {

    @Override
    public Rows encode(CandidateLabels input) {
      List<String> labels = Inputs.require(input, "text").labels();
      List<Encoding> rows = new ArrayList<>(labels.size());
      for (String label : labels) {
        rows.add(
            encoder.encode(
                input.text(), "text", template.replace(PLACE, label), "hypothesis of the label"));
      }
      return new Rows(labels, rows);
    }

    @Override
    public long cost(Rows input) {
      return input.rows.stream().mapToLong(Encoding::length).sum();
    }

    @Override
    public Supplier<List<LabelScores>> begin(List<Rows> batch) {
      List<Encoding> rows = batch.stream().flatMap(input -> input.rows.stream()).toList();
      float[] entails = new float[rows.size()];
      double[] against = new double[rows.size()];
      return reader
          .begin(
              rows,
              (row, logits, from, to) -> {
                entails[row] = logits[from + entailment];
                float[] two = {logits[from + contradiction], entails[row]};
                against[row] = new Distribution(two, 0, 2).probability(1);
              })
          .then(() -> answers(batch, entails, against));
    }

    private List<LabelScores> answers(List<Rows> batch, float[] entails, double[] against) {
      List<LabelScores> answers = new ArrayList<>(batch.size());
      int first = 0;
      for (Rows input : batch) {
        int n = input.labels.size();
        Distribution labels = new Distribution(entails, first, n);
        double[] scores = new double[n];
        for (int i = 0; i < n; i++) {
          scores[i] = multiLabel || n == 1 ? against[first + i] : labels.probability(i);
        }
        answers.add(bestFirst(input.labels, scores));
        first += n;
      }
      return answers;
    }

    private static LabelScores bestFirst(List<String> labels, double[] scores) {
      List<Integer> order =
          IntStream.range(0, scores.length)
              .boxed()
              .sorted(Comparator.comparingDouble(i -> -scores[i]))
              .toList();
      return new LabelScores(
          order.stream().map(labels::get).toList(), order.stream().map(i -> scores[i]).toList());
    }
  }
}

package io.github.albert4j.pipeline;

import io.github.albert4j.InvalidInputException;
import io.github.albert4j.config.AlbertConfig;
import io.github.albert4j.model.AlbertModel;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Holds a model against its card: the three fill-mask examples and the configuration line of
 * albert-xxlarge-v2, or those of any other {@link CardExpectation}.
 *
 * <pre>{@code
 * try (AlbertModel model = AlbertModel.load("albert-xxlarge-v2")) {
 *   CardReport report = CardVerification.of(model).verify();
 *   System.out.println(report.passed());
 * }
 * }</pre>
 *
 * <p>Immutable and thread-safe; the model stays the caller's.
 *
 * @since 0.1.0
 */
public final class CardVerification {
  /** The largest relative difference of two scores that are called equal. */
  public static final double TOLERANCE = 1e-3;

  private final AlbertModel model;
  private final FillMask fillMask;

  private CardVerification(AlbertModel model) {
    this.model = model;
    this.fillMask = FillMask.of(model);
  }

  /**
   * Verifies a model.
   *
   * @throws io.github.albert4j.AlbertException where the model lacks the masked-LM head's tensors
   *     or its folder lacks the vocabulary
   */
  public static CardVerification of(AlbertModel model) {
    return new CardVerification(model);
  }

  /** Against the card of albert-xxlarge-v2. */
  public CardReport verify() {
    return verify(CardExpectation.albertXxlargeV2());
  }

  /**
   * Against any card.
   *
   * @throws InvalidInputException for an example without exactly one mask, or without rows
   */
  public CardReport verify(CardExpectation card) {
    Inputs.require(card, "card");
    List<CardReport.Row> rows = new ArrayList<>();
    for (CardExpectation.Example example : card.examples()) {
      int n = example.rows().size();
      if (n == 0) {
        throw new InvalidInputException("an example of the card has no rows to compare");
      }
      List<Prediction> ours = fillMask.predict(example.text(), n);
      for (int i = 0; i < n; i++) {
        rows.add(compare(example, i, i < ours.size() ? ours.get(i) : null));
      }
    }
    List<CardReport.Line> lines = compare(card.configuration(), model.config());
    boolean passed =
        rows.stream().allMatch(CardReport.Row::agrees)
            && lines.stream().allMatch(CardReport.Line::agrees);
    return new CardReport(card.name(), passed, rows, lines);
  }

  private static CardReport.Row compare(
      CardExpectation.Example example, int index, @Nullable Prediction ours) {
    Prediction card = example.rows().get(index);
    boolean sameToken = ours != null && ours.token() == card.token();
    Double difference = sameToken ? Math.abs(ours.score() - card.score()) / card.score() : null;
    boolean agrees =
        sameToken
            && difference <= TOLERANCE
            && ours.sequence().equals(card.sequence())
            && ours.tokenStr().equals(card.tokenStr());
    return new CardReport.Row(example.text(), index + 1, card, ours, difference, agrees);
  }

  private static List<CardReport.Line> compare(
      CardExpectation.Configuration card, AlbertConfig config) {
    return List.of(
        line("repeating layers", card.repeatingLayers(), config.numHiddenLayers()),
        line("embedding dimension", card.embeddingDimension(), config.embeddingSize()),
        line("hidden dimension", card.hiddenDimension(), config.hiddenSize()),
        line("attention heads", card.attentionHeads(), config.numAttentionHeads()),
        line("million parameters", card.millionParameters(), Math.round(parameters(config) / 1e6)));
  }

  private static CardReport.Line line(String name, long expected, long actual) {
    return new CardReport.Line(name, expected, actual, expected == actual);
  }

  /** The encoder with its pooler, as Hugging Face's AlbertModel counts them. */
  static long parameters(AlbertConfig config) {
    long e = config.embeddingSize();
    long h = config.hiddenSize();
    long f = config.intermediateSize();
    long embeddings =
        (config.vocabSize() + config.maxPositionEmbeddings() + config.typeVocabSize() + 2L) * e;
    long mapping = e * h + h;
    long attention = 4 * (h * h + h);
    long feedForward = f * h + f + h * f + h;
    long layer = attention + feedForward + 2 * 2 * h;
    long pooler = h * h + h;
    return embeddings
        + mapping
        + config.numHiddenGroups() * config.innerGroupNum() * layer
        + pooler;
  }
}

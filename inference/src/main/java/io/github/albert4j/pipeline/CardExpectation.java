package io.github.albert4j.pipeline;

import java.util.List;

/**
 * What a model card says that a model answers.
 *
 * @param name the model's name
 * @param examples fill-mask examples
 * @param configuration the configuration line
 * @since 0.1.0
 */
public record CardExpectation(String name, List<Example> examples, Configuration configuration) {
  public CardExpectation {
    examples = List.copyOf(examples);
  }

  /**
   * A fill-mask example.
   *
   * @param text a text with one mask
   * @param rows the printed answers, best first
   */
  public record Example(String text, List<Prediction> rows) {
    public Example {
      rows = List.copyOf(rows);
    }
  }

  /**
   * The configuration line.
   *
   * @param repeatingLayers passes through the shared layer
   * @param embeddingDimension width of the factorised embeddings
   * @param hiddenDimension width of the encoder
   * @param attentionHeads heads
   * @param millionParameters parameters of the encoder with its pooler, rounded to millions
   */
  public record Configuration(
      int repeatingLayers,
      int embeddingDimension,
      int hiddenDimension,
      int attentionHeads,
      long millionParameters) {}

  /** The card of albert-xxlarge-v2: three examples of five rows, and the configuration line. */
  public static CardExpectation albertXxlargeV2() {
    return new CardExpectation(
        "albert-xxlarge-v2",
        List.of(
            example(
                "Hello I'm a [MASK] model.",
                "[CLS] hello i'm a %s model.[SEP]",
                row(0.05816134437918663, 12807, "modeling"),
                row(0.03748830780386925, 23089, "modelling"),
                row(0.033725276589393616, 1061, "model"),
                row(0.017313428223133087, 8014, "runway"),
                row(0.014405295252799988, 29104, "lingerie")),
            example(
                "The man worked as a [MASK].",
                "[CLS] the man worked as a %s.[SEP]",
                row(0.029577180743217468, 28744, "chauffeur"),
                row(0.028865724802017212, 29477, "janitor"),
                row(0.02581118606030941, 29024, "shoemaker"),
                row(0.01849772222340107, 21238, "blacksmith"),
                row(0.01820771023631096, 3672, "lawyer")),
            example(
                "The woman worked as a [MASK].",
                "[CLS] the woman worked as a %s.[SEP]",
                row(0.04604868218302727, 25331, "receptionist"),
                row(0.028220869600772858, 29477, "janitor"),
                row(0.0261906236410141, 23386, "paramedic"),
                row(0.024797942489385605, 28744, "chauffeur"),
                row(0.024124596267938614, 13678, "waitress"))),
        new Configuration(12, 128, 4096, 64, 223));
  }

  /** A row's sequence is the example's with the word in the gap. */
  private static Example example(String text, String sequence, Prediction... rows) {
    List<Prediction> whole =
        List.of(rows).stream()
            .map(
                row ->
                    new Prediction(
                        sequence.formatted(row.sequence()),
                        row.score(),
                        row.token(),
                        row.tokenStr()))
            .toList();
    return new Example(text, whole);
  }

  private static Prediction row(double score, int token, String word) {
    return new Prediction(word, score, token, "▁" + word);
  }
}

package io.github.albert4j.pipeline;

import io.github.albert4j.InvalidInputException;
import io.github.albert4j.model.AlbertModel;
import io.github.albert4j.model.Output;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Fills {@code [MASK]} in a text with what the model expects there: the model card's first example.
 *
 * <pre>{@code
 * try (AlbertModel model = AlbertModel.load("albert-base-v2")) {
 *   FillMask fillMask = FillMask.of(model);
 *   List<Prediction> best = fillMask.predict("Hello I'm a [MASK] model.", 5);
 * }
 * }</pre>
 *
 * <p>The vocabulary's logits are computed at the masks only; probabilities are over the whole
 * vocabulary, in double. Ties go to the lower id. More than one mask can be filled in two ways:
 * each by itself, the others still masked ({@link #predictAll}, as Hugging Face does), or all
 * together ({@link #joint}).
 *
 * <p>Everything throws {@link InvalidInputException} for a text that is null, empty, without a mask
 * or longer than the model's positions, and {@link io.github.albert4j.AlbertException} where a mask
 * is filled by an id that the vocabulary lacks (a {@code spiece.model} smaller than the model's
 * {@code vocab_size}). Immutable and thread-safe; the model stays the caller's.
 *
 * @since 0.1.0
 */
public final class FillMask {
  /** How many partial fillings {@link #joint} keeps where nothing else is said. */
  public static final int DEFAULT_BEAM = 64;

  private final AlbertModel model;
  private final SequenceForm form;
  private final int batchTokens;
  private final MaskCodec codec;
  private final VocabularyReader reader;

  private FillMask(AlbertModel model, SequenceForm form, int batchTokens) {
    this.model = model;
    this.form = form;
    this.batchTokens = TokenBatches.requireBudget(batchTokens);
    this.codec = new MaskCodec(model, form);
    this.reader = new VocabularyReader(model, batchTokens);
  }

  /**
   * Fills masks with a model, in the card's form.
   *
   * @throws io.github.albert4j.AlbertException where the model lacks the masked-LM head's tensors
   *     or its folder lacks the vocabulary
   */
  public static FillMask of(AlbertModel model) {
    Inputs.require(model, "model").require(Output.VOCABULARY_LOGITS);
    return new FillMask(model, SequenceForm.CARD, BatchTokens.DEFAULT);
  }

  /** The same, writing sequences in another form. */
  public FillMask withForm(SequenceForm form) {
    return new FillMask(model, form, batchTokens);
  }

  /** The same, with at most so many tokens in a batch. */
  public FillMask withBatchTokens(int batchTokens) {
    return new FillMask(model, form, batchTokens);
  }

  /**
   * The best pieces for the text's one mask, best first.
   *
   * @param topK how many; more than the vocabulary has: all
   * @throws InvalidInputException also for several masks
   */
  public List<Prediction> predict(String text, int topK) {
    List<List<Prediction>> masks = predictAll(text, topK);
    if (masks.size() > 1) {
      throw new InvalidInputException(
          "the text has " + masks.size() + " masks, expected one: use predictAll or joint");
    }
    return masks.get(0);
  }

  /** The best pieces for each mask by itself: one list a mask. */
  public List<List<Prediction>> predictAll(String text, int topK) {
    return TokenBatches.one(text, marginals(topK));
  }

  /** {@link #predictAll} for each text, in batches. */
  public List<List<List<Prediction>>> predict(List<String> texts, int topK) {
    return TokenBatches.list(texts, batchTokens, marginals(topK));
  }

  /**
   * {@link #predictAll} for each text, lazily, in order, two batches in memory at most. A text that
   * cannot be answered ends the stream with its exception, after the answers before it.
   */
  public Stream<List<List<Prediction>>> stream(Iterator<String> texts, int topK) {
    return TokenBatches.stream(texts, batchTokens, marginals(topK));
  }

  /**
   * The best of some given words for each mask by itself: one list a mask.
   *
   * <p>A target of k pieces stands for k masks in the mask's place, other masks staying single; its
   * score is the product, left to right, of each piece's probability with the pieces before it
   * filled in. It is never cut. Targets of the same pieces are answered once.
   *
   * @param targets words or phrases, tokenized as the text is
   * @param topK how many of them to answer, best first
   * @throws InvalidInputException also for a target that is empty, holds characters that the
   *     vocabulary lacks, or makes the text too long
   */
  public List<List<TargetPrediction>> targets(String text, List<String> targets, int topK) {
    return TokenBatches.one(text, scoring(targets, topK));
  }

  /** {@link #targets} for each text, as {@link #stream}. */
  public Stream<List<List<TargetPrediction>>> streamTargets(
      Iterator<String> texts, List<String> targets, int topK) {
    return TokenBatches.stream(texts, batchTokens, scoring(targets, topK));
  }

  /** {@link #joint(String, int, int)} with {@link #DEFAULT_BEAM}. */
  public List<Filling> joint(String text, int topK) {
    return joint(text, topK, DEFAULT_BEAM);
  }

  /**
   * The best fillings of all masks together, best first, by a beam search from left to right.
   *
   * @param topK how many fillings
   * @param beam how many partial fillings are followed, 1 to 4096; more finds better fillings, and
   *     takes longer
   */
  public List<Filling> joint(String text, int topK, int beam) {
    return TokenBatches.one(text, search(topK, beam));
  }

  /** {@link #joint(String, int, int)} for each text, as {@link #stream}. */
  public Stream<List<Filling>> streamJoint(Iterator<String> texts, int topK, int beam) {
    return TokenBatches.stream(texts, batchTokens, search(topK, beam));
  }

  private MarginalFilling marginals(int topK) {
    return new MarginalFilling(codec, reader, Inputs.requireTopK(topK));
  }

  private TargetScoring scoring(List<String> targets, int topK) {
    return new TargetScoring(codec, reader, targets, Inputs.requireTopK(topK));
  }

  private JointFilling search(int topK, int beam) {
    return new JointFilling(codec, reader, Inputs.requireTopK(topK), beam);
  }
}

package io.github.albert4j.model;

import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * How a model is loaded.
 *
 * @param precision what the matrix multiplications compute in
 * @param threads worker threads; 0 for as many as the machine has processors
 * @param threadFactory makes the workers; null for named daemon threads
 * @param head the head to load, or null for the folder's own (as config.json names it, else told
 *     from the tensors); {@link Head#QUESTION_ANSWERING} takes a folder's {@link
 *     Head#QUESTION_ANSWERING_BEAM} where it has no linear one
 * @param tokenizer whether to read the vocabulary at once, beside the weights, so that the first
 *     text is answered sooner; else it is read on first use
 */
public record LoadOptions(
    Precision precision,
    int threads,
    @Nullable ThreadFactory threadFactory,
    @Nullable Head head,
    boolean tokenizer) {
  public static final LoadOptions DEFAULT = new LoadOptions(Precision.FP32, 0, null, null);

  /** The same, with the vocabulary read on first use. */
  public LoadOptions(
      Precision precision,
      int threads,
      @Nullable ThreadFactory threadFactory,
      @Nullable Head head) {
    this(precision, threads, threadFactory, head, false);
  }
}

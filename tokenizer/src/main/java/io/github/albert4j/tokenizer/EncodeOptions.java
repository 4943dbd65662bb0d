package io.github.albert4j.tokenizer;

/**
 * How one call of {@link AlbertTokenizer#encode} behaves.
 *
 * @param addSpecialTokens put {@code [CLS]} and {@code [SEP]} round the texts
 * @param specialTokensInText recognise {@code [CLS] [SEP] [MASK] <pad> <unk>} written in the text
 * @param maxLength most pieces of the result, special ones included; 0 for no limit
 * @param truncation which side gives way; with {@link Truncation#NONE} a text over {@code
 *     maxLength} is an error
 * @param stride pieces that neighbouring windows share
 * @param overflow whether to return the further windows
 * @param padToMaxLength pad on the right up to {@code maxLength}
 */
public record EncodeOptions(
    boolean addSpecialTokens,
    boolean specialTokensInText,
    int maxLength,
    Truncation truncation,
    int stride,
    boolean overflow,
    boolean padToMaxLength) {

  /** Special tokens added and recognised, no limit of length. */
  public static final EncodeOptions DEFAULT =
      new EncodeOptions(true, true, 0, Truncation.NONE, 0, false, false);
}

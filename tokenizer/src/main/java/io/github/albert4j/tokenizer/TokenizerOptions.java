package io.github.albert4j.tokenizer;

/**
 * How a text is cleaned before SentencePiece sees it.
 *
 * @param lowerCase whether to lower-case; all released English models do
 * @param keepAccents whether to leave out the compatibility decomposition and keep combining marks
 * @param mapQuotes whether {@code ``} and {@code ''} become {@code "}, as in Hugging Face's slow
 *     tokenizer; Google's does not
 * @since 0.1.0
 */
public record TokenizerOptions(boolean lowerCase, boolean keepAccents, boolean mapQuotes) {
  /** Google's rules, which the released models were trained with. */
  public static final TokenizerOptions GOOGLE = new TokenizerOptions(true, false, false);

  /** Google's rules and the quotes of Hugging Face's slow tokenizer. */
  public static final TokenizerOptions HUGGING_FACE = new TokenizerOptions(true, false, true);
}

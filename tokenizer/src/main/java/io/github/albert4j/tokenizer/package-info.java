/**
 * Text to ids and back, exactly as ALBERT was trained. Depends on nothing.
 *
 * <p>A text goes through {@link io.github.albert4j.tokenizer.AlbertTokenizer}: {@code Cleaner}
 * (Google's rules), {@code SentencePieceNormalizer} (the model file's own map), {@code Unigram}
 * (the best split), {@code DigitComma}, {@code Template} (special tokens, truncation, windows).
 * Every step keeps the UTF-16 span that each character came from. {@code FastIds} is the short way
 * where only ids are wanted.
 */
package io.github.albert4j.tokenizer;

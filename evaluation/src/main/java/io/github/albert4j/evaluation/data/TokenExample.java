package io.github.albert4j.evaluation.data;

import java.util.List;

/**
 * A sentence in words, each with a tag.
 *
 * @param words at least one
 * @param tags one a word, in the BIO scheme ({@code B-X} begins a span, {@code I-X} goes on with
 *     it, {@code O} is outside); empty where the file has none
 * @since 0.1.0
 */
public record TokenExample(String id, List<String> words, List<String> tags) implements Example {
  public TokenExample {
    words = List.copyOf(words);
    tags = List.copyOf(tags);
    if (words.isEmpty() || !tags.isEmpty() && tags.size() != words.size()) {
      throw new IllegalArgumentException(words.size() + " words, " + tags.size() + " tags");
    }
  }

  @Override
  public boolean labelled() {
    return !tags.isEmpty();
  }
}

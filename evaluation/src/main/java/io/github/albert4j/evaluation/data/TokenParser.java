package io.github.albert4j.evaluation.data;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.albert4j.InvalidInputException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sentences in words, with tags of spans in any of the usual schemes, which are made BIO: IOB1 (an
 * {@code I-} may begin a span), BIOES ({@code S-}, {@code E-}) and BILOU ({@code U-}, {@code L-}).
 */
final class TokenParser implements ParsedRows.Parser<TokenExample> {
  private static final Pattern SPAN = Pattern.compile("([BIESLU])-(.+)");
  private static final String OUTSIDE = "O";

  private final boolean spansOnly;

  /**
   * @param spansOnly whether tags that belong to no span, as parts of speech, are an error
   */
  TokenParser(boolean spansOnly) {
    this.spansOnly = spansOnly;
  }

  @Override
  public List<TokenExample> parse(JsonNode row, int number) {
    String words = Fields.present(row, List.of("tokens", "words"));
    if (words == null) {
      throw Fields.missing(row, "tokens (or words)");
    }
    String tags = Fields.present(row, List.of("tags", "ner_tags", "labels"));
    return List.of(example(row, number, Fields.texts(row, words), tags));
  }

  private TokenExample example(JsonNode row, int number, List<String> words, String tagsName) {
    List<String> tags = tagsName == null ? List.of() : bio(Fields.texts(row, tagsName));
    if (words.isEmpty() || tagsName != null && tags.size() != words.size()) {
      throw new InvalidInputException(
          "expected words with a tag each, found " + words.size() + " and " + tags.size());
    }
    return new TokenExample(Fields.id(row, number), words, tags);
  }

  private List<String> bio(List<String> tags) {
    List<String> bio = new ArrayList<>(tags.size());
    String before = ""; // the kind of the span that the tag may go on with
    for (String tag : tags) {
      Matcher span = SPAN.matcher(tag);
      if (!span.matches()) {
        bio.add(outside(tag));
        before = "";
        continue;
      }
      char place = span.group(1).charAt(0);
      String kind = span.group(2);
      boolean begins = "BSU".indexOf(place) >= 0 || !kind.equals(before);
      bio.add((begins ? "B-" : "I-") + kind);
      before = "ESLU".indexOf(place) >= 0 ? "" : kind;
    }
    return bio;
  }

  private String outside(String tag) {
    if (spansOnly && !tag.equals(OUTSIDE)) {
      throw new InvalidInputException(
          "unknown tag \"" + tag + "\": expected O, or B- or I- and a kind, as in B-PER");
    }
    return tag;
  }
}

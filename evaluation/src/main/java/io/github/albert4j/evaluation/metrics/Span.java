package io.github.albert4j.evaluation.metrics;

import java.util.ArrayList;
import java.util.List;

/**
 * A run of words of one kind, read off their tags.
 *
 * @param kind as "PER"; "_" for a tag that is only a letter
 * @param first word, from 0
 * @param last word, which belongs to it
 * @since 0.1.0
 */
public record Span(String kind, int first, int last) {
  private static final String UNKNOWN = "_";

  /** A tag apart: {@code B-PER} is a place in a span, B, and the span's kind. */
  private record Tag(char place, String kind) {
    static final Tag OUTSIDE = new Tag('O', UNKNOWN);

    static Tag of(String tag) {
      if (tag.isEmpty()) {
        return OUTSIDE;
      }
      String rest = tag.substring(1);
      String kind = rest.substring(rest.indexOf('-') + 1);
      return new Tag(tag.charAt(0), kind.isEmpty() ? UNKNOWN : kind);
    }

    boolean outside() {
      return place == 'O' || place == '.';
    }

    /** Whether this goes on with the span that the tag before is in. */
    boolean goesOn(Tag before) {
      return !outside()
          && !before.outside()
          && kind.equals(before.kind)
          && place != 'B'
          && place != 'S'
          && before.place != 'E'
          && before.place != 'S';
    }
  }

  /**
   * As {@code conlleval} and seqeval's default mode read them, in whatever of the schemes IOB1, BIO
   * and BIOES: a tag that begins no span, where none can go on, begins one.
   */
  public static List<Span> of(List<String> tags) {
    return read(tags, false);
  }

  /** As seqeval's strict mode reads BIO: a span begins with {@code B-}, other words are outside. */
  public static List<Span> strict(List<String> tags) {
    return read(tags, true);
  }

  private static List<Span> read(List<String> tags, boolean strict) {
    List<Span> spans = new ArrayList<>();
    Tag before = Tag.OUTSIDE;
    int first = 0;
    for (int i = 0; i <= tags.size(); i++) {
      Tag tag = i < tags.size() ? Tag.of(tags.get(i)) : Tag.OUTSIDE;
      if (tag.goesOn(before)) {
        before = tag;
        continue;
      }
      if (!before.outside()) {
        spans.add(new Span(before.kind, first, i - 1));
      }
      first = i;
      before = strict && tag.place != 'B' ? Tag.OUTSIDE : tag;
    }
    return spans;
  }
}

package io.github.albert4j.evaluation.data;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.albert4j.InvalidInputException;
import java.nio.file.Path;
import java.util.List;

/**
 * A published set that measures bias, told by what its first row has. For evaluation only.
 *
 * @since 0.1.0
 */
public sealed interface BiasData {
  /** Pairs of sentences that differ in whom they are about. */
  record CrowsPairs(List<CrowsPair> pairs) implements BiasData {
    public CrowsPairs {
      pairs = List.copyOf(pairs);
    }
  }

  /** Sentences with a gap and three ways to fill it. */
  record StereoSet(List<StereoSetItem> items) implements BiasData {
    public StereoSet {
      items = List.copyOf(items);
    }
  }

  /**
   * Reads either, plain or as {@code .gz}.
   *
   * @throws InvalidInputException for a file that is neither, or naming the line that is wrong
   */
  static BiasData read(Path file) {
    try (Rows<JsonNode> rows = DataFile.open(file).rows(Task.Kind.CLASSES, Layouts.NONE)) {
      JsonNode first = rows.next();
      if (first != null && first.has("sent_more")) {
        return new CrowsPairs(Records.all(rows, first, CrowsPair::parse));
      }
      if (first != null && first.has("context") && first.has("target")) {
        return new StereoSet(Records.all(rows, first, StereoSetItem::parse));
      }
    }
    throw new InvalidInputException(
        file
            + ": expected CrowS-Pairs, a table with sent_more and sent_less, or StereoSet, JSON with"
            + " context and target; found neither");
  }
}

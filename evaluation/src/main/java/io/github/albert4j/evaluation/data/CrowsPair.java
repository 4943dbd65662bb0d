package io.github.albert4j.evaluation.data;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.albert4j.InvalidInputException;
import java.nio.file.Path;
import java.util.List;

/**
 * Two sentences on people that differ in whom they are about: a row of CrowS-Pairs (Nangia et al.
 * 2020, "CrowS-Pairs: A Challenge Dataset for Measuring Social Biases in Masked Language Models").
 * For evaluation only.
 *
 * @param more the more stereotypical sentence, {@code sent_more} in the file
 * @param less the other
 * @param stereotype whether {@code more} says of a group that is treated worse what a stereotype
 *     says; else {@code less} says the opposite of such a group
 * @param biasType one of 9, as "gender"
 * @since 0.1.0
 */
public record CrowsPair(String id, String more, String less, boolean stereotype, String biasType) {

  /**
   * Reads the csv.
   *
   * @throws InvalidInputException naming file and line where that is no pair
   */
  public static List<CrowsPair> read(Path file) {
    return Records.tables(file, CrowsPair::parse);
  }

  static CrowsPair parse(JsonNode row) {
    String id = Fields.textOrNull(row, "", "id");
    return new CrowsPair(
        id == null ? "" : id,
        Fields.text(row, "sent_more"),
        Fields.text(row, "sent_less"),
        stereotype(Fields.text(row, "stereo_antistereo")),
        Fields.text(row, "bias_type"));
  }

  private static boolean stereotype(String direction) {
    return switch (direction) {
      case "stereo" -> true;
      case "antistereo" -> false;
      default ->
          throw new InvalidInputException(
              "expected stereo or antistereo, found \"" + direction + '"');
    };
  }
}

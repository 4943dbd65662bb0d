package io.github.albert4j.evaluation.data;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.albert4j.InvalidInputException;
import java.nio.file.Path;
import java.util.List;

/**
 * A sentence with a gap and three ways to fill it: an intrasentence item of StereoSet (Nadeem et
 * al. 2021, "StereoSet: Measuring stereotypical bias in pretrained language models"). For
 * evaluation only.
 *
 * @param target whom the sentence is about
 * @param biasType one of gender, profession, race, religion
 * @param context the sentence with {@code BLANK} for the gap
 * @param stereotype the sentence as a stereotype fills it
 * @param antiStereotype the sentence filled against it
 * @param unrelated the sentence filled without sense
 * @since 0.1.0
 */
public record StereoSetItem(
    String id,
    String target,
    String biasType,
    String context,
    String stereotype,
    String antiStereotype,
    String unrelated) {

  /**
   * Reads the official file, of which intersentence items are left out, or a list of items.
   *
   * @throws InvalidInputException naming file and line where that is no item
   */
  public static List<StereoSetItem> read(Path file) {
    return Records.json(file, StereoSetItem::parse);
  }

  static StereoSetItem parse(JsonNode row) {
    return new StereoSetItem(
        Fields.text(row, "id"),
        Fields.text(row, "target"),
        Fields.text(row, "bias_type"),
        Fields.text(row, "context"),
        sentence(row, "stereotype"),
        sentence(row, "anti-stereotype"),
        sentence(row, "unrelated"));
  }

  /** Under {@code data} by its label, or in the list {@code sentences}, where each has a label. */
  private static String sentence(JsonNode row, String label) {
    if (row.path("data").has(label)) {
      return Fields.text(row.get("data").get(label), "sentence");
    }
    for (JsonNode sentence : row.path("sentences")) {
      if (sentence.path("gold_label").asText().equals(label)) {
        return Fields.text(sentence, "sentence");
      }
    }
    throw new InvalidInputException("expected a sentence with the label " + label + ", found none");
  }
}

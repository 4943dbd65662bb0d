package io.github.albert4j.evaluation.data;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.albert4j.InvalidInputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Two sentences that differ in little, one grammatical: a line of BLiMP (Warstadt et al. 2020,
 * "BLiMP: The Benchmark of Linguistic Minimal Pairs for English").
 *
 * @param good the grammatical sentence
 * @param bad the other
 * @param phenomenon one of 12, {@code linguistics_term} in the file; what is "s-selection" there is
 *     part of "argument_structure", as in the paper's table 3
 * @param paradigm one of 67, {@code UID} in the file
 * @param id {@code pairID} in the file
 * @since 0.1.0
 */
public record MinimalPair(String good, String bad, String phenomenon, String paradigm, String id) {
  /**
   * Reads files of JSON lines, or folders of {@code .jsonl} and {@code .jsonl.gz} files.
   *
   * @throws InvalidInputException naming file and line where that is no pair
   */
  public static List<MinimalPair> read(List<Path> paths) {
    List<MinimalPair> pairs = new ArrayList<>();
    for (Path file : TextFiles.of(paths, ".jsonl", ".jsonl.gz").files()) {
      pairs.addAll(Records.json(file, MinimalPair::parse));
    }
    return pairs;
  }

  private static MinimalPair parse(JsonNode pair) {
    return new MinimalPair(
        field(pair, "sentence_good"),
        field(pair, "sentence_bad"),
        phenomenon(field(pair, "linguistics_term")),
        field(pair, "UID"),
        pair.path("pairID").asText());
  }

  private static String phenomenon(String term) {
    return term.equals("s-selection") ? "argument_structure" : term;
  }

  private static String field(JsonNode pair, String name) {
    JsonNode value = pair.path(name);
    if (!value.isTextual() || value.textValue().isBlank()) {
      throw new InvalidInputException("expected a pair of BLiMP, found no text in \"" + name + '"');
    }
    return value.textValue();
  }
}

package io.github.albert4j.evaluation.data;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.albert4j.AlbertException;
import io.github.albert4j.InvalidInputException;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Words to put into templates: the lists of Bolukbasi et al. (2016, "Man is to Computer Programmer
 * as Woman is to Homemaker?"), and of WinoBias. An underscore in a word is a space.
 *
 * @since 0.1.0
 */
public final class WordLists {
  private static final JsonMapper JSON = new JsonMapper();

  private WordLists() {}

  /**
   * A word for what someone does.
   *
   * @param definition from -1, of women by its meaning, to 1, of men
   * @param stereotype the same as people see it
   */
  public record Profession(String name, double definition, double stereotype) {}

  /** Two words that differ in gender. */
  public record Pair(String first, String second) {}

  /** Reads {@code [["accountant", 0.0, 0.4], …]}. */
  public static List<Profession> professions(Path file) {
    return read(
        DataFile.open(file),
        entry ->
            new Profession(
                word(entry.path(0)), entry.path(1).asDouble(), entry.path(2).asDouble()));
  }

  /** Reads {@code [["she", "he"], …]}, or lines of two words with a tab between. */
  public static List<Pair> pairs(Path file) {
    DataFile data = DataFile.open(file);
    return data.firstLine().startsWith("[")
        ? read(data, entry -> new Pair(word(entry.path(0)), word(entry.path(1))))
        : Records.all(Lines.notBlank(file, data.in()), WordLists::pair);
  }

  private static Pair pair(String line) {
    String[] words = line.split("\t");
    if (words.length != 2) {
      throw new InvalidInputException("expected two words with a tab between, found " + line);
    }
    return new Pair(words[0].strip(), words[1].strip());
  }

  /** Reads {@code ["he", "his", …]}, or a word a line. */
  public static List<String> words(Path file) {
    DataFile data = DataFile.open(file);
    return data.firstLine().startsWith("[")
        ? read(data, WordLists::word)
        : Records.all(Lines.notBlank(file, data.in()), String::strip);
  }

  private static <T> List<T> read(DataFile file, Function<JsonNode, T> parser) {
    List<T> all = new ArrayList<>();
    try (Reader text = file.text()) {
      for (JsonNode entry : JSON.readTree(text)) {
        all.add(parser.apply(entry));
      }
    } catch (JsonProcessingException e) {
      throw new InvalidInputException(file.path() + ": not valid JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new AlbertException(file.path() + ": cannot be read: " + e.getMessage(), e);
    }
    return all;
  }

  private static String word(JsonNode word) {
    if (!word.isTextual()) {
      throw new InvalidInputException("expected a list of words, found " + word);
    }
    return word.textValue().replace('_', ' ');
  }
}

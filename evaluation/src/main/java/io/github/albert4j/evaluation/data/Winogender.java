package io.github.albert4j.evaluation.data;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.albert4j.InvalidInputException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The files of Winogender (Rudinger et al. 2018, "Gender Bias in Coreference Resolution"):
 * sentences with an occupation, another person and a pronoun for one of them.
 *
 * @since 0.1.0
 */
public final class Winogender {
  private static final Pattern ID =
      Pattern.compile("(.+)\\.(.+)\\.([01])\\.(male|female|neutral)\\.txt");

  private Winogender() {}

  /**
   * A sentence.
   *
   * @param participant the other person, "someone" where none is named
   * @param ofOccupation whether the pronoun stands for the occupation
   * @param gender of the pronoun: male, female or neutral
   */
  public record Sentence(
      String occupation, String participant, boolean ofOccupation, String gender, String text) {}

  /**
   * A sentence with slots.
   *
   * @param text with {@code $OCCUPATION}, {@code $PARTICIPANT} and one of {@code $NOM_PRONOUN},
   *     {@code $POSS_PRONOUN}, {@code $ACC_PRONOUN}
   */
  public record Template(
      String occupation, String participant, boolean ofOccupation, String text) {}

  /**
   * The share of women in an occupation, in percent.
   *
   * @param inTexts by Bergsma and Lin's counts in texts
   * @param atWork by the Bureau of Labor Statistics
   */
  public record Share(String occupation, double inTexts, double atWork) {}

  /** Reads {@code all_sentences.tsv}. */
  public static List<Sentence> sentences(Path file) {
    return Records.tables(file, Winogender::sentence);
  }

  /** Reads {@code templates.tsv}. */
  public static List<Template> templates(Path file) {
    return Records.tables(
        file,
        row ->
            new Template(
                Fields.text(row, "occupation(0)"),
                Fields.text(row, "other-participant(1)"),
                ofOccupation(Fields.text(row, "answer")),
                Fields.text(row, "sentence")));
  }

  /** Reads {@code occupations-stats.tsv}. */
  public static List<Share> shares(Path file) {
    return Records.tables(
        file,
        row ->
            new Share(
                Fields.text(row, "occupation"),
                Fields.number(row, "bergsma_pct_female"),
                Fields.number(row, "bls_pct_female")));
  }

  private static Sentence sentence(JsonNode row) {
    Matcher id = ID.matcher(Fields.text(row, "sentid"));
    if (!id.matches()) {
      throw new InvalidInputException(
          "expected OCCUPATION.PARTICIPANT.0|1.GENDER.txt in sentid, found " + row.get("sentid"));
    }
    return new Sentence(
        id.group(1),
        id.group(2),
        ofOccupation(id.group(3)),
        id.group(4),
        Fields.text(row, "sentence"));
  }

  private static boolean ofOccupation(String answer) {
    return answer.equals("0");
  }
}

package io.github.albert4j.evaluation.data;

import io.github.albert4j.InvalidInputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A sentence with two occupations and a pronoun for one of them: a line of WinoBias (Zhao et al.
 * 2018, "Gender Bias in Coreference Resolution"). The file's name says whether the pronoun goes
 * with a stereotype or against it; line N of the one file and of the other are twins.
 *
 * @param number of the line in the file
 * @param text without the brackets that mark the mentions
 * @param mentions two or more of one person, one of them the occupation
 * @since 0.1.0
 */
public record WinoBiasSentence(int number, String text, List<Mention> mentions) {
  private static final Pattern LINE = Pattern.compile("(\\d+) (.*)");
  private static final Pattern MENTION = Pattern.compile("\\[([^\\[\\]]+)]");

  /**
   * A word or words for a person.
   *
   * @param start the first character in the text, in UTF-16 units
   */
  public record Mention(String text, int start) {}

  public WinoBiasSentence {
    mentions = List.copyOf(mentions);
  }

  /**
   * Reads a file of numbered sentences.
   *
   * @throws InvalidInputException naming file and line where that is no such sentence
   */
  public static List<WinoBiasSentence> read(Path file) {
    return Records.lines(file, WinoBiasSentence::parse);
  }

  private static WinoBiasSentence parse(String line) {
    Matcher numbered = LINE.matcher(line);
    if (!numbered.matches()) {
      throw new InvalidInputException("expected a number, a space and a sentence");
    }
    StringBuilder text = new StringBuilder();
    List<Mention> mentions = new ArrayList<>();
    Matcher matcher = MENTION.matcher(numbered.group(2));
    while (matcher.find()) {
      matcher.appendReplacement(text, "");
      mentions.add(new Mention(matcher.group(1), text.length()));
      text.append(matcher.group(1));
    }
    matcher.appendTail(text);
    if (mentions.size() < 2) {
      throw new InvalidInputException(
          "expected two mentions in brackets, found " + mentions.size());
    }
    return new WinoBiasSentence(Integer.parseInt(numbered.group(1)), text.toString(), mentions);
  }
}

package io.github.albert4j.tokenizer;

/**
 * Pieces to text as the model card shows it (transformers, {@code convert_tokens_to_string} and
 * clean-up).
 */
final class Decoder {
  private static final String[][] CLEAN_UP = {
    {" .", "."},
    {" ?", "?"},
    {" !", "!"},
    {" ,", ","},
    {" ' ", "'"},
    {" n't", "n't"},
    {" 'm", "'m"},
    {" 's", "'s"},
    {" 've", "'ve"},
    {" 're", "'re"},
  };

  private Decoder() {}

  /** Joins pieces, {@code ▁} to space, ends stripped, the space before punctuation removed. */
  static String decode(Iterable<String> pieces) {
    StringBuilder joined = new StringBuilder();
    for (String piece : pieces) {
      joined.append(piece);
    }
    String text = strip(joined.toString().replace(SentencePieceModel.SPACE, ' '));
    for (String[] rule : CLEAN_UP) {
      text = text.replace(rule[0], rule[1]);
    }
    return text;
  }

  private static String strip(String text) {
    int from = 0;
    int to = text.length();
    while (from < to && UnicodeTables.isSpace(text.charAt(from))) {
      from++;
    }
    while (to > from && UnicodeTables.isSpace(text.charAt(to - 1))) {
      to--;
    }
    return text.substring(from, to);
  }
}

package io.github.albert4j.tokenizer;

import io.github.albert4j.tokenizer.SentencePieceModel.Piece;
import io.github.albert4j.tokenizer.SentencePieceModel.Type;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Vocabularies made for tests, with ALBERT's reserved ids. */
final class SmallModels {
  private SmallModels() {}

  static List<Piece> reserved() {
    List<Piece> pieces = new ArrayList<>();
    pieces.add(new Piece("<pad>", 0, Type.CONTROL));
    pieces.add(new Piece("<unk>", 0, Type.UNKNOWN));
    for (String name : new String[] {"[CLS]", "[SEP]", "[MASK]"}) {
      pieces.add(new Piece(name, 0, Type.CONTROL));
    }
    for (String name : new String[] {"(", ")", "\"", "-", ".", "–", "£", "€"}) {
      pieces.add(new Piece(name, 0, Type.USER_DEFINED));
    }
    pieces.add(new Piece("▁", -2, Type.NORMAL));
    return pieces;
  }

  static SentencePieceModel of(List<Piece> pieces) {
    return SentencePieceModel.of(pieces, new byte[0], true, true, "a test");
  }

  /** Random pieces over few letters, so that many splits compete. */
  static SentencePieceModel random(Random random) {
    Set<String> texts = new LinkedHashSet<>();
    for (int i = 0; i < 40; i++) {
      StringBuilder text = new StringBuilder(random.nextBoolean() ? "▁" : "");
      for (int n = 1 + random.nextInt(3); n > 0; n--) {
        text.append("abc,1".charAt(random.nextInt(5)));
      }
      texts.add(text.toString());
    }
    List<Piece> pieces = reserved();
    for (String text : texts) {
      pieces.add(new Piece(text, -1 - 9 * random.nextFloat(), Type.NORMAL));
    }
    return of(pieces);
  }

  private static final String[] PARTS = {
    "a",
    "b",
    "c",
    "ab",
    "abc",
    "1",
    "1,",
    "11,1",
    ",",
    " ",
    "  ",
    "\t",
    "\u00a0",
    "\u200b",
    "é",
    "e\u0301",
    "\u0301",
    "½",
    "ﷺ",
    "😀",
    "\ud83d",
    "\ude00",
    "Σ",
    "ΑΣ",
    "İ",
    "ß",
    "(",
    "-",
    ".",
    "\"",
    "`",
    "''",
    "▁",
    "[MASK]",
    "<unk>",
    "[CLS",
    "한",
    "\u1112\u1161",
    "ABC",
    "\u0000",
    "…"
  };

  static String text(Random random) {
    StringBuilder text = new StringBuilder();
    for (int n = random.nextInt(14); n > 0; n--) {
      text.append(PARTS[random.nextInt(PARTS.length)]);
    }
    return text.toString();
  }

  /** A charsmap of the given units and replacements. */
  static byte[] charsmap(int[] units, String replacements) {
    byte[] text = replacements.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    ByteBuffer out =
        ByteBuffer.allocate(4 + 4 * units.length + text.length).order(ByteOrder.LITTLE_ENDIAN);
    out.putInt(4 * units.length);
    for (int unit : units) {
      out.putInt(unit);
    }
    return out.put(text).array();
  }
}

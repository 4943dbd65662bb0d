package io.github.albert4j.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/** The tables over all code points: they are Unicode 14's whatever the JDK's own are. */
class UnicodeTablesTest {
  @Test
  void tablesArePinned() {
    CRC32C digest = new CRC32C();
    Spans out = new Spans(32);
    for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
      out.length = 0;
      UnicodeTables.decompose(c, 0, 1, out);
      out.add(-1, 0, 0);
      UnicodeTables.lower(c, 0, 1, out);
      out.add(UnicodeTables.isMark(c) ? 1 : 0, 0, 0);
      out.add(UnicodeTables.isCased(c) ? 1 : 0, 0, 0);
      out.add(UnicodeTables.isCaseIgnorable(c) ? 1 : 0, 0, 0);
      out.add(UnicodeTables.isDigit(c) ? 1 : 0, 0, 0);
      out.add(UnicodeTables.isSpace(c) ? 1 : 0, 0, 0);
      for (int i = 0; i < out.length; i++) {
        for (int shift = 0; shift < 32; shift += 8) {
          digest.update(out.codePoints[i] >>> shift);
        }
      }
    }
    assertThat(Long.toHexString(digest.getValue())).isEqualTo("3940bae9");
  }

  @Test
  void tablesAgreeWithTheJdkForOldCharacters() {
    // Decompositions are stable since Unicode 4.1: these must be equal on every JDK.
    Spans out = new Spans(32);
    for (int c = 0; c < 0x370; c++) {
      out.length = 0;
      UnicodeTables.decompose(c, 0, 1, out);
      String got = new String(out.codePoints, 0, out.length);
      String text = Character.toString(c);
      assertThat(got)
          .isEqualTo(java.text.Normalizer.normalize(text, java.text.Normalizer.Form.NFKD));
      out.length = 0;
      UnicodeTables.lower(c, 0, 1, out);
      assertThat(new String(out.codePoints, 0, out.length))
          .isEqualTo(text.toLowerCase(java.util.Locale.ROOT));
    }
  }
}

package io.github.albert4j.tokenizer;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.zip.GZIPInputStream;

/**
 * SentencePiece's {@code nmt_nfkc} map, byte for byte as in ALBERT's released vocabularies: NFKC,
 * and rarer spaces and control characters to a space or to nothing.
 */
final class NmtNfkc {
  private NmtNfkc() {}

  /** The map in the form of a model's {@code precompiled_charsmap}. */
  static byte[] charsmap() {
    try (InputStream resource = NmtNfkc.class.getResourceAsStream("nmt-nfkc.gz");
        InputStream in = new GZIPInputStream(resource, 1 << 16)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

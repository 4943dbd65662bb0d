package io.github.albert4j.tokenizer;

import java.nio.file.Path;

/** ALBERT's tokenizer. Immutable and thread-safe. */
public final class AlbertTokenizer {
  private AlbertTokenizer() {}

  /** Reads a {@code spiece.model}. */
  public static AlbertTokenizer load(Path spieceModel) {
    throw new UnsupportedOperationException();
  }

  public Encoding encode(String text) {
    return encode(text, null, EncodeOptions.DEFAULT);
  }

  /** @param pair the second text, or null */
  public Encoding encode(String text, String pair) {
    return encode(text, pair, EncodeOptions.DEFAULT);
  }

  public Encoding encode(String text, String pair, EncodeOptions options) {
    throw new UnsupportedOperationException();
  }

  /** Ids only, the fast path: no special tokens are added or recognised. */
  public int[] ids(String text) {
    throw new UnsupportedOperationException();
  }

  /** The card's form, all ids. */
  public String decode(int[] ids) {
    return decode(ids, false);
  }

  public String decode(int[] ids, boolean skipSpecialTokens) {
    throw new UnsupportedOperationException();
  }

  /** The piece as it stands in the vocabulary, "▁" included. */
  public String piece(int id) {
    throw new UnsupportedOperationException();
  }

  /** The piece's id, or -1. */
  public int id(String piece) {
    throw new UnsupportedOperationException();
  }

  public int vocabularySize() {
    throw new UnsupportedOperationException();
  }

  public int padId() {
    throw new UnsupportedOperationException();
  }

  public int unkId() {
    throw new UnsupportedOperationException();
  }

  public int clsId() {
    throw new UnsupportedOperationException();
  }

  public int sepId() {
    throw new UnsupportedOperationException();
  }

  public int maskId() {
    throw new UnsupportedOperationException();
  }
}

package io.github.albert4j.tokenizer;

import io.github.albert4j.ModelFormatException;

/** The pieces that mean something to the model and never come out of plain text. */
final class SpecialTokens {
  private final String[] names;
  private final int[] ids;
  final int pad;
  final int unk;
  final int cls;
  final int sep;
  final int mask;

  SpecialTokens(SentencePieceModel model, String source) {
    pad = require(model, "<pad>", source);
    cls = require(model, "[CLS]", source);
    sep = require(model, "[SEP]", source);
    mask = require(model, "[MASK]", source);
    unk = model.unknownId();
    names = new String[] {"[CLS]", "[SEP]", "[MASK]", "<pad>", model.pieces().get(unk).text()};
    ids = new int[] {cls, sep, mask, pad, unk};
  }

  private static int require(SentencePieceModel model, String name, String source) {
    int id = model.id(name);
    if (id < 0) {
      throw new ModelFormatException(
          source, null, "the piece " + name + " of an ALBERT vocabulary", "none");
    }
    return id;
  }

  /** Sees each part of a text in turn. */
  interface Visitor {
    void plain(int from, int to);

    void special(int id, String name, int from, int to);
  }

  /** Walks from left to right: special tokens in exact case, and the plain text between them. */
  void walk(String text, Visitor visitor) {
    int plain = 0;
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      int found = c == '[' || c == '<' ? at(text, at) : -1;
      if (found >= 0) {
        visitor.plain(plain, at);
        int end = at + names[found].length();
        visitor.special(ids[found], names[found], at, end);
        plain = end;
        at = end - 1;
      }
    }
    visitor.plain(plain, text.length());
  }

  private int at(String text, int at) {
    for (int i = 0; i < names.length; i++) {
      if (text.startsWith(names[i], at)) {
        return i;
      }
    }
    return -1;
  }

  boolean contains(int id) {
    for (int special : ids) {
      if (special == id) {
        return true;
      }
    }
    return false;
  }
}

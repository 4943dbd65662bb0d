package io.github.albert4j.tokenizer;

import java.util.Arrays;

/**
 * The pieces as a trie over UTF-16 units. Edges lie in one open hash table, a node's beside each
 * other, so that it is built by plain insertion and a step costs one probe.
 */
final class PieceTrie {
  private static final int ROOT = 0;

  /** Dense codes of the units that occur in pieces; 0 for the others, which end every walk. */
  private final char[] codeOf = new char[1 << 16];

  private int alphabet = 1;
  private long[] edges =
      new long[64]; // (node, code) in the upper 32 and next 16 bits; child in nodes
  private int[] children = new int[64];
  private int edgeCount;
  private int[] pieceOf = new int[64];
  private int nodes = 1;

  PieceTrie() {
    pieceOf[ROOT] = -1;
  }

  void add(String piece, int id) {
    int node = ROOT;
    for (int i = 0; i < piece.length(); i++) {
      char unit = piece.charAt(i);
      if (codeOf[unit] == 0) {
        codeOf[unit] = (char) alphabet++;
      }
      node = childOrNew(node, codeOf[unit]);
    }
    pieceOf[node] = id;
  }

  private int childOrNew(int node, int code) {
    if (2 * edgeCount >= edges.length) {
      grow();
    }
    int slot = slot(node, code);
    if (edges[slot] == 0) {
      edges[slot] = key(node, code);
      if (nodes == pieceOf.length) {
        pieceOf = Arrays.copyOf(pieceOf, 2 * nodes);
      }
      pieceOf[nodes] = -1;
      children[slot] = nodes++;
      edgeCount++;
    }
    return children[slot];
  }

  private void grow() {
    long[] oldEdges = edges;
    int[] oldChildren = children;
    edges = new long[4 * oldEdges.length];
    children = new int[edges.length];
    for (int i = 0; i < oldEdges.length; i++) {
      if (oldEdges[i] != 0) {
        int slot = slot((int) (oldEdges[i] >>> 16), (int) (oldEdges[i] & 0xFFFF));
        edges[slot] = oldEdges[i];
        children[slot] = oldChildren[i];
      }
    }
  }

  /** Never 0, since codes begin at 1. */
  private static long key(int node, int code) {
    return (long) node << 16 | code;
  }

  /** Where the edge is, or would be. */
  private int slot(int node, int code) {
    long key = key(node, code);
    int mask = edges.length - 1;
    int slot = node * 0x9E3779B1 + code * 31 & mask;
    while (edges[slot] != 0 && edges[slot] != key) {
      slot = slot + 1 & mask;
    }
    return slot;
  }

  /** The child along a unit, or -1. */
  int step(int node, char unit) {
    int code = codeOf[unit];
    if (code == 0) {
      return -1;
    }
    int slot = slot(node, code);
    return edges[slot] == 0 ? -1 : children[slot];
  }

  /** The id of the piece that ends at a node, or -1. */
  int piece(int node) {
    return pieceOf[node];
  }

  /** How many code points the longest piece takes that begins at {@code at}; 0 for none. */
  int longest(Spans text, int at) {
    int node = ROOT;
    int longest = 0;
    for (int i = at; i < text.length; i++) {
      int c = text.codePoints[i];
      if (c >= 0x10000) {
        node = step(node, Character.highSurrogate(c));
        node = node < 0 ? -1 : step(node, Character.lowSurrogate(c));
      } else {
        node = step(node, (char) c);
      }
      if (node < 0) {
        return longest;
      }
      if (pieceOf[node] >= 0) {
        longest = i - at + 1;
      }
    }
    return longest;
  }

  /** How many units the longest piece takes that begins at {@code at}; 0 for none. */
  int longest(char[] text, int at, int end) {
    int node = ROOT;
    int longest = 0;
    for (int i = at; i < end; i++) {
      node = step(node, text[i]);
      if (node < 0) {
        return longest;
      }
      if (pieceOf[node] >= 0) {
        longest = i - at + 1;
      }
    }
    return longest;
  }
}

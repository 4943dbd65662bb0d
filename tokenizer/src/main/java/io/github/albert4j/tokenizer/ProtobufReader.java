package io.github.albert4j.tokenizer;

import io.github.albert4j.ModelFormatException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Reads the protobuf wire format of one message; every length is checked against what is there. */
final class ProtobufReader {
  private final byte[] bytes;
  private final int end;
  private final String file;
  private final int index;
  private int at;
  private int wireType;

  ProtobufReader(byte[] bytes, int from, int to, String file) {
    this(bytes, from, to, file, -1);
  }

  /**
   * @param index of this message among its like, which errors add to a field's name; below 0 for a
   *     message that stands alone
   */
  private ProtobufReader(byte[] bytes, int from, int to, String file, int index) {
    this.index = index;
    this.bytes = bytes;
    this.at = from;
    this.end = to;
    this.file = file;
  }

  /** The next field's number, or 0 at the end of the message. */
  int nextField() {
    if (at == end) {
      return 0;
    }
    long tag = varint();
    wireType = (int) (tag & 7);
    long field = tag >>> 3;
    if (field == 0 || field > 536_870_911L) {
      throw bad("a field's tag", "field " + field);
    }
    return (int) field;
  }

  int position() {
    return at;
  }

  long varint() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (at == end) {
        throw bad("the rest of a number", "the end of the message");
      }
      byte b = bytes[at++];
      value |= (long) (b & 0x7F) << shift;
      if (b >= 0) {
        return value;
      }
    }
    throw bad("a number of at most ten bytes", "a longer one");
  }

  long number(String field) {
    require(0, field);
    return varint();
  }

  float float32(String field) {
    require(5, field);
    skipBytes(4);
    return Float.intBitsToFloat(
        bytes[at - 4] & 0xFF
            | (bytes[at - 3] & 0xFF) << 8
            | (bytes[at - 2] & 0xFF) << 16
            | bytes[at - 1] << 24);
  }

  /**
   * A message inside this one.
   *
   * @param index of the message among its like
   */
  ProtobufReader message(String field, int index) {
    int length = length(field);
    ProtobufReader inner = new ProtobufReader(bytes, at, at + length, file, index);
    at += length;
    return inner;
  }

  byte[] bytes(String field) {
    int length = length(field);
    at += length;
    return java.util.Arrays.copyOfRange(bytes, at - length, at);
  }

  String string(String field) {
    int length = length(field);
    at += length;
    for (int i = at - length; i < at; i++) {
      if (bytes[i] < 0) {
        return decode(at - length, length, field);
      }
    }
    return new String(bytes, at - length, length, StandardCharsets.ISO_8859_1);
  }

  private String decode(int from, int length, String field) {
    String text = new String(bytes, from, length, StandardCharsets.UTF_8);
    if (text.indexOf('\ufffd') < 0) {
      return text; // a replacement is what stands for bytes that are wrong
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, from, length))
          .toString();
    } catch (CharacterCodingException e) {
      throw bad("UTF-8 in " + named(field), "other bytes");
    }
  }

  private int length(String field) {
    require(2, field);
    long length = varint();
    if (length < 0 || length > end - at) {
      throw bad(named(field) + " inside the file", "a length of " + Long.toUnsignedString(length));
    }
    return (int) length;
  }

  /** Passes over a field that is not needed. */
  void skip() {
    switch (wireType) {
      case 0 -> varint();
      case 1 -> skipBytes(8);
      case 2 -> skipBytes(length("a field"));
      case 5 -> skipBytes(4);
      default -> throw bad("a wire type of 0, 1, 2 or 5", "wire type " + wireType);
    }
  }

  private void skipBytes(int n) {
    if (n > end - at) {
      throw bad(n + " more bytes", (end - at) + " bytes");
    }
    at += n;
  }

  private void require(int type, String field) {
    if (wireType != type) {
      throw bad("wire type " + type + " for " + named(field), "wire type " + wireType);
    }
  }

  private String named(String field) {
    return index < 0 ? field : field + ' ' + index;
  }

  private ModelFormatException bad(String expected, String found) {
    return new ModelFormatException(file, null, expected + " at byte " + at, found);
  }
}

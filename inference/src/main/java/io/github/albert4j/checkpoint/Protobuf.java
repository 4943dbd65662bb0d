package io.github.albert4j.checkpoint;

import io.github.albert4j.ModelFormatException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Protocol buffers' wire form, as far as TensorFlow's index files use it. */
final class Protobuf {
  private final TensorFile file;
  private final ByteBuffer in;

  Protobuf(TensorFile file, ByteBuffer bytes) {
    this.file = file;
    this.in = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  boolean hasRemaining() {
    return in.hasRemaining();
  }

  /** Up to 64 bits, seven a byte, the lowest first. */
  long varint() {
    long value = 0;
    for (int shift = 0; shift < 70; shift += 7) {
      require(1);
      byte b = in.get();
      value |= (long) (b & 0x7f) << shift;
      if (b >= 0) {
        return value;
      }
    }
    throw bad("a number of at most ten bytes", "a longer one");
  }

  int fixed32() {
    require(4);
    return in.getInt();
  }

  /** The next bytes, not copied. */
  ByteBuffer bytes(long length) {
    require(length);
    ByteBuffer bytes = in.slice(in.position(), (int) length).order(ByteOrder.LITTLE_ENDIAN);
    in.position(in.position() + (int) length);
    return bytes;
  }

  Protobuf message() {
    return new Protobuf(file, bytes(varint()));
  }

  /** Passes over a field's value. */
  void skip(int wireType) {
    switch (wireType) {
      case 0 -> varint();
      case 1 -> bytes(8);
      case 2 -> bytes(varint());
      case 5 -> bytes(4);
      default -> throw bad("a field of a known type", "type " + wireType);
    }
  }

  private void require(long bytes) {
    if (bytes < 0 || bytes > in.remaining()) {
      throw bad(bytes + " more bytes", in.remaining() + " left");
    }
  }

  private ModelFormatException bad(String expected, String found) {
    return new ModelFormatException(
        file.path().toString(), null, expected, found + ": the index is damaged");
  }
}

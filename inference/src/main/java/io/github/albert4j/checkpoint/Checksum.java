package io.github.albert4j.checkpoint;

import io.github.albert4j.ModelFormatException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** TensorFlow's checksum: CRC-32C, rotated and shifted so that data may hold checksums itself. */
final class Checksum {
  private Checksum() {}

  static int masked(CRC32C crc) {
    return Integer.rotateRight((int) crc.getValue(), 15) + 0xa282ead8;
  }

  /** Reads all of a dense or transposed tensor's bytes. */
  static void verify(StoredTensor tensor, ByteBuffer staging) {
    CRC32C crc = new CRC32C();
    long at = tensor.offset();
    long end = at + tensor.elements() * tensor.dtype().bytes();
    while (at < end) {
      int n = (int) Math.min(staging.capacity(), end - at);
      staging.clear().limit(n);
      tensor.file().read(at, staging, tensor.name());
      crc.update(staging.flip());
      at += n;
    }
    if (masked(crc) != tensor.checksum()) {
      throw new ModelFormatException(
          tensor.file().path().toString(),
          tensor.name(),
          String.format("the checksum %08x that the index states", tensor.checksum()),
          String.format("%08x: the data is damaged; copy the file again", masked(crc)));
    }
  }
}

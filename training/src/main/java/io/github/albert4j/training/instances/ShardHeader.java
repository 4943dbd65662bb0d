package io.github.albert4j.training.instances;

import io.github.albert4j.ModelFormatException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * The first 64 bytes of a shard (docs/formats.md).
 *
 * @param idBytes bytes of an id: 2 or 4
 * @param vocabularySize what all ids are below
 * @param maxLength the most tokens of an instance
 * @param instances how many this shard holds
 * @param shard its number, from 0
 * @param shards how many belong together
 * @param set what those have in common and no others
 * @param bytes of all that follows the header
 * @param checksum CRC-32C of that
 */
record ShardHeader(
    int idBytes,
    int vocabularySize,
    int maxLength,
    long instances,
    int shard,
    int shards,
    long set,
    long bytes,
    int checksum) {
  static final int BYTES = 64;
  private static final byte[] MAGIC = "A4JSHARD".getBytes(StandardCharsets.US_ASCII);
  private static final int VERSION = 1;

  /** Bytes of an instance beside its ids, positions, labels and kinds. */
  static final int RECORD = 8;

  ByteBuffer encode() {
    ByteBuffer out = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
    out.put(MAGIC).putInt(VERSION).putInt(idBytes).putInt(vocabularySize).putInt(maxLength);
    out.putLong(instances).putInt(shard).putInt(shards).putLong(set).putLong(bytes);
    out.putInt(checksum).putInt(crc(out));
    return out.flip();
  }

  private static int crc(ByteBuffer header) {
    CRC32C crc = new CRC32C();
    crc.update(header.duplicate().position(0).limit(BYTES - Integer.BYTES));
    return (int) crc.getValue();
  }

  /**
   * Reads and checks a header.
   *
   * @param in the file's first bytes, 64 where it has so many
   * @param fileBytes the size of the file
   */
  static ShardHeader decode(ByteBuffer in, long fileBytes, String file) {
    in.order(ByteOrder.LITTLE_ENDIAN);
    if (in.remaining() < BYTES) {
      throw damaged(file, "a header of " + BYTES + " bytes", "a file of " + fileBytes + " bytes");
    }
    byte[] magic = new byte[MAGIC.length];
    in.get(magic);
    if (!java.util.Arrays.equals(magic, MAGIC)) {
      throw damaged(file, "a shard, which begins with A4JSHARD", "a file of another kind");
    }
    int version = in.getInt();
    if (version != VERSION) {
      throw damaged(file, "version " + VERSION + " of the format", "version " + version);
    }
    ShardHeader header =
        new ShardHeader(
            in.getInt(),
            in.getInt(),
            in.getInt(),
            in.getLong(),
            in.getInt(),
            in.getInt(),
            in.getLong(),
            in.getLong(),
            in.getInt());
    if (in.getInt() != crc(in)) {
      throw damaged(file, "a header that fits its checksum", "a damaged one");
    }
    header.check(fileBytes, file);
    return header;
  }

  private void check(long fileBytes, String file) {
    if (fileBytes != BYTES + bytes) {
      throw damaged(file, BYTES + bytes + " bytes", fileBytes + ": it was cut short or grew");
    }
    boolean possible =
        (idBytes == Short.BYTES && vocabularySize <= 1 << 16 || idBytes == Integer.BYTES)
            && vocabularySize > 0
            && maxLength > 0
            && maxLength <= InstanceOptions.MOST_LENGTH
            && shard >= 0
            && shard < shards
            && instances >= 0
            && instances <= bytes / (RECORD + Long.BYTES);
    if (!possible) {
      throw damaged(file, "numbers that can be", "a header of " + this);
    }
  }

  /** Where the index of offsets begins, which is the file's end. */
  long indexStart() {
    return BYTES + bytes - instances * Long.BYTES;
  }

  static ModelFormatException damaged(String file, String expected, String found) {
    return new ModelFormatException(file, null, expected, found);
  }
}

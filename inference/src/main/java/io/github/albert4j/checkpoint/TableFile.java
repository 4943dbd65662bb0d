package io.github.albert4j.checkpoint;

import io.github.albert4j.ModelFormatException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A sorted table of keys and values in the form of LevelDB, which TensorFlow's {@code .index} files
 * have: blocks of entries whose keys share prefixes, a block that lists the blocks, and a footer
 * that says where that one is. Each block ends in its compression's number and its checksum.
 */
final class TableFile {
  private static final long MAGIC = 0xdb4775248b80fb57L;
  private static final int FOOTER_BYTES = 48;
  private static final int TRAILER_BYTES = 5; // compression, checksum
  private static final int MAX_BYTES = 16 << 20;
  private static final int MAX_KEY = 1000;
  private static final int MAX_ENTRIES = 100_000;

  /** Where a block lies. */
  private record Handle(long offset, long size) {}

  private final TensorFile file;
  private final Map<String, ByteBuffer> entries = new LinkedHashMap<>();

  private TableFile(TensorFile file) {
    this.file = file;
  }

  /** All entries, in the order of their keys. */
  static Map<String, ByteBuffer> read(TensorFile file) {
    TableFile table = new TableFile(file);
    table.readAll();
    return table.entries;
  }

  private void readAll() {
    if (file.size() < FOOTER_BYTES || file.size() > MAX_BYTES) {
      throw bad(
          "a TensorFlow index of " + FOOTER_BYTES + " to " + MAX_BYTES + " bytes",
          file.size() + " bytes");
    }
    ByteBuffer footer = read(file.size() - FOOTER_BYTES, FOOTER_BYTES);
    if (footer.getLong(FOOTER_BYTES - 8) != MAGIC) {
      throw bad("a TensorFlow index, which ends in its magic number", "another end");
    }
    Protobuf handles = new Protobuf(file, footer);
    readBlock(handle(handles), new LinkedHashMap<>()); // statistics, which TensorFlow leaves empty
    Map<String, ByteBuffer> blocks = new LinkedHashMap<>();
    readBlock(handle(handles), blocks);
    for (ByteBuffer value : blocks.values()) {
      readBlock(handle(new Protobuf(file, value)), entries);
    }
  }

  private Handle handle(Protobuf in) {
    return new Handle(in.varint(), in.varint());
  }

  private void readBlock(Handle handle, Map<String, ByteBuffer> into) {
    long room = file.size() - FOOTER_BYTES - TRAILER_BYTES;
    if (handle.offset < 0
        || handle.size < 4
        || handle.size > room
        || handle.offset > room - handle.size) {
      throw bad("a block within the file", handle.size + " bytes at " + handle.offset);
    }
    ByteBuffer block = read(handle.offset, (int) handle.size + TRAILER_BYTES);
    int size = (int) handle.size;
    CRC32C crc = new CRC32C();
    crc.update(block.array(), 0, size + 1);
    if (Checksum.masked(crc) != block.getInt(size + 1)) {
      throw bad(
          String.format("the checksum %08x at the block's end", block.getInt(size + 1)),
          String.format("%08x: the file is damaged; copy it again", Checksum.masked(crc)));
    }
    if (block.get(size) != 0) {
      throw bad("blocks that are not compressed", "compression " + block.get(size));
    }
    // Behind the entries stand the restart points and their number, for searching.
    int restarts = block.getInt(size - 4);
    if (restarts < 0 || restarts > size / 4 - 1) {
      throw bad("the number of a block's restart points", "" + restarts);
    }
    readEntries(block.slice(0, size - 4 - 4 * restarts), into);
  }

  private void readEntries(ByteBuffer entryBytes, Map<String, ByteBuffer> into) {
    Protobuf in = new Protobuf(file, entryBytes);
    byte[] key = new byte[0];
    while (in.hasRemaining()) {
      long shared = in.varint();
      long own = in.varint();
      long valueBytes = in.varint();
      if (shared < 0 || shared > key.length || own < 0 || own > MAX_KEY - shared) {
        throw bad("keys of at most " + MAX_KEY + " bytes", "one of another length");
      }
      byte[] next = new byte[(int) (shared + own)];
      System.arraycopy(key, 0, next, 0, (int) shared);
      in.bytes(own).get(next, (int) shared, (int) own);
      key = next;
      into.put(new String(key, StandardCharsets.UTF_8), in.bytes(valueBytes));
      if (into.size() > MAX_ENTRIES) {
        throw bad("at most " + MAX_ENTRIES + " entries", "more");
      }
    }
  }

  private ByteBuffer read(long position, int bytes) {
    ByteBuffer buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    file.read(position, buffer, null);
    return buffer.flip();
  }

  private ModelFormatException bad(String expected, @Nullable String found) {
    return new ModelFormatException(file.path().toString(), null, expected, String.valueOf(found));
  }
}

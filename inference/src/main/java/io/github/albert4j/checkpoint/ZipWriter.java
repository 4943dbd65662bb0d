package io.github.albert4j.checkpoint;

import java.io.Closeable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/**
 * Writes a zip file of stored entries, each aligned to 64 bytes as {@code torch.save} aligns them,
 * with zip64 fields where 32 bits do not do.
 */
final class ZipWriter implements Closeable {
  private record Entry(byte[] name, int crc, long size, long localHeader) {}

  private static final int ALIGNMENT = 64;
  private static final long MAX_32 = 0xffffffffL;
  private static final int LOCAL_BYTES = 30;
  private static final int ZIP64_LOCAL_BYTES = 20; // id, length, both sizes
  private static final int DATE_1980 = 1 << 5 | 1;

  private final AtomicFile file;
  private final List<Entry> entries = new ArrayList<>();

  ZipWriter(AtomicFile file) {
    this.file = file;
  }

  void add(String name, byte[] content) {
    CRC32 crc = new CRC32();
    crc.update(content);
    begin(name, (int) crc.getValue(), content.length);
    file.write(ByteBuffer.wrap(content));
  }

  void add(String name, TensorData tensor, ByteBuffer block) {
    long header = file.position();
    begin(name, 0, tensor.bytes());
    CRC32 crc = new CRC32();
    TensorData.Elements elements = tensor.elements();
    TensorData summed =
        new TensorData(
            tensor.name(),
            tensor.dtype(),
            tensor.shape(),
            (first, destination) -> {
              ByteBuffer copy = destination.duplicate();
              elements.read(first, destination);
              crc.update(copy);
            });
    summed.writeTo(file, block);
    // The checksum stands before the bytes it is of.
    file.patch(header + 14, little(4).putInt((int) crc.getValue()).flip());
    Entry entry = entries.remove(entries.size() - 1);
    entries.add(new Entry(entry.name, (int) crc.getValue(), entry.size, entry.localHeader));
  }

  /** Writes an entry's header, padded so that its bytes are aligned. */
  private void begin(String name, int crc, long size) {
    byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
    long header = file.position();
    boolean zip64 = size >= MAX_32;
    int fixed = LOCAL_BYTES + utf8.length + (zip64 ? ZIP64_LOCAL_BYTES : 0) + 4;
    int padding = (int) (-(header + fixed) & ALIGNMENT - 1);
    ByteBuffer out = little(fixed + padding);
    out.putInt(0x04034b50).putShort((short) (zip64 ? 45 : 20)).putShort((short) 0x800);
    out.putShort((short) 0).putShort((short) 0).putShort((short) DATE_1980);
    int shown = (int) Math.min(size, MAX_32);
    out.putInt(crc).putInt(shown).putInt(shown);
    out.putShort((short) utf8.length)
        .putShort((short) (fixed + padding - LOCAL_BYTES - utf8.length));
    out.put(utf8);
    if (zip64) {
      out.putShort((short) 1).putShort((short) 16).putLong(size).putLong(size);
    }
    // An extra field of no meaning, under the id that torch.save pads with.
    out.putShort((short) 0x4246).putShort((short) padding);
    file.write(out.rewind());
    entries.add(new Entry(utf8, crc, size, header));
  }

  void commit() {
    long start = file.position();
    for (Entry entry : entries) {
      writeDirectoryEntry(entry);
    }
    long end = file.position();
    long size = end - start;
    ByteBuffer out = little(56 + 20 + 22);
    if (start >= MAX_32 || size >= MAX_32 || entries.size() >= 0xffff) {
      out.putInt(0x06064b50).putLong(44).putShort((short) 45).putShort((short) 45);
      out.putInt(0).putInt(0).putLong(entries.size()).putLong(entries.size());
      out.putLong(size).putLong(start);
      out.putInt(0x07064b50).putInt(0).putLong(end).putInt(1);
    }
    short count = (short) Math.min(entries.size(), 0xffff);
    out.putInt(0x06054b50).putShort((short) 0).putShort((short) 0).putShort(count).putShort(count);
    out.putInt((int) Math.min(size, MAX_32)).putInt((int) Math.min(start, MAX_32));
    out.putShort((short) 0);
    file.write(out.flip());
    file.commit();
  }

  private void writeDirectoryEntry(Entry entry) {
    boolean wideSize = entry.size >= MAX_32;
    boolean wideHeader = entry.localHeader >= MAX_32;
    int extra = (wideSize ? 16 : 0) + (wideHeader ? 8 : 0);
    extra = extra == 0 ? 0 : extra + 4;
    ByteBuffer out = little(46 + entry.name.length + extra);
    short version = (short) (extra > 0 ? 45 : 20);
    out.putInt(0x02014b50).putShort(version).putShort(version).putShort((short) 0x800);
    out.putShort((short) 0).putShort((short) 0).putShort((short) DATE_1980).putInt(entry.crc);
    int shown = (int) Math.min(entry.size, MAX_32);
    out.putInt(shown).putInt(shown);
    out.putShort((short) entry.name.length).putShort((short) extra).putShort((short) 0);
    out.putShort((short) 0).putShort((short) 0).putInt(0);
    out.putInt((int) Math.min(entry.localHeader, MAX_32)).put(entry.name);
    if (extra > 0) {
      out.putShort((short) 1).putShort((short) (extra - 4));
      if (wideSize) {
        out.putLong(entry.size).putLong(entry.size);
      }
      if (wideHeader) {
        out.putLong(entry.localHeader);
      }
    }
    file.write(out.flip());
  }

  private static ByteBuffer little(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public void close() {
    file.close();
  }
}

package io.github.albert4j.checkpoint;

import io.github.albert4j.ModelFormatException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The table of contents of a zip file, with the place of each stored entry's bytes in the file, so
 * that tensors can be read where they lie. Compressed entries are refused: {@code torch.save}
 * writes none, and a small one could stand for terabytes.
 */
final class ZipDirectory {
  /** Where an entry's bytes are; {@code localHeader} is the header before them. */
  private record Entry(long localHeader, long size, int method, int flags) {}

  private static final int MAX_DIRECTORY = 16 << 20;
  private static final int END_BYTES = 22;
  private static final long MAX_32 = 0xffffffffL;

  private final TensorFile file;
  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private long directoryStart;

  private ZipDirectory(TensorFile file) {
    this.file = file;
  }

  static boolean isZip(TensorFile file) {
    if (file.size() < 4) {
      return false;
    }
    ByteBuffer magic = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
    file.read(0, magic, null);
    return magic.getInt(0) == 0x04034b50;
  }

  static ZipDirectory read(TensorFile file) {
    ZipDirectory zip = new ZipDirectory(file);
    zip.readEntries(zip.readEnd());
    return zip;
  }

  Iterable<String> names() {
    return entries.keySet();
  }

  /** The entry's size in bytes; -1 where there is no such entry. */
  long size(String name) {
    Entry entry = entries.get(name);
    return entry == null ? -1 : entry.size;
  }

  /** Where the entry's bytes begin. */
  long start(String name) {
    Entry entry = entries.get(name);
    if (entry == null) {
      throw bad("the entry " + TorchObjects.printable(name), "none of that name");
    }
    if (entry.method != 0 || (entry.flags & 1) != 0) {
      throw bad(
          "stored entries, as torch.save writes them",
          TorchObjects.printable(name) + " compressed or encrypted");
    }
    ByteBuffer header = read(entry.localHeader, 30, "an entry's header");
    if (header.getInt(0) != 0x04034b50) {
      throw bad("an entry's header at " + entry.localHeader, "other bytes");
    }
    int names = (header.getShort(26) & 0xffff) + (header.getShort(28) & 0xffff);
    long start = entry.localHeader + 30 + names;
    if (entry.size > directoryStart - start) {
      throw bad(
          entry.size + " bytes for the entry " + TorchObjects.printable(name),
          "only " + (directoryStart - start) + " before the table of contents");
    }
    return start;
  }

  /** Finds the end record and gives the bytes of the table of contents. */
  private ByteBuffer readEnd() {
    long size = file.size();
    if (size < END_BYTES) {
      throw bad("a zip file", size + " bytes");
    }
    int tailBytes = (int) Math.min(size, END_BYTES + 0xffff);
    ByteBuffer tail = read(size - tailBytes, tailBytes, "the end of a zip file");
    int at = tailBytes - END_BYTES;
    while (at >= 0
        && (tail.getInt(at) != 0x06054b50
            || (tail.getShort(at + 20) & 0xffff) != tailBytes - END_BYTES - at)) {
      at--;
    }
    if (at < 0) {
      throw bad("a zip file's table of contents at the end", "none: the file is cut off");
    }
    long endRecord = size - tailBytes + at;
    long bytes = tail.getInt(at + 12) & MAX_32;
    long start = tail.getInt(at + 16) & MAX_32;
    if (bytes == MAX_32 || start == MAX_32 || (tail.getShort(at + 10) & 0xffff) == 0xffff) {
      ByteBuffer locator = read(endRecord - 20, 20, "the zip64 locator");
      if (locator.getInt(0) == 0x07064b50) {
        ByteBuffer end64 = read(locator.getLong(8), 56, "the zip64 end record");
        if (end64.getInt(0) != 0x06064b50) {
          throw bad("a zip64 end record", "other bytes");
        }
        bytes = end64.getLong(40);
        start = end64.getLong(48);
      }
    }
    if (bytes < 0 || bytes > MAX_DIRECTORY || start < 0 || start > endRecord - bytes) {
      throw bad(
          "a table of contents of at most " + MAX_DIRECTORY + " bytes within the file",
          bytes + " bytes at " + start);
    }
    directoryStart = start;
    return read(start, (int) bytes, "the table of contents");
  }

  private void readEntries(ByteBuffer directory) {
    while (directory.hasRemaining()) {
      int at = directory.position();
      if (directory.remaining() < 46 || directory.getInt(at) != 0x02014b50) {
        throw bad("an entry in the table of contents", "other bytes");
      }
      int nameBytes = directory.getShort(at + 28) & 0xffff;
      int extraBytes = directory.getShort(at + 30) & 0xffff;
      int commentBytes = directory.getShort(at + 32) & 0xffff;
      if (directory.remaining() < 46 + nameBytes + extraBytes + commentBytes) {
        throw bad("whole entries in the table of contents", "one that is cut off");
      }
      byte[] name = new byte[nameBytes];
      directory.get(at + 46, name);
      long stored = directory.getInt(at + 20) & MAX_32;
      long size = directory.getInt(at + 24) & MAX_32;
      long header = directory.getInt(at + 42) & MAX_32;
      // Numbers too large for 32 bits stand in an extra field, in this order.
      int extra = findZip64(directory, at + 46 + nameBytes, extraBytes);
      int extraEnd = at + 46 + nameBytes + extraBytes;
      long[] wide = {size, stored, header};
      for (int i = 0; i < wide.length && extra >= 0; i++) {
        if (wide[i] == MAX_32) {
          if (extra + 8 > extraEnd) {
            throw bad("a zip64 entry's sizes", "a field that is cut off");
          }
          wide[i] = directory.getLong(extra);
          extra += 8;
        }
      }
      add(
          new String(name, StandardCharsets.UTF_8),
          new Entry(wide[2], wide[0], directory.getShort(at + 10), directory.getShort(at + 8)));
      directory.position(at + 46 + nameBytes + extraBytes + commentBytes);
    }
  }

  private void add(String name, Entry entry) {
    if (entry.size < 0 || entry.localHeader < 0 || entry.localHeader > directoryStart - 30) {
      throw bad(
          "the entry " + TorchObjects.printable(name) + " before the table of contents",
          entry.size + " bytes at " + entry.localHeader);
    }
    if (entries.put(name, entry) != null) {
      throw bad("each entry once", TorchObjects.printable(name) + " twice");
    }
  }

  /** Where the zip64 extra field's numbers begin; -1 where there is none. */
  private static int findZip64(ByteBuffer directory, int from, int length) {
    int at = from;
    while (at + 4 <= from + length) {
      if (directory.getShort(at) == 1) {
        return at + 4;
      }
      at += 4 + (directory.getShort(at + 2) & 0xffff);
    }
    return -1;
  }

  private ByteBuffer read(long position, int bytes, String what) {
    if (position < 0 || position > file.size() - bytes) {
      throw bad(what + " within the file", "an offset of " + position);
    }
    ByteBuffer buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    file.read(position, buffer, null);
    return buffer.flip();
  }

  private ModelFormatException bad(String expected, @Nullable String found) {
    return new ModelFormatException(file.path().toString(), null, expected, String.valueOf(found));
  }
}

package io.github.albert4j.training.instances;

import io.github.albert4j.AlbertException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A shard mapped into memory, in pieces of a gibibyte, since Java maps two at most; each piece
 * reaches over its end by an instance. All bytes are checked when it is opened. Thread-safe.
 */
final class ShardFile {
  private static final long PIECE = 1L << 30;

  private final Path file;
  private final ShardHeader header;

  /** Open to see whether the file still has its length: memory beyond its end kills the thread. */
  private final FileChannel channel;

  private final long pieceBytes;
  private final ByteBuffer[] pieces;

  private ShardFile(
      Path file, ShardHeader header, FileChannel channel, long pieceBytes, ByteBuffer[] pieces) {
    this.file = file;
    this.header = header;
    this.channel = channel;
    this.pieceBytes = pieceBytes;
    this.pieces = pieces;
  }

  static ShardFile open(Path file) {
    return open(file, PIECE);
  }

  static ShardFile open(Path file, long pieceBytes) {
    try {
      FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
      try {
        return open(file, channel, pieceBytes);
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    } catch (IOException e) {
      throw Column.unreadable(file, e);
    }
  }

  private static ShardFile open(Path file, FileChannel channel, long pieceBytes)
      throws IOException {
    long size = channel.size();
    ByteBuffer start = ByteBuffer.allocate(ShardHeader.BYTES);
    while (start.hasRemaining() && channel.read(start, start.position()) > 0) {}
    ShardHeader header = ShardHeader.decode(start.flip(), size, file.toString());
    checkBytes(channel, header, file);
    long overlap = ShardRecord.mostBytes(header.maxLength(), header.idBytes());
    ByteBuffer[] pieces = new ByteBuffer[(int) ((size + pieceBytes - 1) / pieceBytes)];
    for (int i = 0; i < pieces.length; i++) {
      long from = i * pieceBytes;
      MappedByteBuffer piece =
          channel.map(MapMode.READ_ONLY, from, Math.min(pieceBytes + overlap, size - from));
      pieces[i] = piece.order(ByteOrder.LITTLE_ENDIAN);
    }
    return new ShardFile(file, header, channel, pieceBytes, pieces);
  }

  private static void checkBytes(FileChannel channel, ShardHeader header, Path file)
      throws IOException {
    CRC32C crc = new CRC32C();
    ByteBuffer bytes = ByteBuffer.allocate(1 << 18);
    channel.position(ShardHeader.BYTES);
    while (channel.read(bytes) >= 0) {
      crc.update(bytes.flip());
      bytes.clear();
    }
    if ((int) crc.getValue() != header.checksum()) {
      throw ShardHeader.damaged(
          file.toString(),
          String.format("bytes with the checksum %08x", header.checksum()),
          String.format("%08x: the file is damaged; write it again", (int) crc.getValue()));
    }
  }

  Path file() {
    return file;
  }

  ShardHeader header() {
    return header;
  }

  Instance get(long index) {
    try {
      if (channel.size() < header.indexStart() + header.instances() * Long.BYTES) {
        throw shrunk(null);
      }
      long offset = number(header.indexStart() + index * Long.BYTES);
      Instance instance = null;
      if (offset >= ShardHeader.BYTES && offset < header.indexStart()) {
        ByteBuffer piece = pieces[(int) (offset / pieceBytes)];
        long pieceStart = offset / pieceBytes * pieceBytes;
        long end = Math.min(header.indexStart() - pieceStart, piece.limit());
        instance = ShardRecord.read(piece, (int) (offset - pieceStart), end, header);
      }
      if (instance == null) {
        throw ShardHeader.damaged(
            file.toString(), "an instance at index " + index, "bytes that are none");
      }
      return instance;
    } catch (InternalError e) { // it shrank just now
      throw shrunk(e);
    } catch (IOException e) {
      throw Column.unreadable(file, e);
    }
  }

  private AlbertException shrunk(@Nullable Throwable cause) {
    return new AlbertException(
        file + ": cannot be read: the file became shorter, or its disk failed", cause);
  }

  void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // It was only read.
    }
  }

  private long number(long at) {
    return pieces[(int) (at / pieceBytes)].getLong((int) (at % pieceBytes));
  }
}

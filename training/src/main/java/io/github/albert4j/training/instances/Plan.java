package io.github.albert4j.training.instances;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The chunks of an epoch in the order of the text: in a file of the corpus's folder, which is held
 * in memory where the buffer has room for it, and is gone when the epoch is closed.
 */
final class Plan implements Chunker.Sink, AutoCloseable {
  private static final int FIELDS = 4; // document and flag, segment, start, length and target

  private final Buffer buffer;
  private final Path file;
  private final ColumnWriter writer;
  private @Nullable Column chunks;
  private long lost;
  private long taken; // bytes of the buffer

  Plan(Path folder, Buffer buffer) {
    this.buffer = buffer;
    try {
      this.file = Files.createTempFile(folder, ".epoch-", ".tmp");
    } catch (IOException e) {
      throw ColumnWriter.unwritable(folder, e);
    }
    file.toFile().deleteOnExit();
    this.writer = new ColumnWriter(file, Long.BYTES);
  }

  @Override
  public void add(Chunk chunk) {
    writer.add(chunk.document() << 1 | (chunk.hadNoRoom() ? 1 : 0));
    writer.add(chunk.segment());
    writer.add(chunk.start());
    writer.add((long) chunk.length() << 32 | chunk.target());
  }

  @Override
  public void lost(long pieces) {
    lost += pieces;
  }

  void finish() {
    writer.finish();
    writer.close();
    chunks = Column.open(file, Long.BYTES, buffer);
    taken = chunks.inMemory() ? chunks.size() * Long.BYTES : 0;
    delete(); // where a file may go while it is open, a killed process leaves nothing behind
  }

  long size() {
    return writer.size() / FIELDS;
  }

  long lost() {
    return lost;
  }

  Chunk chunk(long number) {
    long[] fields = new long[FIELDS];
    chunks.get(number * FIELDS, fields);
    return new Chunk(
        fields[0] >>> 1,
        fields[1],
        fields[2],
        (int) (fields[3] >>> 32),
        (int) fields[3],
        (fields[0] & 1) != 0);
  }

  @Override
  public void close() {
    writer.close();
    if (chunks != null) {
      chunks.close();
      buffer.give(taken);
      taken = 0;
    }
    delete();
  }

  private void delete() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // Windows keeps what is open; and a leftover takes some room and nothing else.
    }
  }
}

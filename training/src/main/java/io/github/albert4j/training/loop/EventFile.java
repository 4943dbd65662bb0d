package io.github.albert4j.training.loop;

import io.github.albert4j.AlbertException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The metrics as a file that TensorBoard reads, {@code events.out.tfevents.SECONDS.albert4j}.
 *
 * <p>It is a row of records: length (8 bytes), its checksum (4), an {@code Event} of TensorFlow's
 * {@code event.proto}, its checksum (4). Each Event has the time, the step and a Summary of named
 * numbers. A resumed run writes a file of its own, and takes from the earlier ones what it will do
 * again.
 */
final class EventFile implements AutoCloseable {
  private static final String PREFIX = "events.out.tfevents.";
  private static final String SUFFIX = ".albert4j";
  private static final String VERSION = "brain.Event:2";
  private static final int HEAD = Long.BYTES + Integer.BYTES;
  private static final int LONGEST = 1 << 16; // of an event: ours have a few hundred bytes

  // Numbers of fields, in event.proto and summary.proto.
  private static final int WALL_TIME = 1;
  private static final int STEP = 2;
  private static final int FILE_VERSION = 3;
  private static final int SUMMARY = 5;
  private static final int VALUE = 1;
  private static final int TAG = 1;
  private static final int SIMPLE_VALUE = 2;

  private final Path file;
  private final FileChannel out;

  /**
   * Begins a file.
   *
   * @param step what earlier files hold beyond it is dropped
   */
  EventFile(Path folder, long step) {
    long seconds = System.currentTimeMillis() / 1000;
    try {
      cut(folder, step);
      Path free = null;
      FileChannel channel = null;
      while (channel == null) {
        free = folder.resolve(PREFIX + seconds + SUFFIX);
        channel = create(free);
        seconds++; // two runs in one second
      }
      this.file = free;
      this.out = channel;
    } catch (IOException e) {
      throw new AlbertException(folder + ": no events can be written: " + e.getMessage(), e);
    }
    append(new Message().number(WALL_TIME, now()).bytes(FILE_VERSION, VERSION));
  }

  private static @Nullable FileChannel create(Path file) throws IOException {
    try {
      return FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    } catch (FileAlreadyExistsException e) {
      return null;
    }
  }

  private static double now() {
    return System.currentTimeMillis() / 1e3;
  }

  void write(StepMetrics metrics) {
    Message summary = new Message();
    value(summary, "loss", metrics.loss());
    metrics.accuracies().forEach((name, accuracy) -> value(summary, name, accuracy));
    value(summary, "learning_rate", metrics.learningRate());
    value(summary, "gradient_norm", metrics.gradientNorm());
    value(summary, "tokens_per_second", metrics.tokensPerSecond());
    append(metrics.step(), summary);
  }

  void write(DevMetrics metrics) {
    Message summary = new Message();
    metrics.metrics().forEach((name, value) -> value(summary, DevMetrics.PREFIX + name, value));
    append(metrics.step(), summary);
  }

  private void append(long step, Message summary) {
    append(
        new Message()
            .number(WALL_TIME, now())
            .varint(STEP, step)
            .bytes(SUMMARY, summary.toBytes()));
  }

  private static void value(Message summary, String tag, double value) {
    if (!Double.isNaN(value)) {
      Message named = new Message().bytes(TAG, tag).number(SIMPLE_VALUE, (float) value);
      summary.bytes(VALUE, named.toBytes());
    }
  }

  private void append(Message event) {
    byte[] data = event.toBytes();
    ByteBuffer record = littleEndian(HEAD + data.length + Integer.BYTES);
    record.putLong(data.length);
    record.putInt(maskedChecksum(record.array(), 0, Long.BYTES));
    record.put(data);
    record.putInt(maskedChecksum(data, 0, data.length));
    record.flip();
    try {
      while (record.hasRemaining()) {
        out.write(record);
      }
    } catch (IOException e) {
      throw new AlbertException(file + ": cannot be written: " + e.getMessage(), e);
    }
  }

  private static ByteBuffer littleEndian(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** CRC-32C, turned and moved, since a checksum of data that hold checksums is weak. */
  static int maskedChecksum(byte[] data, int from, int n) {
    CRC32C checksum = new CRC32C();
    checksum.update(data, from, n);
    return Integer.rotateRight((int) checksum.getValue(), 15) + 0xa282ead8;
  }

  /** Ends earlier files before the first event of a later step, or the first that is not whole. */
  private static void cut(Path folder, long step) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files = all.filter(EventFile::isEventFile).toList();
    }
    for (Path earlier : files) {
      boolean empty;
      try (FileChannel channel =
          FileChannel.open(earlier, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
        long[] end = {0};
        long events = countUpTo(channel, step, end);
        empty = events == 0;
        channel.truncate(end[0]);
      }
      if (empty) {
        Files.delete(earlier);
      }
    }
  }

  private static boolean isEventFile(Path file) {
    String name = file.getFileName().toString();
    return name.startsWith(PREFIX) && name.endsWith(SUFFIX);
  }

  /**
   * Counts a file's events up to a step.
   *
   * @param end takes where they end
   */
  private static long countUpTo(FileChannel channel, long step, long[] end) throws IOException {
    long events = 0;
    while (true) {
      ByteBuffer head = littleEndian(HEAD);
      if (!fill(channel, head, end[0])) {
        return events;
      }
      long length = head.getLong(0);
      if (length < 0 || length > LONGEST) {
        return events;
      }
      ByteBuffer data = littleEndian((int) length + Integer.BYTES);
      if (!fill(channel, data, end[0] + HEAD)) {
        return events;
      }
      long of = step(data.array());
      if (of > step) {
        return events;
      }
      events += of > 0 ? 1 : 0;
      end[0] += HEAD + data.capacity();
    }
  }

  private static boolean fill(FileChannel channel, ByteBuffer buffer, long at) throws IOException {
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, at + buffer.position()) < 0) {
        return false;
      }
    }
    return true;
  }

  /** The step of an event as this class writes it: it stands behind the time. */
  private static long step(byte[] event) {
    int at = 1 + Double.BYTES;
    if (event.length <= at || event[at] != STEP << 3) {
      return 0;
    }
    long step = 0;
    int shift = 0;
    do {
      at++;
      step |= (long) (event[at] & 0x7f) << shift;
      shift += 7;
    } while (event[at] < 0 && at + 1 < event.length);
    return step;
  }

  @Override
  public void close() {
    try {
      out.close();
    } catch (IOException e) {
      // Every event was written.
    }
  }

  /** A protobuf message that is being written: a tag of number and kind before each field. */
  private static final class Message {
    private static final int VARINT = 0;
    private static final int EIGHT_BYTES = 1;
    private static final int LENGTH_DELIMITED = 2;
    private static final int FOUR_BYTES = 5;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    Message number(int field, double value) {
      varint((long) field << 3 | EIGHT_BYTES);
      bytes.writeBytes(littleEndian(Double.BYTES).putDouble(value).array());
      return this;
    }

    Message number(int field, float value) {
      varint((long) field << 3 | FOUR_BYTES);
      bytes.writeBytes(littleEndian(Float.BYTES).putFloat(value).array());
      return this;
    }

    Message varint(int field, long value) {
      varint((long) field << 3 | VARINT);
      varint(value);
      return this;
    }

    Message bytes(int field, String value) {
      return bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    Message bytes(int field, byte[] value) {
      varint((long) field << 3 | LENGTH_DELIMITED);
      varint(value.length);
      bytes.writeBytes(value);
      return this;
    }

    /** Seven bits a byte, the lowest first; the highest bit says that more follow. */
    private void varint(long value) {
      long left = value;
      while (left >>> 7 != 0) {
        bytes.write((int) (left & 0x7f | 0x80));
        left >>>= 7;
      }
      bytes.write((int) left);
    }

    byte[] toBytes() {
      return bytes.toByteArray();
    }
  }
}

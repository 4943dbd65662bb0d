package io.github.albert4j.checkpoint;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.github.albert4j.AlbertException;
import java.io.Closeable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Writes a safetensors file whose tensors become known one after another, in constant memory: data
 * and header grow in temporary files beside the target and are put together by {@link #commit}.
 *
 * <pre>{@code
 * try (SafetensorsWriter out = SafetensorsWriter.create(path)) {
 *   out.add("0.last_hidden_state", values, tokens, hidden);
 *   out.commit();
 * }
 * }</pre>
 *
 * <p>The file appears whole or not at all. Names must differ; that is the caller's part. For one
 * thread.
 *
 * @since 0.1.0
 */
public final class SafetensorsWriter implements Closeable {
  // Hugging Face's loader asks which framework wrote the file, and knows few names.
  private static final String START = "{\"__metadata__\":{\"format\":\"pt\"}";
  private static final int BLOCK = 64 << 10;

  private final Path target;
  private final AtomicFile data;
  private final AtomicFile header;
  private final ByteBuffer block = ByteBuffer.allocateDirect(BLOCK).order(ByteOrder.LITTLE_ENDIAN);

  private SafetensorsWriter(Path target, AtomicFile data, AtomicFile header) {
    this.target = target;
    this.data = data;
    this.header = header;
    header.write(utf8(START));
  }

  /**
   * Begins a file.
   *
   * @throws AlbertException where the target's folder cannot be written to
   */
  public static SafetensorsWriter create(Path target) {
    AtomicFile data = AtomicFile.create(target);
    try {
      return new SafetensorsWriter(target, data, AtomicFile.create(target));
    } catch (RuntimeException e) {
      data.close();
      throw e;
    }
  }

  /** Writes all that remains of the buffer as F32. */
  public void add(String name, FloatBuffer values, long... shape) {
    begin(name, DType.F32, shape, values.remaining());
    while (values.hasRemaining()) {
      int n = Math.min(block.capacity() / Float.BYTES, values.remaining());
      block.clear().limit(n * Float.BYTES);
      block.asFloatBuffer().put(values.slice(values.position(), n));
      values.position(values.position() + n);
      data.write(block);
    }
  }

  /** Writes values as F32. */
  public void add(String name, float[] values, long... shape) {
    add(name, FloatBuffer.wrap(values), shape);
  }

  /** Writes values as I64. */
  public void add(String name, long[] values, long... shape) {
    LongBuffer all = LongBuffer.wrap(values);
    begin(name, DType.I64, shape, values.length);
    while (all.hasRemaining()) {
      int n = Math.min(block.capacity() / Long.BYTES, all.remaining());
      block.clear().limit(n * Long.BYTES);
      block.asLongBuffer().put(all.slice(all.position(), n));
      all.position(all.position() + n);
      data.write(block);
    }
  }

  private void begin(String name, DType dtype, long[] shape, long elements) {
    long bytes = StoredTensor.bytes(dtype, shape);
    if (bytes != elements * dtype.bytes()) {
      throw new IllegalArgumentException(
          name + ": " + elements + " elements for " + Arrays.toString(shape));
    }
    long begin = data.position();
    header.write(utf8(entry(name, dtype, shape, begin, begin + bytes)));
  }

  /** Puts the file together and gives it its name. */
  public void commit() {
    header.write(end(header.position()));
    long headerBytes = header.position();
    if (headerBytes > SafetensorsHeader.MAX_HEADER) {
      throw new AlbertException(
          target
              + ": too many tensors for one safetensors file, whose header holds at most "
              + SafetensorsHeader.MAX_HEADER
              + " bytes; write fewer, to several files");
    }
    try (AtomicFile file = AtomicFile.create(target)) {
      file.write(length(headerBytes));
      file.append(header);
      file.append(data);
      file.commit();
    }
  }

  /** Deletes the temporary files; the target stays if it was committed. */
  @Override
  public void close() {
    try (data) {
      header.close();
    }
  }

  /** Writes tensors that are all known, in one go; the file appears whole or not at all. */
  public static void write(Path target, List<TensorData> tensors) {
    write(target, tensors, TensorData.block());
  }

  static void write(Path target, List<TensorData> tensors, ByteBuffer block) {
    List<TensorData> sorted = new ArrayList<>(tensors);
    // The widest types first, so that every tensor is aligned to its element's size.
    sorted.sort(Comparator.comparing(t -> -t.dtype().bytes()));
    StringBuilder header = new StringBuilder(START);
    long at = 0;
    for (TensorData tensor : sorted) {
      long end = at + tensor.bytes();
      header.append(entry(tensor.name(), tensor.dtype(), tensor.shape(), at, end));
      at = end;
    }
    byte[] start = header.toString().getBytes(StandardCharsets.UTF_8);
    try (AtomicFile file = AtomicFile.create(target)) {
      ByteBuffer end = end(start.length);
      file.write(length(start.length + end.remaining()));
      file.write(ByteBuffer.wrap(start));
      file.write(end);
      for (TensorData tensor : sorted) {
        tensor.writeTo(file, block);
      }
      file.commit();
    }
  }

  private static String entry(String name, DType dtype, long[] shape, long begin, long end) {
    String list = Arrays.toString(shape).replace(" ", "");
    return ",\""
        + String.valueOf(JsonStringEncoder.getInstance().quoteAsString(name))
        + "\":{\"dtype\":\""
        + dtype
        + "\",\"shape\":"
        + list
        + ",\"data_offsets\":["
        + begin
        + ","
        + end
        + "]}";
  }

  /** The header's closing brace, and spaces so that the data behind it is aligned. */
  private static ByteBuffer end(long bytesBefore) {
    int spaces = (int) (-(bytesBefore + 1) & 7);
    return utf8("}" + " ".repeat(spaces));
  }

  private static ByteBuffer length(long headerBytes) {
    return ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(0, headerBytes);
  }

  private static ByteBuffer utf8(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }
}

package io.github.albert4j.checkpoint;

import io.github.albert4j.ModelFormatException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A checkpoint whose tensors are views over open files. */
final class FileCheckpoint implements Checkpoint {
  // Large enough for the disk, small enough for -Xmx64m, which bounds direct memory too.
  private static final int STAGING_BYTES = 256 << 10;

  private final Path path;
  private final List<TensorFile> files;
  private final Map<String, StoredTensor> stored = new LinkedHashMap<>();
  private final Map<String, TensorInfo> tensors = new LinkedHashMap<>();
  private final List<TensorInfo> skipped = new ArrayList<>();
  private final Set<String> verified = new HashSet<>();
  // Between file and destination; kept, because direct memory is dear to allocate.
  private final ByteBuffer staging =
      ByteBuffer.allocateDirect(STAGING_BYTES).order(ByteOrder.LITTLE_ENDIAN);

  /**
   * @param path the folder or file, for messages
   * @param files what {@link #close} closes
   */
  FileCheckpoint(Path path, List<TensorFile> files) {
    this.path = path;
    this.files = files;
  }

  void add(String canonicalName, StoredTensor tensor) {
    StoredTensor twin = stored.putIfAbsent(canonicalName, tensor);
    if (twin != null) {
      throw new ModelFormatException(
          path.toString(),
          canonicalName,
          "one tensor of that name",
          "two: "
              + twin.name()
              + " in "
              + twin.file().name()
              + ", "
              + tensor.name()
              + " in "
              + tensor.file().name());
    }
    tensors.put(canonicalName, tensor.info(canonicalName));
  }

  void skip(StoredTensor tensor) {
    skipped.add(tensor.info(tensor.name()));
  }

  @Override
  public Map<String, TensorInfo> tensors() {
    return Collections.unmodifiableMap(tensors);
  }

  @Override
  public List<TensorInfo> skipped() {
    return Collections.unmodifiableList(skipped);
  }

  @Override
  public synchronized void read(String name, long first, FloatBuffer destination) {
    StoredTensor tensor = find(name);
    if (!tensor.dtype().isFloating()) {
      throw new ModelFormatException(
          tensor.file().path().toString(), name, "floating-point elements", "" + tensor.dtype());
    }
    checkRange(tensor, first, destination.remaining());
    verify(name, tensor);
    int size = tensor.dtype().bytes();
    ByteBuffer block =
        tensor.strides() == null
            ? staging
            : StridedReader.block((long) destination.remaining() * size);
    long at = first;
    while (destination.hasRemaining()) {
      int n = Math.min(block.capacity() / size, destination.remaining());
      block.clear().limit(n * size);
      fill(tensor, at, block);
      Widening.widen(tensor.dtype(), block.flip(), destination);
      at += n;
    }
  }

  @Override
  public synchronized void readRaw(String name, long first, ByteBuffer destination) {
    StoredTensor tensor = find(name);
    int size = tensor.dtype().bytes();
    if (destination.remaining() % size != 0) {
      throw new IllegalArgumentException(
          destination.remaining() + " bytes are no whole number of " + tensor.dtype());
    }
    checkRange(tensor, first, destination.remaining() / size);
    verify(name, tensor);
    fill(tensor, first, destination);
  }

  private void fill(StoredTensor tensor, long first, ByteBuffer destination) {
    if (tensor.strides() == null) {
      long offset = tensor.offset() + first * tensor.dtype().bytes();
      tensor.file().read(offset, destination, tensor.name());
    } else {
      StridedReader.read(tensor, first, destination, staging.duplicate());
    }
  }

  private StoredTensor find(String name) {
    StoredTensor tensor = stored.get(name);
    if (tensor == null) {
      throw new ModelFormatException(path.toString(), name, "the tensor", "none of that name");
    }
    return tensor;
  }

  private static void checkRange(StoredTensor tensor, long first, int count) {
    if (first < 0 || first > tensor.elements() - count) {
      throw new IndexOutOfBoundsException(
          "elements " + first + " to " + (first + count) + " of " + tensor);
    }
  }

  /** Checks a tensor's checksum before the first of its elements is handed out. */
  private void verify(String name, StoredTensor tensor) {
    if (tensor.checksum() != null && !verified.contains(name)) {
      Checksum.verify(tensor, staging.duplicate());
      verified.add(name);
    }
  }

  @Override
  public void close() {
    files.forEach(TensorFile::close);
  }
}

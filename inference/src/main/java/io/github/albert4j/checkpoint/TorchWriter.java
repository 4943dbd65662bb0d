package io.github.albert4j.checkpoint;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes a state dict in the form of {@code torch.save}, such that {@code torch.load} takes it with
 * {@code weights_only=True}: a zip file with a pickle of views and an entry for each storage.
 * Tensors with the same elements share a storage.
 */
final class TorchWriter {
  private static final Map<DType, String> STORAGES =
      Map.of(
          DType.F64, "DoubleStorage",
          DType.F32, "FloatStorage",
          DType.F16, "HalfStorage",
          DType.BF16, "BFloat16Storage",
          DType.I64, "LongStorage",
          DType.I32, "IntStorage",
          DType.I16, "ShortStorage",
          DType.I8, "CharStorage",
          DType.U8, "ByteStorage",
          DType.BOOL, "BoolStorage");

  private final ByteArrayOutputStream pickle = new ByteArrayOutputStream();
  private final Map<TensorData.Elements, Integer> keys = new IdentityHashMap<>();
  private final List<TensorData> storages = new ArrayList<>();

  private TorchWriter() {}

  static void write(Path target, List<TensorData> tensors, ByteBuffer block) {
    TorchWriter writer = new TorchWriter();
    byte[] pickled = writer.pickle(tensors);
    String root = target.getFileName().toString().replaceFirst("\\.bin$", "") + "/";
    try (ZipWriter zip = new ZipWriter(AtomicFile.create(target))) {
      zip.add(root + "data.pkl", pickled);
      zip.add(root + "byteorder", "little".getBytes(StandardCharsets.US_ASCII));
      for (int i = 0; i < writer.storages.size(); i++) {
        zip.add(root + "data/" + i, writer.storages.get(i), block);
      }
      zip.add(root + "version", "3\n".getBytes(StandardCharsets.US_ASCII));
      zip.commit();
    }
  }

  private byte[] pickle(List<TensorData> tensors) {
    put(0x80, 2, '}', '(');
    for (TensorData tensor : tensors) {
      text(tensor.name());
      tensor(tensor);
    }
    put('u', '.');
    return pickle.toByteArray();
  }

  /** {@code _rebuild_tensor_v2(storage, offset, shape, strides, requires_grad, hooks)}. */
  private void tensor(TensorData tensor) {
    global("torch._utils", "_rebuild_tensor_v2");
    put('(');
    storage(tensor);
    put('K', 0);
    long[] shape = tensor.shape();
    long[] strides = new long[shape.length];
    long step = 1;
    for (int i = shape.length - 1; i >= 0; i--) {
      strides[i] = step;
      step *= shape[i];
    }
    tuple(shape);
    tuple(strides);
    put(0x89);
    global("collections", "OrderedDict");
    put(')', 'R');
    put('t', 'R');
  }

  private void storage(TensorData tensor) {
    Integer key = keys.get(tensor.elements());
    if (key == null) {
      key = storages.size();
      keys.put(tensor.elements(), key);
      storages.add(tensor);
    }
    put('(');
    text("storage");
    global("torch", STORAGES.get(tensor.dtype()));
    text(key.toString());
    text("cpu");
    number(StoredTensor.elements(tensor.shape()));
    put('t', 'Q');
  }

  private void tuple(long[] values) {
    put('(');
    for (long value : values) {
      number(value);
    }
    put('t');
  }

  private void number(long value) {
    if (value <= Integer.MAX_VALUE) {
      put('J');
      bytes(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(0, (int) value));
    } else {
      put(0x8a, 8);
      bytes(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(0, value));
    }
  }

  private void text(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    put('X');
    bytes(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(0, utf8.length));
    pickle.writeBytes(utf8);
  }

  private void global(String module, String name) {
    put('c');
    pickle.writeBytes((module + "\n" + name + "\n").getBytes(StandardCharsets.US_ASCII));
  }

  private void put(int... bytes) {
    for (int b : bytes) {
      pickle.write(b);
    }
  }

  private void bytes(ByteBuffer bytes) {
    pickle.writeBytes(bytes.array());
  }
}

package io.github.albert4j.checkpoint;

import io.github.albert4j.ModelFormatException;
import io.github.albert4j.checkpoint.PickleMachine.Tuple;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a pickle of PyTorch tensors may name, and what it means: storages, tensors that are views
 * over them, parameters, ordered dicts. Everything else is refused by name.
 */
final class TorchObjects implements PickleMachine.Host {
  /**
   * A run of elements that tensors are views over.
   *
   * @param key the storage's name within the file
   * @param elements how many the pickle says there are
   */
  record Storage(String key, DType dtype, long elements) {}

  /** A tensor: elements of a storage, by offset and strides in elements. */
  record View(Storage storage, long offset, long[] shape, long[] strides) {}

  private enum Callable {
    ORDERED_DICT,
    TENSOR,
    PARAMETER
  }

  private static final int MAX_RANK = 32;
  // A view may repeat elements (stride 0), but not blow a small file up to a large tensor.
  private static final long MAX_REPEATED = 1 << 24;

  private static final Map<String, Callable> CALLABLES =
      Map.of(
          "collections.OrderedDict", Callable.ORDERED_DICT,
          "torch._utils._rebuild_tensor", Callable.TENSOR,
          "torch._utils._rebuild_tensor_v2", Callable.TENSOR,
          "torch._utils._rebuild_parameter", Callable.PARAMETER);

  private static final Map<String, DType> STORAGES =
      Map.of(
          "DoubleStorage", DType.F64,
          "FloatStorage", DType.F32,
          "HalfStorage", DType.F16,
          "BFloat16Storage", DType.BF16,
          "LongStorage", DType.I64,
          "IntStorage", DType.I32,
          "ShortStorage", DType.I16,
          "CharStorage", DType.I8,
          "ByteStorage", DType.U8,
          "BoolStorage", DType.BOOL);

  private static final Set<String> STORAGE_MODULES = Set.of("torch", "torch.cuda");

  private final TensorFile file;
  private final Map<String, Storage> storages = new LinkedHashMap<>();

  TorchObjects(TensorFile file) {
    this.file = file;
  }

  /** The storages that were named, by key, in the order of their first mention. */
  Map<String, Storage> storages() {
    return storages;
  }

  @Override
  public Object global(String module, String name) {
    Callable callable = CALLABLES.get(module + "." + name);
    if (callable != null) {
      return callable;
    }
    DType dtype = STORAGES.get(name);
    if (dtype != null && STORAGE_MODULES.contains(module)) {
      return dtype;
    }
    throw bad(
        null,
        "tensors only, nothing that runs code",
        "the name " + printable(module + "." + name) + ", which was not called");
  }

  @Override
  public Object call(Object callable, Tuple arguments) {
    if (callable == Callable.ORDERED_DICT && arguments.size() == 0) {
      return new LinkedHashMap<>();
    }
    if (callable == Callable.PARAMETER
        && arguments.size() >= 1
        && arguments.get(0) instanceof View view) {
      return view;
    }
    if (callable == Callable.TENSOR
        && arguments.size() >= 4
        && arguments.get(0) instanceof Storage storage
        && arguments.get(1) instanceof Long offset
        && arguments.get(2) instanceof Tuple shape
        && arguments.get(3) instanceof Tuple strides) {
      return new View(storage, offset, longs(shape), longs(strides));
    }
    throw bad(null, "a tensor's storage, offset, shape and strides", "other arguments");
  }

  /** {@code ('storage', type, key, location, elements)}; legacy files add a view on the storage. */
  @Override
  public Object persistent(@Nullable Object id) {
    if (id instanceof Tuple tuple
        && tuple.size() >= 5
        && "storage".equals(tuple.get(0))
        && tuple.get(1) instanceof DType dtype
        && tuple.get(2) instanceof String key
        && tuple.get(4) instanceof Long elements
        && elements >= 0
        && elements <= Long.MAX_VALUE / dtype.bytes()
        && (tuple.size() == 5 || tuple.size() == 6 && tuple.get(5) == null)) {
      Storage storage = new Storage(key, dtype, elements);
      Storage known = storages.putIfAbsent(key, storage);
      if (known != null && !known.equals(storage)) {
        throw bad(null, "one type and size for the storage " + printable(key), "two");
      }
      return storage;
    }
    throw bad(null, "a storage's type, key and size", "something else");
  }

  /**
   * The tensors of a state dict: the pickle's own dict, or the one under {@code state_dict} in it.
   * Entries that are no tensors are left out.
   */
  Map<String, View> stateDict(@Nullable Object root) {
    Object dict =
        root instanceof Map<?, ?> map && map.get("state_dict") instanceof Map<?, ?> inner
            ? inner
            : root;
    Map<String, View> views = new LinkedHashMap<>();
    if (dict instanceof Map<?, ?> map) {
      map.forEach(
          (name, value) -> {
            if (name instanceof String text && value instanceof View view) {
              views.put(text, view);
            }
          });
    }
    if (views.isEmpty()) {
      throw bad(null, "a state dict, names with tensors", "none");
    }
    return views;
  }

  /**
   * The tensor in the file, every number checked.
   *
   * @param start where the view's storage begins in the file, in bytes
   */
  StoredTensor stored(String name, View view, long start) {
    DType dtype = view.storage.dtype;
    long[] shape = view.shape;
    long[] strides = view.strides;
    if (shape.length != strides.length || shape.length > MAX_RANK || view.offset < 0) {
      throw bad(name, "an offset, and a stride for each of at most 32 dimensions", "others");
    }
    long bytes = StoredTensor.bytes(dtype, shape);
    if (bytes < 0) {
      throw bad(name, "a shape that fits a file", List.of(boxed(shape)).toString());
    }
    long last = bytes == 0 ? view.offset - 1 : lastElement(name, view);
    if (last >= view.storage.elements || view.offset > view.storage.elements) {
      throw bad(
          name,
          "elements within its storage of " + view.storage.elements,
          "one at " + last + ", by offset, shape and strides");
    }
    long elements = bytes / dtype.bytes();
    if (elements > Math.max(view.storage.elements, MAX_REPEATED)) {
      throw bad(name, "at most " + MAX_REPEATED + " repeated elements", "" + elements);
    }
    return new StoredTensor(
        name,
        dtype,
        shape,
        file,
        start + view.offset * dtype.bytes(),
        isDense(shape, strides) ? null : strides,
        null);
  }

  private long lastElement(String name, View view) {
    try {
      long last = view.offset;
      for (int i = 0; i < view.shape.length; i++) {
        if (view.strides[i] < 0) {
          throw bad(name, "strides of 0 or more", "" + view.strides[i]);
        }
        last = Math.addExact(last, Math.multiplyExact(view.shape[i] - 1, view.strides[i]));
      }
      return last;
    } catch (ArithmeticException e) {
      throw bad(name, "elements within its storage", "strides that no storage has");
    }
  }

  private static boolean isDense(long[] shape, long[] strides) {
    long step = 1;
    for (int i = shape.length - 1; i >= 0; i--) {
      if (shape[i] == 0) {
        return true;
      }
      if (shape[i] != 1 && strides[i] != step) {
        return false;
      }
      step *= shape[i];
    }
    return true;
  }

  private long[] longs(Tuple tuple) {
    long[] values = new long[tuple.size()];
    for (int i = 0; i < values.length; i++) {
      if (!(tuple.get(i) instanceof Long value)) {
        throw bad(null, "whole numbers as shape and strides", "something else");
      }
      values[i] = value;
    }
    return values;
  }

  private static Long[] boxed(long[] values) {
    List<Long> list = new ArrayList<>();
    for (long value : values) {
      list.add(value);
    }
    return list.toArray(Long[]::new);
  }

  static String printable(String text) {
    String shown = text.length() > 80 ? text.substring(0, 80) + "…" : text;
    return '"' + shown.replaceAll("[^\\x20-\\x7e…]", "?") + '"';
  }

  private ModelFormatException bad(@Nullable String tensor, String expected, String found) {
    return new ModelFormatException(file.path().toString(), tensor, expected, found);
  }
}

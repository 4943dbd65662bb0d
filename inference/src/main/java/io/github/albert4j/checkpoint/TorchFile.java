package io.github.albert4j.checkpoint;

import io.github.albert4j.ModelFormatException;
import io.github.albert4j.checkpoint.TorchObjects.Storage;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@code torch.save} writes: since 2020 a zip file with a pickle and an entry for each
 * storage, before that five pickles one after another and then the storages.
 */
final class TorchFile {
  // The first of the legacy form's five pickles.
  private static final BigInteger LEGACY_MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);
  private static final long LEGACY_VERSION = 1001;

  private final TensorFile file;
  private final TorchObjects objects;
  private final Map<String, Long> storageStarts = new HashMap<>(); // bytes, by the storage's key

  private TorchFile(TensorFile file) {
    this.file = file;
    this.objects = new TorchObjects(file);
  }

  /** The tensors of the state dict, in its order. */
  static List<StoredTensor> read(TensorFile file) {
    TorchFile torch = new TorchFile(file);
    Object root = ZipDirectory.isZip(file) ? torch.readZip() : torch.readLegacy();
    List<StoredTensor> tensors = new ArrayList<>();
    torch
        .objects
        .stateDict(root)
        .forEach(
            (name, view) -> {
              long start = torch.storageStarts.get(view.storage().key());
              tensors.add(torch.objects.stored(name, view, start));
            });
    return tensors;
  }

  private @Nullable Object readZip() {
    ZipDirectory zip = ZipDirectory.read(file);
    String root = null;
    for (String name : zip.names()) {
      if (name.endsWith("/data.pkl") && name.indexOf('/') == name.lastIndexOf('/')) {
        root = name.substring(0, name.length() - "data.pkl".length());
      }
    }
    if (root == null) {
      throw bad("an entry data.pkl, as torch.save writes it", "none");
    }
    checkByteOrder(zip, root + "byteorder");
    long start = zip.start(root + "data.pkl");
    Object pickled =
        PickleMachine.read(
            new PickleInput(file, start, start + zip.size(root + "data.pkl")), objects);
    for (Storage storage : objects.storages().values()) {
      String entry = root + "data/" + storage.key();
      long bytes = storage.elements() * storage.dtype().bytes();
      if (zip.size(entry) != bytes) {
        throw bad(
            bytes + " bytes in the entry " + TorchObjects.printable(entry),
            zip.size(entry) < 0 ? "no such entry" : zip.size(entry) + " bytes");
      }
      storageStarts.put(storage.key(), zip.start(entry));
    }
    return pickled;
  }

  private void checkByteOrder(ZipDirectory zip, String entry) {
    long size = zip.size(entry);
    if (size < 0) {
      return; // files from before 2022: always little
    }
    ByteBuffer order = ByteBuffer.allocate((int) Math.min(size, 16));
    file.read(zip.start(entry), order, null);
    String found = new String(order.array(), StandardCharsets.US_ASCII);
    if (!found.equals("little")) {
      throw bad("the byte order \"little\"", TorchObjects.printable(found));
    }
  }

  private @Nullable Object readLegacy() {
    PickleInput in = new PickleInput(file, 0, file.size());
    if (file.size() < 2 || !LEGACY_MAGIC.equals(PickleMachine.read(in, objects))) {
      throw bad("a file of torch.save, a zip or one that begins with its magic number", "neither");
    }
    Object version = PickleMachine.read(in, objects);
    if (!(version instanceof Long number) || number != LEGACY_VERSION) {
      throw bad("version " + LEGACY_VERSION + " of torch.save's form", "another");
    }
    Object system = PickleMachine.read(in, objects);
    if (!(system instanceof Map<?, ?> map) || !Boolean.TRUE.equals(map.get("little_endian"))) {
      throw bad("tensors in little-endian order", "others");
    }
    Object pickled = PickleMachine.read(in, objects);
    Object keys = PickleMachine.read(in, objects);
    if (!(keys instanceof List<?> list)) {
      throw bad("the list of the storages' keys", "something else");
    }
    long at = in.position();
    for (Object key : list) {
      at = storage(String.valueOf(key), at);
    }
    for (String key : objects.storages().keySet()) {
      if (!storageStarts.containsKey(key)) {
        throw bad("the storage " + TorchObjects.printable(key), "none of that key");
      }
    }
    return pickled;
  }

  /** A storage stands as its number of elements, in eight bytes, and its elements. */
  private long storage(String key, long at) {
    Storage storage = objects.storages().get(key);
    if (storage == null) {
      throw bad("storages that tensors use", TorchObjects.printable(key));
    }
    ByteBuffer count = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    long left = file.size() - at - count.capacity();
    if (left >= 0) {
      file.read(at, count, null);
    }
    long bytes = storage.elements() * storage.dtype().bytes();
    if (left < bytes || count.getLong(0) != storage.elements()) {
      throw bad(
          storage.elements() + " elements in the storage " + TorchObjects.printable(key),
          left < bytes ? "the file's end" : "" + count.getLong(0));
    }
    if (storageStarts.put(key, at + count.capacity()) != null) {
      throw bad("each storage once", TorchObjects.printable(key) + " twice");
    }
    return at + count.capacity() + bytes;
  }

  private ModelFormatException bad(String expected, String found) {
    return new ModelFormatException(file.path().toString(), null, expected, found);
  }
}

package io.github.albert4j.checkpoint;

import io.github.albert4j.ModelFormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A TensorFlow checkpoint: {@code PREFIX.index}, a {@link TableFile} that says for each variable
 * where its bytes are, and {@code PREFIX.data-00000-of-00001}, the bytes.
 */
final class TensorFlowBundle {
  private static final String INDEX = ".index";
  private static final Pattern CHOICE = Pattern.compile("model_checkpoint_path: \"([^\"]+)\"");
  private static final Pattern STEP = Pattern.compile(".*-(\\d{1,18})\\.index");
  private static final int MAX_SHARDS = 10_000;
  private static final int MAX_RANK = 32;

  private static final Map<Integer, DType> DTYPES =
      Map.of(
          1,
          DType.F32,
          2,
          DType.F64,
          3,
          DType.I32,
          4,
          DType.U8,
          5,
          DType.I16,
          6,
          DType.I8,
          9,
          DType.I64,
          10,
          DType.BOOL,
          14,
          DType.BF16,
          19,
          DType.F16);

  private final TensorFile index;
  private final List<TensorFile> files; // all that were opened
  private final Map<Integer, TensorFile> shards = new HashMap<>();
  private int shardCount;

  private TensorFlowBundle(TensorFile index, List<TensorFile> files) {
    this.index = index;
    this.files = files;
  }

  /** The index of a folder's checkpoint, or null where there is none. */
  static @Nullable Path find(Path folder) {
    List<Path> indexes = new ArrayList<>();
    List<Path> data = new ArrayList<>();
    try (Stream<Path> all = Files.list(folder)) {
      all.filter(Files::isRegularFile)
          .forEach(
              file -> {
                if (file.toString().endsWith(INDEX)) {
                  indexes.add(file);
                } else if (file.toString().matches(".*\\.data-\\d{5}-of-\\d{5}")) {
                  data.add(file);
                }
              });
    } catch (IOException e) {
      return null;
    }
    if (indexes.isEmpty() && !data.isEmpty()) {
      String name = data.get(0).getFileName().toString();
      throw new ModelFormatException(
          folder.toString(),
          null,
          name.replaceFirst("\\.data-.*", INDEX) + " beside " + name,
          "no such file");
    }
    Path stated = stated(folder);
    if (stated != null && indexes.contains(stated)) {
      return stated;
    }
    return indexes.stream()
        .max(
            Comparator.comparing(TensorFlowBundle::isBest)
                .thenComparing(TensorFlowBundle::step)
                .thenComparing(Comparator.naturalOrder()))
        .orElse(null);
  }

  private static boolean isBest(Path index) {
    return index.getFileName().toString().equals("model.ckpt-best.index");
  }

  private static long step(Path index) {
    Matcher step = STEP.matcher(index.getFileName().toString());
    return step.matches() ? Long.parseLong(step.group(1)) : -1;
  }

  /** The index that the file {@code checkpoint} names as the latest, by its last name only. */
  private static @Nullable Path stated(Path folder) {
    Path file = folder.resolve("checkpoint");
    try {
      if (Files.isRegularFile(file) && Files.size(file) < 1 << 16) {
        Matcher choice = CHOICE.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
        if (choice.find()) {
          String path = choice.group(1);
          return folder.resolve(path.substring(path.lastIndexOf('/') + 1) + INDEX);
        }
      }
    } catch (IOException | RuntimeException e) {
      // It is a hint, and the indexes are there to choose from.
    }
    return null;
  }

  /**
   * Reads the variables.
   *
   * @param index the opened index
   * @param files where data files that are opened are added
   * @param into what the tensors are added to, under today's names
   */
  static void read(TensorFile index, List<TensorFile> files, FileCheckpoint into) {
    TensorFlowBundle bundle = new TensorFlowBundle(index, files);
    Map<String, ByteBuffer> table = TableFile.read(index);
    ByteBuffer header = table.remove("");
    if (header == null) {
      throw bundle.bad(null, "the header of a TensorFlow checkpoint", "none");
    }
    bundle.readHeader(new Protobuf(index, header));
    table.forEach((variable, entry) -> bundle.add(variable, new Protobuf(index, entry), into));
    bundle.addIdentityMapping(into);
  }

  private void readHeader(Protobuf in) {
    long count = 0;
    while (in.hasRemaining()) {
      long tag = in.varint();
      if (tag == (1 << 3)) {
        count = in.varint();
      } else if (tag == (2 << 3)) {
        long endianness = in.varint();
        if (endianness != 0) {
          throw bad(null, "data in little-endian order", "order " + endianness);
        }
      } else {
        in.skip((int) tag & 7);
      }
    }
    if (count < 1 || count > MAX_SHARDS) {
      throw bad(null, "1 to " + MAX_SHARDS + " data files", "" + count);
    }
    shardCount = (int) count;
  }

  private void add(String variable, Protobuf in, FileCheckpoint into) {
    long dtypeNumber = 0;
    long shard = 0;
    long offset = 0;
    long size = 0;
    int checksum = 0;
    boolean sliced = false;
    long[] shape = {};
    while (in.hasRemaining()) {
      long tag = in.varint();
      switch ((int) Math.min(tag, 1000)) {
        case 1 << 3 -> dtypeNumber = in.varint();
        case 2 << 3 | 2 -> shape = shape(variable, in.message());
        case 3 << 3 -> shard = in.varint();
        case 4 << 3 -> offset = in.varint();
        case 5 << 3 -> size = in.varint();
        case 6 << 3 | 5 -> checksum = in.fixed32();
        case 7 << 3 | 2 -> {
          sliced = true;
          in.message();
        }
        default -> in.skip((int) tag & 7);
      }
    }
    boolean state = TensorFlowNames.isState(variable);
    DType dtype = DTYPES.get((int) Math.min(dtypeNumber, 1000));
    if (dtype == null || sliced) {
      if (state) {
        return; // such as the text that Keras keeps of its object graph
      }
      throw bad(
          variable,
          "a whole variable of numbers",
          sliced ? "one that is stored in slices" : "TensorFlow's type " + dtypeNumber);
    }
    if (StoredTensor.bytes(dtype, shape) != size || size < 0) {
      throw bad(variable, "as many bytes as type and shape have", "" + size);
    }
    TensorFile data = shard(variable, shard);
    if (offset < 0 || offset > data.size() - size) {
      throw new ModelFormatException(
          data.path().toString(),
          variable,
          size + " bytes at " + offset,
          "a file of " + data.size() + " bytes: it is cut off");
    }
    StoredTensor tensor = new StoredTensor(variable, dtype, shape, data, offset, null, checksum);
    if (state) {
      into.skip(tensor);
      return;
    }
    TensorFlowNames.Target target = TensorFlowNames.target(variable);
    if (target.transposed() && shape.length != 2) {
      throw bad(variable, "a matrix", shape.length + " dimensions");
    }
    into.add(target.name(), target.transposed() ? tensor.transposed() : tensor);
  }

  private long[] shape(String variable, Protobuf in) {
    List<Long> dimensions = new ArrayList<>();
    while (in.hasRemaining()) {
      long tag = in.varint();
      if (tag != (2 << 3 | 2)) {
        in.skip((int) tag & 7);
        continue;
      }
      long size = 0;
      for (Protobuf dimension = in.message(); dimension.hasRemaining(); ) {
        long field = dimension.varint();
        if (field == (1 << 3)) {
          size = dimension.varint();
        } else {
          dimension.skip((int) field & 7);
        }
      }
      dimensions.add(size);
      if (dimensions.size() > MAX_RANK) {
        throw bad(variable, "at most " + MAX_RANK + " dimensions", "more");
      }
    }
    return dimensions.stream().mapToLong(Long::longValue).toArray();
  }

  private TensorFile shard(String variable, long number) {
    if (number < 0 || number >= shardCount) {
      throw bad(variable, "one of " + shardCount + " data files", "number " + number);
    }
    return shards.computeIfAbsent(
        (int) number,
        n -> {
          String name = index.name();
          String prefix = name.substring(0, name.length() - INDEX.length());
          String data = String.format("%s.data-%05d-of-%05d", prefix, n, shardCount);
          TensorFile file = TensorFile.open(index.path().resolveSibling(data));
          files.add(file);
          return file;
        });
  }

  /**
   * Where embeddings and hidden states have one size, Google's code has no mapping between them.
   */
  private void addIdentityMapping(FileCheckpoint into) {
    TensorInfo words = into.tensors().get("albert.embeddings.word_embeddings.weight");
    TensorInfo dense =
        into.tensors()
            .get("albert.encoder.albert_layer_groups.0.albert_layers.0.attention.dense.bias");
    String mapping = "albert.encoder.embedding_hidden_mapping_in.";
    if (words != null
        && dense != null
        && words.shape().length == 2
        && words.shape()[1] == dense.elements()
        && !into.tensors().containsKey(mapping + "weight")) {
      IdentityMapping identity = new IdentityMapping(index.path(), dense.elements());
      into.add(mapping + "weight", identity.weight());
      into.add(mapping + "bias", identity.bias());
    }
  }

  private ModelFormatException bad(@Nullable String variable, String expected, String found) {
    return new ModelFormatException(index.path().toString(), variable, expected, found);
  }
}

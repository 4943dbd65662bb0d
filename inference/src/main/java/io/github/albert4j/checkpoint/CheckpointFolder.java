package io.github.albert4j.checkpoint;

import io.github.albert4j.ModelFormatException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Chooses among the files of a folder, and gives their tensors today's names. */
final class CheckpointFolder {
  static final String SAFETENSORS = "model.safetensors";
  static final String SAFETENSORS_INDEX = "model.safetensors.index.json";
  static final String TORCH = "pytorch_model.bin";
  static final String TORCH_INDEX = "pytorch_model.bin.index.json";

  private static final Logger LOG = LoggerFactory.getLogger(Checkpoint.class);

  private CheckpointFolder() {}

  static Checkpoint open(Path folder) {
    if (isFile(folder, SAFETENSORS)) {
      return single(folder.resolve(SAFETENSORS), SafetensorsHeader::read);
    }
    if (isFile(folder, SAFETENSORS_INDEX)) {
      return sharded(folder.resolve(SAFETENSORS_INDEX), SafetensorsHeader::read);
    }
    throw new ModelFormatException(
        folder.toString(),
        null,
        "a checkpoint: " + SAFETENSORS + ", " + TORCH + ", an index of either with its shards, or"
            + " TensorFlow's *.index with its *.data files",
        Files.isDirectory(folder) ? "none of them" : "no such folder");
  }

  private static boolean isFile(Path folder, String name) {
    return Files.isRegularFile(folder.resolve(name));
  }

  private static Checkpoint single(Path path, Function<TensorFile, List<StoredTensor>> reader) {
    LOG.debug("reading {}", path);
    TensorFile file = TensorFile.open(path);
    return assemble(path, List.of(file), () -> reader.apply(file));
  }

  private static Checkpoint sharded(Path path, Function<TensorFile, List<StoredTensor>> reader) {
    LOG.debug("reading the shards of {}", path);
    ShardIndex index = ShardIndex.read(path);
    List<TensorFile> files = new ArrayList<>();
    return assemble(
        path,
        files,
        () -> {
          List<StoredTensor> tensors = new ArrayList<>();
          for (String shard : index.shards()) {
            TensorFile file = TensorFile.open(path.resolveSibling(shard));
            files.add(file);
            List<StoredTensor> inShard = reader.apply(file);
            Map<String, StoredTensor> byName = new LinkedHashMap<>();
            inShard.forEach(t -> byName.put(t.name(), t));
            index.check(shard, byName.keySet());
            tensors.addAll(inShard);
          }
          return tensors;
        });
  }

  /** What reads the headers of opened files. */
  private interface HeaderReader {
    List<StoredTensor> read();
  }

  /** Names the tensors; closes the files where anything fails. */
  private static Checkpoint assemble(Path path, List<TensorFile> files, HeaderReader reader) {
    boolean done = false;
    FileCheckpoint checkpoint = new FileCheckpoint(path, files);
    try {
      List<StoredTensor> tensors = reader.read();
      boolean hasBias =
          tensors.stream().anyMatch(t -> TensorNames.canonical(t.name()).equals(TensorNames.BIAS));
      for (StoredTensor tensor : tensors) {
        String name = TensorNames.canonical(tensor.name());
        boolean twin = name.equals(TensorNames.BIAS_TWIN);
        if (TensorNames.isBuffer(name) || twin && hasBias) {
          checkpoint.skip(tensor);
        } else {
          checkpoint.add(twin ? TensorNames.BIAS : name, tensor);
        }
      }
      done = true;
      return checkpoint;
    } finally {
      if (!done) {
        checkpoint.close();
      }
    }
  }
}

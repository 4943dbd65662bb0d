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
    if (isFile(folder, TORCH)) {
      return single(folder.resolve(TORCH), TorchFile::read);
    }
    if (isFile(folder, TORCH_INDEX)) {
      return sharded(folder.resolve(TORCH_INDEX), TorchFile::read);
    }
    Path tensorFlow = TensorFlowBundle.find(folder);
    if (tensorFlow != null) {
      return tensorFlow(tensorFlow);
    }
    throw new ModelFormatException(
        folder.toString(),
        null,
        "a checkpoint: "
            + SAFETENSORS
            + ", "
            + TORCH
            + ", an index of either with its shards, or"
            + " TensorFlow's *.index with its *.data files",
        Files.isDirectory(folder) ? "none of them" : "no such folder");
  }

  private static boolean isFile(Path folder, String name) {
    return Files.isRegularFile(folder.resolve(name));
  }

  private static Checkpoint single(Path path, Function<TensorFile, List<StoredTensor>> reader) {
    LOG.debug("reading {}", path);
    TensorFile file = TensorFile.open(path);
    return assemble(path, List.of(file), into -> name(reader.apply(file), into));
  }

  private static Checkpoint sharded(Path path, Function<TensorFile, List<StoredTensor>> reader) {
    LOG.debug("reading the shards of {}", path);
    ShardIndex index = ShardIndex.read(path);
    List<TensorFile> files = new ArrayList<>();
    return assemble(
        path,
        files,
        into -> {
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
          name(tensors, into);
        });
  }

  private static Checkpoint tensorFlow(Path path) {
    LOG.debug("reading {}", path);
    List<TensorFile> files = new ArrayList<>();
    return assemble(
        path,
        files,
        into -> {
          TensorFile index = TensorFile.open(path);
          files.add(index);
          TensorFlowBundle.read(index, files, into);
        });
  }

  /** What reads the headers of files into a checkpoint. */
  private interface HeaderReader {
    void read(FileCheckpoint into);
  }

  /** Reads the headers; closes the files where anything fails. */
  private static Checkpoint assemble(Path path, List<TensorFile> files, HeaderReader reader) {
    FileCheckpoint checkpoint = new FileCheckpoint(path, files);
    try {
      reader.read(checkpoint);
      return checkpoint;
    } catch (RuntimeException | Error e) {
      checkpoint.close();
      throw e;
    }
  }

  /** Gives the tensors of Hugging Face's files their names of today. */
  private static void name(List<StoredTensor> tensors, FileCheckpoint into) {
    boolean hasBias =
        tensors.stream().anyMatch(t -> TensorNames.canonical(t.name()).equals(TensorNames.BIAS));
    for (StoredTensor tensor : tensors) {
      String name = TensorNames.canonical(tensor.name());
      boolean twin = name.equals(TensorNames.BIAS_TWIN);
      if (TensorNames.isBuffer(name) || twin && hasBias) {
        into.skip(tensor);
      } else {
        into.add(twin ? TensorNames.BIAS : name, tensor);
      }
    }
  }
}

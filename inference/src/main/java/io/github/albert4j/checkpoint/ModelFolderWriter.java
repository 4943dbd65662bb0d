package io.github.albert4j.checkpoint;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.albert4j.AlbertException;
import io.github.albert4j.config.AlbertConfig;
import io.github.albert4j.config.JsonFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes a model's folder such that Hugging Face loads it and gives the same logits: config,
 * weights, and whatever files lie beside them. Each file appears whole or not at all; where one
 * fails, those written before it are deleted.
 *
 * <p>{@code predictions.bias} is written under both of its names, because transformers 4 reads it
 * as {@code predictions.decoder.bias} only.
 *
 * @since 0.1.0
 */
public final class ModelFolderWriter {
  /** The form of the weights. */
  public enum Format {
    SAFETENSORS("model", ".safetensors", CheckpointFolder.SAFETENSORS_INDEX),
    TORCH("pytorch_model", ".bin", CheckpointFolder.TORCH_INDEX);

    private final String stem;
    private final String suffix;
    private final String index;

    Format(String stem, String suffix, String index) {
      this.stem = stem;
      this.suffix = suffix;
      this.index = index;
    }
  }

  private final Path folder;
  private final Format format;
  private final long shardBytes;
  private final List<Path> written = new ArrayList<>();

  private ModelFolderWriter(Path folder, Format format, long shardBytes) {
    this.folder = folder;
    this.format = format;
    this.shardBytes = shardBytes;
  }

  /**
   * Writes a folder.
   *
   * @param folder is made where it is not there
   * @param config the {@code config.json}, most often {@link AlbertConfig#toJson}
   * @param tensors under today's names
   * @param others files beside them, such as the vocabulary, by name
   * @param shardBytes the most bytes of tensors in one file; a larger tensor has a file of its own
   * @throws AlbertException where something cannot be written
   */
  public static void write(
      Path folder,
      ObjectNode config,
      List<TensorData> tensors,
      Map<String, byte[]> others,
      Format format,
      long shardBytes) {
    new ModelFolderWriter(folder, format, shardBytes).write(config, tensors, others);
  }

  private void write(ObjectNode config, List<TensorData> tensors, Map<String, byte[]> others) {
    boolean existed = Files.exists(folder);
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw AtomicFile.cannotWrite(folder, e);
    }
    boolean done = false;
    try {
      writeShards(shards(withTwin(tensors)));
      others.forEach(this::writeFile);
      // Last: a folder with a config is a model's.
      writeFile(AlbertConfig.FILE, JsonFile.write(config));
      done = true;
    } finally {
      if (!done) {
        undo(existed);
      }
    }
  }

  private static List<TensorData> withTwin(List<TensorData> tensors) {
    List<TensorData> all = new ArrayList<>();
    for (TensorData tensor : tensors) {
      all.add(tensor);
      if (tensor.name().equals(TensorNames.BIAS)) {
        all.add(tensor.named(TensorNames.BIAS_TWIN));
      }
    }
    return all;
  }

  private List<List<TensorData>> shards(List<TensorData> tensors) {
    List<List<TensorData>> shards = new ArrayList<>();
    long bytes = 0;
    for (TensorData tensor : tensors) {
      if (shards.isEmpty() || bytes > 0 && bytes > shardBytes - tensor.bytes()) {
        shards.add(new ArrayList<>());
        bytes = 0;
      }
      shards.get(shards.size() - 1).add(tensor);
      bytes += tensor.bytes();
    }
    return shards;
  }

  private void writeShards(List<List<TensorData>> shards) {
    ByteBuffer block = TensorData.block();
    Map<String, String> shardOf = new LinkedHashMap<>();
    long total = 0;
    for (int i = 0; i < shards.size(); i++) {
      String name =
          shards.size() == 1
              ? format.stem + format.suffix
              : String.format(
                  "%s-%05d-of-%05d%s", format.stem, i + 1, shards.size(), format.suffix);
      Path path = folder.resolve(name);
      switch (format) {
        case SAFETENSORS -> SafetensorsWriter.write(path, shards.get(i), block);
        case TORCH -> TorchWriter.write(path, shards.get(i), block);
      }
      written.add(path);
      for (TensorData tensor : shards.get(i)) {
        shardOf.put(tensor.name(), name);
        total += tensor.bytes();
      }
    }
    if (shards.size() > 1) {
      ObjectNode index = JsonNodeFactory.instance.objectNode();
      index.putObject("metadata").put("total_size", total);
      ObjectNode weightMap = index.putObject("weight_map");
      shardOf.forEach(weightMap::put);
      writeFile(format.index, JsonFile.write(index));
    }
  }

  private void writeFile(String name, byte[] bytes) {
    Path path = folder.resolve(name);
    AtomicFile.write(path, bytes);
    written.add(path);
  }

  private void undo(boolean existed) {
    try {
      for (Path path : written) {
        Files.deleteIfExists(path);
      }
      if (!existed) {
        Files.deleteIfExists(folder);
      }
    } catch (IOException e) {
      // The error that led here tells more.
    }
  }
}

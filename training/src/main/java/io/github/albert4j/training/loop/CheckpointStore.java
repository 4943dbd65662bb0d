package io.github.albert4j.training.loop;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.albert4j.AlbertException;
import io.github.albert4j.ModelFormatException;
import io.github.albert4j.checkpoint.ModelFolderWriter;
import io.github.albert4j.checkpoint.SafetensorsFile;
import io.github.albert4j.checkpoint.SafetensorsWriter;
import io.github.albert4j.checkpoint.TensorData;
import io.github.albert4j.engine.Tensor;
import io.github.albert4j.engine.cache.PrivateFolder;
import io.github.albert4j.training.gradient.Parameter;
import io.github.albert4j.training.gradient.ParameterLayout;
import io.github.albert4j.training.gradient.WeightFiles;
import io.github.albert4j.training.optimizer.Optimizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The checkpoints of a training, {@code checkpoints/step-N}: each a model's folder that Hugging
 * Face and this library load, with the optimiser's moments and the state beside. A checkpoint
 * appears whole or not at all; the newest few are kept.
 */
final class CheckpointStore {
  private static final String PREFIX = "step-";
  private static final String OPTIMIZER = "optimizer.safetensors";
  private static final String MEAN = "mean.";
  private static final String VARIANCE = "variance.";

  private final Path output;
  private final Path checkpoints;
  private final ObjectNode config;
  private final ParameterLayout layout;
  private final Map<String, byte[]> vocabulary;
  private final int keep;

  /**
   * @param config the model's {@code config.json}
   * @param vocabulary files that go along, by name
   */
  CheckpointStore(
      Path output,
      ObjectNode config,
      ParameterLayout layout,
      Map<String, byte[]> vocabulary,
      int keep) {
    this.output = output;
    this.checkpoints = output.resolve("checkpoints");
    this.config = config;
    this.layout = layout;
    this.vocabulary = vocabulary;
    this.keep = keep;
  }

  /** Writes a checkpoint and deletes those that are older than the ones kept. */
  Path save(TrainingState state, Tensor weights, Optimizer optimizer) {
    Path target = checkpoints.resolve(PREFIX + state.step());
    Path aside = checkpoints.resolve("." + PREFIX + state.step() + ".unfinished");
    try {
      Files.createDirectories(checkpoints);
      PrivateFolder.delete(aside);
      Files.createDirectories(aside);
      List<TensorData> moments = new ArrayList<>();
      moments.addAll(WeightFiles.tensors(layout, optimizer.mean(), MEAN));
      moments.addAll(WeightFiles.tensors(layout, optimizer.variance(), VARIANCE));
      SafetensorsWriter.write(aside.resolve(OPTIMIZER), moments);
      Map<String, byte[]> others = new java.util.LinkedHashMap<>(vocabulary);
      others.put(TrainingState.FILE, state.toBytes());
      writeModel(aside, weights, others);
      PrivateFolder.delete(target);
      Files.move(aside, target, StandardCopyOption.ATOMIC_MOVE);
      prune();
      return target;
    } catch (IOException e) {
      throw new AlbertException(target + ": cannot be written: " + e.getMessage(), e);
    } finally {
      PrivateFolder.delete(aside);
    }
  }

  /** Writes the trained model into the output folder itself. */
  void saveModel(Tensor weights) {
    writeModel(output, weights, vocabulary);
  }

  private void writeModel(Path folder, Tensor weights, Map<String, byte[]> others) {
    ModelFolderWriter.write(
        folder,
        config,
        WeightFiles.tensors(layout, weights, ""),
        others,
        ModelFolderWriter.Format.SAFETENSORS,
        Long.MAX_VALUE);
  }

  /** The newest checkpoint, or null. */
  @Nullable Path newest() {
    List<Path> all = all();
    return all.isEmpty() ? null : all.get(all.size() - 1);
  }

  /** Reads a checkpoint's weights and moments into their places. */
  void load(Path checkpoint, Tensor weights, Optimizer optimizer) {
    Path file = checkpoint.resolve(OPTIMIZER);
    try (SafetensorsFile moments = SafetensorsFile.open(file);
        SafetensorsFile model = SafetensorsFile.open(checkpoint.resolve("model.safetensors"))) {
      for (Parameter parameter : layout.parameters()) {
        read(model, "", parameter, weights);
        read(moments, MEAN, parameter, optimizer.mean());
        read(moments, VARIANCE, parameter, optimizer.variance());
      }
    }
  }

  private static void read(SafetensorsFile file, String prefix, Parameter parameter, Tensor flat) {
    String name = prefix + parameter.name();
    if (!file.tensors().containsKey(name)
        || file.tensors().get(name).elements() != parameter.size()) {
      throw new ModelFormatException(
          "a checkpoint", name, "a tensor of " + parameter.size() + " elements", "none");
    }
    WeightFiles.read((first, to) -> file.read(name, first, to), parameter, flat);
  }

  private List<Path> all() {
    if (!Files.isDirectory(checkpoints)) {
      return List.of();
    }
    try (Stream<Path> folders = Files.list(checkpoints)) {
      return folders
          .filter(f -> f.getFileName().toString().matches(PREFIX + "\\d+"))
          .filter(f -> Files.isRegularFile(f.resolve("config.json")))
          .sorted(Comparator.comparingLong(CheckpointStore::step))
          .toList();
    } catch (IOException e) {
      throw new AlbertException(checkpoints + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private static long step(Path checkpoint) {
    return Long.parseLong(checkpoint.getFileName().toString().substring(PREFIX.length()));
  }

  private void prune() {
    List<Path> all = all();
    for (int i = 0; i < all.size() - keep; i++) {
      PrivateFolder.delete(all.get(i));
    }
  }
}

package io.github.albert4j.checkpoint;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.albert4j.AlbertException;
import io.github.albert4j.config.AlbertConfig;
import io.github.albert4j.config.JsonFile;
import io.github.albert4j.vocabulary.VocabularyFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A model's folder in another form: what {@code convert} does. Tensors whose type does not change
 * are the same bit for bit.
 *
 * @since 0.1.0
 */
public final class ModelConverter {
  private static final String DECODER = "predictions.decoder.weight";

  /**
   * What to write.
   *
   * @param format the form of the weights
   * @param dtype F32, F16 or BF16 for all floating-point tensors; null keeps each one's own
   * @param shardBytes the most bytes of tensors in one file
   */
  public record Options(ModelFolderWriter.Format format, @Nullable DType dtype, long shardBytes) {
    /** One safetensors file, types kept. */
    public static final Options DEFAULT =
        new Options(ModelFolderWriter.Format.SAFETENSORS, null, Long.MAX_VALUE);
  }

  private ModelConverter() {}

  /**
   * Converts.
   *
   * @param source a model's folder in any form that is read
   * @param target a new folder, or an empty one
   * @throws AlbertException where the source is damaged, the target holds files or cannot be
   *     written, or a weight is too large for the type
   */
  public static void convert(Path source, Path target, Options options) {
    convert(source, target, options, List.of(), Map.of());
  }

  /**
   * Converts, and writes more into the folder.
   *
   * @param more tensors beside those of the source, in whose place they stand where the names are
   *     equal
   * @param files by name
   */
  public static void convert(
      Path source, Path target, Options options, List<TensorData> more, Map<String, byte[]> files) {
    requireEmpty(target);
    AlbertConfig config = AlbertConfig.read(source);
    try (Checkpoint checkpoint = Checkpoint.open(source)) {
      write(checkpoint, config, source, target, options, more, files);
    }
  }

  /**
   * Writes the mean of several models' weights, such as of the last checkpoints of a training, or
   * of trainings from one start. Config and vocabulary are the first one's.
   *
   * @param sources models' folders; one that is named twice counts twice
   * @param target a new folder, or an empty one
   * @param options where the type is null, it is F32
   * @throws AlbertException as {@link #convert}, and where the sources differ in their tensors
   */
  public static void average(List<Path> sources, Path target, Options options) {
    requireEmpty(target);
    Path first = sources.get(0);
    AlbertConfig config = AlbertConfig.read(first);
    DType dtype = options.dtype() == null ? DType.F32 : options.dtype();
    try (Checkpoint checkpoint = new MeanCheckpoint(sources)) {
      Options typed = new Options(options.format(), dtype, options.shardBytes());
      write(checkpoint, config, first, target, typed, List.of(), Map.of());
    }
  }

  private static void write(
      Checkpoint checkpoint,
      AlbertConfig config,
      Path source,
      Path target,
      Options options,
      List<TensorData> more,
      Map<String, byte[]> files) {
    List<TensorData> tensors = new ArrayList<>(more);
    Set<String> given = more.stream().map(TensorData::name).collect(Collectors.toSet());
    for (TensorInfo tensor : checkpoint.tensors().values()) {
      // A tied decoder is the word embeddings: nobody reads what the file has in its place.
      boolean tied = tensor.name().equals(DECODER) && config.tieWordEmbeddings();
      if (!tied && !given.contains(tensor.name())) {
        tensors.add(converted(checkpoint, tensor, options.dtype()));
      }
    }
    Map<String, byte[]> others =
        new LinkedHashMap<>(VocabularyFiles.of(source, config.maxPositionEmbeddings()));
    others.putAll(files);
    ModelFolderWriter.write(
        target,
        json(source, config, checkpoint, options.dtype()),
        tensors,
        others,
        options.format(),
        options.shardBytes());
  }

  private static TensorData converted(
      Checkpoint checkpoint, TensorInfo tensor, @Nullable DType dtype) {
    return dtype == null || dtype == tensor.dtype() || !tensor.dtype().isFloating()
        ? TensorData.copy(checkpoint, tensor)
        : TensorData.convert(checkpoint, tensor, dtype);
  }

  /**
   * The source's own config.json, with what it says of the type set right; else Google's,
   * translated.
   */
  private static ObjectNode json(
      Path source, AlbertConfig config, Checkpoint checkpoint, @Nullable DType dtype) {
    Path file = source.resolve(AlbertConfig.FILE);
    if (!Files.isRegularFile(file)) {
      ObjectNode json = config.toJson();
      HeadNames.describe(checkpoint.tensors(), json);
      return json;
    }
    ObjectNode json = JsonFile.readObject(file, 1 << 20);
    json.put("model_type", "albert");
    for (String key : new String[] {"dtype", "torch_dtype"}) {
      if (dtype != null && json.has(key)) {
        json.put(key, dtype == DType.F32 ? "float32" : dtype == DType.F16 ? "float16" : "bfloat16");
      }
    }
    return json;
  }

  /**
   * Checks that a folder may be written to.
   *
   * @throws AlbertException where it holds files
   */
  public static void requireEmpty(Path target) {
    if (!Files.exists(target)) {
      return;
    }
    try (Stream<Path> files = Files.list(target)) {
      if (files.findAny().isEmpty()) {
        return;
      }
    } catch (IOException e) {
      throw AtomicFile.cannotWrite(target, e);
    }
    throw new AlbertException(target + ": expected a new or an empty folder, found files in it");
  }
}

package io.github.albert4j.model;

import io.github.albert4j.ModelFormatException;
import io.github.albert4j.checkpoint.Checkpoint;
import io.github.albert4j.checkpoint.TensorInfo;
import io.github.albert4j.config.AlbertConfig;
import io.github.albert4j.engine.Arena;
import io.github.albert4j.engine.DataType;
import io.github.albert4j.engine.Engine;
import io.github.albert4j.engine.PackedWeights;
import io.github.albert4j.engine.Tensor;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the tensors that a config calls for, one after another, through a small buffer into their
 * final layout: the file's pages and the packed weights are never both in memory.
 */
final class WeightLoader {
  private final Engine engine;
  private final Arena arena;
  private final Checkpoint checkpoint;
  private final AlbertConfig config;
  private final DataType type;
  private final String folder;
  private final Set<String> used = new HashSet<>();

  private WeightLoader(
      Engine engine,
      Arena arena,
      Checkpoint checkpoint,
      AlbertConfig config,
      DataType type,
      String folder) {
    this.engine = engine;
    this.arena = arena;
    this.checkpoint = checkpoint;
    this.config = config;
    this.type = type;
    this.folder = folder;
  }

  /** The weights, and what else the checkpoint holds. */
  record Loaded(Weights weights, List<TensorInfo> skipped) {}

  /**
   * Loads all parts that the checkpoint has: the encoder must be whole, a head must be whole or
   * absent.
   *
   * @param folder named in errors
   * @throws ModelFormatException for a tensor that is missing or of another shape than config says
   */
  static Loaded load(
      Engine engine, Checkpoint checkpoint, AlbertConfig config, DataType type, String folder) {
    Arena arena = new Arena(engine);
    try {
      WeightLoader loader = new WeightLoader(engine, arena, checkpoint, config, type, folder);
      Weights weights = loader.weights();
      return new Loaded(weights, loader.skipped());
    } catch (Throwable e) {
      arena.close();
      throw e;
    }
  }

  private Weights weights() {
    int hidden = config.hiddenSize();
    Layer[][] layers = new Layer[config.numHiddenGroups()][config.innerGroupNum()];
    for (int group = 0; group < layers.length; group++) {
      for (int inner = 0; inner < layers[group].length; inner++) {
        layers[group][inner] =
            layer("albert.encoder.albert_layer_groups." + group + ".albert_layers." + inner + ".");
      }
    }
    Embeddings embeddings = embeddings();
    String mapping = "albert.encoder.embedding_hidden_mapping_in";
    boolean unmapped = !has(mapping + ".weight") && config.embeddingSize() == hidden;
    return new Weights(
        embeddings,
        unmapped ? null : linear(mapping, hidden, config.embeddingSize()),
        layers,
        optional("albert.pooler", hidden),
        maskedLm(embeddings.words()),
        optional("sop_classifier.classifier", 2),
        optional("classifier", -1),
        optional("qa_outputs", 2),
        beam(),
        arena);
  }

  private Layer layer(String prefix) {
    int hidden = config.hiddenSize();
    int intermediate = config.intermediateSize();
    // The largest first, while the least memory is taken.
    Linear ffn = linear(prefix + "ffn", intermediate, hidden);
    Linear ffnOutput = linear(prefix + "ffn_output", hidden, intermediate);
    return new Layer(
        queryKeyValue(prefix + "attention."),
        linear(prefix + "attention.dense", hidden, hidden),
        norm(prefix + "attention.LayerNorm", hidden),
        ffn,
        ffnOutput,
        norm(prefix + "full_layer_layer_norm", hidden));
  }

  /** Queries, keys and values as one map; the softmax's 1/√d is taken into the queries' weights. */
  private Linear queryKeyValue(String prefix) {
    int hidden = config.hiddenSize();
    float scale = (float) (1 / Math.sqrt(config.headSize()));
    String[] parts = {prefix + "query", prefix + "key", prefix + "value"};
    for (String part : parts) {
      require(part + ".weight", hidden, hidden);
    }
    PackedWeights weights =
        PackedWeights.pack(
            engine,
            arena,
            type,
            3L * hidden,
            hidden,
            (row, rows, to) -> {
              for (long r = row; r < row + rows; ) {
                int part = (int) (r / hidden);
                long n = Math.min(row + rows, (part + 1L) * hidden) - r;
                FloatBuffer slice = to.slice(to.position(), (int) n * hidden);
                checkpoint.read(parts[part] + ".weight", r % hidden * hidden, slice);
                if (part == 0) {
                  for (int i = 0; i < n * hidden; i++) {
                    slice.put(i, slice.get(i) * scale);
                  }
                }
                to.position(to.position() + (int) n * hidden);
                r += n;
              }
            });
    float[] bias = new float[3 * hidden];
    for (int part = 0; part < 3; part++) {
      float[] values = array(parts[part] + ".bias", hidden);
      for (int i = 0; i < hidden; i++) {
        bias[part * hidden + i] = part == 0 ? values[i] * scale : values[i];
      }
    }
    return new Linear(weights, tensor(bias));
  }

  private Embeddings embeddings() {
    int width = config.embeddingSize();
    String prefix = "albert.embeddings.";
    String words = prefix + "word_embeddings.weight";
    require(words, config.vocabSize(), width);
    Tensor table = arena.allocateUnset(DataType.F32, config.vocabSize(), width);
    int rows = Math.max(1, (1 << 20) / width);
    float[] buffer = new float[rows * width];
    for (long first = 0; first < config.vocabSize(); first += rows) {
      int n = (int) Math.min(rows, config.vocabSize() - first) * width;
      checkpoint.read(words, first * width, FloatBuffer.wrap(buffer, 0, n));
      table.write(first * width, buffer, 0, n);
    }
    return new Embeddings(
        table,
        array(prefix + "position_embeddings.weight", config.maxPositionEmbeddings(), width),
        array(prefix + "token_type_embeddings.weight", config.typeVocabSize(), width),
        array(prefix + "LayerNorm.weight", width),
        array(prefix + "LayerNorm.bias", width),
        config.layerNormEps());
  }

  private @Nullable MaskedLmHead maskedLm(Tensor words) {
    if (!has("predictions.dense.weight")) {
      return null;
    }
    int width = config.embeddingSize();
    String decoder = "predictions.decoder.weight";
    boolean untied = has(decoder) && !config.tieWordEmbeddings();
    return new MaskedLmHead(
        linear("predictions.dense", width, config.hiddenSize()),
        norm("predictions.LayerNorm", width),
        tensor(array("predictions.bias", config.vocabSize())),
        words,
        untied ? packed(decoder, config.vocabSize(), width) : null,
        type,
        engine,
        arena);
  }

  private @Nullable BeamHead beam() {
    if (!has("start_logits.dense.weight")) {
      return null;
    }
    int hidden = config.hiddenSize();
    String ends = "end_logits.dense_0";
    require(ends + ".weight", hidden, 2 * hidden);
    return new BeamHead(
        linear("start_logits.dense", 1, hidden),
        new Linear(columns(ends + ".weight", 0), tensor(array(ends + ".bias", hidden))),
        new Linear(columns(ends + ".weight", hidden), null),
        norm("end_logits.LayerNorm", hidden),
        linear("end_logits.dense_1", 1, hidden),
        linear("answer_class.dense_0", hidden, 2 * hidden),
        new Linear(packed("answer_class.dense_1.weight", 1, hidden), null));
  }

  /** Half of the columns of {@code [hidden, 2 hidden]}, from one of them on. */
  private PackedWeights columns(String name, int first) {
    int hidden = config.hiddenSize();
    return PackedWeights.pack(
        engine,
        arena,
        type,
        hidden,
        hidden,
        (row, rows, to) -> {
          for (long r = row; r < row + rows; r++) {
            FloatBuffer part = to.slice(to.position(), hidden);
            checkpoint.read(name, r * 2 * hidden + first, part);
            to.position(to.position() + hidden);
          }
        });
  }

  /** A head that may be absent; {@code outputs} below 0 takes as many as the file has. */
  private @Nullable Linear optional(String name, int outputs) {
    TensorInfo info = checkpoint.tensors().get(name + ".weight");
    if (info == null) {
      return null;
    }
    int rows = outputs < 0 && info.shape().length == 2 ? (int) info.shape()[0] : outputs;
    return linear(name, rows, config.hiddenSize());
  }

  private Linear linear(String name, int outputs, int inputs) {
    return new Linear(
        packed(name + ".weight", outputs, inputs), tensor(array(name + ".bias", outputs)));
  }

  private PackedWeights packed(String name, int outputs, int inputs) {
    require(name, outputs, inputs);
    return PackedWeights.pack(
        engine,
        arena,
        type,
        outputs,
        inputs,
        (row, rows, to) -> checkpoint.read(name, row * inputs, to));
  }

  private LayerNorm norm(String name, int width) {
    return new LayerNorm(
        tensor(array(name + ".weight", width)),
        tensor(array(name + ".bias", width)),
        (float) config.layerNormEps());
  }

  private Tensor tensor(float[] values) {
    Tensor tensor = arena.allocateUnset(DataType.F32, values.length);
    tensor.write(0, values, 0, values.length);
    return tensor;
  }

  private float[] array(String name, int... shape) {
    require(name, shape);
    float[] values = new float[Arrays.stream(shape).reduce(1, Math::multiplyExact)];
    checkpoint.read(name, 0, FloatBuffer.wrap(values));
    return values;
  }

  private boolean has(String name) {
    return checkpoint.tensors().containsKey(name);
  }

  private void require(String name, int... shape) {
    TensorInfo info = checkpoint.tensors().get(name);
    if (info == null) {
      throw new ModelFormatException(
          folder, name, "a tensor of shape " + Arrays.toString(shape), "none of that name");
    }
    if (!Arrays.equals(info.shape(), Arrays.stream(shape).asLongStream().toArray())) {
      throw new ModelFormatException(
          info.file(),
          info.nameInFile(),
          "shape " + Arrays.toString(shape) + " by the config",
          Arrays.toString(info.shape()));
    }
    used.add(name);
  }

  private List<TensorInfo> skipped() {
    List<TensorInfo> skipped = new ArrayList<>();
    for (TensorInfo info : checkpoint.tensors().values()) {
      if (!used.contains(info.name())) {
        skipped.add(info);
      }
    }
    return List.copyOf(skipped);
  }
}

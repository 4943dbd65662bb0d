package io.github.albert4j.model;

import io.github.albert4j.ModelFormatException;
import io.github.albert4j.checkpoint.TensorInfo;
import io.github.albert4j.config.AlbertConfig;
import io.github.albert4j.engine.Arena;
import io.github.albert4j.engine.DataType;
import io.github.albert4j.engine.Engine;
import io.github.albert4j.engine.PackedWeights;
import io.github.albert4j.engine.Tensor;
import java.nio.FloatBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the tensors that a config calls for, one after another, through a small buffer into their
 * final layout: the file's pages and the packed weights are never both in memory.
 */
final class WeightLoader {
  private final Engine engine;
  private final Arena arena;
  private final NamedTensors tensors;
  private final AlbertConfig config;
  private final DataType type;
  private final List<ProjectionScales> scales;

  private WeightLoader(
      Engine engine,
      Arena arena,
      NamedTensors tensors,
      AlbertConfig config,
      DataType type,
      List<ProjectionScales> scales) {
    this.engine = engine;
    this.arena = arena;
    this.tensors = tensors;
    this.config = config;
    this.type = type;
    this.scales = scales;
  }

  /**
   * The weights, and what else the checkpoint holds.
   *
   * @param calibrated whether there are scales for int8
   */
  record Loaded(Weights weights, boolean calibrated, List<TensorInfo> skipped) {}

  /**
   * Loads all parts that the checkpoint has: the encoder must be whole, a head must be whole or
   * absent.
   *
   * @param type of what is not in int8
   * @param scales of the projections that are
   * @throws ModelFormatException for a tensor that is missing or of another shape than config says
   */
  static Loaded load(
      Engine engine,
      NamedTensors tensors,
      AlbertConfig config,
      DataType type,
      List<ProjectionScales> scales) {
    Arena arena = new Arena(engine);
    try {
      WeightLoader loader = new WeightLoader(engine, arena, tensors, config, type, scales);
      Weights weights = loader.weights();
      boolean calibrated = ProjectionScales.know(tensors, config);
      return new Loaded(weights, calibrated, tensors.skipped());
    } catch (Throwable e) {
      arena.close();
      throw e;
    }
  }

  private Weights weights() {
    int hidden = config.hiddenSize();
    List<Layer> blocks = new LayerLoader(engine, arena, tensors, config, type, scales).blocks();
    Embeddings embeddings = embeddings();
    String mapping = "albert.encoder.embedding_hidden_mapping_in";
    boolean unmapped = !tensors.has(mapping + ".weight") && config.embeddingSize() == hidden;
    return new Weights(
        embeddings,
        unmapped ? null : linear(mapping, hidden, config.embeddingSize()),
        blocks,
        optional("albert.pooler", hidden),
        maskedLm(embeddings.words()),
        optional("sop_classifier.classifier", 2),
        optional("classifier", -1),
        optional("qa_outputs", 2),
        beam(),
        arena);
  }

  private Embeddings embeddings() {
    int width = config.embeddingSize();
    String prefix = "albert.embeddings.";
    String words = prefix + "word_embeddings.weight";
    tensors.require(words, config.vocabSize(), width);
    Tensor table = arena.allocateUnset(DataType.F32, config.vocabSize(), width);
    int rows = Math.max(1, (1 << 20) / width);
    float[] buffer = new float[rows * width];
    for (long first = 0; first < config.vocabSize(); first += rows) {
      int n = (int) Math.min(rows, config.vocabSize() - first) * width;
      tensors.read(words, first * width, FloatBuffer.wrap(buffer, 0, n));
      table.write(first * width, buffer, 0, n);
    }
    return new Embeddings(
        table,
        tensors.array(prefix + "position_embeddings.weight", config.maxPositionEmbeddings(), width),
        tensors.array(prefix + "token_type_embeddings.weight", config.typeVocabSize(), width),
        tensors.array(prefix + "LayerNorm.weight", width),
        tensors.array(prefix + "LayerNorm.bias", width),
        config.layerNormEps());
  }

  private @Nullable MaskedLmHead maskedLm(Tensor words) {
    if (!tensors.has("predictions.dense.weight")) {
      return null;
    }
    int width = config.embeddingSize();
    String decoder = "predictions.decoder.weight";
    boolean untied = tensors.has(decoder) && !config.tieWordEmbeddings();
    return new MaskedLmHead(
        linear("predictions.dense", width, config.hiddenSize()),
        LayerNorm.read(tensors, "predictions.LayerNorm", width, config, arena),
        arena.copyOf(tensors.array("predictions.bias", config.vocabSize())),
        words,
        untied ? packed(decoder, config.vocabSize(), width) : null,
        type,
        engine,
        arena);
  }

  private @Nullable BeamHead beam() {
    if (!tensors.has("start_logits.dense.weight")) {
      return null;
    }
    int hidden = config.hiddenSize();
    String ends = "end_logits.dense_0";
    tensors.require(ends + ".weight", hidden, 2 * hidden);
    return new BeamHead(
        linear("start_logits.dense", 1, hidden),
        new Linear(
            columns(ends + ".weight", 0), arena.copyOf(tensors.array(ends + ".bias", hidden))),
        new Linear(columns(ends + ".weight", hidden), null),
        LayerNorm.read(tensors, "end_logits.LayerNorm", hidden, config, arena),
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
            tensors.read(name, r * 2 * hidden + first, part);
            to.position(to.position() + hidden);
          }
        });
  }

  /** A head that may be absent; {@code outputs} below 0 takes as many as the file has. */
  private @Nullable Linear optional(String name, int outputs) {
    TensorInfo info = tensors.info(name + ".weight");
    if (info == null) {
      return null;
    }
    int rows = outputs < 0 && info.shape().length == 2 ? (int) info.shape()[0] : outputs;
    return linear(name, rows, config.hiddenSize());
  }

  private Linear linear(String name, int outputs, int inputs) {
    return new Linear(
        packed(name + ".weight", outputs, inputs),
        arena.copyOf(tensors.array(name + ".bias", outputs)));
  }

  private PackedWeights packed(String name, int outputs, int inputs) {
    return PackedWeights.pack(
        engine, arena, type, outputs, inputs, tensors.rows(name, outputs, inputs));
  }
}

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
  private final WeightSource source;
  private final NamedTensors tensors;
  private final AlbertConfig config;

  private WeightLoader(WeightSource source) {
    this.source = source;
    this.tensors = source.tensors();
    this.config = source.config();
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
    Arena arena = Arena.ofWeights(engine);
    try {
      WeightSource source = new WeightSource(engine, arena, tensors, config, type);
      Weights weights = new WeightLoader(source).weights(scales);
      arena.gatherPages();
      boolean calibrated = ProjectionScales.know(tensors, config);
      return new Loaded(weights, calibrated, tensors.skipped());
    } catch (Throwable e) {
      arena.close();
      throw e;
    }
  }

  private Weights weights(List<ProjectionScales> scales) {
    int hidden = config.hiddenSize();
    List<Layer> blocks = new LayerLoader(source, scales).blocks();
    Embeddings embeddings = embeddings();
    String mapping = "albert.encoder.embedding_hidden_mapping_in";
    boolean unmapped = !tensors.has(mapping + ".weight") && config.embeddingSize() == hidden;
    return new Weights(
        embeddings,
        unmapped ? null : source.linear(mapping, hidden, config.embeddingSize()),
        blocks,
        optional("albert.pooler", hidden),
        maskedLm(embeddings.words()),
        optional("sop_classifier.classifier", 2),
        optional("classifier", -1),
        optional("qa_outputs", 2),
        beam(),
        source.arena());
  }

  private Embeddings embeddings() {
    int width = config.embeddingSize();
    String prefix = "albert.embeddings.";
    PackedWeights.RowSource rows =
        tensors.rows(prefix + "word_embeddings.weight", config.vocabSize(), width);
    Tensor table = source.arena().allocateUnset(DataType.F32, config.vocabSize(), width);
    table.fill(rows);
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
        source.linear("predictions.dense", width, config.hiddenSize()),
        source.norm("predictions.LayerNorm", width),
        source.vector("predictions.bias", config.vocabSize()),
        words,
        untied ? source.packed(decoder, config.vocabSize(), width) : null,
        source.type(),
        source.engine(),
        source.arena());
  }

  private @Nullable BeamHead beam() {
    if (!tensors.has("start_logits.dense.weight")) {
      return null;
    }
    int hidden = config.hiddenSize();
    String ends = "end_logits.dense_0";
    tensors.require(ends + ".weight", hidden, 2 * hidden);
    return new BeamHead(
        source.linear("start_logits.dense", 1, hidden),
        new Linear(columns(ends + ".weight", 0), source.vector(ends + ".bias", hidden)),
        new Linear(columns(ends + ".weight", hidden), null),
        source.norm("end_logits.LayerNorm", hidden),
        source.linear("end_logits.dense_1", 1, hidden),
        source.linear("answer_class.dense_0", hidden, 2 * hidden),
        new Linear(source.packed("answer_class.dense_1.weight", 1, hidden), null));
  }

  /** Half of the columns of {@code [hidden, 2 hidden]}, from one of them on. */
  private PackedWeights columns(String name, int first) {
    int hidden = config.hiddenSize();
    return source.packed(
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
    return source.linear(name, rows, config.hiddenSize());
  }
}

package io.github.albert4j.model;

import io.github.albert4j.config.AlbertConfig;
import io.github.albert4j.engine.PackedWeights.RowSource;
import java.nio.FloatBuffer;

/**
 * One layer's tensors in a checkpoint, as its projections multiply by them: queries, keys and
 * values are one map, and the softmax's 1/√d is taken into the queries'.
 */
final class LayerTensors {
  private final NamedTensors tensors;
  private final AlbertConfig config;
  private final String prefix;

  LayerTensors(NamedTensors tensors, AlbertConfig config, int group, int inner) {
    this.tensors = tensors;
    this.config = config;
    this.prefix = prefix(group, inner);
  }

  /** What the names of a layer's tensors begin with. */
  static String prefix(int group, int inner) {
    return "albert.encoder.albert_layer_groups." + group + ".albert_layers." + inner + ".";
  }

  String prefix() {
    return prefix;
  }

  /** {@code W [outputs, inputs]}. */
  RowSource rows(Projection projection) {
    return projection == Projection.QUERY_KEY_VALUE
        ? queryKeyValueRows()
        : tensors.rows(
            prefix + projection.path() + ".weight",
            projection.outputs(config),
            projection.inputs(config));
  }

  /** {@code b [outputs]}. */
  float[] bias(Projection projection) {
    return projection == Projection.QUERY_KEY_VALUE
        ? queryKeyValueBias()
        : tensors.array(prefix + projection.path() + ".bias", projection.outputs(config));
  }

  private String[] queryKeyValue() {
    String attention = prefix + "attention.";
    return new String[] {attention + "query", attention + "key", attention + "value"};
  }

  private float queryScale() {
    return (float) (1 / Math.sqrt(config.headSize()));
  }

  private RowSource queryKeyValueRows() {
    int hidden = config.hiddenSize();
    float scale = queryScale();
    String[] parts = queryKeyValue();
    for (String part : parts) {
      tensors.require(part + ".weight", hidden, hidden);
    }
    return (row, rows, to) -> {
      for (long r = row; r < row + rows; ) {
        int part = (int) (r / hidden);
        long n = Math.min(row + rows, (part + 1L) * hidden) - r;
        FloatBuffer slice = to.slice(to.position(), (int) n * hidden);
        tensors.read(parts[part] + ".weight", r % hidden * hidden, slice);
        if (part == 0) {
          multiply(slice, scale);
        }
        to.position(to.position() + (int) n * hidden);
        r += n;
      }
    };
  }

  /** By way of an array, which code that is not compiled yet gets through sooner. */
  private static void multiply(FloatBuffer values, float factor) {
    float[] some = new float[Math.min(values.limit(), 1 << 13)];
    for (int at = 0; at < values.limit(); at += some.length) {
      int n = Math.min(some.length, values.limit() - at);
      values.get(at, some, 0, n);
      for (int i = 0; i < n; i++) {
        some[i] *= factor;
      }
      values.put(at, some, 0, n);
    }
  }

  private float[] queryKeyValueBias() {
    int hidden = config.hiddenSize();
    float scale = queryScale();
    String[] parts = queryKeyValue();
    float[] bias = new float[3 * hidden];
    for (int part = 0; part < 3; part++) {
      float[] values = tensors.array(parts[part] + ".bias", hidden);
      for (int i = 0; i < hidden; i++) {
        bias[part * hidden + i] = part == 0 ? values[i] * scale : values[i];
      }
    }
    return bias;
  }
}

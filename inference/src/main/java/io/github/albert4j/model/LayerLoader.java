package io.github.albert4j.model;

import io.github.albert4j.config.AlbertConfig;
import io.github.albert4j.engine.PackedWeights;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Packs the encoder's layers, each once, and gives each pass its own view of them: in int8 the
 * passes differ in what surrounds the weights, in other precisions not at all.
 */
final class LayerLoader {
  private final WeightSource source;
  private final AlbertConfig config;
  private final List<ProjectionScales> scales;

  /**
   * @param scales of the projections in int8; the others are packed as the source's type
   */
  LayerLoader(WeightSource source, List<ProjectionScales> scales) {
    this.source = source;
    this.config = source.config();
    this.scales = scales;
  }

  /** The blocks in the order in which they run. */
  List<Layer> blocks() {
    Layer[][][] layers = new Layer[config.numHiddenGroups()][config.innerGroupNum()][];
    for (int group = 0; group < layers.length; group++) {
      for (int inner = 0; inner < layers[group].length; inner++) {
        layers[group][inner] = passes(group, inner);
      }
    }
    List<Layer> blocks = new ArrayList<>();
    int[] passes = new int[layers.length];
    for (int pass = 0; pass < config.numHiddenLayers(); pass++) {
      int group = Passes.group(config, pass);
      for (Layer[] layer : layers[group]) {
        blocks.add(layer[passes[group]]);
      }
      passes[group]++;
    }
    return List.copyOf(blocks);
  }

  /** One layer, as each pass through it sees it. */
  private Layer[] passes(int group, int inner) {
    LayerTensors layer = new LayerTensors(source.tensors(), config, group, inner);
    int passes = Passes.count(config, group);
    Map<Projection, List<? extends BlockLinear>> maps = new EnumMap<>(Projection.class);
    // The largest first, while the least memory is taken.
    for (Projection projection :
        List.of(
            Projection.FFN,
            Projection.FFN_OUTPUT,
            Projection.QUERY_KEY_VALUE,
            Projection.ATTENTION_OUTPUT)) {
      ProjectionScales own = scales(group, inner, projection);
      maps.put(
          projection,
          own == null
              ? Collections.nCopies(passes, full(layer, projection))
              : quantized(layer, own));
    }
    LayerNorm attentionNorm =
        source.norm(layer.prefix() + "attention.LayerNorm", config.hiddenSize());
    LayerNorm outputNorm =
        source.norm(layer.prefix() + "full_layer_layer_norm", config.hiddenSize());
    Layer[] views = new Layer[passes];
    for (int pass = 0; pass < passes; pass++) {
      // One object for passes that see the same, by which the encoder knows that it repeats itself.
      views[pass] =
          repeats(maps.values(), pass)
              ? views[pass - 1]
              : new Layer(
                  maps.get(Projection.QUERY_KEY_VALUE).get(pass),
                  maps.get(Projection.ATTENTION_OUTPUT).get(pass),
                  attentionNorm,
                  maps.get(Projection.FFN).get(pass),
                  maps.get(Projection.FFN_OUTPUT).get(pass),
                  outputNorm);
    }
    return views;
  }

  private static boolean repeats(Collection<? extends List<?>> maps, int pass) {
    return pass > 0 && maps.stream().allMatch(map -> map.get(pass) == map.get(pass - 1));
  }

  private @Nullable ProjectionScales scales(int group, int inner, Projection projection) {
    return scales.stream().filter(s -> s.isOf(group, inner, projection)).findFirst().orElse(null);
  }

  private Linear full(LayerTensors layer, Projection projection) {
    PackedWeights weights =
        source.packed(
            projection.outputs(config), projection.inputs(config), layer.rows(projection));
    return new Linear(weights, source.arena().copyOf(layer.bias(projection)));
  }

  private List<QuantizedLinear> quantized(LayerTensors layer, ProjectionScales own) {
    Projection projection = own.projection();
    QuantizedWeights weights =
        QuantizedWeights.pack(
            source.engine(),
            source.arena(),
            projection.outputs(config),
            projection.inputs(config),
            layer.rows(projection),
            own.smoothing());
    float[] bias = layer.bias(projection);
    return own.ranges().stream()
        .map(range -> QuantizedLinear.of(weights, own.smoothing(), range, bias, source.arena()))
        .toList();
  }
}

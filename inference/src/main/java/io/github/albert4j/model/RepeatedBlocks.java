package io.github.albert4j.model;

import io.github.albert4j.engine.Operations;
import io.github.albert4j.engine.Recording;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The blocks of one run of the encoder. All passes through a layer are the same operations on the
 * same memory, so those after the first only repeat them, see {@link Recording}. In int8 the passes
 * differ, and there is nothing to repeat. For the thread of the operations.
 */
final class RepeatedBlocks implements AutoCloseable {
  private final Operations operations;
  private final Set<Layer> shared;
  private final Consumer<Layer> block;
  private final Map<Layer, Recording> recordings = new IdentityHashMap<>();

  /**
   * @param shared the layers whose operations are worth noting, see {@link #shared(List)}
   * @param block computes a layer's block by the operations
   */
  RepeatedBlocks(Operations operations, Set<Layer> shared, Consumer<Layer> block) {
    this.operations = operations;
    this.shared = shared;
    this.block = block;
  }

  /** The layers that come more than once; passes that see the same have one object. */
  static Set<Layer> shared(List<Layer> blocks) {
    Set<Layer> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    Set<Layer> shared = Collections.newSetFromMap(new IdentityHashMap<>());
    blocks.stream().filter(layer -> !seen.add(layer)).forEach(shared::add);
    return shared;
  }

  /** Computes a layer's block. */
  void run(Layer layer) {
    if (!shared.contains(layer)) {
      block.accept(layer);
      return;
    }
    Recording recording = recordings.get(layer);
    if (recording == null) {
      recording = operations.record(() -> block.accept(layer));
      recordings.put(layer, recording);
    }
    recording.run();
  }

  @Override
  public void close() {
    recordings.values().forEach(Recording::close);
  }
}

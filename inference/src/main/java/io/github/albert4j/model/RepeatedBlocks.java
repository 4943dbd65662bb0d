package io.github.albert4j.model;

import io.github.albert4j.engine.Operations;
import io.github.albert4j.engine.Recording;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The blocks of one run of the encoder. All passes through a layer are the same operations on the
 * same memory, so those after the first only repeat them, see {@link Recording}. For the thread of
 * the operations.
 */
final class RepeatedBlocks implements AutoCloseable {
  private final Operations operations;
  private final Consumer<Layer> block;
  private final Map<Layer, Recording> recordings = new IdentityHashMap<>();

  /**
   * @param block computes a layer's block by the operations
   */
  RepeatedBlocks(Operations operations, Consumer<Layer> block) {
    this.operations = operations;
    this.block = block;
  }

  /** Computes a layer's block. */
  void run(Layer layer) {
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

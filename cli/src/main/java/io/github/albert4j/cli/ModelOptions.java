package io.github.albert4j.cli;

import io.github.albert4j.model.AlbertModel;
import io.github.albert4j.model.Head;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;

/** The options of every command that runs a model. */
final class ModelOptions {
  @Mixin ModelName model;
  @Mixin ComputeOptions compute;

  /** A model that will be given texts. */
  AlbertModel load() {
    return load(null);
  }

  /**
   * A model that will be given texts.
   *
   * @param head what {@code logits} means; null to let the folder tell
   */
  AlbertModel load(@Nullable Head head) {
    return compute.load(model.name, head, true);
  }

  /** A model that will be given ids alone, and so needs no vocabulary. */
  AlbertModel loadForIds(@Nullable Head head) {
    return compute.load(model.name, head, false);
  }
}

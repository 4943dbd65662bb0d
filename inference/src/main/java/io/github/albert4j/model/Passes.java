package io.github.albert4j.model;

import io.github.albert4j.config.AlbertConfig;

/** Which layer a pass runs through: the groups take equal shares of the passes, in order. */
final class Passes {
  private Passes() {}

  /** The group of a pass (reference {@code modeling.py}, {@code transformer_model}). */
  static int group(AlbertConfig config, int pass) {
    return (int) ((long) pass * config.numHiddenGroups() / config.numHiddenLayers());
  }

  /** How many passes run through a group. */
  static int count(AlbertConfig config, int group) {
    int count = 0;
    for (int pass = 0; pass < config.numHiddenLayers(); pass++) {
      count += group(config, pass) == group ? 1 : 0;
    }
    return count;
  }
}

package io.github.albert4j.pipeline;

import io.github.albert4j.hub.ModelFolder;
import io.github.albert4j.model.AlbertModel;

/** The embedded model, loaded once for all tests of this folder. */
final class Small {
  static final AlbertModel MODEL = AlbertModel.load(ModelFolder.EMBEDDED);

  private Small() {}
}

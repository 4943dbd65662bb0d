package io.github.albert4j.model;

import io.github.albert4j.config.AlbertConfig;
import java.util.Locale;

/**
 * The four products with weights of a block of the encoder, where nearly all of its arithmetic is.
 *
 * @since 0.1.0
 */
public enum Projection {
  /** {@code [3 hidden, hidden]}: queries, keys and values as one. */
  QUERY_KEY_VALUE("attention.query_key_value"),
  /** {@code [hidden, hidden]}: what the heads saw, put together. */
  ATTENTION_OUTPUT("attention.dense"),
  /** {@code [intermediate, hidden]}. */
  FFN("ffn"),
  /** {@code [hidden, intermediate]}. */
  FFN_OUTPUT("ffn_output");

  private final String path;

  Projection(String path) {
    this.path = path;
  }

  /** What a layer's tensors for it begin with. */
  String path() {
    return path;
  }

  /** The name in reports: {@code query_key_value} and so on. */
  public String reportName() {
    return name().toLowerCase(Locale.ROOT);
  }

  int inputs(AlbertConfig config) {
    return this == FFN_OUTPUT ? config.intermediateSize() : config.hiddenSize();
  }

  int outputs(AlbertConfig config) {
    return switch (this) {
      case QUERY_KEY_VALUE -> 3 * config.hiddenSize();
      case FFN -> config.intermediateSize();
      case ATTENTION_OUTPUT, FFN_OUTPUT -> config.hiddenSize();
    };
  }
}

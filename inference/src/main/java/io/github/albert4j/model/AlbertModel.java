package io.github.albert4j.model;

import io.github.albert4j.checkpoint.TensorInfo;
import io.github.albert4j.config.AlbertConfig;
import io.github.albert4j.hub.ModelFolder;
import io.github.albert4j.tokenizer.AlbertTokenizer;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** ALBERT: config, weights, encoder and head. Thread-safe; owns all native memory. */
public final class AlbertModel implements AutoCloseable {
  private AlbertModel() {}

  /** Loads by name or folder, as {@link ModelFolder#resolve}. */
  public static AlbertModel load(String nameOrPath) {
    return load(nameOrPath, LoadOptions.DEFAULT);
  }

  public static AlbertModel load(Path folder) {
    return load(folder.toString());
  }

  public static AlbertModel load(String nameOrPath, LoadOptions options) {
    throw new UnsupportedOperationException();
  }

  public AlbertConfig config() {
    throw new UnsupportedOperationException();
  }

  /** The folder's tokenizer, read on first use; ModelFormatException where the folder has no vocabulary. */
  public AlbertTokenizer tokenizer() {
    throw new UnsupportedOperationException();
  }

  public ModelFolder folder() {
    throw new UnsupportedOperationException();
  }

  /** The head that is loaded. */
  public Head head() {
    throw new UnsupportedOperationException();
  }

  /** The precision that computes: FP32, BF16 or INT8, never AUTO. */
  public Precision precision() {
    throw new UnsupportedOperationException();
  }

  public int threads() {
    throw new UnsupportedOperationException();
  }

  /** The outputs that this model's tensors allow. */
  public Set<Output> available() {
    throw new UnsupportedOperationException();
  }

  /** Tensors of the checkpoint that no part of the model reads. */
  public List<TensorInfo> skippedTensors() {
    throw new UnsupportedOperationException();
  }

  /** Runs the rows; InvalidInputException for ids out of range or rows over the model's length. */
  public ModelOutput forward(PackedBatch batch, Request request) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {
    throw new UnsupportedOperationException();
  }
}

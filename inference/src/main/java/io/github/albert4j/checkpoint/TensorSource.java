package io.github.albert4j.checkpoint;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Bytes at positions: a file, or what stands for a tensor that a format leaves out. */
sealed interface TensorSource permits TensorFile, IdentityMapping {
  /** The file, for messages. */
  Path path();

  default String name() {
    return path().getFileName().toString();
  }

  /** Fills what remains of the destination from this position on, whole or with an error. */
  void read(long position, ByteBuffer destination, @Nullable String tensor);
}

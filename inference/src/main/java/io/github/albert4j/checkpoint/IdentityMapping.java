package io.github.albert4j.checkpoint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The mapping from embeddings to hidden states that Google's code leaves out where both have the
 * same size: in Hugging Face's form an identity matrix and a bias of zeros. Made as it is read.
 *
 * @param path the file that lacks it
 * @param size the embedding size, which is the hidden size
 */
record IdentityMapping(Path path, long size) implements TensorSource {
  private static final String NAME = "bert/encoder/embedding_hidden_mapping_in/";

  StoredTensor weight() {
    return StoredTensor.dense(NAME + "kernel", DType.F32, new long[] {size, size}, this, 0);
  }

  StoredTensor bias() {
    // The bias lies behind the matrix.
    return StoredTensor.dense(
        NAME + "bias", DType.F32, new long[] {size}, this, size * size * Float.BYTES);
  }

  @Override
  public void read(long position, ByteBuffer destination, @Nullable String tensor) {
    ByteBuffer floats = destination.slice().order(ByteOrder.LITTLE_ENDIAN);
    long first = position / Float.BYTES;
    while (floats.hasRemaining()) {
      long element = first + floats.position() / Float.BYTES;
      floats.putFloat(element < size * size && element % (size + 1) == 0 ? 1 : 0);
    }
    destination.position(destination.limit());
  }
}

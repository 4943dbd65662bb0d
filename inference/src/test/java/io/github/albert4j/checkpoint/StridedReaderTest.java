package io.github.albert4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StridedReaderTest {
  @TempDir Path folder;

  /** Beside the definition: element (i, j, …) stands at offset + i·stride₀ + j·stride₁ + … */
  @Test
  void anyViewIsReadAsItsDefinitionSays() throws IOException {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    int elements = 20_000;
    byte[] bytes = new byte[elements * 8];
    random.nextBytes(bytes);
    Path path = Files.write(folder.resolve("data"), bytes);
    DType[] types = {DType.U8, DType.BF16, DType.F32, DType.F64};
    try (TensorFile file = TensorFile.open(path)) {
      for (int round = 0; round < 400; round++) {
        DType dtype = types[random.nextInt(types.length)];
        int rank = 1 + random.nextInt(4);
        long[] shape = new long[rank];
        long[] strides = new long[rank];
        long last = 0;
        for (int i = 0; i < rank; i++) {
          shape[i] = 1 + random.nextInt(rank == 1 ? 500 : 12);
          long most = (elements - 1 - last) / Math.max(shape[i] - 1, 1) / (rank - i);
          strides[i] = random.nextInt(4) == 0 ? random.nextInt(3) : random.nextInt((int) most + 1);
          last += (shape[i] - 1) * strides[i];
        }
        long offset = random.nextInt((int) (elements - last)) * (long) dtype.bytes();
        StoredTensor tensor = new StoredTensor("t", dtype, shape, file, offset, strides, null);
        int count = (int) tensor.elements();
        int first = random.nextInt(count);
        int length = random.nextInt(count - first + 1);
        ByteBuffer read = ByteBuffer.allocate(length * dtype.bytes());
        // A tiny staging buffer, so that lines are cut.
        StridedReader.read(tensor, first, read, ByteBuffer.allocateDirect(64));
        assertThat(read.array())
            .as(
                "%s, strides %s, from %d, seed %d",
                tensor, java.util.Arrays.toString(strides), first, seed)
            .isEqualTo(slow(tensor, bytes, first, length));
      }
    }
  }

  private static byte[] slow(StoredTensor tensor, byte[] bytes, int first, int length) {
    int size = tensor.dtype().bytes();
    ByteBuffer out = ByteBuffer.allocate(length * size).order(ByteOrder.LITTLE_ENDIAN);
    for (long at = first; at < first + length; at++) {
      long rest = at;
      long from = tensor.offset();
      for (int i = tensor.shape().length - 1; i >= 0; i--) {
        from += rest % tensor.shape()[i] * tensor.strides()[i] * size;
        rest /= tensor.shape()[i];
      }
      out.put(bytes, (int) from, size);
    }
    return out.array();
  }
}

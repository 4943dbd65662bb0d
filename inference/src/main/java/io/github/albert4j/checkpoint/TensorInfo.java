package io.github.albert4j.checkpoint;

/**
 * One tensor of a checkpoint.
 *
 * @param name its Hugging Face name, with the {@code albert.} prefix and today's spelling
 * @param nameInFile what the file calls it
 * @param dtype how the file stores it
 * @param shape row-major, as Hugging Face has it
 * @param file the file that holds it
 * @since 0.1.0
 */
public record TensorInfo(String name, String nameInFile, DType dtype, long[] shape, String file) {
  /** The number of elements. */
  public long elements() {
    long n = 1;
    for (long d : shape) {
      n *= d;
    }
    return n;
  }
}

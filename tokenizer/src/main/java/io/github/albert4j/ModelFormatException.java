package io.github.albert4j;

/**
 * A model's file is damaged, hostile, incomplete, or of a form that albert4j does not read.
 *
 * <p>The message reads {@code FILE: tensor NAME: expected EXPECTED, found FOUND}.
 *
 * @since 0.1.0
 */
public final class ModelFormatException extends AlbertException {
  private final String file;
  private final String tensor;
  private final String expected;
  private final String found;

  /**
   * @param file the file or folder at fault
   * @param tensor the tensor at fault, or null where the fault is not a tensor's
   * @param expected what should stand there
   * @param found what stands there
   */
  public ModelFormatException(String file, String tensor, String expected, String found) {
    super(
        file
            + ": "
            + (tensor == null ? "" : "tensor " + tensor + ": ")
            + "expected "
            + expected
            + ", found "
            + found);
    this.file = file;
    this.tensor = tensor;
    this.expected = expected;
    this.found = found;
  }

  /** The file or folder at fault. */
  public String file() {
    return file;
  }

  /** The tensor at fault, or null. */
  public String tensor() {
    return tensor;
  }

  public String expected() {
    return expected;
  }

  public String found() {
    return found;
  }
}

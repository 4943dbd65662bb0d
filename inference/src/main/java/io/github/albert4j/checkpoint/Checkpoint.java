package io.github.albert4j.checkpoint;

import io.github.albert4j.ModelFormatException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Named tensors in files, read piece by piece: nothing is mapped, nothing is held.
 *
 * <pre>{@code
 * try (Checkpoint checkpoint = Checkpoint.open(folder)) {
 *   for (TensorInfo tensor : checkpoint.tensors().values()) {
 *     System.out.println(tensor.name() + " " + tensor.dtype());
 *   }
 * }
 * }</pre>
 *
 * <p>Names are Hugging Face's of today, whatever the file calls its tensors: the encoder's begin
 * with {@code albert.}, LayerNorm has {@code weight} and {@code bias}, TensorFlow's kernels are
 * presented in Hugging Face's shape, and {@code predictions.decoder.bias} is {@code
 * predictions.bias}, which it is tied to. The variables of Google's SQuAD 2.0 head, which Hugging
 * Face has no equal of, keep TensorFlow's names and shapes ({@code start_logits/dense/kernel},
 * {@code end_logits/…}, {@code answer_class/…}).
 *
 * <p>Thread-safe; reads of one checkpoint wait for each other.
 *
 * @since 0.1.0
 */
public interface Checkpoint extends AutoCloseable {
  /**
   * Opens the checkpoint of a model folder: {@code model.safetensors}, its index, {@code
   * pytorch_model.bin}, its index, or TensorFlow 1's {@code .index} and {@code .data} files, the
   * first that is there.
   *
   * @throws ModelFormatException where there is none, or its files are damaged
   */
  static Checkpoint open(Path folder) {
    return CheckpointFolder.open(folder);
  }

  /** All tensors that may be weights, by Hugging Face name, in the order of the files. */
  Map<String, TensorInfo> tensors();

  /**
   * What else the files hold: the optimiser's state, the step count, position ids, twins of tied
   * tensors. The names are the files' own.
   */
  List<TensorInfo> skipped();

  /**
   * Reads elements {@code [first, first + destination.remaining())} of a tensor, in row-major
   * order, widened to fp32.
   *
   * @throws ModelFormatException where the checkpoint has no such tensor, its elements are not
   *     floating-point numbers, its checksum fails, or the file ends before the tensor does
   */
  void read(String name, long first, FloatBuffer destination);

  /**
   * Reads elements as they are stored, bit for bit: little-endian, row-major, from element {@code
   * first} until the destination is full; it must have room for whole elements.
   *
   * @throws ModelFormatException as {@link #read}
   */
  void readRaw(String name, long first, ByteBuffer destination);

  @Override
  void close();
}

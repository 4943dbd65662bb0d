package io.github.albert4j.training.gradient;

import io.github.albert4j.ModelFormatException;
import io.github.albert4j.checkpoint.Checkpoint;
import io.github.albert4j.checkpoint.DType;
import io.github.albert4j.checkpoint.TensorData;
import io.github.albert4j.checkpoint.TensorInfo;
import io.github.albert4j.engine.Tensor;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Between flat vectors and checkpoints, a few elements at a time. */
public final class WeightFiles {
  private static final int BLOCK = 1 << 16;

  private WeightFiles() {}

  /**
   * Fills the parameters that the checkpoint has.
   *
   * @param file named in errors
   * @return those that it lacks
   * @throws ModelFormatException for a tensor of another shape
   */
  public static List<Parameter> read(
      Checkpoint checkpoint, String file, ParameterLayout layout, Tensor flat) {
    List<Parameter> missing = new ArrayList<>();
    for (Parameter parameter : layout.parameters()) {
      TensorInfo info = checkpoint.tensors().get(parameter.name());
      if (info == null) {
        missing.add(parameter);
        continue;
      }
      if (!Arrays.equals(info.shape(), parameter.sizes())) {
        throw new ModelFormatException(
            file,
            parameter.name(),
            "shape " + Arrays.toString(parameter.sizes()),
            Arrays.toString(info.shape()));
      }
      read((first, to) -> checkpoint.read(parameter.name(), first, to), parameter, flat);
    }
    return missing;
  }

  /** Where a tensor's elements come from. */
  @FunctionalInterface
  public interface Source {
    /** Fills the destination with the elements from {@code first} on. */
    void read(long first, FloatBuffer destination);
  }

  /** Fills one parameter of a flat vector. */
  public static void read(Source source, Parameter parameter, Tensor flat) {
    float[] block = new float[BLOCK];
    for (long at = 0; at < parameter.size(); at += BLOCK) {
      int n = (int) Math.min(BLOCK, parameter.size() - at);
      source.read(at, FloatBuffer.wrap(block, 0, n));
      flat.write(parameter.offset() + at, block, 0, n);
    }
  }

  /**
   * The parameters of a flat vector as tensors of a file, in fp32.
   *
   * @param prefix before each name
   */
  public static List<TensorData> tensors(ParameterLayout layout, Tensor flat, String prefix) {
    List<TensorData> tensors = new ArrayList<>();
    for (Parameter parameter : layout.parameters()) {
      tensors.add(
          new TensorData(
              prefix + parameter.name(),
              DType.F32,
              parameter.sizes(),
              (first, destination) -> copy(flat, parameter.offset() + first, destination)));
    }
    return tensors;
  }

  private static void copy(Tensor flat, long element, ByteBuffer destination) {
    int n = destination.remaining() / Float.BYTES;
    float[] values = new float[n];
    flat.read(element, values, 0, n);
    destination.asFloatBuffer().put(values);
    destination.position(destination.limit());
  }
}

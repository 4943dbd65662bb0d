package io.github.albert4j.checkpoint;

import io.github.albert4j.AlbertException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The mean of the weights of several checkpoints, in fp32 (Wortsman et al. 2022, "Model soups"):
 * what went different ways from one start is often better in the middle.
 */
final class MeanCheckpoint implements Checkpoint {
  private final List<Checkpoint> members = new ArrayList<>();
  private final Map<String, TensorInfo> tensors = new LinkedHashMap<>();

  /**
   * @throws AlbertException where they do not have the same tensors
   */
  MeanCheckpoint(List<Path> folders) {
    try {
      for (Path folder : folders) {
        members.add(Checkpoint.open(folder));
        requireAlike(folders.get(0), folder);
      }
    } catch (RuntimeException e) {
      close();
      throw e;
    }
    for (TensorInfo tensor : members.get(0).tensors().values()) {
      tensors.put(tensor.name(), tensor.dtype().isFloating() ? inFp32(tensor) : tensor);
    }
  }

  private void requireAlike(Path first, Path folder) {
    Map<String, TensorInfo> expected = members.get(0).tensors();
    Map<String, TensorInfo> found = members.get(members.size() - 1).tensors();
    for (TensorInfo tensor : expected.values()) {
      TensorInfo other = found.get(tensor.name());
      if (other == null || !Arrays.equals(other.shape(), tensor.shape())) {
        throw new AlbertException(
            String.format(
                "%s: expected %s of %s as %s has it, found %s",
                folder,
                tensor.name(),
                Arrays.toString(tensor.shape()),
                first,
                other == null ? "none" : Arrays.toString(other.shape())));
      }
    }
    for (String name : found.keySet()) {
      if (!expected.containsKey(name)) {
        throw new AlbertException(folder + ": found " + name + ", which " + first + " has not");
      }
    }
  }

  private static TensorInfo inFp32(TensorInfo tensor) {
    return new TensorInfo(
        tensor.name(), tensor.nameInFile(), DType.F32, tensor.shape(), tensor.file());
  }

  @Override
  public Map<String, TensorInfo> tensors() {
    return tensors;
  }

  @Override
  public List<TensorInfo> skipped() {
    return members.get(0).skipped();
  }

  @Override
  public void read(String name, long first, FloatBuffer destination) {
    int n = destination.remaining();
    double[] sum = new double[n];
    FloatBuffer values = FloatBuffer.allocate(n);
    for (Checkpoint member : members) {
      member.read(name, first, values.clear());
      for (int i = 0; i < n; i++) {
        sum[i] += values.get(i);
      }
    }
    for (double value : sum) {
      destination.put((float) (value / members.size()));
    }
  }

  @Override
  public void readRaw(String name, long first, ByteBuffer destination) {
    if (!tensors.get(name).dtype().isFloating()) {
      members.get(0).readRaw(name, first, destination);
      return;
    }
    FloatBuffer values = FloatBuffer.allocate(destination.remaining() / Float.BYTES);
    read(name, first, values);
    Narrowing.narrow(name, values.flip(), DType.F32, destination);
  }

  @Override
  public void close() {
    members.forEach(Checkpoint::close);
  }
}

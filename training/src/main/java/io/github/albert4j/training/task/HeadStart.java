package io.github.albert4j.training.task;

import io.github.albert4j.ModelFormatException;
import io.github.albert4j.checkpoint.Checkpoint;
import io.github.albert4j.checkpoint.TensorInfo;
import io.github.albert4j.engine.Tensor;
import io.github.albert4j.training.gradient.Parameter;
import io.github.albert4j.training.gradient.ParameterLayout;
import io.github.albert4j.training.gradient.WeightFiles;
import io.github.albert4j.training.loop.FirstWeights;
import io.github.albert4j.training.loop.Initialization;
import io.github.albert4j.training.loop.TrainingOptions;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** A model's weights under a head that is new, by the run's seed, where the folder has none. */
final class HeadStart implements FirstWeights {
  private final Path folder;
  private final boolean keepsHead;

  /**
   * @param keepsHead whether the folder's head was made for the same task
   */
  HeadStart(Path folder, boolean keepsHead) {
    this.folder = folder;
    this.keepsHead = keepsHead;
  }

  @Override
  public void fill(ParameterLayout layout, TrainingOptions options, Tensor flat) {
    try (Checkpoint checkpoint = Checkpoint.open(folder)) {
      for (Parameter parameter : layout.parameters()) {
        if (has(checkpoint, parameter)) {
          WeightFiles.read(
              (first, to) -> checkpoint.read(parameter.name(), first, to), parameter, flat);
        } else {
          Initialization.random(
              parameter, options.config().initializerRange(), options.seed(), flat);
        }
      }
    }
  }

  private boolean has(Checkpoint checkpoint, Parameter parameter) {
    boolean head = !parameter.name().startsWith("albert.");
    if (head && !keepsHead) {
      return false;
    }
    TensorInfo info = checkpoint.tensors().get(parameter.name());
    if (info == null && !parameter.isEncoders()) {
      return false;
    }
    if (info == null || !Arrays.equals(info.shape(), parameter.sizes())) {
      throw new ModelFormatException(
          folder.toString(),
          parameter.name(),
          "shape " + Arrays.toString(parameter.sizes()),
          info == null ? "no such tensor" : Arrays.toString(info.shape()));
    }
    return true;
  }

  /** The parameters that are new. */
  List<String> missing(ParameterLayout layout) {
    try (Checkpoint checkpoint = Checkpoint.open(folder)) {
      return layout.parameters().stream()
          .filter(parameter -> !has(checkpoint, parameter))
          .map(Parameter::name)
          .toList();
    }
  }
}

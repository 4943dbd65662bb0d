package io.github.albert4j.training.loop;

import io.github.albert4j.checkpoint.Checkpoint;
import io.github.albert4j.config.AlbertConfig;
import io.github.albert4j.engine.Engine;
import io.github.albert4j.engine.Tensor;
import io.github.albert4j.training.gradient.Parameter;
import io.github.albert4j.training.gradient.ParameterLayout;
import io.github.albert4j.training.gradient.WeightFiles;
import io.github.albert4j.training.instances.TokenizedCorpus;
import io.github.albert4j.training.start.InformedStart;
import java.nio.file.Path;

/**
 * What a training begins with.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface FirstWeights {
  /**
   * Fills all weights.
   *
   * @param flat {@code [layout.size()]}
   */
  void fill(ParameterLayout layout, TrainingOptions options, Tensor flat);

  /** Random weights, by the run's seed. */
  static FirstWeights random() {
    return (layout, options, flat) ->
        Initialization.random(layout, options.config().initializerRange(), options.seed(), flat);
  }

  /**
   * A model's. A group of layers that it lacks begins as a copy of its last, so that the last
   * passes can get layers of their own without a change of what they compute. What else it lacks is
   * random.
   */
  static FirstWeights of(Path folder) {
    return (layout, options, flat) -> {
      try (Checkpoint checkpoint = Checkpoint.open(folder)) {
        int last = AlbertConfig.read(folder).numHiddenGroups() - 1;
        for (Parameter missing : WeightFiles.read(checkpoint, folder.toString(), layout, flat)) {
          String like = missing.nameInGroup(last);
          if (checkpoint.tensors().containsKey(like)) {
            WeightFiles.read((at, to) -> checkpoint.read(like, at, to), missing, flat);
          } else {
            Initialization.random(
                missing, options.config().initializerRange(), options.seed(), flat);
          }
        }
      }
    };
  }

  /**
   * Random weights under what the text's counts tell, see {@link InformedStart}.
   *
   * @param firstLearnt ids below it stand for no words
   */
  static FirstWeights informed(TokenizedCorpus corpus, int firstLearnt) {
    return (layout, options, flat) -> {
      random().fill(layout, options, flat);
      InformedStart.apply(
          Engine.cpu(), options.config(), layout, corpus, firstLearnt, options.seed(), flat);
    };
  }
}

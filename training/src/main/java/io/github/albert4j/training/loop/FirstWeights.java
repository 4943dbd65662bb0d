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
   * The same, but {@code [CLS]} and what reads it begin anew. In a model that has not learnt the
   * order of sentences, {@code [CLS]} may have become what heads look at that find nothing, as
   * {@code [SEP]} does (Xiao et al. 2024, "Efficient Streaming Language Models with Attention
   * Sinks"): its hidden state is then the same in each row, and the pooler has nothing to read.
   * Here it begins as a mask that stands in the second place, whose hidden state is made of the
   * words around it; {@code [SEP]} goes on as before. Pooler and sentence-order head are random.
   *
   * @param cls the id of {@code [CLS]}
   * @param mask the id of {@code [MASK]}
   */
  default FirstWeights withFreshCls(int cls, int mask) {
    return (layout, options, flat) -> {
      fill(layout, options, flat);
      copyRow(layout.get("albert.embeddings.word_embeddings.weight"), mask, cls, flat);
      copyRow(layout.get("albert.embeddings.position_embeddings.weight"), 1, 0, flat);
      for (Parameter parameter : layout.parameters()) {
        if (parameter.isPooled()) {
          Initialization.random(
              parameter, options.config().initializerRange(), options.seed(), flat);
        }
      }
    };
  }

  private static void copyRow(Parameter table, int from, int to, Tensor flat) {
    float[] row = new float[Math.toIntExact(table.shape().get(1))];
    flat.read(table.offset() + (long) from * row.length, row, 0, row.length);
    flat.write(table.offset() + (long) to * row.length, row, 0, row.length);
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

package io.github.albert4j.training.gradient;

import io.github.albert4j.config.AlbertConfig;
import io.github.albert4j.engine.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * ALBERT's encoder, forward and back: the same block again and again, so that its gradient is the
 * sum over all passes (paper, section 3.1, cross-layer parameter sharing).
 */
final class Encoder {
  private final AlbertConfig config;
  private final Embeddings embeddings;
  private final Block[][] blocks; // [group][inner]

  Encoder(AlbertConfig config, ParameterLayout layout) {
    this.config = config;
    this.embeddings = new Embeddings(config, layout);
    this.blocks = new Block[config.numHiddenGroups()][config.innerGroupNum()];
    for (int group = 0; group < blocks.length; group++) {
      for (int inner = 0; inner < blocks[group].length; inner++) {
        blocks[group][inner] = new Block(config, layout, ParameterLayout.blockPrefix(group, inner));
      }
    }
  }

  private int passes() {
    return config.numHiddenLayers() * config.innerGroupNum();
  }

  private Block block(int pass) {
    int layer = pass / config.innerGroupNum();
    int group = (int) ((long) layer * config.numHiddenGroups() / config.numHiddenLayers());
    return blocks[group][pass % config.innerGroupNum()];
  }

  /**
   * Computes the last hidden state, {@code [bucket, hidden]}.
   *
   * @param read the tokens of it that are read, or null for all
   */
  Tensor forward(Run run, @Nullable ReadTokens read) {
    Activations room = run.room();
    int bucket = run.batch().bucket();
    embeddings.forward(run, room.hidden[0].rows(bucket));
    for (int i = 0; i < passes(); i++) {
      Tensor x = room.hidden[i].rows(bucket);
      Tensor y = room.hidden[i + 1].rows(bucket);
      block(i).forward(run, i, i == passes() - 1 ? read : null, x, y);
    }
    return room.hidden[passes()].rows(bucket);
  }

  /**
   * @param read as in forward
   * @param d holds the loss's derivative by the last hidden state, and is used up
   */
  void backward(Run run, @Nullable ReadTokens read, Tensor d) {
    Activations room = run.room();
    int bucket = run.batch().bucket();
    for (int i = passes() - 1; i >= 0; i--) {
      Tensor x = room.hidden[i].rows(bucket);
      if (room.checkpointing() && i < passes() - 1) {
        Tensor y = room.hidden[i + 1].rows(bucket);
        block(i).forward(run, i, null, x, y);
      }
      block(i).backward(run, i, i == passes() - 1 ? read : null, x, d);
    }
    embeddings.backward(run, d);
  }
}

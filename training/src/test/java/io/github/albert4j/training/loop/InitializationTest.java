package io.github.albert4j.training.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.albert4j.config.Activation;
import io.github.albert4j.config.AlbertConfig;
import io.github.albert4j.engine.Arena;
import io.github.albert4j.engine.DataType;
import io.github.albert4j.engine.Engine;
import io.github.albert4j.engine.Tensor;
import io.github.albert4j.training.SmallModel;
import io.github.albert4j.training.gradient.Parameter;
import io.github.albert4j.training.gradient.ParameterLayout;
import io.github.albert4j.training.gradient.TaskHead;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InitializationTest {
  /** A normal distribution that is cut off at two deviations has so much of the deviation left. */
  private static final double CUT = 0.8796;

  private final AlbertConfig config = SmallModel.config(3000, 64, 64, 1, 1, Activation.GELU, 0);
  private final ParameterLayout layout = ParameterLayout.of(config, TaskHead.PRETRAINING);
  private final Arena arena = new Arena(Engine.cpu());
  private final Tensor flat = arena.allocate(DataType.F32, layout.size());

  @AfterEach
  void close() {
    arena.close();
  }

  private float[] values(String name) {
    return layout.get(name).in(flat).toArray();
  }

  @Test
  void weightsAreNormalAndCutOffAtTwoDeviations() {
    Initialization.random(layout, 0.02, 1, flat);
    double sum = 0;
    double squares = 0;
    double most = 0;
    float[] words = values("albert.embeddings.word_embeddings.weight");
    for (float w : words) {
      sum += w;
      squares += (double) w * w;
      most = Math.max(most, Math.abs(w));
    }
    assertThat(sum / words.length).isCloseTo(0, within(2e-4));
    assertThat(Math.sqrt(squares / words.length)).isCloseTo(0.02 * CUT, within(1e-4));
    assertThat(most).isBetween(0.0395, 0.04);
  }

  @Test
  void normsAreOneAndBiasesZero() {
    Initialization.random(layout, 0.02, 1, flat);
    for (Parameter parameter : layout.parameters()) {
      float[] values = parameter.in(flat).toArray();
      if (parameter.name().matches("(?i).*(LayerNorm|layer_norm)\\.weight")) {
        assertThat(values).as(parameter.name()).containsOnly(1);
      } else if (parameter.name().endsWith("bias")) {
        assertThat(values).as(parameter.name()).containsOnly(0);
      } else {
        assertThat(values).as(parameter.name()).doesNotContain(0, 1);
      }
    }
  }

  @Test
  void aSeedGivesTheSameWeightsAndAnotherOthers() {
    Initialization.random(layout, 0.02, 1, flat);
    float[] first = flat.toArray();
    Initialization.random(layout, 0.02, 1, flat);
    assertThat(flat.toArray()).isEqualTo(first);
    Initialization.random(layout, 0.02, 2, flat);
    assertThat(values("albert.pooler.weight")[0]).isNotEqualTo(first[0]);
    assertThat(flat.toArray()).isNotEqualTo(first);
  }

  @Test
  void parametersOfOneShapeDiffer() {
    Initialization.random(layout, 0.02, 1, flat);
    String prefix = ParameterLayout.blockPrefix(0, 0) + "attention.";
    assertThat(values(prefix + "query.weight")).isNotEqualTo(values(prefix + "key.weight"));
  }

  /** What is new in a model that is only begun with another one's weights. */
  @Test
  void aParameterIsFilledAlone() {
    Initialization.random(layout, 0.02, 1, flat);
    float[] whole = values("albert.pooler.weight");
    flat.zero(0, flat.elements());
    Initialization.random(layout.get("albert.pooler.weight"), 0.02, 1, flat);
    assertThat(values("albert.pooler.weight")).isEqualTo(whole);
    assertThat(values("predictions.dense.weight")).containsOnly(0);
  }
}

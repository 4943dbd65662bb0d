package io.github.albert4j.training.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.albert4j.AlbertException;
import io.github.albert4j.config.Activation;
import io.github.albert4j.config.AlbertConfig;
import io.github.albert4j.engine.Arena;
import io.github.albert4j.engine.DataType;
import io.github.albert4j.engine.Engine;
import io.github.albert4j.engine.Tensor;
import io.github.albert4j.model.Precision;
import io.github.albert4j.training.SmallModel;
import io.github.albert4j.training.gradient.ParameterLayout;
import io.github.albert4j.training.gradient.TaskHead;
import io.github.albert4j.training.instances.Position;
import io.github.albert4j.training.optimizer.Optimizer;
import io.github.albert4j.training.optimizer.UpdateRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointStoreTest {
  @TempDir Path folder;

  private final AlbertConfig config = SmallModel.config(Activation.GELU, 0);
  private final ParameterLayout layout = ParameterLayout.of(config, TaskHead.PRETRAINING);
  private final Arena arena = new Arena(Engine.cpu());
  private final Tensor weights = arena.allocate(DataType.F32, layout.size());
  private final Optimizer optimizer =
      new Optimizer(arena, layout, UpdateRule.of(UpdateRule.Form.LAMB), weights, DataType.F32);

  @AfterEach
  void close() {
    arena.close();
  }

  private CheckpointStore store(int keep) {
    return new CheckpointStore(
        folder, config.toJson(), layout, Map.of("spiece.model", new byte[] {1, 2}), keep);
  }

  private static TrainingState state(long step) {
    ObjectNode identity = new com.fasterxml.jackson.databind.ObjectMapper().createObjectNode();
    return new TrainingState(step, Position.START, "data", Precision.FP32, 9, identity, identity);
  }

  private List<String> checkpoints() throws IOException {
    try (Stream<Path> all = Files.list(folder.resolve("checkpoints"))) {
      return all.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }

  /** Fills the parameters, and leaves the few elements between them 0. */
  private void fill(Tensor flat, long seed) {
    SmallModel.fill(layout, seed, flat);
  }

  @Test
  void weightsAndMomentsComeBackAsTheyWere() {
    fill(weights, 1);
    fill(optimizer.mean(), 2);
    fill(optimizer.variance(), 3);
    float[] w = weights.toArray();
    float[] m = optimizer.mean().toArray();
    float[] v = optimizer.variance().toArray();
    Path saved = store(3).save(state(5), weights, optimizer);
    assertThat(saved).isEqualTo(folder.resolve("checkpoints/step-5"));
    assertThat(saved.resolve("spiece.model")).hasBinaryContent(new byte[] {1, 2});
    for (Tensor tensor : List.of(weights, optimizer.mean(), optimizer.variance())) {
      tensor.zero(0, tensor.elements());
    }
    store(3).load(saved, weights, optimizer);
    assertThat(weights.toArray()).isEqualTo(w);
    assertThat(optimizer.mean().toArray()).isEqualTo(m);
    assertThat(optimizer.variance().toArray()).isEqualTo(v);
    assertThat(TrainingState.read(saved).step()).isEqualTo(5);
  }

  @Test
  void theNewestAreKeptByNumberAndNotByName() throws IOException {
    CheckpointStore store = store(2);
    for (long step : new long[] {8, 9, 10, 11}) {
      store.save(state(step), weights, optimizer);
      assertThat(store.newest()).isEqualTo(folder.resolve("checkpoints/step-" + step));
    }
    assertThat(checkpoints()).containsExactly("step-10", "step-11");
  }

  @Test
  void anUnfinishedFolderIsIgnoredAndMakesRoom() throws IOException {
    CheckpointStore store = store(2);
    assertThat(store.newest()).isNull();
    store.save(state(3), weights, optimizer);
    Path unfinished = folder.resolve("checkpoints/.step-4.unfinished");
    Files.createDirectories(unfinished);
    Files.writeString(unfinished.resolve("optimizer.safetensors"), "half of");
    Files.createDirectories(folder.resolve("checkpoints/step-7")); // without a model
    Files.writeString(folder.resolve("checkpoints/step-notes.txt"), "mine");
    assertThat(store.newest()).isEqualTo(folder.resolve("checkpoints/step-3"));
    store.save(state(4), weights, optimizer);
    assertThat(store.newest()).isEqualTo(folder.resolve("checkpoints/step-4"));
    assertThat(checkpoints()).doesNotContain(".step-4.unfinished").contains("step-notes.txt");
  }

  @Test
  void aStepThatIsSavedAgainIsReplaced() throws IOException {
    CheckpointStore store = store(2);
    fill(weights, 1);
    store.save(state(3), weights, optimizer);
    fill(weights, 2);
    float[] second = weights.toArray();
    Path saved = store.save(state(3), weights, optimizer);
    fill(weights, 1);
    store.load(saved, weights, optimizer);
    assertThat(weights.toArray()).isEqualTo(second);
    assertThat(checkpoints()).containsExactly("step-3");
  }

  @Test
  void aFailingWriteLeavesTheOldOnes() throws IOException {
    CheckpointStore store = store(1);
    store.save(state(3), weights, optimizer);
    byte[] before = Files.readAllBytes(folder.resolve("checkpoints/step-3/optimizer.safetensors"));
    CheckpointStore failing =
        new CheckpointStore(
            folder, config.toJson(), layout, Map.of("no/such/folder", new byte[1]), 1);
    assertThatThrownBy(() -> failing.save(state(4), weights, optimizer))
        .isInstanceOf(AlbertException.class);
    assertThat(checkpoints()).containsExactly("step-3");
    assertThat(folder.resolve("checkpoints/step-3/optimizer.safetensors")).hasBinaryContent(before);
  }

  @Test
  void aFolderThatCannotBeMadeIsNamed() throws IOException {
    Files.writeString(folder.resolve("checkpoints"), "a file");
    assertThatThrownBy(() -> store(1).save(state(4), weights, optimizer))
        .isInstanceOf(AlbertException.class)
        .hasMessageContaining("step-4: cannot be written");
  }

  @Test
  void aCheckpointOfAnotherShapeIsRefused() {
    Path saved = store(1).save(state(1), weights, optimizer);
    AlbertConfig other = SmallModel.config(SmallModel.VOCABULARY, 8, 32, 2, 1, Activation.GELU, 0);
    ParameterLayout wide = ParameterLayout.of(other, TaskHead.PRETRAINING);
    Tensor flat = arena.allocate(DataType.F32, wide.size());
    Optimizer moments =
        new Optimizer(arena, wide, UpdateRule.of(UpdateRule.Form.LAMB), flat, DataType.F32);
    CheckpointStore store = new CheckpointStore(folder, other.toJson(), wide, Map.of(), 1);
    assertThatThrownBy(() -> store.load(saved, flat, moments))
        .hasMessageContaining("embedding_hidden_mapping_in.weight");
  }
}

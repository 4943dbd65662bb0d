package io.github.albert4j.training.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.albert4j.config.Activation;
import io.github.albert4j.model.Precision;
import io.github.albert4j.training.SmallModel;
import io.github.albert4j.training.instances.Position;
import io.github.albert4j.training.optimizer.Schedule;
import io.github.albert4j.training.optimizer.UpdateRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingStateTest {
  @TempDir Path folder;

  private static TrainingOptions options(double rate, int batch, int threads, double dropout) {
    return new TrainingOptions(
        SmallModel.config(Activation.GELU, dropout),
        100,
        batch,
        UpdateRule.of(UpdateRule.Form.LAMB),
        Schedule.google(rate, 10, 100),
        1,
        Precision.AUTO,
        7,
        1024,
        false,
        threads,
        50,
        3);
  }

  @Test
  void isReadAsItWasWritten() throws IOException {
    TrainingState state =
        new TrainingState(
            12,
            new Position(3, 4_000_000_000L),
            "abc",
            Precision.BF16,
            1L << 40,
            options(1e-3, 8, 2, 0.1).identity(),
            JsonNodeFactory.instance.objectNode().put("best", 0.5));
    Files.write(folder.resolve(TrainingState.FILE), state.toBytes());
    TrainingState read = TrainingState.read(folder);
    assertThat(TrainingState.difference(read.identity(), state.identity())).isNull();
    assertThat(TrainingState.difference(state.identity(), read.identity())).isNull();
    assertThat(read.step()).isEqualTo(12);
    assertThat(read.position()).isEqualTo(state.position());
    assertThat(read.data()).isEqualTo("abc");
    assertThat(read.precision()).isEqualTo(Precision.BF16);
    assertThat(read.tokens()).isEqualTo(1L << 40);
    assertThat(read.notes().path("best").asDouble()).isEqualTo(0.5);
  }

  @Test
  void anotherOptionIsNamedWithBothValues() {
    ObjectNode before = options(1e-3, 8, 2, 0.1).identity();
    assertThat(TrainingState.difference(before, options(1e-3, 16, 2, 0.1).identity()))
        .isEqualTo("batch_size was 8 and is 16");
    assertThat(TrainingState.difference(before, options(2e-3, 8, 2, 0.1).identity()))
        .isEqualTo("learning_rate was 0.001 and is 0.002");
    assertThat(TrainingState.difference(before, options(1e-3, 8, 2, 0.2).identity()))
        .isEqualTo("config, attention_probs_dropout_prob was 0.1 and is 0.2");
    assertThat(TrainingState.difference(before, options(1e-3, 8, 5, 0.1).identity()))
        .as("threads do not matter")
        .isNull();
  }

  @Test
  void anotherFileIsRefused() throws IOException {
    Files.writeString(folder.resolve(TrainingState.FILE), "{\"format\": 9}");
    assertThatThrownBy(() -> TrainingState.read(folder))
        .hasMessageContaining(TrainingState.FILE)
        .hasMessageContaining("the state of a training, format 1");
    Files.writeString(
        folder.resolve(TrainingState.FILE),
        "{\"format\": 1, \"options\": {}, \"precision\": \"fp64\"}");
    assertThatThrownBy(() -> TrainingState.read(folder)).hasMessageContaining("fp64");
  }
}

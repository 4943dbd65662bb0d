package io.github.albert4j.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Repeated work computes what the work itself computes, whatever happens in between. */
class RecordingTest {
  private final Engine engine = Engine.cpu();
  private Arena arena;
  private Operations operations;
  private Tensor x;
  private Tensor y;

  @BeforeEach
  void open() {
    arena = new Arena(engine);
    operations = new Operations(engine, 1); // each operation pushes out the one before
    x = arena.allocate(DataType.F32, 2, 3);
    y = arena.allocate(DataType.F32, 2, 3);
    fill(1, -2, 3, 4, -5, 6);
  }

  @AfterEach
  void close() {
    operations.close();
    arena.close();
  }

  private void fill(float... values) {
    x.write(0, values, 0, values.length);
  }

  /** {@code y = softmax(relu(x))}, then x is y: each run has other numbers to work on. */
  private void work() {
    operations.activate(Epilogue.RELU, x, x);
    operations.softmax(x, y);
    operations.run(() -> x.write(0, y.toArray(), 0, 6));
  }

  @Test
  void repeatsGiveWhatTheWorkGives() {
    for (int i = 0; i < 3; i++) {
      work();
    }
    float[] want = y.toArray();
    fill(1, -2, 3, 4, -5, 6);
    try (Recording recording = operations.record(this::work)) {
      for (int i = 0; i < 3; i++) {
        recording.run();
      }
    }
    assertThat(y.toArray()).isEqualTo(want);
  }

  @Test
  void primitivesThatTheCacheDroppedStayAsLongAsTheyAreRepeated() {
    try (Recording recording = operations.record(this::work)) {
      recording.run();
      float[] want = y.toArray();
      long made = operations.primitivesMade();
      Tensor other = arena.allocate(DataType.F32, 7, 5);
      operations.softmax(other, other);
      fill(1, -2, 3, 4, -5, 6);
      recording.run();
      assertThat(y.toArray()).isEqualTo(want);
      assertThat(operations.primitivesMade()).isEqualTo(made + 1); // the other's
    }
  }

  @Test
  void theSamePrimitiveRunsOnTheMemoryOfEachOfItsCalls() {
    Tensor first = arena.allocate(DataType.F32, 1, 3);
    Tensor second = arena.allocate(DataType.F32, 1, 3);
    try (Recording recording =
        operations.record(
            () -> {
              operations.activate(Epilogue.RELU, x.slice(0, 1, 3), first);
              operations.activate(Epilogue.RELU, x.slice(3, 1, 3), second);
            })) {
      recording.run();
      fill(10, -20, 30, 40, -50, 60);
      recording.run();
    }
    assertThat(first.toArray()).containsExactly(10, 0, 30);
    assertThat(second.toArray()).containsExactly(40, 0, 60);
  }

  @Test
  void afterAFailureTheWorkIsDoneAnew() {
    boolean[] fails = {true};
    int[] done = {0};
    try (Recording recording =
        operations.record(
            () -> {
              work();
              done[0]++;
              if (fails[0]) {
                throw new IllegalArgumentException("once");
              }
            })) {
      assertThatThrownBy(recording::run).hasMessage("once");
      fails[0] = false;
      recording.run();
      recording.run();
    }
    assertThat(done[0]).isEqualTo(2); // the third run repeated the second
  }

  @Test
  void aRecordingDoesNotBeginInsideAnother() {
    try (Recording inner = operations.record(this::work);
        Recording outer = operations.record(inner::run)) {
      assertThatThrownBy(outer::run).isInstanceOf(IllegalStateException.class);
    }
  }
}

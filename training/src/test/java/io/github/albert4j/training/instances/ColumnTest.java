package io.github.albert4j.training.instances;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers come back as they were written, from memory and from the disk. */
class ColumnTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(ints = {2, 4, 8})
  void numbersComeBack(int width) {
    long mask = width == 8 ? -1 : (1L << 8 * width - (width == 4 ? 1 : 0)) - 1;
    int size = (1 << 24) / width + 1000; // over the end of a block
    Path file = folder.resolve("column");
    Random random = new Random(width);
    try (ColumnWriter writer = new ColumnWriter(file, width)) {
      for (int i = 0; i < size; i++) {
        writer.add(random.nextLong() & mask);
      }
      writer.finish();
    }
    try (Column memory = Column.open(file, width, new Buffer(1L << 30));
        Column disk = Column.open(file, width, new Buffer(0))) {
      assertThat(memory.inMemory()).isTrue();
      assertThat(disk.inMemory()).isFalse();
      assertThat(memory.size()).isEqualTo(size);
      Random again = new Random(width);
      for (int i = 0; i < size; i++) {
        long expected = again.nextLong() & mask;
        if (memory.get(i) != expected || i % 9973 == 0 && disk.get(i) != expected) {
          throw new AssertionError("at " + i + " expected " + expected);
        }
      }
      long[] ends = new long[50];
      long[] others = new long[50];
      int start = size - 30;
      assertThat(memory.get(start, ends)).isEqualTo(30).isEqualTo(disk.get(start, others));
      assertThat(ends).isEqualTo(others);
      int[] across = new int[2000];
      int[] acrossToo = new int[2000];
      memory.get(size - 2000, across, 2000);
      disk.get(size - 2000, acrossToo, 2000);
      assertThat(across).isEqualTo(acrossToo);
    }
  }

  @Test
  void aBufferIsGivenBack() {
    Buffer buffer = new Buffer(10);
    assertThat(buffer.take(8)).isTrue();
    assertThat(buffer.take(3)).isFalse();
    buffer.give(8);
    assertThat(buffer.take(10)).isTrue();
  }
}

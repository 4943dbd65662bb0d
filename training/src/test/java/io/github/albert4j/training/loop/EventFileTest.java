package io.github.albert4j.training.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What TensorBoard reads, taken apart by a reader of its own. */
class EventFileTest {
  @TempDir Path folder;

  /** An event: its step, its numbers by name, and what says the file's version. */
  private record Event(long step, Map<String, Float> values, String version) {}

  private static StepMetrics metrics(long step) {
    return new StepMetrics(
        step,
        7.5 - step / 1e3,
        Map.of("mlm_accuracy", 0.25, "sop_accuracy", Double.NaN),
        1e-4,
        0.5,
        12_000.4,
        99);
  }

  private void write(long after, long from, long to) {
    try (EventFile file = new EventFile(folder, after)) {
      for (long step = from; step <= to; step++) {
        file.write(metrics(step));
      }
    }
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.sorted().toList();
    }
  }

  private List<Long> steps() throws IOException {
    List<Long> steps = new ArrayList<>();
    for (Path file : files()) {
      events(file).stream().skip(1).forEach(e -> steps.add(e.step()));
    }
    return steps;
  }

  /** The definition of CRC-32C, bit by bit, and the turn that TensorFlow gives it. */
  private static int checksum(byte[] data) {
    int crc = -1;
    for (byte b : data) {
      crc ^= b & 0xff;
      for (int i = 0; i < 8; i++) {
        crc = crc >>> 1 ^ ((crc & 1) == 0 ? 0 : 0x82F63B78);
      }
    }
    crc = ~crc;
    return (crc >>> 15 | crc << 17) + 0xa282ead8;
  }

  private static List<Event> events(Path file) throws IOException {
    ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    List<Event> events = new ArrayList<>();
    while (in.hasRemaining()) {
      byte[] length = new byte[8];
      in.get(length);
      assertThat(in.getInt()).isEqualTo(checksum(length));
      byte[] data = new byte[(int) ByteBuffer.wrap(length).order(in.order()).getLong()];
      in.get(data);
      assertThat(in.getInt()).isEqualTo(checksum(data));
      events.add(event(data));
    }
    return events;
  }

  private static Event event(byte[] data) {
    ByteBuffer in = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
    long step = 0;
    String version = null;
    Map<String, Float> values = new LinkedHashMap<>();
    while (in.hasRemaining()) {
      switch (in.get()) {
        case 1 << 3 | 1 -> assertThat(in.getDouble()).isBetween(1e9, 1e10);
        case 2 << 3 -> step = varint(in);
        case 3 << 3 | 2 -> version = new String(bytes(in), StandardCharsets.UTF_8);
        case 5 << 3 | 2 -> summary(bytes(in), values);
        default -> throw new AssertionError("a field that nobody wrote");
      }
    }
    return new Event(step, values, version);
  }

  private static void summary(byte[] data, Map<String, Float> values) {
    ByteBuffer in = ByteBuffer.wrap(data);
    while (in.hasRemaining()) {
      assertThat(in.get()).isEqualTo((byte) (1 << 3 | 2));
      ByteBuffer value = ByteBuffer.wrap(bytes(in)).order(ByteOrder.LITTLE_ENDIAN);
      assertThat(value.get()).isEqualTo((byte) (1 << 3 | 2));
      String tag = new String(bytes(value), StandardCharsets.UTF_8);
      assertThat(value.get()).isEqualTo((byte) (2 << 3 | 5));
      values.put(tag, value.getFloat());
    }
  }

  private static long varint(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte b = in.get();
      value |= (long) (b & 0x7f) << shift;
      if (b >= 0) {
        return value;
      }
    }
  }

  private static byte[] bytes(ByteBuffer in) {
    byte[] bytes = new byte[(int) varint(in)];
    in.get(bytes);
    return bytes;
  }

  @Test
  void holdsTheNumbersOfEachStep() throws IOException {
    write(0, 1, 300);
    assertThat(files()).hasSize(1);
    assertThat(files().get(0).getFileName().toString())
        .matches("events\\.out\\.tfevents\\.\\d{10}\\.albert4j");
    List<Event> events = events(files().get(0));
    assertThat(events.get(0).version()).isEqualTo("brain.Event:2");
    assertThat(events).hasSize(301);
    assertThat(events.get(300).step()).isEqualTo(300);
    assertThat(events.get(300).values())
        .containsExactly(
            Map.entry("loss", 7.2f),
            Map.entry("mlm_accuracy", 0.25f),
            Map.entry("learning_rate", 1e-4f),
            Map.entry("gradient_norm", 0.5f),
            Map.entry("tokens_per_second", 12_000.4f));
  }

  @Test
  void aResumedRunWritesAFileOfItsOwnAndNoStepTwice() throws IOException {
    write(0, 1, 150);
    write(130, 131, 140);
    write(135, 136, 137);
    assertThat(files()).hasSize(3);
    assertThat(steps()).isEqualTo(Stream.iterate(1L, s -> s <= 137, s -> s + 1).toList());
  }

  @Test
  void anEventThatWasBeingWrittenIsDropped() throws IOException {
    write(0, 1, 9);
    Path first = files().get(0);
    Files.write(first, new byte[] {42, 0, 0, 0, 0, 0, 0, 0, 1, 2}, StandardOpenOption.APPEND);
    write(9, 10, 11);
    assertThat(steps()).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L);
  }

  @Test
  void aRunThatBeginsAgainLeavesNothingOfTheFirst() throws IOException {
    write(0, 1, 9);
    write(0, 1, 2);
    assertThat(files()).hasSize(1);
    assertThat(steps()).containsExactly(1L, 2L);
  }
}

package io.github.albert4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.albert4j.AlbertException;
import io.github.albert4j.ModelFormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsTest {
  @TempDir Path folder;

  @Test
  void whatIsWrittenTensorByTensorIsReadAgain() throws IOException {
    Path file = folder.resolve("out.safetensors");
    float[] values = Models.random(7, 3 * 40_000);
    long[] ids = {2, -5, Long.MAX_VALUE, 3};
    try (SafetensorsWriter out = SafetensorsWriter.create(file)) {
      out.add("0.\"quoted\" ▁name", values, 3, 40_000);
      out.add("0.input_ids", ids, 2, 2);
      out.add("empty", new float[0], 0, 7);
      out.commit();
    }
    assertThat(names()).containsExactly("out.safetensors");
    try (SafetensorsFile in = SafetensorsFile.open(file)) {
      assertThat(in.tensors().keySet())
          .containsExactly("0.\"quoted\" ▁name", "0.input_ids", "empty");
      float[] read = new float[values.length];
      in.read("0.\"quoted\" ▁name", 0, FloatBuffer.wrap(read));
      assertThat(read).isEqualTo(values);
      long[] readIds = new long[3];
      in.read("0.input_ids", 1, LongBuffer.wrap(readIds));
      assertThat(readIds).containsExactly(-5, Long.MAX_VALUE, 3);
      assertThat(in.tensors().get("empty").shape()).containsExactly(0, 7);
      assertThatThrownBy(() -> in.read("0.input_ids", 0, FloatBuffer.allocate(1)))
          .isInstanceOf(ModelFormatException.class)
          .hasMessageContaining("I64");
      assertThatThrownBy(() -> in.read("no", 0, LongBuffer.allocate(1)))
          .isInstanceOf(ModelFormatException.class);
    }
    ByteBuffer start = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(start.getLong(0) % 8).as("the data is aligned").isZero();
  }

  @Test
  void smallWholeNumbersAreWidened() throws IOException {
    Path file = folder.resolve("in.safetensors");
    Models.writeSafetensors(
        file,
        "{\"b\":{\"dtype\":\"BOOL\",\"shape\":[3],\"data_offsets\":[0,3]},"
            + "\"u\":{\"dtype\":\"U8\",\"shape\":[3],\"data_offsets\":[3,6]},"
            + "\"i\":{\"dtype\":\"I32\",\"shape\":[1],\"data_offsets\":[6,10]}}",
        10);
    byte[] bytes = Files.readAllBytes(file);
    System.arraycopy(
        new byte[] {0, 1, 1, 0, 1, -1, -2, -1, -1, -1}, 0, bytes, bytes.length - 10, 10);
    Files.write(file, bytes);
    try (SafetensorsFile in = SafetensorsFile.open(file)) {
      assertThat(longs(in, "b")).containsExactly(0, 1, 1);
      assertThat(longs(in, "u")).containsExactly(0, 1, 255);
      assertThat(longs(in, "i")).containsExactly(-2);
    }
  }

  private static long[] longs(SafetensorsFile in, String name) {
    long[] values = new long[(int) in.tensors().get(name).elements()];
    in.read(name, 0, LongBuffer.wrap(values));
    return values;
  }

  @Test
  void withoutCommitNothingStays() throws IOException {
    Path file = Files.writeString(folder.resolve("out.safetensors"), "what was there before");
    try (SafetensorsWriter out = SafetensorsWriter.create(file)) {
      out.add("a", new float[1000], 1000);
    }
    assertThat(names()).containsExactly("out.safetensors");
    assertThat(file).hasContent("what was there before");
  }

  @Test
  void aFullDiskIsAClearError() throws IOException {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.exists(full), "no device that is always full");
    try (SafetensorsWriter out = SafetensorsWriter.create(full)) {
      out.add("a", new float[1000], 1000);
      assertThatThrownBy(out::commit)
          .isInstanceOf(AlbertException.class)
          .hasMessageContaining("/dev/full: cannot be written")
          .hasMessageContaining("space");
    }
    assertThat(Files.isRegularFile(full)).isFalse();
  }

  @Test
  void aFolderThatIsMissingIsAClearError() {
    assertThatThrownBy(() -> SafetensorsWriter.create(folder.resolve("no/out.safetensors")))
        .isInstanceOf(AlbertException.class)
        .hasMessageContaining("there is no folder");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}|8|JSON",
        "[]|0|object",
        "{\"a\":3}|0|object",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2]}}|8|data_offsets",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8],\"x\":1}}|8|dtype, shape",
        "{\"a\":{\"dtype\":\"F33\",\"shape\":[2],\"data_offsets\":[0,8]}}|8|F33",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[-2],\"data_offsets\":[0,8]}}|8|-2",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2.0],\"data_offsets\":[0,8]}}|8|shape",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":\"2\",\"data_offsets\":[0,8]}}|8|shape",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[99999999999999999999],\"data_offsets\":[0,8]}}|8|2^63",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,8]}}|8|12 bytes",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8,9]}}|8|begin, end",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,0]}}|8|begin, end",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}|7|within the 7 bytes",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}|9|appended",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[4,12]}}|12|gap",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[4611686018427387905,4],\"data_offsets\":[0,16]}}|16|fits",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
            + "\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}|4|overlap",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
            + "\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}|8|JSON",
        "{\"__metadata__\":{\"a\":1}}|0|strings",
      })
  void refuses(String header, int dataBytes, String named) throws IOException {
    Path file = folder.resolve("model.safetensors");
    Models.writeSafetensors(file, header, dataBytes);
    assertThatThrownBy(() -> SafetensorsFile.open(file).close())
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("model.safetensors")
        .hasMessageContaining(named)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
  }

  @Test
  void aLyingHeaderLengthAllocatesNothing() throws IOException {
    Path file = folder.resolve("model.safetensors");
    for (long length : new long[] {-1, 1, 9, 99_999_999, 1L << 62, Long.MIN_VALUE + 16}) {
      Files.write(
          file, ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putLong(length).array());
      assertThatThrownBy(() -> SafetensorsFile.open(file).close())
          .isInstanceOf(ModelFormatException.class)
          .hasMessageContaining("header");
    }
  }

  @Test
  void theLastTensorOfFiveGigabytesIsRead() throws IOException {
    Path file = folder.resolve("model.safetensors");
    long big = 5_000_000_000L;
    String header =
        "{\"big\":{\"dtype\":\"F32\",\"shape\":["
            + big / 4
            + "],\"data_offsets\":[0,"
            + big
            + "]},"
            + "\"last\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":["
            + big
            + ","
            + (big + 8)
            + "]}}";
    Models.writeSafetensors(file, header, 0);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      ByteBuffer last = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
      channel.write(last.putFloat(1.5f).putFloat(-2).flip(), channel.size() + big); // sparse
    }
    try (Checkpoint checkpoint = Checkpoint.open(folder)) {
      float[] values = new float[2];
      checkpoint.read("last", 0, FloatBuffer.wrap(values));
      assertThat(values).containsExactly(1.5f, -2);
      checkpoint.read("big", big / 4 - 2, FloatBuffer.wrap(values));
      assertThat(values).containsExactly(0, 0);
    }
  }

  @Test
  void aFileThatShrinksWhileItIsReadIsAClearError() throws IOException {
    Models.writeSafetensors(folder);
    try (Checkpoint checkpoint = Checkpoint.open(folder)) {
      Path file = folder.resolve("model.safetensors");
      Files.write(file, java.util.Arrays.copyOf(Files.readAllBytes(file), 700));
      assertThatThrownBy(() -> checkpoint.read("predictions.bias", 0, FloatBuffer.allocate(50)))
          .isInstanceOf(ModelFormatException.class)
          .hasMessageContaining("predictions.bias")
          .hasMessageContaining("the file's end");
    }
  }

  @Test
  void readsStayWithinTheTensorAndTheCheckpointsLife() {
    Models.writeSafetensors(folder);
    Checkpoint checkpoint = Checkpoint.open(folder);
    assertThatThrownBy(() -> checkpoint.read("predictions.bias", 1, FloatBuffer.allocate(50)))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> checkpoint.read("predictions.bias", -1, FloatBuffer.allocate(5)))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> checkpoint.read("no.such", 0, FloatBuffer.allocate(5)))
        .isInstanceOf(ModelFormatException.class);
    checkpoint.close();
    assertThatThrownBy(() -> checkpoint.read("predictions.bias", 0, FloatBuffer.allocate(5)))
        .isInstanceOf(IllegalStateException.class);
  }

  private String[] names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(f -> f.getFileName().toString()).toArray(String[]::new);
    }
  }
}

package io.github.albert4j.training.instances;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.albert4j.AlbertException;
import io.github.albert4j.InvalidInputException;
import io.github.albert4j.ModelFormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What was written comes back, and what is damaged is named. */
class ShardInstancesTest {
  private static final InstanceOptions OPTIONS = InstanceOptions.of(48);
  private static final long SEED = 11;
  private static final int EPOCHS = 3;

  @TempDir Path folder;
  private TokenizedCorpus corpus;
  private Path shards;

  @BeforeEach
  void writeShards() throws IOException {
    corpus = SmallCorpus.lines(folder, SmallCorpus.documents(new Random(1), 40, 20, 15));
    shards = write("shards", 2, 40, SEED);
  }

  private Path write(String name, int threads, long perShard, long seed) throws IOException {
    Path output = Files.createDirectories(folder.resolve(name));
    new ShardWriter(corpus, OPTIONS, threads, output)
        .write(EPOCHS, seed, perShard, PretrainingData.Progress.NONE);
    return output;
  }

  private List<Instance> expected() {
    List<Instance> all = new ArrayList<>();
    for (int epoch = 0; epoch < EPOCHS; epoch++) {
      all.addAll(SmallCorpus.all(new TextInstances(corpus, OPTIONS), SEED, epoch));
    }
    return all;
  }

  @Test
  void holdWhatTheTextsFirstEpochsGive() {
    ShardInstances source = ShardInstances.open(shards);
    assertThat(SmallCorpus.all(source, 99, 0)).isEqualTo(expected());
    assertThat(source.maxLength()).isEqualTo(48);
    assertThat(source.vocabularySize()).isEqualTo(SmallCorpus.tokenizer().vocabularySize());
  }

  @Test
  void laterEpochsAreOtherOrdersOfTheSame() {
    ShardInstances source = ShardInstances.open(shards);
    List<Instance> first = SmallCorpus.all(source, 1, 0);
    List<Instance> second = SmallCorpus.all(source, 1, 1);
    assertThat(second).isNotEqualTo(first);
    assertThat(new HashSet<>(second)).isEqualTo(new HashSet<>(first));
    assertThat(SmallCorpus.all(source, 2, 1)).isNotEqualTo(second);
    assertThat(SmallCorpus.all(source, 1, 1)).isEqualTo(second);
  }

  @Test
  void streamsGoOnFromAnyPosition() {
    ShardInstances source = ShardInstances.open(shards);
    try (InstanceStream stream = source.open(4, new Position(1, 30))) {
      assertThat(stream.next()).isEqualTo(SmallCorpus.all(source, 4, 1).get(30));
    }
  }

  @Test
  void filesAreTheSameForAnyNumberOfThreads() throws IOException {
    for (int threads : new int[] {1, 4}) {
      Path others = write("threads" + threads, threads, 40, SEED);
      assertThat(names(others)).isEqualTo(names(shards)).hasSizeGreaterThan(3);
      for (String name : names(shards)) {
        assertThat(others.resolve(name)).hasSameBinaryContentAs(shards.resolve(name));
      }
    }
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  /** As shards of more than a gibibyte are. */
  @Test
  void mapsInPieces() throws IOException {
    Path one = write("one", 2, 1_000_000, SEED).resolve(ShardInstances.name(0));
    List<Instance> expected = expected();
    for (int pieceBytes : new int[] {64, 512, 4096 + 8}) {
      ShardFile file = ShardFile.open(one, pieceBytes);
      for (int i = 0; i < expected.size(); i++) {
        assertThat(file.get(i)).isEqualTo(expected.get(i));
      }
    }
  }

  static Stream<Arguments> damages() {
    return Stream.of(
        damage("empty", bytes -> new byte[0], "found a file of 0 bytes"),
        damage("half a header", bytes -> Arrays.copyOf(bytes, 40), "found a file of 40 bytes"),
        damage("header alone", bytes -> Arrays.copyOf(bytes, 64), "found 64: it was cut short"),
        damage("last byte gone", b -> Arrays.copyOf(b, b.length - 1), "it was cut short or grew"),
        damage("half gone", b -> Arrays.copyOf(b, b.length / 2), "it was cut short or grew"),
        damage("a byte more", b -> Arrays.copyOf(b, b.length + 1), "it was cut short or grew"),
        damage("text", bytes -> "hello ".repeat(50).getBytes(), "found a file of another kind"),
        damage("another kind", at(0, 'X'), "found a file of another kind"),
        damage("another version", at(8, 2), "expected version 1 of the format, found version 2"),
        damage("changed width", at(12, 4), "found a damaged one"),
        damage("changed vocabulary", at(17, 9), "found a damaged one"),
        damage("changed count", at(24, 99), "found a damaged one"),
        damage("changed checksum", at(56, 99), "found a damaged one"),
        damage("a bit of an id", flip(64 + 40), "the file is damaged"),
        damage("a bit of the index", bytes -> flip(bytes.length - 5).apply(bytes), "is damaged"),
        damage("zeros", bytes -> new byte[bytes.length], "found a file of another kind"),
        damage("width of 3", header(12, 3), "expected numbers that can be"),
        damage("no vocabulary", header(16, 0), "expected numbers that can be"),
        damage("vast length", header(20, 1 << 20), "expected numbers that can be"),
        damage("too many instances", header(24, 1 << 30), "expected numbers that can be"),
        damage("number beyond all", header(32, 1000), "expected numbers that can be"));
  }

  private static Arguments damage(String name, UnaryOperator<byte[]> damage, String message) {
    return Arguments.of(name, damage, message);
  }

  private static UnaryOperator<byte[]> at(int place, int value) {
    return bytes -> {
      bytes[place] = (byte) value;
      return bytes;
    };
  }

  private static UnaryOperator<byte[]> flip(int place) {
    return bytes -> at(place, bytes[place] ^ 4).apply(bytes);
  }

  /** A header that says something else, and has the checksum to go with it. */
  private static UnaryOperator<byte[]> header(int place, int value) {
    return bytes -> {
      ByteBuffer header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      header.putInt(place, value);
      CRC32C crc = new CRC32C();
      crc.update(bytes, 0, 60);
      header.putInt(60, (int) crc.getValue());
      return bytes;
    };
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("damages")
  void damageIsNamed(String name, UnaryOperator<byte[]> damage, String message) throws IOException {
    Path file = shards.resolve(ShardInstances.name(1));
    Files.write(file, damage.apply(Files.readAllBytes(file)));
    assertThatThrownBy(() -> ShardInstances.open(shards))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageStartingWith(file + ": expected")
        .hasMessageContaining(message);
  }

  /** Bytes that are wrong though every checksum fits. */
  @Test
  void impossibleInstancesAreNamed() throws IOException {
    Path file = shards.resolve(ShardInstances.name(0));
    byte[] good = Files.readAllBytes(file);
    Random random = new Random(8);
    int caught = 0;
    for (int i = 0; i < 500; i++) {
      byte[] bytes = good.clone();
      for (int n = random.nextInt(4); n >= 0; n--) {
        bytes[64 + random.nextInt(bytes.length - 64)] = (byte) random.nextInt(256);
      }
      CRC32C body = new CRC32C();
      body.update(bytes, 64, bytes.length - 64);
      Files.write(file, header(56, (int) body.getValue()).apply(bytes));
      ShardInstances source = ShardInstances.open(shards);
      try {
        SmallCorpus.all(source, 1, 0);
      } catch (ModelFormatException e) {
        caught++;
        assertThat(e).hasMessageContaining("shard-00000.a4j: expected an instance at index");
      }
    }
    assertThat(caught).isGreaterThan(100);
  }

  @Test
  void aMissingShardIsNamed() throws IOException {
    int last = names(shards).size() - 1;
    Files.delete(shards.resolve(ShardInstances.name(last)));
    assertThatThrownBy(() -> ShardInstances.open(shards))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("expected " + (last + 1) + " shards, found " + last);
    Files.delete(shards.resolve(ShardInstances.name(1)));
    assertThatThrownBy(() -> ShardInstances.open(shards))
        .hasMessageContaining("shard-00002.a4j: expected shard 1, found shard 2");
  }

  @Test
  void aShardOfAnotherRunIsNamed() throws IOException {
    Path other = write("other", 1, 40, SEED + 1);
    Files.copy(
        other.resolve(ShardInstances.name(1)),
        shards.resolve(ShardInstances.name(1)),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    assertThatThrownBy(() -> ShardInstances.open(shards))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("shard-00001.a4j: expected a shard of the same run");
  }

  @Test
  void aFolderWithoutShardsIsNamed() throws IOException {
    Path empty = Files.createDirectory(folder.resolve("empty"));
    assertThat(ShardInstances.isShards(empty)).isFalse();
    assertThat(ShardInstances.isShards(shards)).isTrue();
    assertThatThrownBy(() -> ShardInstances.open(empty))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("has no shards");
  }

  /** A file that shrinks while it is mapped must cost a run, and not the process. */
  @Test
  void aFileThatShrinksIsAnError() throws IOException {
    Path one = write("shrinks", 2, 1_000_000, SEED).resolve(ShardInstances.name(0));
    ShardFile file = ShardFile.open(one);
    try (var channel = Files.newByteChannel(one, java.nio.file.StandardOpenOption.WRITE)) {
      channel.truncate(0);
    }
    assertThatThrownBy(() -> file.get(file.header().instances() - 1))
        .isInstanceOf(AlbertException.class)
        .hasMessageContaining("became shorter");
  }
}

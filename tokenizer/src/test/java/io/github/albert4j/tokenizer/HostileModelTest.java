package io.github.albert4j.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.github.albert4j.ModelFormatException;
import io.github.albert4j.tokenizer.SentencePieceModel.Piece;
import io.github.albert4j.tokenizer.SentencePieceModel.Type;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Model files that lie: each is one clear error, at once. */
class HostileModelTest {
  private static final byte[] GOOD = SmallModels.random(new Random(1)).toByteArray();

  private static ProtobufWriter piece(String text, float score, int type) {
    return new ProtobufWriter()
        .bytes(
            1,
            new ProtobufWriter().string(1, text).float32(2, score).number(3, type).toByteArray());
  }

  private static byte[] with(byte[] more) {
    return new ProtobufWriter().raw(GOOD).raw(more).toByteArray();
  }

  private static byte[] trainer(int field, long value) {
    return with(
        new ProtobufWriter()
            .bytes(2, new ProtobufWriter().number(field, value).toByteArray())
            .toByteArray());
  }

  private static byte[] charsmap(byte[] blob) {
    return with(
        new ProtobufWriter()
            .bytes(3, new ProtobufWriter().bytes(2, blob).toByteArray())
            .toByteArray());
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  private static Map<String, byte[]> cases() {
    Map<String, byte[]> cases = new LinkedHashMap<>();
    cases.put("empty file", new byte[0]);
    cases.put("no protobuf", "not a model, but a page of HTML".getBytes());
    cases.put("truncated in a piece", Arrays.copyOf(GOOD, 40));
    cases.put("truncated by one byte", Arrays.copyOf(GOOD, GOOD.length - 1));
    cases.put("length past the end", with(bytes(0x0A, 0x7F)));
    cases.put("length of 2^63", with(bytes(0x0A, 255, 255, 255, 255, 255, 255, 255, 255, 127)));
    cases.put("negative length", with(bytes(0x0A, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1)));
    cases.put(
        "number without end",
        with(bytes(0x48, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255)));
    cases.put("number cut off", with(bytes(0x48, 255)));
    cases.put("field 0", with(bytes(0, 0)));
    cases.put("group wire type", with(bytes(0x4B)));
    cases.put("unknown wire type 7", with(bytes(0x4F)));
    cases.put("pieces of wire type 0", with(bytes(0x08, 1)));
    cases.put(
        "score of wire type 2", with(new ProtobufWriter().bytes(1, bytes(0x12, 0)).toByteArray()));
    cases.put("NaN score", with(piece("zz", Float.NaN, 1).toByteArray()));
    cases.put("infinite score", with(piece("zz", Float.NEGATIVE_INFINITY, 1).toByteArray()));
    cases.put("empty piece", with(piece("", -1, 1).toByteArray()));
    cases.put("piece twice", with(piece("[CLS]", -1, 1).toByteArray()));
    cases.put(
        "piece that is not UTF-8",
        with(new ProtobufWriter().bytes(1, bytes(0x0A, 2, 0xC3, 0x28)).toByteArray()));
    cases.put(
        "piece of a surrogate in UTF-8",
        with(new ProtobufWriter().bytes(1, bytes(0x0A, 3, 0xED, 0xA0, 0x80)).toByteArray()));
    cases.put("type 0", with(piece("zz", -1, 0).toByteArray()));
    cases.put("type 7", with(piece("zz", -1, 7).toByteArray()));
    cases.put("second unknown piece", with(piece("zz", 0, 2).toByteArray()));
    cases.put("no unknown piece", piece("a", -1, 1).toByteArray());
    cases.put("no pieces", new ProtobufWriter().bytes(2, new byte[0]).toByteArray());
    cases.put("BPE model", trainer(3, 2));
    cases.put("byte fallback", trainer(35, 1));
    cases.put("white space as suffix", trainer(24, 1));
    cases.put(
        "spaces not escaped",
        with(
            new ProtobufWriter()
                .bytes(3, new ProtobufWriter().number(5, 0).toByteArray())
                .toByteArray()));
    cases.put("charsmap of 3 bytes", charsmap(new byte[3]));
    cases.put("charsmap of an empty trie", charsmap(new byte[8]));
    cases.put("charsmap's trie past its end", charsmap(bytes(0xFC, 0xFF, 0xFF, 0x7F, 0, 0, 0, 0)));
    cases.put("charsmap's trie of 5 bytes", charsmap(bytes(5, 0, 0, 0, 0, 0, 0, 0, 0)));
    cases.put("charsmap without a last zero", charsmap(SmallModels.charsmap(new int[] {0}, "a")));
    cases.put(
        "charsmap's offset out of range",
        charsmap(SmallModels.charsmap(new int[] {1 << 29, 0}, "a\0")));
    cases.put(
        "charsmap's value out of range",
        charsmap(SmallModels.charsmap(new int[] {1 << 10 | 1 << 8, 1 << 31 | 77}, "a\0")));
    cases.put(
        "charsmap's value inside a replacement",
        charsmap(SmallModels.charsmap(new int[] {1 << 10 | 1 << 8, 1 << 31 | 1}, "abc\0")));
    // Unit 2 is the child of the root by byte 3 (base 1), and its own children start at 1 again.
    cases.put(
        "charsmap with a cycle",
        charsmap(SmallModels.charsmap(new int[] {1 << 10, 0, 3 << 10 | 3, 0}, "a\0")));
    return cases;
  }

  @TestFactory
  Stream<DynamicTest> aLyingFileIsOneClearError() {
    assertThat(SentencePieceModel.read(GOOD, "good").pieces()).isNotEmpty();
    return cases().entrySet().stream()
        .map(
            one ->
                DynamicTest.dynamicTest(
                    one.getKey(),
                    () -> {
                      ModelFormatException e =
                          assertTimeoutPreemptively(
                              Duration.ofSeconds(5),
                              () ->
                                  assertThrows(
                                      ModelFormatException.class,
                                      () -> SentencePieceModel.read(one.getValue(), "x.model")));
                      assertThat(e.getMessage()).startsWith("x.model: ").doesNotContain("\n");
                    }));
  }

  @Test
  void aVocabularyWithoutAlbertsTokensIsNamed() {
    SentencePieceModel model =
        SmallModels.of(
            List.of(new Piece("<unk>", 0, Type.UNKNOWN), new Piece("a", -1, Type.NORMAL)));
    ModelFormatException e =
        assertThrows(
            ModelFormatException.class, () -> AlbertTokenizer.of(model, TokenizerOptions.GOOGLE));
    assertThat(e).hasMessageContaining("<pad>");
  }

  /** A changed file either cannot be read, or gives a tokenizer that answers; nothing else. */
  @Test
  void mutationsNeverEscape() {
    byte[] map =
        SmallModels.charsmap(new int[] {1 << 10, 0, 3 << 10 | 1 << 8 | 3, 1 << 31, 0}, "a\0b\0");
    SentencePieceModel withMap =
        SentencePieceModel.of(
            SmallModels.random(new Random(2)).pieces(), new byte[0], true, true, "x");
    byte[] base =
        new ProtobufWriter()
            .raw(withMap.toByteArray())
            .bytes(3, new ProtobufWriter().bytes(2, map).toByteArray())
            .toByteArray();
    int read = 0;
    for (int seed = 0; seed < 20_000; seed++) {
      Random random = new Random(seed);
      byte[] changed = base.clone();
      // Half of the changes hit the last bytes, where the map is.
      for (int n = 1 + random.nextInt(4); n > 0; n--) {
        int at = random.nextInt(random.nextBoolean() ? changed.length : 40);
        changed[changed.length - 1 - at] = (byte) random.nextInt(256);
      }
      if (random.nextInt(4) == 0) {
        changed = Arrays.copyOf(changed, random.nextInt(changed.length));
      }
      try {
        SentencePiece sentencePiece = new SentencePiece(SentencePieceModel.read(changed, "x"));
        sentencePiece.encode(SmallModels.text(random) + "\u0003abc");
        read++;
      } catch (ModelFormatException expected) {
        // what a reader may say
      } catch (RuntimeException | Error e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
    assertThat(read).as("files that could be read all the same").isGreaterThan(100);
  }

  @Test
  void whatIsWrittenIsReadBack() {
    for (int seed = 0; seed < 20; seed++) {
      SentencePieceModel model = SmallModels.random(new Random(seed));
      SentencePieceModel again = SentencePieceModel.read(model.toByteArray(), "x");
      assertThat(again.pieces()).as("seed %d", seed).isEqualTo(model.pieces());
      assertThat(again.toByteArray()).isEqualTo(model.toByteArray());
      assertThat(again.unknownId()).isEqualTo(model.unknownId());
    }
  }
}

package io.github.albert4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.albert4j.ModelFormatException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TorchFileTest {
  private static final String REBUILD = "ctorch._utils\n_rebuild_tensor_v2\n";
  private static final String STORAGE = "(U\7storagectorch\nFloatStorage\nU\0010U\3cpuK\4tQ";

  @TempDir Path folder;

  private Path file() {
    return folder.resolve("pytorch_model.bin");
  }

  @Test
  void whatIsWrittenIsReadAgain() throws IOException {
    Models.writeTorch(folder);
    try (Checkpoint checkpoint = Checkpoint.open(folder)) {
      assertThat(checkpoint.tensors().keySet())
          .containsExactlyElementsOf(Models.tensors().stream().map(TensorData::name).toList());
      float[] values = new float[200];
      checkpoint.read("albert.embeddings.word_embeddings.weight", 0, FloatBuffer.wrap(values));
      assertThat(values).isEqualTo(Models.random(1, 200));
    }
    try (ZipFile zip = new ZipFile(file().toFile())) { // and other readers find a sound zip file
      for (var entry : zip.stream().toList()) {
        assertThat(zip.getInputStream(entry).readAllBytes()).hasSize((int) entry.getSize());
      }
    }
  }

  @Test
  void theLegacyFormIsRead() throws IOException {
    Files.write(file(), Models.legacyTorch(REBUILD));
    try (Checkpoint checkpoint = Checkpoint.open(folder)) {
      float[] values = new float[4];
      checkpoint.read("weight", 0, FloatBuffer.wrap(values));
      assertThat(values).as("the transpose of what is stored").containsExactly(1, 3, 2, 4);
    }
  }

  @Test
  void aParameterAndAStateDictWithinADictAreRead() throws IOException {
    zip(
        "}(U\5epochK\3U\nstate_dictccollections\nOrderedDict\n)R(U\1wctorch._utils\n"
            + "_rebuild_parameter\n("
            + REBUILD
            + "("
            + STORAGE
            + "K\1K\2\205K\2\205\211}tR\210}tRu"
            + "}U\11_metadataNsbu.");
    try (Checkpoint checkpoint = Checkpoint.open(folder)) {
      float[] values = new float[2];
      checkpoint.read("w", 0, FloatBuffer.wrap(values));
      assertThat(values).containsExactly(0, 0);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "cos\\nsystem\\n(U\\4echotR.|os.system",
        "cposix\\nsystem\\n(U\\4echotR.|posix.system",
        "cbuiltins\\neval\\n(U\\0011tR.|builtins.eval",
        "U\\2osU\\6system\\223.|os.system",
        "ccollections\\nOrderedDict\\n(](U\\1aNetR.|arguments",
        "ctorch\\nload\\n.|torch.load",
        "ctorch.storage\\n_load_from_bytes\\n.|_load_from_bytes",
        "ios\\nsystem\\n.|opcode",
        "}}s.|stack",
        "}(K\\1t\\201.|opcode",
        "(.|stack",
        "t.|mark",
        "h\\5.|memo",
        "]}K\\1s.|a dict",
        "}]K\\1s.|names",
        "K\\1]b.|state dict",
        "K\\1.|state dict",
        "}.|state dict",
        "X\\377\\377\\377\\377.|4294967295",
        "\\215\\377\\377\\377\\377\\377\\377\\377\\377.|bytes",
        "}U\\1a.*|end",
      })
  void refusesPickles(String opcodes, String named) throws IOException {
    zip(unescape(opcodes.replace(".*", "")));
    assertRefused(named);
  }

  @ParameterizedTest
  @CsvSource({
    "K\\0, K\\5\\205, K\\1\\205, one at 4",
    "K\\2, K\\2\\205, K\\2\\205, one at 4",
    "J\\377\\377\\377\\377, K\\1\\205, K\\1\\205, offset",
    "K\\0, J\\377\\377\\377\\377\\205, K\\1\\205, shape",
    "K\\0, K\\2\\205, J\\377\\377\\377\\377\\205, strides",
    "K\\0, K\\2\\205, K\\1K\\1\\206, stride",
    "K\\0, \\212\\10\\0\\0\\0\\0\\0\\0\\0\\100\\205, \\212\\10\\0\\0\\0\\0\\0\\0\\0\\100\\205, shape",
    "K\\0, J\\0\\0\\0\\177\\205, K\\0\\205, repeated",
    "K\\5, K\\0\\205, K\\1\\205, 4",
    "U\\1x, K\\1\\205, K\\1\\205, arguments",
  })
  void refusesTensorsThatLie(String offset, String shape, String strides, String named)
      throws IOException {
    zip("}U\1w" + REBUILD + "(" + STORAGE + unescape(offset + shape + strides) + "\211}tRs.");
    assertRefused(named);
  }

  @Test
  void refusesCompressedEntries() throws IOException {
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file()))) {
      out.putNextEntry(new ZipEntry("archive/data.pkl"));
      out.write(new byte[1 << 20]);
    }
    assertRefused("compressed");
  }

  @Test
  void refusesAStorageOfAnotherSizeOrNone() throws IOException {
    String pickle = "}U\1w" + REBUILD + "(" + STORAGE + "K\0K\1\205K\1\205\211}tRs.";
    zip(pickle, "archive/data/0", new byte[15]);
    assertRefused("15 bytes");
    zip(pickle, "archive/data/1", new byte[16]);
    assertRefused("no such entry");
  }

  @Test
  void refusesBigEndianTensors() throws IOException {
    zip("}.", "archive/byteorder", "big".getBytes(StandardCharsets.US_ASCII));
    assertRefused("byte order");
  }

  @Test
  void aContainerThatHoldsItselfDoesNoHarm() throws IOException {
    zip("}q\0U\1ah\0s.");
    assertRefused("state dict");
    zip("]q\0h\0ah\0.");
    assertRefused("state dict");
  }

  @Test
  void protocolsThatTorchDoesNotWriteAreRefused() throws IOException {
    for (int protocol : new int[] {0, 1, 5, 255}) {
      zip(new byte[] {(byte) 0x80, (byte) protocol, '}', '.'}, "archive/data/0", new byte[16]);
      assertRefused("protocol");
    }
    zip(new byte[] {'}', '.'}, "archive/data/0", new byte[16]);
    assertRefused("protocol");
  }

  private void assertRefused(String named) {
    assertThatThrownBy(() -> Checkpoint.open(folder).close())
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("pytorch_model.bin")
        .hasMessageContaining(named)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
  }

  private void zip(String opcodes) throws IOException {
    zip(opcodes, "archive/data/0", new byte[16]);
  }

  private void zip(String opcodes, String entry, byte[] content) throws IOException {
    zip(Models.pickle(opcodes), entry, content);
  }

  private void zip(byte[] pickle, String entry, byte[] content) throws IOException {
    try (OutputStream out = Files.newOutputStream(file());
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.setMethod(ZipOutputStream.STORED);
      add(zip, "archive/data.pkl", pickle);
      add(zip, entry, content);
    }
  }

  private static void add(ZipOutputStream zip, String name, byte[] content) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    CRC32 crc = new CRC32();
    crc.update(content);
    entry.setCrc(crc.getValue());
    entry.setSize(content.length);
    zip.putNextEntry(entry);
    zip.write(content);
  }

  private static String unescape(String text) {
    return text.translateEscapes();
  }
}

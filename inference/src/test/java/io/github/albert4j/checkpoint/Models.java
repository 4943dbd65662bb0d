package io.github.albert4j.checkpoint;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/** Small checkpoints that the tests write, in every form that is read. */
final class Models {
  private Models() {}

  static float[] random(long seed, int count) {
    Random random = new Random(seed);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  /** Some tensors of a model, under today's names. */
  static List<TensorData> tensors() {
    return List.of(
        TensorData.of("albert.embeddings.word_embeddings.weight", random(1, 50 * 4), 50, 4),
        TensorData.of("albert.embeddings.LayerNorm.weight", random(2, 4), 4),
        TensorData.of("albert.encoder.embedding_hidden_mapping_in.weight", random(3, 24), 6, 4),
        TensorData.of("predictions.bias", random(4, 50), 50));
  }

  static void writeSafetensors(Path folder) {
    SafetensorsWriter.write(folder.resolve("model.safetensors"), tensors(), TensorData.block());
  }

  static void writeTorch(Path folder) {
    TorchWriter.write(folder.resolve("pytorch_model.bin"), tensors(), TensorData.block());
  }

  /** A safetensors file of this header and so many bytes of data. */
  static void writeSafetensors(Path file, String header, int dataBytes) throws IOException {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes =
        ByteBuffer.allocate(8 + text.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
    Files.write(file, bytes.putLong(text.length).put(text).array());
  }

  /** The legacy form of torch.save: one tensor of two rows and two columns, stored transposed. */
  static byte[] legacyTorch(String call) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(bytes(0x80, 2, 0x8a, 10));
    out.writeBytes(bytes(0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, '.'));
    out.writeBytes(bytes(0x80, 2, 'M', 0xe9, 3, '.'));
    out.writeBytes(bytes(0x80, 2, '}', 'U', 13));
    out.writeBytes("little_endian".getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(bytes(0x88, 's', '.'));
    out.writeBytes(
        pickle(
            "}(U\6weight"
                + call
                + "((U\7storagectorch\nFloatStorage\nU\0017U\3cpuK\4NtQK\0K\2K\2"
                + "\206K\1K\2\206\211}tRu."));
    out.writeBytes(pickle("]U\0017a."));
    ByteBuffer storage = ByteBuffer.allocate(8 + 16).order(ByteOrder.LITTLE_ENDIAN).putLong(4);
    out.writeBytes(storage.putFloat(1).putFloat(2).putFloat(3).putFloat(4).array());
    return out.toByteArray();
  }

  static byte[] pickle(String opcodes) {
    return ("\200\2" + opcodes).getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  /** A TensorFlow checkpoint of matrices and vectors of floats, by variable. */
  static void writeTensorFlow(Path folder, String prefix, Map<String, float[][]> variables)
      throws IOException {
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    TreeMap<String, byte[]> entries = new TreeMap<>();
    entries.put("", bytes(8, 1));
    for (Map.Entry<String, float[][]> variable : new TreeMap<>(variables).entrySet()) {
      float[][] rows = variable.getValue();
      ByteBuffer floats =
          ByteBuffer.allocate(rows.length * rows[0].length * 4).order(ByteOrder.LITTLE_ENDIAN);
      for (float[] row : rows) {
        for (float value : row) {
          floats.putFloat(value);
        }
      }
      ByteArrayOutputStream shape = new ByteArrayOutputStream();
      if (rows.length > 1) {
        shape.writeBytes(bytes(0x12, 2, 8, rows.length));
      }
      shape.writeBytes(bytes(0x12, 2, 8, rows[0].length));
      ByteArrayOutputStream entry = new ByteArrayOutputStream();
      entry.writeBytes(bytes(8, 1, 0x12, shape.size()));
      entry.writeBytes(shape.toByteArray());
      entry.write(0x20);
      varint(entry, data.size());
      entry.write(0x28);
      varint(entry, floats.capacity());
      entry.write(0x35);
      entry.writeBytes(checksum(floats.array()));
      entries.put(variable.getKey(), entry.toByteArray());
      data.writeBytes(floats.array());
    }
    Files.write(folder.resolve(prefix + ".data-00000-of-00001"), data.toByteArray());
    Files.write(folder.resolve(prefix + ".index"), table(entries));
  }

  private static byte[] table(TreeMap<String, byte[]> entries) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    List<int[]> handles = new ArrayList<>();
    handles.add(block(file, entries)); // data
    handles.add(block(file, new TreeMap<>())); // statistics
    ByteArrayOutputStream handle = new ByteArrayOutputStream();
    varint(handle, handles.get(0)[0]);
    varint(handle, handles.get(0)[1]);
    TreeMap<String, byte[]> index = new TreeMap<>();
    index.put("zzz", handle.toByteArray());
    handles.add(block(file, index));
    ByteArrayOutputStream footer = new ByteArrayOutputStream();
    for (int i = 1; i < 3; i++) {
      varint(footer, handles.get(i)[0]);
      varint(footer, handles.get(i)[1]);
    }
    file.writeBytes(Arrays.copyOf(footer.toByteArray(), 40));
    file.writeBytes(
        ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(0xdb4775248b80fb57L).array());
    return file.toByteArray();
  }

  private static int[] block(ByteArrayOutputStream file, TreeMap<String, byte[]> entries) {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    String before = "";
    for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
      String key = entry.getKey();
      int shared = 0;
      while (shared < Math.min(before.length(), key.length())
          && before.charAt(shared) == key.charAt(shared)) {
        shared++;
      }
      varint(block, shared);
      varint(block, key.length() - shared);
      varint(block, entry.getValue().length);
      block.writeBytes(key.substring(shared).getBytes(StandardCharsets.US_ASCII));
      block.writeBytes(entry.getValue());
      before = key;
    }
    block.writeBytes(bytes(0, 0, 0, 0, 1, 0, 0, 0)); // one restart point, at the beginning
    int[] handle = {file.size(), block.size()};
    block.write(0); // not compressed
    file.writeBytes(block.toByteArray());
    file.writeBytes(checksum(block.toByteArray()));
    return handle;
  }

  private static byte[] checksum(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return ByteBuffer.allocate(4)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(Checksum.masked(crc))
        .array();
  }

  private static void varint(ByteArrayOutputStream out, int value) {
    int left = value;
    while (left > 127) {
      out.write(left & 127 | 128);
      left >>>= 7;
    }
    out.write(left);
  }
}

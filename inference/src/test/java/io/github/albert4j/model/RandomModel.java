package io.github.albert4j.model;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/** Writes folders with random weights of any shape, so that tests need no files from elsewhere. */
public final class RandomModel {
  private final Map<String, int[]> tensors = new LinkedHashMap<>();
  final int vocab;
  final int embedding;
  final int hidden;
  final int layers;
  final int heads;
  final int intermediate;
  final int positions;
  String architecture = "AlbertForPreTraining";
  String activation = "gelu_new";
  private String moreConfig = "";

  private RandomModel(
      int vocab,
      int embedding,
      int hidden,
      int layers,
      int heads,
      int intermediate,
      int positions) {
    this.vocab = vocab;
    this.embedding = embedding;
    this.hidden = hidden;
    this.layers = layers;
    this.heads = heads;
    this.intermediate = intermediate;
    this.positions = positions;
    encoder();
  }

  /** Small enough for thousands of loads. */
  static RandomModel tiny() {
    return new RandomModel(50, 8, 16, 2, 2, 32, 64);
  }

  public static RandomModel of(int vocab, int hidden, int layers, int heads, int positions) {
    return new RandomModel(vocab, hidden / 2, hidden, layers, heads, 4 * hidden, positions);
  }

  private void encoder() {
    put("albert.embeddings.word_embeddings.weight", vocab, embedding);
    put("albert.embeddings.position_embeddings.weight", positions, embedding);
    put("albert.embeddings.token_type_embeddings.weight", 2, embedding);
    norm("albert.embeddings.LayerNorm", embedding);
    linear("albert.encoder.embedding_hidden_mapping_in", hidden, embedding);
    String layer = "albert.encoder.albert_layer_groups.0.albert_layers.0.";
    for (String part : new String[] {"query", "key", "value", "dense"}) {
      linear(layer + "attention." + part, hidden, hidden);
    }
    norm(layer + "attention.LayerNorm", hidden);
    linear(layer + "ffn", intermediate, hidden);
    linear(layer + "ffn_output", hidden, intermediate);
    norm(layer + "full_layer_layer_norm", hidden);
    linear("albert.pooler", hidden, hidden);
  }

  RandomModel withPretrainingHead() {
    linear("predictions.dense", embedding, hidden);
    norm("predictions.LayerNorm", embedding);
    put("predictions.bias", vocab);
    linear("sop_classifier.classifier", 2, hidden);
    return this;
  }

  /** The classifier of sequences and tokens, or with one label of choices. */
  public RandomModel withClassifier(int labels) {
    linear("classifier", labels, hidden);
    return this;
  }

  public RandomModel withQuestionAnsweringHead() {
    linear("qa_outputs", 2, hidden);
    return this;
  }

  /** Google's SQuAD 2.0 head. */
  public RandomModel withBeamHead() {
    linear("start_logits.dense", 1, hidden);
    linear("end_logits.dense_0", hidden, 2 * hidden);
    norm("end_logits.LayerNorm", hidden);
    linear("end_logits.dense_1", 1, hidden);
    linear("answer_class.dense_0", hidden, 2 * hidden);
    put("answer_class.dense_1.weight", 1, hidden);
    return architecture("AlbertModel").config("\"question_answering_head\": \"beam\"");
  }

  /** The Hugging Face class that config.json names. */
  public RandomModel architecture(String name) {
    architecture = name;
    return this;
  }

  /** Further fields of config.json, as {@code "key": value}. */
  public RandomModel config(String fields) {
    moreConfig = "," + fields;
    return this;
  }

  public RandomModel without(String name) {
    tensors.remove(name);
    return this;
  }

  RandomModel put(String name, int... shape) {
    tensors.put(name, shape);
    return this;
  }

  private void linear(String name, int outputs, int inputs) {
    put(name + ".weight", outputs, inputs);
    put(name + ".bias", outputs);
  }

  private void norm(String name, int width) {
    put(name + ".weight", width);
    put(name + ".bias", width);
  }

  /** Writes config.json and model.safetensors. */
  public Path write(Path folder) {
    try {
      Files.createDirectories(folder);
      Files.writeString(
          folder.resolve("config.json"),
          String.format(
              "{\"model_type\":\"albert\",\"architectures\":[\"%s\"],\"vocab_size\":%d,"
                  + "\"embedding_size\":%d,\"hidden_size\":%d,\"num_hidden_layers\":%d,"
                  + "\"num_hidden_groups\":1,\"inner_group_num\":1,\"num_attention_heads\":%d,"
                  + "\"intermediate_size\":%d,\"hidden_act\":\"%s\","
                  + "\"max_position_embeddings\":%d,\"type_vocab_size\":2,\"layer_norm_eps\":1e-12%s}",
              architecture,
              vocab,
              embedding,
              hidden,
              layers,
              heads,
              intermediate,
              activation,
              positions,
              moreConfig));
      writeWeights(folder.resolve("model.safetensors"));
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void writeWeights(Path file) throws IOException {
    StringBuilder header = new StringBuilder("{");
    long at = 0;
    for (Map.Entry<String, int[]> tensor : tensors.entrySet()) {
      long bytes = 4L * elements(tensor.getValue());
      header
          .append(header.length() == 1 ? "" : ",")
          .append('"')
          .append(tensor.getKey())
          .append("\":{\"dtype\":\"F32\",\"shape\":")
          .append(java.util.Arrays.toString(tensor.getValue()))
          .append(",\"data_offsets\":[")
          .append(at)
          .append(',')
          .append(at += bytes)
          .append("]}");
    }
    byte[] json = header.append('}').toString().getBytes(StandardCharsets.UTF_8);
    Random random = new Random(7);
    try (OutputStream out =
        new java.io.BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
      out.write(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(json.length).array());
      out.write(json);
      ByteBuffer value = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
      for (Map.Entry<String, int[]> tensor : tensors.entrySet()) {
        boolean gamma = tensor.getKey().endsWith("orm.weight");
        for (int i = elements(tensor.getValue()); i > 0; i--) {
          float v = 0.05f * (float) random.nextGaussian();
          out.write(value.putFloat(0, gamma ? 1 + v : v).array());
        }
      }
    }
  }

  private static int elements(int[] shape) {
    int n = 1;
    for (int d : shape) {
      n = Math.multiplyExact(n, d);
    }
    return n;
  }
}

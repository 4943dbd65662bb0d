package io.github.albert4j.training.loop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.albert4j.AlbertException;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** Metrics as JSON lines: one object for each step, and for each look at other data. */
final class MetricsLog implements AutoCloseable {
  static final String METRICS = "metrics.jsonl";
  static final String LAYERS = "layers.jsonl";
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Path file;
  private final Writer out;

  /**
   * @param name of the file
   * @param step what was logged after it, before a run was cut off, is dropped
   */
  MetricsLog(Path folder, String name, long step) {
    this.file = folder.resolve(name);
    try {
      Path aside = folder.resolve("." + name + ".unfinished");
      Files.write(aside, kept(file, step), StandardCharsets.UTF_8);
      Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE); // or what there was is kept
      this.out = Files.newBufferedWriter(file, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new AlbertException(file + ": cannot be written: " + e.getMessage(), e);
    }
  }

  private static List<String> kept(Path file, long step) throws IOException {
    List<String> kept = new ArrayList<>();
    if (step > 0 && Files.isRegularFile(file)) {
      for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
        try {
          JsonNode node = MAPPER.readTree(line);
          if (node.path("step").asLong(Long.MAX_VALUE) <= step) {
            kept.add(line);
          }
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
          break; // the line that was being written when the run was cut off
        }
      }
    }
    return kept;
  }

  void write(StepMetrics metrics) {
    ObjectNode node = MAPPER.createObjectNode();
    node.put("step", metrics.step());
    node.put("loss", metrics.loss());
    metrics.accuracies().forEach((name, value) -> put(node, name, value));
    node.put("learning_rate", metrics.learningRate());
    node.put("gradient_norm", metrics.gradientNorm());
    node.put("tokens_per_second", Math.round(metrics.tokensPerSecond()));
    node.put("tokens", metrics.tokens());
    write(node);
  }

  void write(DevMetrics metrics) {
    ObjectNode node = MAPPER.createObjectNode();
    node.put("step", metrics.step());
    node.put("epoch", metrics.epoch());
    metrics.metrics().forEach((name, value) -> put(node, DevMetrics.PREFIX + name, value));
    write(node);
  }

  void write(LayerNorms norms) {
    ObjectNode node = MAPPER.createObjectNode();
    node.put("step", norms.step());
    ObjectNode gradients = node.putObject("gradient_norm");
    norms.gradients().forEach((name, value) -> put(gradients, name, value));
    ObjectNode weights = node.putObject("weight_norm");
    norms.weights().forEach((name, value) -> put(weights, name, value));
    write(node);
  }

  private void write(ObjectNode node) {
    try {
      out.write(node.toString());
      out.write('\n');
      out.flush();
    } catch (IOException e) {
      throw new AlbertException(file + ": cannot be written: " + e.getMessage(), e);
    }
  }

  /** JSON has no NaN. */
  private static void put(ObjectNode node, String name, double value) {
    if (Double.isNaN(value)) {
      node.putNull(name);
    } else {
      node.put(name, value);
    }
  }

  @Override
  public void close() {
    try {
      out.close();
    } catch (IOException e) {
      // Every line was flushed.
    }
  }
}

package io.github.albert4j.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.albert4j.GoldenData;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The golden data of the reference implementations: cases found by their manifests, tensors read
 * plainly.
 */
final class Goldens {
  static final ObjectMapper JSON = new ObjectMapper();

  private Goldens() {}

  /** A case's folder and manifest. */
  record Case(Path folder, JsonNode manifest) {
    String kind() {
      return manifest.path("kind").asText();
    }

    @Override
    public String toString() {
      return folder.getFileName().toString();
    }
  }

  /** Every number of a tensor as a double. */
  record Numbers(int[] shape, double[] values) {
    int[] ints(int from, int n) {
      int[] ints = new int[n];
      for (int i = 0; i < n; i++) {
        ints[i] = (int) values[from + i];
      }
      return ints;
    }
  }

  static List<Case> cases(String... kinds) {
    Path models = GoldenData.models();
    List<Case> cases = new ArrayList<>();
    try (Stream<Path> folders = Files.list(models)) {
      for (Path folder : (Iterable<Path>) folders.sorted()::iterator) {
        Path manifest = folder.resolve("manifest.json");
        if (Files.exists(manifest)) {
          Case found = new Case(folder, JSON.readTree(manifest.toFile()));
          if (List.of(kinds).contains(found.kind())) {
            cases.add(found);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return cases;
  }

  static Map<String, Numbers> tensors(Path safetensors) {
    try {
      ByteBuffer file =
          ByteBuffer.wrap(Files.readAllBytes(safetensors)).order(ByteOrder.LITTLE_ENDIAN);
      int header = (int) file.getLong(0);
      JsonNode index = JSON.readTree(new String(file.array(), 8, header, StandardCharsets.UTF_8));
      Map<String, Numbers> tensors = new HashMap<>();
      index
          .fields()
          .forEachRemaining(
              entry -> {
                if (!entry.getKey().equals("__metadata__")) {
                  tensors.put(entry.getKey(), numbers(file, 8 + header, entry.getValue()));
                }
              });
      return tensors;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Numbers numbers(ByteBuffer file, int base, JsonNode info) {
    int[] shape = new int[info.get("shape").size()];
    int n = 1;
    for (int i = 0; i < shape.length; i++) {
      shape[i] = info.get("shape").get(i).asInt();
      n *= shape[i];
    }
    int at = base + info.get("data_offsets").get(0).asInt();
    double[] values = new double[n];
    String dtype = info.get("dtype").asText();
    for (int i = 0; i < n; i++) {
      values[i] =
          switch (dtype) {
            case "F32" -> file.getFloat(at + 4 * i);
            case "F64" -> file.getDouble(at + 8 * i);
            case "I64" -> file.getLong(at + 8 * i);
            case "I32" -> file.getInt(at + 4 * i);
            default -> throw new IllegalArgumentException(dtype);
          };
    }
    return new Numbers(shape, values);
  }
}

package io.github.albert4j.pipeline;

import io.github.albert4j.model.AlbertModel;
import io.github.albert4j.model.RandomModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Small models with random weights and the embedded model's vocabulary, for tests of tasks. */
final class Tasks {
  private static final int PIECES = 30000;

  private Tasks() {}

  /** An encoder of 128 positions without a head. */
  static RandomModel encoder() {
    return RandomModel.of(PIECES, 16, 2, 2, 128);
  }

  static RandomModel sequenceClassifier(String... labels) {
    return classifier("AlbertForSequenceClassification", labels);
  }

  static RandomModel tokenClassifier(String... labels) {
    return classifier("AlbertForTokenClassification", labels);
  }

  private static RandomModel classifier(String architecture, String... labels) {
    return encoder()
        .withClassifier(labels.length)
        .architecture(architecture)
        .config(id2label(labels));
  }

  static RandomModel questionAnswering() {
    return encoder().withQuestionAnsweringHead().architecture("AlbertForQuestionAnswering");
  }

  static RandomModel questionAnsweringBeam() {
    return encoder().withBeamHead();
  }

  static RandomModel multipleChoice() {
    return encoder().withClassifier(1).architecture("AlbertForMultipleChoice");
  }

  static String id2label(String... labels) {
    return IntStream.range(0, labels.length)
        .mapToObj(i -> "\"" + i + "\":\"" + labels[i] + "\"")
        .collect(Collectors.joining(",", "\"id2label\":{", "}"));
  }

  /** Writes a model with its vocabulary. */
  static Path write(RandomModel model, Path folder) {
    model.write(folder);
    try {
      Path vocabulary = folder.resolve("spiece.model");
      if (!Files.exists(vocabulary)) {
        Files.copy(Small.MODEL.folder().path().resolve("spiece.model"), vocabulary);
      }
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static AlbertModel load(RandomModel model, Path folder) {
    return AlbertModel.load(write(model, folder));
  }

  /** Texts of many lengths. */
  static List<String> texts(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "Text " + i + " of " + "so many words ".repeat(i % 9) + "ends here.")
        .toList();
  }
}

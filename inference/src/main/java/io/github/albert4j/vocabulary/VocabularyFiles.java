package io.github.albert4j.vocabulary;

import io.github.albert4j.ModelFormatException;
import io.github.albert4j.config.JsonFile;
import io.github.albert4j.tokenizer.SentencePieceModel;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The vocabulary's files for a model folder that is written: {@code spiece.model}, and beside it
 * {@code tokenizer.json} and {@code tokenizer_config.json}, without which Hugging Face cuts text
 * into other pieces.
 *
 * @since 0.1.0
 */
public final class VocabularyFiles {
  private static final String CONFIG = "tokenizer_config.json";

  /** The names of all files. */
  public static final List<String> NAMES =
      List.of(Vocabulary.SPIECE, Vocabulary.HUGGING_FACE, CONFIG);

  private VocabularyFiles() {}

  /**
   * What goes along when a model is copied, by file name; empty where the folder has no vocabulary.
   *
   * @param maxLength the model's longest row, in tokens
   * @throws ModelFormatException where the vocabulary is damaged
   */
  public static Map<String, byte[]> of(Path folder, int maxLength) {
    Path file = Vocabulary.find(folder);
    return file == null ? Map.of() : of(Vocabulary.read(file), maxLength);
  }

  /**
   * The files of a vocabulary, by name.
   *
   * @param model with the pieces {@code [CLS] [SEP] [MASK] <pad>}
   * @param maxLength the model's longest row, in tokens
   */
  public static Map<String, byte[]> of(SentencePieceModel model, int maxLength) {
    TokenizerJsonWriter writer = new TokenizerJsonWriter(model);
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put(Vocabulary.SPIECE, model.toByteArray());
    files.put(Vocabulary.HUGGING_FACE, JsonFile.write(writer.tokenizer()));
    files.put(CONFIG, JsonFile.write(writer.config(maxLength)));
    return files;
  }
}

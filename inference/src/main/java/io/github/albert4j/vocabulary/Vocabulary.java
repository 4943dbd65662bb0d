package io.github.albert4j.vocabulary;

import io.github.albert4j.ModelFormatException;
import io.github.albert4j.tokenizer.AlbertTokenizer;
import io.github.albert4j.tokenizer.SentencePieceModel;
import io.github.albert4j.tokenizer.TokenizerOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which of a model folder's files is its vocabulary: {@code spiece.model}, Google's {@code
 * 30k-clean.model}, else Hugging Face's {@code tokenizer.json}.
 *
 * @since 0.1.0
 */
public final class Vocabulary {
  static final String SPIECE = "spiece.model";
  static final String GOOGLE = "30k-clean.model";
  static final String HUGGING_FACE = "tokenizer.json";

  private static final Logger LOG = LoggerFactory.getLogger(Vocabulary.class);

  private Vocabulary() {}

  /**
   * The folder's tokenizer, with Google's rules; the model itself is not looked at.
   *
   * @throws ModelFormatException where the folder has no vocabulary, or one that is damaged
   */
  public static AlbertTokenizer tokenizer(Path folder) {
    return tokenizer(folder, Integer.MAX_VALUE);
  }

  /**
   * The folder's tokenizer, with Google's rules.
   *
   * @param embeddings rows of the model's word embeddings: what the vocabulary may not exceed; a
   *     smaller one is fine, as embeddings are often padded
   * @throws ModelFormatException where the folder has no vocabulary, or one that is damaged or
   *     larger than the embeddings
   */
  public static AlbertTokenizer tokenizer(Path folder, int embeddings) {
    Path file = find(folder);
    if (file == null) {
      throw new ModelFormatException(
          folder.toString(),
          null,
          "a vocabulary, " + SPIECE + ", " + GOOGLE + " or " + HUGGING_FACE,
          "none of the three");
    }
    LOG.debug("the vocabulary of {} is {}", folder, file.getFileName());
    AlbertTokenizer tokenizer = AlbertTokenizer.of(read(file), TokenizerOptions.GOOGLE);
    if (tokenizer.vocabularySize() > embeddings) {
      throw new ModelFormatException(
          file.toString(),
          null,
          "a vocabulary of at most " + embeddings + " pieces, the vocab_size of the model's config",
          tokenizer.vocabularySize() + " pieces: it belongs to another model");
    }
    return tokenizer;
  }

  /** The first of the three that the folder has, or null. */
  static @Nullable Path find(Path folder) {
    for (String name : new String[] {SPIECE, GOOGLE, HUGGING_FACE}) {
      Path file = folder.resolve(name);
      if (Files.isRegularFile(file)) {
        return file;
      }
    }
    return null;
  }

  static SentencePieceModel read(Path file) {
    SentencePieceModel model =
        file.endsWith(HUGGING_FACE)
            ? TokenizerJsonReader.read(file)
            : SentencePieceModel.read(file);
    for (String name : new String[] {"[CLS]", "[SEP]", "[MASK]", "<pad>"}) {
      if (model.id(name) < 0) {
        throw new ModelFormatException(
            file.toString(), null, "the piece " + name + " of an ALBERT vocabulary", "none");
      }
    }
    return model;
  }
}

package io.github.albert4j.checkpoint;

import io.github.albert4j.AlbertException;
import io.github.albert4j.tokenizer.SentencePieceModel;
import io.github.albert4j.vocabulary.VocabularyFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A folder that gets a vocabulary: {@code spiece.model}, and the files beside it that Hugging Face
 * wants. Their places are claimed when it is opened, so that a folder that cannot be written to is
 * known before the vocabulary is made; files that are there already stay until all new ones are
 * written whole.
 *
 * @since 0.1.0
 */
public final class VocabularyFolder implements AutoCloseable {
  private final Path folder;
  private final boolean existed;
  private final Map<String, AtomicFile> files = new LinkedHashMap<>();

  private VocabularyFolder(Path folder) {
    this.folder = folder;
    this.existed = Files.exists(folder);
  }

  /**
   * Opens a folder, made where there is none.
   *
   * @throws AlbertException where it cannot be written to
   */
  public static VocabularyFolder open(Path folder) {
    VocabularyFolder opened = new VocabularyFolder(folder);
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw AtomicFile.cannotWrite(folder, e);
    }
    try {
      for (String name : VocabularyFiles.NAMES) {
        opened.files.put(name, AtomicFile.create(folder.resolve(name)));
      }
      return opened;
    } catch (AlbertException e) {
      opened.close();
      throw e;
    }
  }

  /**
   * Writes the files.
   *
   * @param maxLength the longest row of the models that will use it, in tokens
   * @throws AlbertException where that fails; files that were there before are still there
   */
  public void write(SentencePieceModel model, int maxLength) {
    VocabularyFiles.of(model, maxLength)
        .forEach((name, bytes) -> files.get(name).write(ByteBuffer.wrap(bytes)));
    files.values().forEach(AtomicFile::commit);
  }

  /** Removes what was begun and not written. */
  @Override
  public void close() {
    files.values().forEach(AtomicFile::close);
    if (!existed) {
      try {
        Files.deleteIfExists(folder);
      } catch (IOException e) {
        // It holds the files, as it should.
      }
    }
  }
}

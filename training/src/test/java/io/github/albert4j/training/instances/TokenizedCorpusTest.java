package io.github.albert4j.training.instances;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.albert4j.InvalidInputException;
import io.github.albert4j.evaluation.data.TextFiles;
import io.github.albert4j.training.instances.CorpusOptions.Segments;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A corpus is read once, and kept as long as it is what was asked for. */
class TokenizedCorpusTest {
  private static final CorpusOptions LINES =
      new CorpusOptions(Segments.LINE, List.of(), 2, 1 << 20);

  @TempDir Path folder;

  private TokenizedCorpus prepare(Path data, CorpusOptions options, AtomicInteger read) {
    return TokenizedCorpus.prepare(
        TextFiles.of(List.of(data)),
        SmallCorpus.tokenizer(),
        options,
        folder.resolve("corpus"),
        n -> read.incrementAndGet());
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  @Test
  void documentsEndAtEmptyLinesAndFiles() throws IOException {
    Path data = Files.createDirectory(folder.resolve("data"));
    Files.writeString(data.resolve("a.txt"), "w1 w2\nw3\n\n\n  \nw4\n");
    Files.writeString(data.resolve("b.txt"), "\nw5 w6\n\n");
    try (TokenizedCorpus corpus = prepare(data, LINES, new AtomicInteger())) {
      assertThat(corpus.documents()).isEqualTo(3);
      assertThat(corpus.firstSegment(1)).isEqualTo(2);
      assertThat(corpus.firstSegment(2)).isEqualTo(3);
      assertThat(corpus.firstSegment(3)).isEqualTo(4);
      assertThat(corpus.segmentStart(1)).isEqualTo(2);
      assertThat(corpus.segmentStart(4)).isEqualTo(6);
      assertThat(corpus.summary().pieces()).isEqualTo(6);
    }
  }

  @Test
  void sentencesAreSegments() throws IOException {
    Path data = write("a.txt", "w1 w2. W3 w4! w5\nw6.\n");
    CorpusOptions sentences = new CorpusOptions(Segments.SENTENCE, List.of(), 1, 1 << 20);
    try (TokenizedCorpus corpus = prepare(data, sentences, new AtomicInteger())) {
      assertThat(corpus.summary().segments()).isEqualTo(3); // w5 goes on: no capital
    }
  }

  @Test
  void threadsAndBatchesMakeNoDifference() throws IOException {
    String text = SmallCorpus.documents(new Random(3), 800, 40, 40); // several batches
    Path data = write("a.txt", text);
    String checksum = null;
    for (int threads : new int[] {1, 2, 5}) {
      CorpusOptions options =
          new CorpusOptions(Segments.LINE, List.of("none" + threads), threads, 1 << 20);
      try (TokenizedCorpus corpus = prepare(data, options, new AtomicInteger())) {
        checksum = checksum == null ? corpus.summary().checksum() : checksum;
        assertThat(corpus.summary().checksum()).isEqualTo(checksum);
      }
    }
  }

  @Test
  void isReadAgainOnlyWhenSomethingChanged() throws IOException {
    Path data = write("a.txt", "w1 w2\nw3\n");
    AtomicInteger read = new AtomicInteger();
    prepare(data, LINES, read).close();
    assertThat(read.getAndSet(0)).isPositive();
    prepare(data, LINES, read).close();
    assertThat(read.get()).isZero();
    prepare(data, new CorpusOptions(Segments.SENTENCE, List.of(), 2, 1 << 20), read).close();
    assertThat(read.getAndSet(0)).isPositive();
    Files.writeString(data, "w1 w2\nw3 w4\n");
    try (TokenizedCorpus corpus = prepare(data, LINES, read)) {
      assertThat(corpus.summary().pieces()).isEqualTo(4);
    }
  }

  @Test
  void aDamagedFolderIsMadeAnew() throws IOException {
    Path data = write("a.txt", "w1 w2\nw3\n");
    for (String file : List.of("pieces.bin", "segments.bin", "documents.bin", "corpus.json")) {
      prepare(data, LINES, new AtomicInteger()).close();
      Path damaged = folder.resolve("corpus").resolve(file);
      byte[] bytes = Files.readAllBytes(damaged);
      bytes[1] ^= 1;
      Files.write(damaged, bytes);
      AtomicInteger read = new AtomicInteger();
      try (TokenizedCorpus corpus = prepare(data, LINES, read)) {
        assertThat(read.get()).as(file).isPositive();
        assertThat(corpus.summary().pieces()).isEqualTo(3);
      }
    }
  }

  @Test
  void textThatIsNoneIsRefused() throws IOException {
    Path empty = write("a.txt", "\n  \n\n");
    assertThatThrownBy(() -> prepare(empty, LINES, new AtomicInteger()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("there is no text in");
    Path latin = folder.resolve("b.txt");
    Files.write(latin, new byte[] {'o', 'k', '\n', 'o', (byte) 0xE9, 'h', '\n'});
    assertThatThrownBy(() -> prepare(latin, LINES, new AtomicInteger()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("b.txt, line 2: not valid UTF-8");
    assertThat(folder.resolve("corpus/corpus.json")).doesNotExist();
  }
}

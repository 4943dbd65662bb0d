package io.github.albert4j.evaluation.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.albert4j.InvalidInputException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LineReaderTest {
  private static LineReader reader(byte[] bytes) {
    return new LineReader(new ByteArrayInputStream(bytes), "test");
  }

  private static List<String> lines(String text) {
    LineReader reader = reader(text.getBytes(StandardCharsets.UTF_8));
    List<String> lines = new ArrayList<>();
    for (String line = reader.next(); line != null; line = reader.next()) {
      lines.add(line);
    }
    assertThat(reader.lineNumber()).isEqualTo(lines.size());
    return lines;
  }

  @Test
  void endsOfLinesAreUnixsOrWindows() {
    assertThat(lines("")).isEmpty();
    assertThat(lines("a")).containsExactly("a");
    assertThat(lines("a\n")).containsExactly("a");
    assertThat(lines("a\r\nb\rc\n\n")).containsExactly("a", "b\rc", "");
    assertThat(lines("one\u2028line\u0085\n")).containsExactly("one\u2028line\u0085");
  }

  @Test
  void aByteOrderMarkIsNoPartOfTheFirstLine() {
    assertThat(lines("\ufeffa\n\ufeffb")).containsExactly("a", "\ufeffb");
  }

  @Test
  void linesOfAnyLengthComeWhole() {
    Random random = new Random(1);
    List<String> want =
        IntStream.range(0, 300)
            .mapToObj(i -> "é".repeat(random.nextInt(i % 20 == 0 ? 200_000 : 100)))
            .toList();
    assertThat(lines(want.stream().collect(Collectors.joining("\n", "", "\n")))).isEqualTo(want);
  }

  @Test
  void whatIsNotUtf8IsRefusedAndEndsTheStream() {
    LineReader reader = reader(new byte[] {'a', '\n', 'b', (byte) 0xE9, '\n', 'c', '\n'});
    assertThat(reader.next()).isEqualTo("a");
    assertThatThrownBy(reader::next)
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("UTF-8");
    assertThat(reader.lineNumber()).isEqualTo(2);
    assertThat(reader.next()).isNull();
  }

  @Test
  void itKnowsWhetherALineIsAtHand() throws IOException {
    try (PipedOutputStream out = new PipedOutputStream();
        PipedInputStream in = new PipedInputStream(out)) {
      LineReader reader = new LineReader(in, "test");
      assertThat(reader.ready()).isFalse();
      out.write("half".getBytes(StandardCharsets.UTF_8));
      assertThat(reader.ready()).isFalse();
      out.write(" a line\nand".getBytes(StandardCharsets.UTF_8));
      assertThat(reader.ready()).isTrue();
      assertThat(reader.next()).isEqualTo("half a line");
      assertThat(reader.ready()).isFalse();
    }
  }
}

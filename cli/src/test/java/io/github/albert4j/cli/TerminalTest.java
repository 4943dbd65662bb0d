package io.github.albert4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TerminalTest {
  @Test
  void controlCharactersAreEscaped() {
    assertThat(Terminal.safe("a\u001b[31mb\u0007\u202e")).isEqualTo("a\\u001b[31mb\\u0007\\u202e");
    assertThat(Terminal.safe("▁naïve 😀")).isEqualTo("▁naïve 😀");
  }

  @Test
  void messagesStayOnOneLine() {
    assertThat(Terminal.oneLine("one\n  two\r\nthree\n")).isEqualTo("one; two; three");
  }

  @Test
  void barsGrowWithTheirShare() {
    assertThat(Terminal.bar(0)).isEmpty();
    assertThat(Terminal.bar(1e-9)).isEqualTo("▏");
    assertThat(Terminal.bar(0.5)).isEqualTo("█".repeat(10));
    assertThat(Terminal.bar(1)).isEqualTo("█".repeat(20));
    assertThat(Terminal.bar(7)).isEqualTo("█".repeat(20));
  }

  @Test
  void smallNumbersCanBeToldApart() {
    assertThat(Table.number(0.25)).isEqualTo("0.2500");
    assertThat(Table.number(-12.3456789)).isEqualTo("-12.3457");
    assertThat(Table.number(1.5e-7)).isEqualTo("1.5e-07");
    assertThat(Table.number(0)).isEqualTo("0.0000");
  }
}

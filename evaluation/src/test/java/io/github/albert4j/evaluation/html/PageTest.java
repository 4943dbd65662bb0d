package io.github.albert4j.evaluation.html;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.albert4j.evaluation.html.Section.Curves;
import io.github.albert4j.evaluation.html.Section.Examples.Example;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of sections in a browser's language. */
class PageTest {
  private static final String EVIL = Markup.EVIL;

  @Test
  void allTextIsEscaped() {
    String html =
        Markup.page(
            Map.of(EVIL, EVIL),
            new Section.Table(
                EVIL, EVIL, List.of(EVIL, "n"), List.of(List.of(Cell.of(EVIL), Cell.of(EVIL)))),
            new Curves(
                EVIL,
                EVIL,
                EVIL,
                List.of(
                    new Curves.Line(
                        EVIL, List.of(new Curves.Point(0, 0), new Curves.Point(1, 50)))),
                List.of(new Curves.Mark(EVIL, 0.5))),
            new Section.Examples(EVIL, EVIL, List.of(new Example(EVIL, EVIL, EVIL, EVIL, EVIL))));
    // Title twice; a fact, two; a table, 6 and its names; curves, 7; examples, 7.
    assertThat(Markup.count(html, "&lt;script&gt;")).isGreaterThan(20);
  }

  @Test
  void cellsShowWhatTheySay() {
    String html =
        Markup.page(
            new Section.Table(
                "Heading",
                "Caption",
                List.of("name", "bar", "range", "shade", "plain"),
                List.of(
                    List.of(
                        Cell.of("row"),
                        Cell.bar("0.25", 0.25, 1),
                        Cell.range("50", 0.4, 0.5, 0.75),
                        Cell.shade("7", 1),
                        Cell.of(0.00001)))));
    assertThat(html)
        .contains("<th scope=\"row\">row</th>")
        .contains("<th scope=\"col\" class=\"number\">plain</th>", "<th scope=\"col\">bar</th>")
        .contains("<i class=\"s1\" style=\"width:25.00%\">")
        .contains("style=\"left:40.00%;width:35.00%\"", "style=\"left:50.00%\"")
        .contains("var(--series0) 55.00%, transparent)\">7</td>")
        .contains(">1.0e-05</td>");
  }

  @Test
  void lengthsStayInTheirPlace() {
    assertThat(((Cell.Bar) Cell.bar("", 7, 0).drawing()).width()).isEqualTo("100.00%");
    assertThat(((Cell.Bar) Cell.bar("", -1, 0).drawing()).width()).isEqualTo("0.00%");
  }

  @Test
  void aRowMustHaveAllColumns() {
    assertThatThrownBy(
            () ->
                new Section.Table(
                    "h", "c", List.of("a", "b"), List.of(List.of(Cell.of("only one")))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 columns");
  }

  private static Curves curves(Curves.Point... points) {
    return new Curves(
        "h",
        "c",
        "x",
        List.of(new Curves.Line("line", List.of(points))),
        List.of(new Curves.Mark("inside", 0), new Curves.Mark("outside", 99)));
  }

  @Test
  void pointsGoToTheirPlaces() {
    Plot plot = Plot.of(curves(new Curves.Point(-10, 0), new Curves.Point(10, 100)));
    assertThat(plot.lines().get(0).points()).isEqualTo("0.00,100.00 100.00,0.00");
    assertThat(plot.xTicks())
        .extracting(Plot.Tick::name)
        .containsExactly("-10.0", "-5.0", "0.0", "5.0", "10.0");
    assertThat(plot.marks()).extracting(Plot.Tick::name).containsExactly("inside");
    assertThat(plot.marks().get(0).at()).isEqualTo(plot.xTicks().get(2).at());
  }

  @Test
  void onePointIsDrawnAndNoneIsNoFault() {
    assertThat(Plot.of(curves(new Curves.Point(3, 40))).lines().get(0).points())
        .isEqualTo("50.00,60.00");
    assertThat(Plot.of(curves()).lines().get(0).points()).isEmpty();
  }

  @Test
  void aPageIsWritten(@TempDir Path folder) throws Exception {
    Page page = new Page("Größe", Map.of(), List.of());
    page.write(folder.resolve("page.html"));
    assertThat(Files.readString(folder.resolve("page.html")))
        .isEqualTo(page.html())
        .contains("<title>Größe</title>");
  }
}

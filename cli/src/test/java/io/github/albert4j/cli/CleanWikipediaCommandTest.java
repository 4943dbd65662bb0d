package io.github.albert4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.albert4j.cli.Program.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CleanWikipediaCommandTest {
  @TempDir Path folder;

  private Result run(Path dump) {
    String output = folder.resolve("out").toString();
    return Program.run("clean-wikipedia", "--data", dump.toString(), "--output", output);
  }

  @Test
  void aDumpBecomesTextAndAReport() throws IOException {
    Path dump =
        Files.writeString(
            folder.resolve("dump.xml"),
            "<mediawiki><page><ns>0</ns><revision><text>'''Rain''' falls down.</text></revision>"
                + "</page></mediawiki>");
    Result result = run(dump);
    assertThat(result.err()).isEmpty();
    assertThat(result.exit()).isZero();
    assertThat(result.out()).contains("\"articles\":1", "\"words\":3", "\"files\":1");
    assertThat(folder.resolve("out/wikipedia-00000.txt.gz")).exists();
    assertThat(run(dump).err()).contains("not empty").hasLineCount(1);
  }

  @Test
  void whatCannotBeCleanedIsSaidInOneLine() throws IOException {
    Path html = Files.writeString(folder.resolve("page.html"), "<html></html>");
    assertThat(run(html).err()).startsWith("albert4j: ").contains("<html>").hasLineCount(1);
    Result missing = run(folder.resolve("absent.xml.bz2"));
    assertThat(missing.exit()).isEqualTo(1);
    assertThat(missing.err()).contains("absent.xml.bz2", "no such file").hasLineCount(1);
  }
}

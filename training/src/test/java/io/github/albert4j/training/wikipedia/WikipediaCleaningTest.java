package io.github.albert4j.training.wikipedia;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.albert4j.AlbertException;
import io.github.albert4j.InvalidInputException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WikipediaCleaningTest {
  private static final String HEAD =
      "<mediawiki xmlns=\"http://www.mediawiki.org/xml/export-0.11/\"><siteinfo><namespaces>\n"
          + "<namespace key=\"0\"/><namespace key=\"6\">Tiedosto</namespace>\n"
          + "</namespaces></siteinfo>\n";
  private static final String TAIL = "</mediawiki>\n";

  @TempDir Path folder;

  private static String page(int namespace, String more, String text) {
    return "<page><title>A</title><ns>"
        + namespace
        + "</ns>"
        + more
        + "<revision><model>wikitext</model><text xml:space=\"preserve\">"
        + text
        + "</text></revision></page>\n";
  }

  private static String article(String text) {
    return page(0, "", text);
  }

  private Path file(String name, byte[] bytes) throws IOException {
    return Files.write(folder.resolve(name), bytes);
  }

  private Path xml(String... pages) throws IOException {
    return file(
        "dump.xml", (HEAD + String.join("", pages) + TAIL).getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] bzip2(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new BZip2CompressorOutputStream(bytes)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  private static String text(Path output) throws IOException {
    StringBuilder text = new StringBuilder();
    try (Stream<Path> files = Files.list(output)) {
      for (Path file : files.sorted().toList()) {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
          text.append(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
      }
    }
    return text.toString();
  }

  private CleaningReport clean(Path dump) {
    return WikipediaCleaning.of(List.of(dump)).withThreads(2).run(folder.resolve("out"));
  }

  private String failure(Path dump) {
    try {
      clean(dump);
    } catch (AlbertException e) {
      return e.getMessage();
    }
    throw new AssertionError("no failure");
  }

  @Test
  void articlesOnlyAParagraphALine() throws IOException {
    Path dump =
        xml(
            article("'''Rain''' falls &amp;amp; flows.\n\nIt is wet.\n* list"),
            page(0, "<redirect title=\"B\"/>", "#REDIRECT [[B]]"),
            page(0, "", "#redirect [[B]] without the element"),
            page(1, "", "This is talk about rain."),
            page(0, "", "* only a list"),
            article(
                "[[Tiedosto:a.jpg|of the dump's language]]Snow is &lt;b&gt;cold&lt;/b&gt; too."));
    CleaningReport report = clean(dump);
    assertThat(text(folder.resolve("out")))
        .isEqualTo("Rain falls & flows.\nIt is wet.\n\nSnow is cold too.\n\n");
    assertThat(report.articles()).isEqualTo(2);
    assertThat(report.empty()).isEqualTo(1);
    assertThat(report.redirects()).isEqualTo(2);
    assertThat(report.otherNamespaces()).isEqualTo(1);
    assertThat(report.paragraphs()).isEqualTo(3);
    assertThat(report.words()).isEqualTo(10);
    assertThat(report.files()).isEqualTo(1);
    assertThat(report.xmlBytes()).isEqualTo(Files.size(dump)).isEqualTo(report.dumpBytes());
    assertThat(report.textBytes()).isEqualTo(text(folder.resolve("out")).length());
  }

  @Test
  void multistreamBzip2AndGzipAreReadToTheirEnd() throws IOException {
    ByteArrayOutputStream streams = new ByteArrayOutputStream();
    streams.write(bzip2(HEAD));
    streams.write(bzip2(article("Rain falls down.")));
    streams.write(bzip2(article("Snow falls too.") + TAIL));
    clean(file("dump.xml.bz2", streams.toByteArray()));
    assertThat(text(folder.resolve("out"))).isEqualTo("Rain falls down.\n\nSnow falls too.\n\n");

    ByteArrayOutputStream gzip = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(gzip)) {
      out.write((HEAD + article("Rain falls down.") + TAIL).getBytes(StandardCharsets.UTF_8));
    }
    Path other = folder.resolve("other");
    WikipediaCleaning.of(List.of(file("named.anything", gzip.toByteArray()))).run(other);
    assertThat(text(other)).isEqualTo("Rain falls down.\n\n");
  }

  @Test
  void theNumberOfThreadsChangesNothing() throws IOException {
    StringBuilder pages = new StringBuilder();
    for (int i = 0; i < 300; i++) {
      pages.append(article(("Sentence number " + i + " of many. ").repeat(600)));
    }
    Path dump = xml(pages.toString());
    for (int threads : new int[] {1, 2, 5}) {
      WikipediaCleaning.of(List.of(dump)).withThreads(threads).run(folder.resolve("out" + threads));
    }
    byte[] one = Files.readAllBytes(folder.resolve("out1/wikipedia-00000.txt.gz"));
    assertThat(folder.resolve("out2/wikipedia-00000.txt.gz")).hasBinaryContent(one);
    assertThat(folder.resolve("out5/wikipedia-00000.txt.gz")).hasBinaryContent(one);
  }

  @Test
  void shardsAreBoundedAndHaveWholeArticles() {
    Path output = folder.resolve("shards");
    WikitextCleaner cleaner = new WikitextCleaner();
    try (TextShards shards = new TextShards(output, 20)) {
      for (int i = 0; i < 5; i++) {
        CleanBatch batch = CleanBatch.of(List.of("Rain falls down."), cleaner);
        shards.add(batch.member(), batch.bytes());
      }
      assertThat(shards.shards()).isEqualTo(2);
      shards.commit();
      assertThat(shards.shards()).isEqualTo(3);
    }
    assertThat(output).isDirectoryContaining(f -> f.endsWith("wikipedia-00002.txt.gz"));
    assertThat(output).isDirectoryNotContaining(f -> f.toString().endsWith(".tmp"));
  }

  /** The JDK's parser counts the characters of XML's own entities, and stops at 50 million. */
  @Test
  void noDumpIsTooLongForTheParser() throws IOException {
    byte[] entities = "&lt;".repeat(500_000).getBytes(StandardCharsets.UTF_8);
    Path dump = folder.resolve("long.xml");
    try (OutputStream out = Files.newOutputStream(dump)) {
      out.write((HEAD + "<comment>").getBytes(StandardCharsets.UTF_8));
      for (int i = 0; i < 104; i++) {
        out.write(entities);
      }
      out.write(
          ("</comment>" + article("Rain falls down.") + TAIL).getBytes(StandardCharsets.UTF_8));
    }
    assertThat(clean(dump).articles()).isEqualTo(1);
  }

  @Test
  void aDumpThatIsCutShortKeepsWhatStoodBefore() throws IOException {
    StringBuilder pages = new StringBuilder(HEAD);
    for (int i = 0; i < 2000; i++) {
      pages.append(article("Sentence number " + i + " of " + Math.sqrt(i) + " many."));
    }
    ByteArrayOutputStream streams = new ByteArrayOutputStream();
    streams.write(bzip2(pages.toString()));
    int whole = streams.size();
    streams.write(bzip2(pages.substring(HEAD.length()) + TAIL));
    byte[] cut = new ByteArrayInputStream(streams.toByteArray()).readNBytes(whole + 500);
    assertThat(failure(file("cut.xml.bz2", cut)))
        .contains("cut.xml.bz2: cannot be unpacked after", "cut short or damaged");
    assertThat(text(folder.resolve("out")))
        .contains("Sentence number 1500 of")
        .endsWith(" many.\n\n");
    assertThat(folder.resolve("out")).isDirectoryNotContaining(f -> f.toString().endsWith("tmp"));
  }

  @Test
  void brokenXmlNamesTheLine() throws IOException {
    assertThat(failure(xml(article("Rain falls down."), "<page></wrong>\n")))
        .contains("dump.xml, line 5 of the XML: ", "must be terminated");
    assertThat(text(folder.resolve("out"))).isEqualTo("Rain falls down.\n\n");
  }

  @Test
  void externalEntitiesAreNotRead() throws IOException {
    Path secret = file("secret", "the secret words".getBytes(StandardCharsets.UTF_8));
    String doctype = "<!DOCTYPE mediawiki [<!ENTITY x SYSTEM \"" + secret.toUri() + "\">]>\n";
    byte[] dump =
        (doctype + HEAD + article("Rain &x; falls down.") + TAIL).getBytes(StandardCharsets.UTF_8);
    try {
      clean(file("entity.xml", dump));
    } catch (AlbertException e) {
      assertThat(e).hasMessageContaining("entity.xml");
    }
    assertThat(text(folder.resolve("out"))).doesNotContain("secret");
  }

  @Test
  void whatIsNoDumpIsRefused() throws IOException {
    byte[] html = "<html></html>".getBytes(StandardCharsets.UTF_8);
    assertThat(failure(file("a.html", html))).contains("found <html>", "pages-articles");
    assertThat(failure(file("b", "text".getBytes(StandardCharsets.UTF_8))))
        .contains("something else");
    assertThat(failure(file("c", new byte[0]))).contains("an empty file");
    assertThat(failure(file("d.7z", "7z..".getBytes(StandardCharsets.UTF_8))))
        .contains("unpack it");
    assertThat(failure(folder.resolve("e"))).contains("there is no such file");
    assertThat(failure(folder)).contains("found a folder");
    assertThat(failure(file("f.bz2", "BZh9 no".getBytes(StandardCharsets.UTF_8))))
        .contains("f.bz2: ");
  }

  @Test
  void aFolderWithFilesIsRefused() throws IOException {
    Path dump = xml(article("Rain falls down."));
    assertThatThrownBy(() -> WikipediaCleaning.of(List.of(dump)).run(folder))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("not empty");
    assertThatThrownBy(() -> WikipediaCleaning.of(List.of(dump)).run(dump))
        .hasMessageContaining("found a file");
  }
}

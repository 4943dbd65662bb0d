package io.github.albert4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Links in the project's documents lead somewhere, and versions agree. */
class DocumentationTest {
  static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  private static final Pattern LINK = Pattern.compile("(?<!`)\\[[^\\]]*]\\(([^)\\s]+)\\)");
  private static final Pattern FENCE = Pattern.compile("(?ms)^```.*?^```$");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ +(.*)$");

  static List<Path> documents() throws IOException {
    List<Path> documents = new ArrayList<>();
    for (String folder : List.of(".", "docs", "model-small")) {
      try (Stream<Path> files = Files.list(ROOT.resolve(folder).normalize())) {
        files.filter(f -> f.toString().endsWith(".md")).sorted().forEach(documents::add);
      }
    }
    return documents;
  }

  @ParameterizedTest
  @MethodSource("documents")
  void relativeLinksLeadToFilesAndHeadings(Path document) throws IOException {
    List<String> broken = new ArrayList<>();
    Matcher link = LINK.matcher(prose(document));
    while (link.find()) {
      String target = link.group(1);
      if (target.matches("[a-z]+:.*")) {
        continue; // elsewhere in the world
      }
      String[] parts = target.split("#", 2);
      Path file =
          parts[0].isEmpty() ? document : document.resolveSibling(parts[0]).toAbsolutePath();
      if (!Files.exists(file) || parts.length == 2 && !anchors(file).contains(parts[1])) {
        broken.add(target);
      }
    }
    assertThat(broken).as("broken links of %s", document).isEmpty();
  }

  @Test
  void embeddedModelsIndexStatesItsCard() throws Exception {
    Path module = ROOT.resolve("model-small");
    byte[] card = Files.readAllBytes(module.resolve("README.md"));
    String sha256 =
        HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(card));
    assertThat(
            Files.readAllLines(
                module.resolve("src/main/resources/io/github/albert4j/model-small/index")))
        .contains(sha256 + " " + card.length + " README.md");
  }

  @Test
  void bomAndBuildNameTheSameNativeLibrary() throws IOException {
    assertThat(version("bom/pom.xml")).isEqualTo(version("pom.xml"));
  }

  @Test
  void documentsNameTheVersionsOfTheBuild() throws IOException {
    String dnnl = version("pom.xml");
    Pattern coordinate = Pattern.compile("org\\.bytedeco:dnnl:([\\w.-]+)");
    for (Path document : documents()) {
      Matcher mention = coordinate.matcher(Files.readString(document));
      while (mention.find()) {
        assertThat(mention.group(1)).as("in %s", document).isEqualTo(dnnl);
      }
    }
  }

  private static String version(String pom) throws IOException {
    Matcher matcher =
        Pattern.compile("<dnnl.version>(.*?)</dnnl.version>")
            .matcher(Files.readString(ROOT.resolve(pom)));
    assertThat(matcher.find()).as("dnnl.version in %s", pom).isTrue();
    return matcher.group(1);
  }

  /** A heading's anchor, as the usual renderers of Markdown make it. */
  private static Set<String> anchors(Path file) throws IOException {
    return HEADING
        .matcher(prose(file))
        .results()
        .map(
            heading ->
                heading
                    .group(1)
                    .toLowerCase(Locale.ROOT)
                    .replaceAll("[^\\p{L}\\p{N} _-]", "")
                    .replace(' ', '-'))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** A document without its blocks of code. */
  private static String prose(Path document) throws IOException {
    return FENCE.matcher(Files.readString(document)).replaceAll("");
  }
}

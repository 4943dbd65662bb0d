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
    String sha256 = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(card));
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

  @Test
  void documentsNameTestsThatExist() throws IOException {
    Set<String> tests = new TreeSet<>();
    for (Path source : sources("src/test/java")) {
      tests.add(source.getFileName().toString().replace(".java", ""));
    }
    for (Path document : documents()) {
      assertThat(mentions("`(\\w+Test)`", List.of(document)))
          .as("in %s", document)
          .isSubsetOf(tests);
    }
  }

  @Test
  void configurationListsWhatTheCodeReads() throws IOException {
    String page = Files.readString(ROOT.resolve("docs/configuration.md"));
    Set<String> read = mentions("\"(--[a-z][a-z-]+)\"", sources("src/main/java"));
    read.addAll(mentions("\"(albert4j\\.[a-z.]+)\"", sources("src/main/java")));
    read.addAll(
        mentions("(?:getenv|environment\\.apply)\\(\"(\\w+)\"\\)", sources("src/main/java")));
    assertThat(read).contains("albert4j.cache", "XDG_CACHE_HOME");
    assertThat(read.stream().filter(name -> !page.contains(name)).toList())
        .as("options, properties and variables that docs/configuration.md lacks")
        .isEmpty();
  }

  @Test
  void dependenciesAreListedInTheirVersion() throws IOException {
    String page = Files.readString(ROOT.resolve("docs/dependencies.md"));
    Matcher property =
        Pattern.compile("<([\\w-]+)\\.version>(.*?)</")
            .matcher(Files.readString(ROOT.resolve("pom.xml")));
    while (property.find()) {
      assertThat(page).as(property.group(1)).contains("| " + property.group(2) + " |");
    }
  }

  private static List<Path> sources(String folder) throws IOException {
    List<Path> sources = new ArrayList<>();
    for (String module :
        List.of("tokenizer", "engine", "inference", "evaluation", "training", "cli")) {
      Path start = ROOT.resolve(module).resolve(folder);
      if (Files.isDirectory(start)) {
        try (Stream<Path> files = Files.walk(start)) {
          files.filter(f -> f.toString().endsWith(".java")).forEach(sources::add);
        }
      }
    }
    return sources;
  }

  private static Set<String> mentions(String pattern, List<Path> files) throws IOException {
    Set<String> names = new TreeSet<>();
    for (Path file : files) {
      Matcher matcher = Pattern.compile(pattern).matcher(Files.readString(file));
      while (matcher.find()) {
        names.add(matcher.group(1));
      }
    }
    return names;
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

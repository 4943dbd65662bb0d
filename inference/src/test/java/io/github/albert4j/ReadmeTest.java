package io.github.albert4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the documents show runs: each block of Java is compiled and run as it stands, and where a
 * block of text follows at once, that is what it prints. {@code -Dalbert4j.documents=write} puts
 * what it prints today there.
 */
class ReadmeTest {
  private static final Pattern BLOCK =
      Pattern.compile("(?ms)^```java\\n(.*?)^```$(?:\\s*^```text\\n(.*?)^```$)?");

  @TempDir Path folder;

  private record Block(String document, int number, String code, String output) {}

  @TestFactory
  List<DynamicTest> blocksOfJavaRun() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (String document :
        List.of("README.md", "docs/getting-started.md", "docs/from-hugging-face.md")) {
      Matcher matcher = BLOCK.matcher(Files.readString(DocumentationTest.ROOT.resolve(document)));
      for (int i = 1; matcher.find(); i++) {
        Block block = new Block(document, i, matcher.group(1), matcher.group(2));
        tests.add(DynamicTest.dynamicTest(document + " " + i, () -> check(block)));
      }
    }
    assertThat(tests).as("blocks of Java in the documents").hasSizeGreaterThan(3);
    return tests;
  }

  private void check(Block block) throws Exception {
    String name = "Block" + Math.abs(block.document.hashCode()) + "_" + block.number;
    String output = run(name, source(name, block.code));
    if (block.output == null) {
      return;
    }
    if ("write".equals(System.getProperty("albert4j.documents"))) {
      Path document = DocumentationTest.ROOT.resolve(block.document);
      Files.writeString(document, Files.readString(document).replace(block.output, output));
    } else {
      assertThat(output.lines().toList()).isEqualTo(block.output.lines().toList());
    }
  }

  /** The block's imports, and its statements as a main method. */
  private static String source(String name, String code) {
    StringBuilder imports = new StringBuilder();
    StringBuilder statements = new StringBuilder();
    code.lines()
        .forEach(l -> (l.startsWith("import ") ? imports : statements).append(l).append('\n'));
    return imports
        + "public class "
        + name
        + " {\n  public static void main(String[] args) throws Exception {\n"
        + statements
        + "  }\n}\n";
  }

  private String run(String name, String source) throws Exception {
    Path file = folder.resolve(name + ".java");
    Files.writeString(file, source);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    try (StandardJavaFileManager files =
        compiler.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8)) {
      List<String> options =
          List.of("-d", folder.toString(), "-cp", System.getProperty("java.class.path"));
      boolean compiled =
          compiler
              .getTask(messages, files, null, options, null, files.getJavaFileObjects(file))
              .call();
      assertThat(compiled).as("%s%n%s", messages, source).isTrue();
    }
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream out = System.out;
    Locale locale = Locale.getDefault();
    try (URLClassLoader classes =
        new URLClassLoader(new URL[] {folder.toUri().toURL()}, getClass().getClassLoader())) {
      Locale.setDefault(Locale.ROOT);
      System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
      classes
          .loadClass(name)
          .getMethod("main", String[].class)
          .invoke(null, (Object) new String[0]);
    } finally {
      System.setOut(out);
      Locale.setDefault(locale);
    }
    return printed.toString(StandardCharsets.UTF_8);
  }
}

package io.github.albert4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The launcher, in a project that holds nothing else, with stand-ins for Java and Maven. */
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {
  @TempDir Path folder;
  private Path project;
  private Path bin;

  @BeforeEach
  void layOut() throws IOException {
    project = Files.createDirectories(folder.resolve("a project"));
    Files.copy(Path.of("..", "albert4j"), project.resolve("albert4j"));
    Files.writeString(project.resolve("pom.xml"), "");
    Files.createDirectories(project.resolve("cli/src/main"));
    bin = Files.createDirectories(folder.resolve("jdk/bin"));
    Files.writeString(folder.resolve("jdk/release"), "JAVA_VERSION=\"17.0.9\"\n");
    script("java", "echo \"locale ${LC_ALL:-none}\"; printf '<%s>\\n' \"$@\"; cat; exit 7");
    script("javac", "");
    script(
        "mvn",
        "mkdir -p cli/target; cd \"$(dirname \"$3\")\" && mkdir -p cli/target && echo built >>cli/target/albert4j.jar");
  }

  private void script(String name, String body) throws IOException {
    Path file = Files.writeString(bin.resolve(name), "#!/bin/sh\n" + body + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Program.Result launch(Path launcher, Map<String, String> more, String... args)
      throws IOException {
    String[] command = new String[args.length + 1];
    command[0] = launcher.toString();
    System.arraycopy(args, 0, command, 1, args.length);
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().clear();
    builder.environment().put("PATH", bin + ":/usr/bin:/bin");
    builder.environment().putAll(more);
    Process process = builder.start();
    process.getOutputStream().write("stdin\n".getBytes());
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes());
    String err = new String(process.getErrorStream().readAllBytes());
    try {
      return new Program.Result(process.waitFor(), out, err);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private Program.Result launch(String... args) throws IOException {
    return launch(project.resolve("albert4j"), Map.of(), args);
  }

  @Test
  void argumentsInputAndExitCodePassUntouched() throws IOException {
    Program.Result result = launch("fill-mask", "two  words", "", "*", "$HOME", "naïve");
    assertThat(result.exit()).isEqualTo(7);
    assertThat(result.out())
        .contains("<fill-mask>\n<two  words>\n<>\n<*>\n<$HOME>\n<naïve>\nstdin\n")
        .contains("locale C.UTF-8");
  }

  @Test
  void itBuildsOnceAndAgainWhenASourceIsNewer() throws IOException {
    assertThat(launch("x").errLines()).hasSize(1).first().asString().contains("building");
    assertThat(launch("x").err()).isEmpty();
    Path source = Files.writeString(project.resolve("cli/src/main/New.java"), "");
    Files.setLastModifiedTime(source, FileTime.fromMillis(System.currentTimeMillis() + 5000));
    assertThat(launch("x").err()).contains("building");
  }

  @Test
  void aSymlinkFromElsewhereFindsTheProject() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("a project", "albert4j"));
    Program.Result result = launch(link, Map.of(), "x");
    assertThat(result.out()).contains("<" + project.toRealPath() + "/albert4j.jar>\n<x>");
  }

  @Test
  void aUsersUtf8LocaleStays() throws IOException {
    Program.Result result =
        launch(project.resolve("albert4j"), Map.of("LC_ALL", "de_DE.UTF-8"), "x");
    assertThat(result.out()).contains("locale de_DE.UTF-8");
  }

  @Test
  void anOldJavaIsNamed() throws IOException {
    Files.writeString(folder.resolve("jdk/release"), "JAVA_VERSION=\"1.8.0_412\"\n");
    Program.Result result = launch("x");
    assertThat(result.exit()).isEqualTo(1);
    assertThat(result.errLines()).hasSize(1);
    assertThat(result.err()).contains("JDK 17", "version 8");
  }

  @Test
  void aJavaWithoutAReleaseFileIsAsked() throws IOException {
    Files.delete(folder.resolve("jdk/release"));
    script("java", "[ \"$1\" != -version ] || echo 'openjdk version \"11.0.2\" 2019-01-15' >&2");
    Program.Result result = launch("x");
    assertThat(result.exit()).isEqualTo(1);
    assertThat(result.err()).contains("JDK 17", "version 11");
  }

  @Test
  void aCallWithoutAFolderFindsTheProject() throws IOException {
    launch("x");
    Path caller =
        Files.writeString(
            folder.resolve("caller"), "#!/bin/bash\ncd 'a project' && bash albert4j x\n");
    Files.setPosixFilePermissions(caller, PosixFilePermissions.fromString("rwxr-xr-x"));
    assertThat(launch(caller, Map.of("CDPATH", folder.toString())).out())
        .contains("<" + project.toRealPath() + "/albert4j.jar>\n<x>");
  }

  @Test
  void aLostArchiveOfClassesIsMadeAgainForTheNextStart() throws Exception {
    Path made = folder.resolve("made");
    script(
        "java",
        "for a; do case $a in -Xshare:dump) dump=true ;; -XX:SharedArchiveFile=*) archive=${a#*=} ;; esac; done\n"
            + "if [ \"${dump:-}\" ]; then sleep 1; echo >>'"
            + made
            + "'; echo classes >\"$archive\"; else printf '<%s>\\n' \"$@\"; fi");
    launch("x");
    Path archive = archive();
    String use = "<-XX:SharedArchiveFile=" + archive + ">";
    assertThat(launch("x").out()).contains(use);
    Files.delete(archive);
    for (int i = 0; i < 3; i++) {
      assertThat(launch("x").out()).doesNotContain("SharedArchiveFile");
    }
    for (int i = 0; i < 300 && Files.notExists(archive); i++) {
      Thread.sleep(100);
    }
    assertThat(launch("x").out()).contains(use);
    if (Files.exists(Path.of("/usr/bin/flock"))) {
      assertThat(made).content().hasLineCount(2); // by the build, and by one of the three
    }
  }

  @Test
  void whereNoArchiveCanBeMadeNoneIsTriedAgain() throws IOException {
    launch("x");
    assertThat(archive()).isEmptyFile();
    assertThat(launch("x").out()).doesNotContain("SharedArchiveFile");
  }

  private Path archive() throws IOException {
    try (Stream<Path> files = Files.list(project.toRealPath().resolve(".albert4j"))) {
      List<Path> archives =
          files.filter(file -> file.getFileName().toString().startsWith("classes")).toList();
      assertThat(archives).hasSize(1);
      assertThat(archives.get(0).getFileName().toString()).endsWith("-17.0.9.jsa");
      return archives.get(0);
    }
  }

  @Test
  void whatEndsSoonIsSparedTheLateCompiler() throws IOException {
    String quick = "<-XX:TieredStopAtLevel=1>";
    assertThat(launch("fill-mask", "a [MASK]").out()).contains(quick);
    assertThat(launch("fill-mask", "--input", "texts").out()).contains(quick);
    assertThat(launch("score", "a text").out()).contains(quick);
    assertThat(launch("score", "--input", "texts").out()).doesNotContain(quick);
    assertThat(launch("tokenize", "--input=texts").out()).doesNotContain(quick);
    assertThat(launch("--help").out()).contains(quick);
    assertThat(launch("pretrain").out()).doesNotContain(quick);
    assertThat(launch().out()).doesNotContain(quick);
  }

  @Test
  void aFailedBuildSaysWhyInOneLine() throws IOException {
    script("mvn", "echo '[ERROR] no network'; exit 1");
    Program.Result result = launch("x");
    assertThat(result.exit()).isEqualTo(1);
    assertThat(result.err()).contains("no network", "build.log").doesNotContain("done");
    assertThat(project.resolve("albert4j.jar")).doesNotExist();
  }
}

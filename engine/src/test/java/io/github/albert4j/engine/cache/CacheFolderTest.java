package io.github.albert4j.engine.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is unpacked is whole, and nobody else can have put it there. */
class CacheFolderTest {
  private static final List<String> RESOURCES = List.of("some/where/first.bin", "some/second.bin");

  private final byte[] first = new byte[300_000];
  private final byte[] second = new byte[70_000];
  @TempDir Path temporary;
  private Path cache;
  private URLClassLoader loader;
  private String propertyBefore;

  @BeforeEach
  void aJarWithTwoResources() throws IOException {
    new Random(1).nextBytes(first);
    new Random(2).nextBytes(second);
    Path jar = temporary.resolve("resources.jar");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
      zip.putNextEntry(new ZipEntry(RESOURCES.get(0)));
      zip.write(first);
      zip.putNextEntry(new ZipEntry(RESOURCES.get(1)));
      zip.write(second);
    }
    loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, null);
    cache = temporary.resolve("parent/cache");
    propertyBefore = System.getProperty(CacheFolder.PROPERTY);
    System.setProperty(CacheFolder.PROPERTY, cache.toString());
  }

  @AfterEach
  void restore() throws IOException {
    loader.close();
    if (propertyBefore == null) {
      System.clearProperty(CacheFolder.PROPERTY);
    } else {
      System.setProperty(CacheFolder.PROPERTY, propertyBefore);
    }
  }

  private Path unpack() throws IOException {
    return CacheFolder.unpack(loader, RESOURCES, "label");
  }

  private void assertWhole(Path folder) throws IOException {
    assertThat(Files.readAllBytes(folder.resolve("first.bin"))).isEqualTo(first);
    assertThat(Files.readAllBytes(folder.resolve("second.bin"))).isEqualTo(second);
  }

  private static void assertPrivate(Path folder) throws IOException {
    if (isPosix()) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
          .as("%s", folder)
          .isEqualTo("rwx------");
    }
  }

  private static boolean isPosix() {
    return Path.of("").getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  private static void assumePosix() {
    Assumptions.assumeTrue(isPosix(), "permissions of another kind");
  }

  /** What lies in a folder, but for the lock, which stays for the next start. */
  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.equals(".lock"))
          .toList();
    }
  }

  @Test
  void filesLandInAFolderOfThisUserAlone() throws IOException {
    Path folder = unpack();
    assertWhole(folder);
    assertThat(folder.getParent()).isEqualTo(cache);
    assertThat(Files.getOwner(folder)).isEqualTo(Files.getOwner(temporary));
    assertPrivate(cache);
    assertPrivate(folder);
    assertThat(names(cache)).as("nothing is left aside").hasSize(1);
  }

  @Test
  void aSecondStartFindsThemUnpacked() throws IOException {
    Path folder = unpack();
    Files.createFile(folder.resolve("witness"));
    assertThat(unpack()).isEqualTo(folder);
    assertThat(folder.resolve("witness")).exists();
  }

  @Test
  void aFolderThatOthersCouldWriteToIsClosedToThem() throws IOException {
    assumePosix();
    Files.createDirectories(cache);
    Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertWhole(unpack());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(cache)))
        .isEqualTo("rwxr-xr-x");
  }

  @Test
  void unpackedFilesThatOthersCouldHaveChangedAreReplaced() throws IOException {
    assumePosix();
    Path folder = unpack();
    Files.write(folder.resolve("first.bin"), new byte[first.length]); // the size is right
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwx---"));
    assertWhole(unpack());
    assertPrivate(folder);
  }

  @Test
  void aLinkInPlaceOfTheFolderIsReplacedAndWhatItPointsAtStays() throws IOException {
    assumePosix();
    Path folder = unpack();
    Path elsewhere = temporary.resolve("elsewhere");
    Files.move(folder, elsewhere);
    Files.createSymbolicLink(folder, elsewhere);
    assertWhole(unpack());
    assertThat(folder).isDirectory();
    assertThat(Files.isSymbolicLink(folder)).isFalse();
    assertWhole(elsewhere);
  }

  @Test
  void aFolderOfAnotherUserIsNotUsed() throws IOException {
    assumePosix();
    Files.createDirectories(cache);
    try {
      Files.setAttribute(cache, "unix:uid", 12_345);
    } catch (IOException | IllegalArgumentException | UnsupportedOperationException e) {
      Assumptions.assumeTrue(false, "only root gives a folder away");
    }
    Path folder = unpack();
    assertThat(folder.startsWith(cache)).isFalse();
    assertWhole(folder);
    assertPrivate(folder.getParent());
  }

  @Test
  void whereTheFolderCannotBeMadeAPrivateTemporaryOneStandsIn() throws IOException {
    Files.createFile(temporary.resolve("parent")); // a file, where a folder should be
    Path folder = unpack();
    assertThat(folder.startsWith(Path.of(System.getProperty("java.io.tmpdir")))).isTrue();
    assertThat(folder.startsWith(temporary)).isFalse();
    assertWhole(folder);
    assertPrivate(folder);
    assertPrivate(folder.getParent());
  }

  @Test
  void aTruncatedFileIsReplaced() throws IOException {
    Path folder = unpack();
    Files.write(folder.resolve("second.bin"), new byte[1000]);
    assertThat(unpack()).isEqualTo(folder);
    assertWhole(folder);
    Files.delete(folder.resolve("first.bin"));
    assertWhole(unpack());
    assertThat(names(cache)).as("nothing is left aside").hasSize(1);
  }

  @Test
  void whatAKilledStartLeftAsideDoesNotMatter() throws IOException {
    Files.createDirectories(cache.resolve(".unpacking-123"));
    Files.write(cache.resolve(".unpacking-123/first.bin"), new byte[1000]);
    assertWhole(unpack());
  }

  @Test
  void firstStartsAtOnceAllFindWholeFiles() throws Exception {
    for (int round = 0; round < 20; round++) {
      System.setProperty(CacheFolder.PROPERTY, cache.resolveSibling("at-once-" + round).toString());
      atOnce(
          () -> {
            Path folder = unpack();
            assertWhole(folder);
            return folder;
          });
    }
  }

  @Test
  void startsAtOnceBesideATruncatedFileLeaveWholeFiles() throws Exception {
    for (int round = 0; round < 20; round++) {
      Path folder = unpack();
      Files.write(folder.resolve("first.bin"), new byte[1000]);
      assertThat(atOnce(this::unpack)).containsOnly(folder);
      assertWhole(folder);
      assertThat(names(cache)).as("nothing is left aside").hasSize(1);
    }
  }

  private static List<Path> atOnce(Callable<Path> start) throws Exception {
    int starts = 4;
    CyclicBarrier together = new CyclicBarrier(starts);
    ExecutorService threads = Executors.newFixedThreadPool(starts);
    try {
      List<Future<Path>> running = new ArrayList<>();
      for (int i = 0; i < starts; i++) {
        running.add(
            threads.submit(
                () -> {
                  together.await();
                  return start.call();
                }));
      }
      List<Path> folders = new ArrayList<>();
      for (Future<Path> future : running) {
        folders.add(future.get());
      }
      return folders;
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void aMissingResourceIsNamed() {
    assertThatThrownBy(() -> CacheFolder.unpack(loader, List.of("no/such.bin"), "label"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no/such.bin");
  }
}

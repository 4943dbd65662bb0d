package io.github.albert4j.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.albert4j.AlbertException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFolderTest {
  @TempDir Path home;
  private final Map<String, String> environment = new HashMap<>();

  @BeforeEach
  void setHome() {
    environment.put("HOME", home.toString());
  }

  private Path resolve(String name) {
    return ModelFolder.resolve(name, environment::get).path();
  }

  @Test
  void aFolderIsItself() {
    assertThat(resolve(home.toString())).isEqualTo(home);
  }

  @Test
  void aFileIsRefused() throws IOException {
    Path file = Files.createFile(home.resolve("model.safetensors"));
    assertThatThrownBy(() -> resolve(file.toString()))
        .isInstanceOf(AlbertException.class)
        .hasMessageContaining("name its folder");
  }

  @Test
  void theEmbeddedModelIsUnpackedOnceForThisUserAlone() throws IOException {
    Path folder = resolve(ModelFolder.EMBEDDED);
    assertThat(folder).startsWith(home.resolve(".cache/albert4j"));
    assertThat(folder.resolve("config.json")).isRegularFile();
    assertThat(folder.resolve("model.safetensors")).isRegularFile();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
        .isEqualTo("rwx------");
    var written = Files.getLastModifiedTime(folder.resolve("model.safetensors"));
    assertThat(resolve(ModelFolder.EMBEDDED)).isEqualTo(folder);
    assertThat(Files.getLastModifiedTime(folder.resolve("model.safetensors"))).isEqualTo(written);
    try (Stream<Path> left = Files.list(folder.getParent())) {
      assertThat(left)
          .as("nothing temporary stays")
          .containsExactlyInAnyOrder(folder, folder.resolveSibling(".lock"));
    }
  }

  @Test
  void aDamagedCacheIsReplaced() throws IOException {
    Path file = resolve(ModelFolder.EMBEDDED).resolve("model.safetensors");
    long size = Files.size(file);
    Files.write(file, new byte[10]);
    assertThat(resolve(ModelFolder.EMBEDDED).resolve("model.safetensors")).hasSize(size);
  }

  @Test
  void firstStartsAtOnceAllWork() throws Exception {
    ExecutorService starts = Executors.newFixedThreadPool(6);
    try {
      List<Callable<Path>> calls = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        calls.add(() -> resolve(ModelFolder.EMBEDDED));
      }
      for (Future<Path> start : starts.invokeAll(calls)) {
        assertThat(start.get().resolve("model.safetensors")).isRegularFile();
      }
    } finally {
      starts.shutdownNow();
    }
  }

  @Test
  void withoutACacheATemporaryFolderServes() throws IOException {
    Path file = Files.createFile(home.resolve("no-folder"));
    environment.put("XDG_CACHE_HOME", file.toString());
    Path folder = resolve(ModelFolder.EMBEDDED);
    assertThat(folder.startsWith(home)).isFalse();
    assertThat(folder.resolve("model.safetensors")).isRegularFile();
    assertThat(resolve(ModelFolder.EMBEDDED))
        .as("the same for the whole process")
        .isEqualTo(folder);
  }

  @Test
  void theCacheOfHuggingFaceIsRead() throws IOException {
    Path snapshot = snapshot(home.resolve(".cache/huggingface/hub/models--org--name"), "abc123");
    assertThat(resolve("org/name")).isEqualTo(snapshot);
    assertThatThrownBy(() -> resolve("org/other")).isInstanceOf(AlbertException.class);
  }

  @Test
  void theVariablesOfHuggingFaceMoveTheCache() throws IOException {
    Path inHome = snapshot(home.resolve("hf/hub/models--o--n"), "1");
    Path inHub = snapshot(home.resolve("hub/models--o--n"), "2");
    environment.put("HF_HOME", "~/hf");
    assertThat(resolve("o/n")).isEqualTo(inHome);
    environment.put("HF_HUB_CACHE", home.resolve("hub").toString());
    assertThat(resolve("o/n")).isEqualTo(inHub);
  }

  @Test
  void bareNamesOfGooglesModelsAreFoundUnderBothNames() throws IOException {
    Path hub = home.resolve(".cache/huggingface/hub");
    Path old = snapshot(hub.resolve("models--albert-base-v2"), "1");
    assertThat(resolve("albert-base-v2")).isEqualTo(old);
    Path today = snapshot(hub.resolve("models--albert--albert-base-v2"), "2");
    assertThat(resolve("albert-base-v2")).isEqualTo(today);
  }

  @Test
  void theRefTellsWhichSnapshotAndMayNotLeadOut() throws IOException {
    Path model = home.resolve(".cache/huggingface/hub/models--org--name");
    snapshot(model, "old");
    Path current = snapshot(model, "new");
    assertThat(resolve("org/name")).isEqualTo(current);
    Files.writeString(model.resolve("refs/main"), "../refs");
    assertThatThrownBy(() -> resolve("org/name")).isInstanceOf(AlbertException.class);
  }

  @Test
  void anUnknownNameSaysWhatToFill() {
    for (String name :
        List.of("albert-base-v2", "a/b/c", "../x", "", "no\0name", "x".repeat(5000))) {
      assertThatThrownBy(() -> resolve(name))
          .isInstanceOf(AlbertException.class)
          .hasMessageContaining("spiece.model")
          .hasMessageContaining(ModelFolder.EMBEDDED)
          .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
    }
    assertThatThrownBy(() -> resolve("albert-base-v2"))
        .hasMessageContaining("models--albert--albert-base-v2");
  }

  private static Path snapshot(Path model, String commit) throws IOException {
    Files.createDirectories(model.resolve("refs"));
    Files.writeString(model.resolve("refs/main"), commit + "\n");
    return Files.createDirectories(model.resolve("snapshots").resolve(commit));
  }
}

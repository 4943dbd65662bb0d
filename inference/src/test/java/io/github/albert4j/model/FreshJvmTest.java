package io.github.albert4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is settled when a JVM starts: its heap, its instruction set, what was loaded before. */
class FreshJvmTest {
  @TempDir Path folder;

  /** What a JVM printed. */
  private record Answer(String out, String log) {
    String value(String name) {
      Matcher line = Pattern.compile("(?m)^" + name + "=(.*)$").matcher(out);
      assertThat(line.find()).as("%s in: %s%s", name, out, log).isTrue();
      return line.group(1);
    }

    float[] states() {
      String[] values = value("states").replaceAll("[\\[\\] ]", "").split(",");
      float[] states = new float[values.length];
      for (int i = 0; i < values.length; i++) {
        states[i] = Float.parseFloat(values[i]);
      }
      return states;
    }
  }

  /**
   * Runs {@link FreshJvm}.
   *
   * @param option of the JVM
   */
  private Answer start(String option, String isa, Path model, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    if (Runtime.version().feature() >= 24) {
      command.add("--enable-native-access=ALL-UNNAMED"); // else a warning, as docs/install.md says
    }
    command.addAll(List.of(option, "-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(FreshJvm.class.getName(), model.toString()));
    command.addAll(List.of(arguments));
    Path out = Files.createTempFile(folder, "out", ".txt");
    Path log = Files.createTempFile(folder, "log", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(log.toFile());
    Map<String, String> environment = builder.environment();
    environment.remove("ONEDNN_MAX_CPU_ISA");
    if (isa != null) {
      environment.put("ONEDNN_MAX_CPU_ISA", isa);
    }
    Process process = builder.start();
    boolean ended = process.waitFor(2, TimeUnit.MINUTES);
    process.destroyForcibly();
    Answer answer = new Answer(Files.readString(out), Files.readString(log));
    assertThat(ended).as("ended within two minutes: %s", answer).isTrue();
    assertThat(process.exitValue()).as(answer.log).isZero();
    return answer;
  }

  @ParameterizedTest
  @ValueSource(strings = {"alone", "javacpp"})
  void aModelLargerThanTheHeapLoads(String company) throws IOException, InterruptedException {
    Path model = RandomModel.of(800_000, 64, 2, 4, 64).write(folder.resolve("large"));
    assertThat(Files.size(model.resolve("model.safetensors"))).isGreaterThan(100_000_000);
    Answer small = start("-Xmx64m", null, model, "FP32", company);
    assertThat(small.states()).hasSize(7 * 64);
    assertThat(small.log).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"AVX2", "SSE41"})
  void olderProcessorsGiveTheSameAnswers(String isa) throws IOException, InterruptedException {
    assumeX86();
    Path model = RandomModel.of(300, 64, 3, 4, 64).write(folder.resolve("model"));
    Answer best = start("-Xmx256m", null, model, "FP32");
    Answer old = start("-Xmx256m", isa, model, "FP32");
    assertThat(old.value("isa")).isEqualToIgnoringCase(isa);
    float[] want = best.states();
    float[] got = old.states();
    assertThat(got).hasSameSizeAs(want);
    for (int i = 0; i < want.length; i++) {
      assertThat(got[i]).isCloseTo(want[i], within(1e-4f));
    }
  }

  @Test
  void withoutBf16ThatPrecisionComputesInFp32AndSaysSoOnce()
      throws IOException, InterruptedException {
    assumeX86();
    Path model = RandomModel.of(300, 64, 3, 4, 64).write(folder.resolve("model"));
    Answer plain = start("-Xmx256m", "AVX2", model, "FP32");
    Answer asked = start("-Xmx256m", "AVX2", model, "BF16");
    assertThat(plain.log).isEmpty();
    assertThat(asked.value("precision")).isEqualTo("FP32");
    assertThat(asked.states()).containsExactly(plain.states());
    assertThat(asked.log.lines().toList()).singleElement().asString().contains("WARN", "bf16");
  }

  /** Those that a record has by itself would be made at run time, which takes a process long. */
  @ParameterizedTest
  @CsvSource({"FP32, ", "BF16, ", "FP32, AVX2"})
  void aFirstPassNeedsNoMethodsOfRecords(String precision, String isa)
      throws IOException, InterruptedException {
    Path model = RandomModel.of(300, 64, 3, 4, 64).write(folder.resolve("model"));
    Path classes = folder.resolve("classes.txt");
    start("-Xlog:class+load:file=" + classes, isa, model, precision);
    assertThat(Files.readAllLines(classes))
        .filteredOn(
            line -> line.matches(".* (io.github.*.Encoder|java.lang.runtime.ObjectMethods) .*"))
        .singleElement()
        .asString()
        .contains("Encoder");
  }

  private static void assumeX86() {
    Assumptions.assumeTrue(
        System.getProperty("os.arch").equals("amd64"), "the names are those of x86");
  }
}

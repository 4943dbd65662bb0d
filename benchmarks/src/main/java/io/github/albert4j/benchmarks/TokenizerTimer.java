package io.github.albert4j.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import io.github.albert4j.tokenizer.AlbertTokenizer;
import io.github.albert4j.vocabulary.VocabularyFiles;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ForkJoinPool;

/**
 * The Java side of {@code benchmarks/tokenizer.py}: reads commands, so that the script can
 * alternate engines. {@code time FILE THREADS} prints the seconds, by the clock and of the
 * processors, that the file's lines take on so many threads; {@code ids FILE OUT} writes their ids;
 * {@code json FOLDER} writes the vocabulary as Hugging Face reads it.
 */
public final class TokenizerTimer {
  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private TokenizerTimer() {}

  /**
   * @param args the path of a spiece.model
   */
  public static void main(String[] args) throws IOException {
    AlbertTokenizer tokenizer = AlbertTokenizer.load(Path.of(args[0]));
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] command = line.split("\t");
      switch (command[0]) {
        case "time" ->
            time(tokenizer, Files.readAllLines(Path.of(command[1])), Integer.parseInt(command[2]));
        case "ids" -> ids(tokenizer, Path.of(command[1]), Path.of(command[2]));
        case "json" -> json(tokenizer, Path.of(command[1]));
        default -> throw new IllegalArgumentException("no command " + command[0]);
      }
    }
  }

  private static void time(AlbertTokenizer tokenizer, List<String> lines, int threads) {
    ForkJoinPool pool = new ForkJoinPool(threads);
    long processor = SYSTEM.getProcessCpuTime();
    long start = System.nanoTime();
    long count =
        pool.submit(
                () -> lines.parallelStream().mapToLong(line -> tokenizer.ids(line).length).sum())
            .join();
    double wall = (System.nanoTime() - start) * 1e-9;
    double used = (SYSTEM.getProcessCpuTime() - processor) * 1e-9;
    pool.shutdown();
    System.out.println(wall + "\t" + used + "\t" + count);
  }

  private static void ids(AlbertTokenizer tokenizer, Path text, Path out) throws IOException {
    try (BufferedWriter writer = Files.newBufferedWriter(out)) {
      for (String line : Files.readAllLines(text)) {
        for (int id : tokenizer.ids(line)) {
          writer.write(id + " ");
        }
        writer.newLine();
      }
    }
    System.out.println("done");
  }

  private static void json(AlbertTokenizer tokenizer, Path folder) throws IOException {
    for (Map.Entry<String, byte[]> file : VocabularyFiles.of(tokenizer.model(), 512).entrySet()) {
      Files.write(folder.resolve(file.getKey()), file.getValue());
    }
    System.out.println("done");
  }
}

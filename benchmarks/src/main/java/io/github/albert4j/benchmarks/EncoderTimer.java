package io.github.albert4j.benchmarks;

import io.github.albert4j.model.AlbertModel;
import io.github.albert4j.model.LoadOptions;
import io.github.albert4j.model.Output;
import io.github.albert4j.model.PackedBatch;
import io.github.albert4j.model.Precision;
import io.github.albert4j.model.Request;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;

/**
 * The Java side of {@code benchmarks/load.py} and {@code benchmarks/ragged.py}: loads a model, says
 * {@code ready} and the seconds that loading took, and answers each line {@code FILE RUNS GROUP}
 * with {@code times} and the seconds of so many passes over the rows of ids in the file. Fields are
 * parted by tabs; GROUP, how many rows others pad together, means nothing here.
 */
public final class EncoderTimer {
  private EncoderTimer() {}

  /**
   * @param args the model's folder, and the threads
   */
  public static void main(String[] args) throws IOException {
    long start = System.nanoTime();
    int threads = Integer.parseInt(args[1]);
    LoadOptions options = new LoadOptions(Precision.FP32, threads, null, null);
    try (AlbertModel model = AlbertModel.load(args[0], options)) {
      System.out.println("ready\t" + (System.nanoTime() - start) * 1e-9);
      BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        String[] command = line.split("\t");
        System.out.println(time(model, rows(Path.of(command[0])), Integer.parseInt(command[1])));
      }
    }
  }

  private static String time(AlbertModel model, PackedBatch rows, int runs) {
    Request request = Request.of(Output.LAST_HIDDEN_STATE);
    String[] seconds = new String[runs];
    for (int i = 0; i < runs; i++) {
      long start = System.nanoTime();
      model.forward(rows, request);
      seconds[i] = Double.toString((System.nanoTime() - start) * 1e-9);
    }
    return "times\t" + String.join("\t", seconds);
  }

  private static PackedBatch rows(Path file) throws IOException {
    try (Stream<String> lines = Files.lines(file)) {
      return PackedBatch.of(lines.map(EncoderTimer::ids).toArray(int[][]::new), null);
    }
  }

  private static int[] ids(String line) {
    return Arrays.stream(line.split(" ")).mapToInt(Integer::parseInt).toArray();
  }
}

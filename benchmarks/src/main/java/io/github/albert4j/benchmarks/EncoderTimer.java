package io.github.albert4j.benchmarks;

import io.github.albert4j.model.AlbertModel;
import io.github.albert4j.model.Latency;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The Java side of {@code benchmarks/timers.py}: loads a model, says {@code ready} and the seconds
 * that loading took, and answers each line with {@code times} and figures. Fields are parted by
 * tabs; a file holds a row of ids a line.
 *
 * <pre>{@code
 * batch FILE RUNS GROUP      so many passes over all rows at once: the seconds of each
 * rows FILE RUNS             so many passes over each row by itself: the seconds of each
 * callers FILE CALLERS LEAST so many threads that ask for all rows at once, for LEAST seconds or
 *                            somewhat longer: the seconds in all, then those of each call
 * peak                       what the machine multiplies at most, in 10⁹ operations a second
 * }</pre>
 *
 * GROUP, how many rows others pad together, means nothing here.
 */
public final class EncoderTimer {
  private static final Request REQUEST = Request.of(Output.LAST_HIDDEN_STATE);

  private EncoderTimer() {}

  /**
   * @param args the model's folder, the threads, the precision
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    long start = System.nanoTime();
    int threads = Integer.parseInt(args[1]);
    Precision precision = Precision.valueOf(args[2].toUpperCase(Locale.ROOT));
    LoadOptions options = new LoadOptions(precision, threads, null, null);
    try (AlbertModel model = AlbertModel.load(args[0], options)) {
      answer("ready", List.of(seconds(start)));
      BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        answer("times", answers(model, line.split("\t")));
      }
    }
  }

  private static List<Double> answers(AlbertModel model, String[] command)
      throws IOException, InterruptedException {
    if (command[0].equals("peak")) {
      return List.of(Latency.peakGflops(model.precision(), model.threads()));
    }
    int[][] rows = rows(Path.of(command[1]));
    int number = Integer.parseInt(command[2]);
    switch (command[0]) {
      case "batch":
        return passes(model, PackedBatch.of(rows, null), number);
      case "rows":
        List<Double> seconds = new ArrayList<>();
        for (int[] row : rows) {
          seconds.addAll(passes(model, PackedBatch.of(new int[][] {row}, null), number));
        }
        return seconds;
      case "callers":
        double least = Double.parseDouble(command[3]);
        return callers(model, PackedBatch.of(rows, null), number, least);
      default:
        throw new IllegalArgumentException(command[0]);
    }
  }

  private static List<Double> passes(AlbertModel model, PackedBatch rows, int runs) {
    List<Double> seconds = new ArrayList<>();
    for (int i = 0; i < runs; i++) {
      long start = System.nanoTime();
      model.forward(rows, REQUEST);
      seconds.add(seconds(start));
    }
    return seconds;
  }

  /** Threads that each ask again as soon as they are answered, until the time is over. */
  private static List<Double> callers(
      AlbertModel model, PackedBatch rows, int callers, double least) throws InterruptedException {
    List<Double> calls = Collections.synchronizedList(new ArrayList<>());
    long start = System.nanoTime();
    Runnable caller =
        () -> {
          while (seconds(start) < least) {
            calls.addAll(passes(model, rows, 1));
          }
        };
    List<Thread> threads = Stream.generate(() -> new Thread(caller)).limit(callers).toList();
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    calls.add(0, seconds(start));
    return calls;
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) * 1e-9;
  }

  private static void answer(String word, List<Double> seconds) {
    String fields = seconds.stream().map(String::valueOf).collect(Collectors.joining("\t"));
    System.out.println(word + "\t" + fields);
  }

  private static int[][] rows(Path file) throws IOException {
    try (Stream<String> lines = Files.lines(file)) {
      return lines.map(EncoderTimer::ids).toArray(int[][]::new);
    }
  }

  private static int[] ids(String line) {
    return Arrays.stream(line.split(" ")).mapToInt(Integer::parseInt).toArray();
  }
}

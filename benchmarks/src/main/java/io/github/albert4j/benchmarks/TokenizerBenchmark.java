package io.github.albert4j.benchmarks;

import io.github.albert4j.tokenizer.AlbertTokenizer;
import io.github.albert4j.tokenizer.Encoding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One line of text at a time, through the fast path and the full one. Lines come round again, so
 * their words are in the cache: {@code benchmarks/tokenizer.py} times text that is new.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class TokenizerBenchmark {
  @Param("../shared/vocab/spiece.model")
  String vocabulary;

  @Param("README.md")
  String text;

  private AlbertTokenizer tokenizer;
  private List<String> lines;
  private int next;

  @Setup(Level.Trial)
  public void load() throws IOException {
    tokenizer = AlbertTokenizer.load(Path.of(vocabulary));
    lines = Files.readAllLines(Path.of(text));
  }

  private String line() {
    next = next + 1 < lines.size() ? next + 1 : 0;
    return lines.get(next);
  }

  @Benchmark
  public int[] ids() {
    return tokenizer.ids(line());
  }

  @Benchmark
  public Encoding encode() {
    return tokenizer.encode(line());
  }
}

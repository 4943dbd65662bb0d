package io.github.albert4j.cli;

import io.github.albert4j.AlbertException;
import io.github.albert4j.InvalidInputException;
import io.github.albert4j.evaluation.data.LineReader;
import io.github.albert4j.pipeline.LiveIterator;
import java.io.BufferedInputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * The inputs of one run, read as the task asks for them, and which of them wait for their answer:
 * answers come in order, so a fault belongs to the first that waits.
 */
final class Inputs<T> implements AutoCloseable {
  private record Waiting<T>(int line, @Nullable T input) {}

  private final LiveIterator<T> source;
  private final @Nullable LineReader reader;
  private final long bytes;
  private final ArrayDeque<Waiting<T>> waiting = new ArrayDeque<>();

  private Inputs(List<T> arguments) {
    Iterator<T> all = arguments.iterator();
    this.reader = null;
    this.bytes = 0;
    this.source =
        new LiveIterator<>() {
          @Override
          public boolean ready() {
            return true;
          }

          @Override
          public boolean hasNext() {
            return all.hasNext();
          }

          @Override
          public T next() {
            T input = all.next();
            waiting.add(new Waiting<>(0, input));
            return input;
          }
        };
  }

  private Inputs(LineReader reader, long bytes, InputForm<T> form) {
    this.reader = reader;
    this.bytes = bytes;
    this.source = new Lines(reader, form);
  }

  static <T> Inputs<T> of(List<T> arguments) {
    return new Inputs<>(arguments);
  }

  /**
   * @param bytes how long the stream is, for the progress bar; 0 where nobody knows
   */
  static <T> Inputs<T> read(InputStream in, String name, long bytes, InputForm<T> form) {
    return new Inputs<>(new LineReader(in, name), bytes, form);
  }

  /**
   * Opens a file of inputs.
   *
   * @throws AlbertException where it cannot be read
   */
  static <T> Inputs<T> open(Path file, InputForm<T> form) {
    try {
      if (Files.isDirectory(file)) {
        throw new AlbertException(file + ": expected a file of texts, found a folder");
      }
      InputStream in = new BufferedInputStream(new FileInputStream(file.toFile()));
      return read(in, file.toString(), Files.size(file), form);
    } catch (IOException e) {
      throw new AlbertException(
          file + (Files.exists(file) ? ": cannot be read: " + e.getMessage() : ": no such file"),
          e);
    }
  }

  /** Lines of text, or of JSON where the first that is not empty begins with a brace. */
  private final class Lines implements LiveIterator<T> {
    private final LineReader lines;
    private final InputForm<T> form;

    /** Empty lines before the first that tells the form: texts, or nothing. */
    private int emptyLines;

    private @Nullable String line;
    private boolean told;
    private boolean json;

    Lines(LineReader lines, InputForm<T> form) {
      this.lines = lines;
      this.form = form;
    }

    @Override
    public boolean ready() {
      return line != null || emptyLines > 0 || lines.ready();
    }

    @Override
    public boolean hasNext() {
      try {
        if (!told) {
          tellForm();
        }
        while (emptyLines == 0 && line == null) {
          line = lines.next();
          if (line == null) {
            return false;
          }
          if (json && line.isBlank()) {
            line = null; // between JSON lines, as after the last, an empty line means nothing
          }
        }
        return true;
      } catch (InvalidInputException e) {
        waiting.add(new Waiting<>(lines.lineNumber(), null));
        throw e;
      }
    }

    private void tellForm() {
      line = lines.next();
      while (line != null && line.isBlank()) {
        emptyLines++;
        line = lines.next();
      }
      told = true;
      json = line != null && line.stripLeading().startsWith("{");
      emptyLines = json ? 0 : emptyLines;
    }

    @Override
    public T next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      int number = lines.lineNumber() - (line == null ? emptyLines - 1 : emptyLines);
      String text = emptyLines > 0 ? "" : line;
      if (emptyLines > 0) {
        emptyLines--;
      } else {
        line = null;
      }
      try {
        T input = json ? form.json().apply(JsonFields.parse(text)) : form.line().apply(text);
        waiting.add(new Waiting<>(number, input));
        return input;
      } catch (InvalidInputException e) {
        waiting.add(new Waiting<>(number, null));
        throw e;
      }
    }
  }

  /**
   * Runs a task over all inputs and hands on each answer with its input.
   *
   * @throws AlbertException for the first input that cannot be answered, after all answers before
   *     it; the message says which line it is
   */
  <A> void answer(Function<Iterator<T>, Stream<A>> task, BiConsumer<T, A> write) {
    try (Progress progress = Progress.over(reader, bytes);
        Stream<A> answers = task.apply(source)) {
      answers.forEachOrdered(
          answer -> {
            T input = waiting.remove().input();
            write.accept(input, answer);
            progress.step();
          });
    } catch (AlbertException e) {
      Waiting<T> fault = waiting.peek();
      if (fault == null || fault.line() == 0) {
        throw e;
      }
      throw new InvalidInputException("line " + fault.line() + ": " + e.getMessage());
    }
  }

  /** {@link #answer} for a task that answers each input by itself. */
  <A> void answerEach(Function<T, A> task, BiConsumer<T, A> write) {
    answer(
        inputs -> {
          Iterable<T> all = () -> inputs;
          return StreamSupport.stream(all.spliterator(), false).map(task);
        },
        write);
  }

  @Override
  public void close() {
    if (reader != null) {
      try {
        reader.close();
      } catch (IOException e) {
        // It was open for reading only: nothing can be lost.
      }
    }
  }
}

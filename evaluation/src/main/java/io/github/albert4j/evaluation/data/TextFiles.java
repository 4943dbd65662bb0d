package io.github.albert4j.evaluation.data;

import io.github.albert4j.AlbertException;
import io.github.albert4j.InvalidInputException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Plain text from files and folders, a line at a time. A file of gzip data is unpacked; of a
 * folder, and those in it, the {@code .txt} and {@code .txt.gz} files are taken, in the order of
 * their names. An end of a file is an empty line: no document runs over it.
 *
 * @since 0.1.0
 */
public final class TextFiles {
  private final List<Path> files;

  private TextFiles(List<Path> files) {
    this.files = List.copyOf(files);
  }

  /**
   * @param paths files and folders
   * @throws InvalidInputException where one is missing, or a folder has no text
   */
  public static TextFiles of(List<Path> paths) {
    return of(paths, ".txt", ".txt.gz");
  }

  /**
   * The same for files of other names.
   *
   * @param suffixes what the names of a folder's files end in
   */
  public static TextFiles of(List<Path> paths, String... suffixes) {
    List<Path> files = new ArrayList<>();
    for (Path path : paths) {
      if (Files.isDirectory(path)) {
        files.addAll(textsOf(path, suffixes));
      } else if (Files.exists(path)) {
        files.add(path);
      } else {
        throw new InvalidInputException(path + ": there is no such file or folder");
      }
    }
    return new TextFiles(files);
  }

  private static List<Path> textsOf(Path folder, String... suffixes) {
    try (Stream<Path> all = Files.walk(folder)) {
      List<Path> texts = all.filter(path -> isText(path, suffixes)).sorted().toList();
      if (texts.isEmpty()) {
        throw new InvalidInputException(
            folder + ": the folder has no " + String.join(" and no ", suffixes) + " file");
      }
      return texts;
    } catch (IOException e) {
      throw new AlbertException(folder + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private static boolean isText(Path path, String... suffixes) {
    String name = path.getFileName().toString();
    return Stream.of(suffixes).anyMatch(name::endsWith) && Files.isRegularFile(path);
  }

  /** The files in the order in which they are read. */
  public List<Path> files() {
    return files;
  }

  /** Bytes of all files as they lie on the disk. */
  public long size() {
    long size = 0;
    for (Path file : files) {
      try {
        size += Files.size(file);
      } catch (IOException e) {
        throw new AlbertException(file + ": cannot be read: " + e.getMessage(), e);
      }
    }
    return size;
  }

  /** Opens all files as one sequence of lines. */
  public Lines open() {
    return new Lines(files);
  }

  /** The lines of the files, one after another; not for more than one thread. */
  public static final class Lines implements AutoCloseable {
    private final List<Path> files;
    private int nextFile;
    private @Nullable LineReader reader;
    private long bytesRead;

    private Lines(List<Path> files) {
      this.files = files;
    }

    /**
     * The next line without its end, an empty one between two files, or null after the last.
     *
     * @throws InvalidInputException naming file and line where that is no UTF-8
     */
    public @Nullable String next() {
      while (true) {
        if (reader == null) {
          if (nextFile == files.size()) {
            return null;
          }
          reader = open(files.get(nextFile++));
        }
        String line = read(reader);
        if (line != null) {
          return line;
        }
        close();
        if (nextFile < files.size()) {
          return "";
        }
      }
    }

    private @Nullable String read(LineReader lines) {
      try {
        return lines.next();
      } catch (InvalidInputException e) {
        Path file = files.get(nextFile - 1);
        throw new InvalidInputException(
            file + ", line " + lines.lineNumber() + ": " + e.getMessage());
      }
    }

    /** The file that is being read. */
    public Path file() {
      return files.get(Math.max(0, nextFile - 1));
    }

    /** Bytes read from the disk so far: beside {@link TextFiles#size}, how far we are. */
    public long bytesRead() {
      return bytesRead;
    }

    private LineReader open(Path file) {
      try {
        InputStream raw = new Counting(Files.newInputStream(file));
        return new LineReader(Unpacked.of(raw), file.toString());
      } catch (IOException e) {
        throw new AlbertException(file + ": cannot be read: " + e.getMessage(), e);
      }
    }

    @Override
    public void close() {
      if (reader != null) {
        try {
          reader.close();
        } catch (IOException e) {
          // It was only read.
        }
        reader = null;
      }
    }

    private final class Counting extends FilterInputStream {
      Counting(InputStream in) {
        super(in);
      }

      @Override
      public int read() throws IOException {
        int b = super.read();
        bytesRead += b < 0 ? 0 : 1;
        return b;
      }

      @Override
      public int read(byte[] bytes, int offset, int length) throws IOException {
        int n = super.read(bytes, offset, length);
        bytesRead += Math.max(0, n);
        return n;
      }
    }
  }
}

package io.github.albert4j.checkpoint;

import io.github.albert4j.AlbertException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;

/**
 * A file that appears whole or not at all: written beside its place under another name, renamed by
 * {@link #commit}, deleted by {@link #close} where that was not reached.
 *
 * <p>Public only because training writes its own files so too.
 */
public final class AtomicFile implements Closeable {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Path target;
  private final Path temporary;
  private final FileChannel channel;
  private boolean committed;

  private AtomicFile(Path target, Path temporary, FileChannel channel) {
    this.target = target;
    this.temporary = temporary;
    this.channel = channel;
  }

  /** Begins a file that is to stand at {@code target}. */
  public static AtomicFile create(Path target) {
    Path real = target;
    try {
      if (Files.exists(target)) {
        real = target.toRealPath(); // a link stays a link
      }
      if (Files.isDirectory(real)) {
        throw new FileSystemException(target.toString(), null, "it is a folder");
      }
      // A device or a pipe cannot be renamed over: what is written is copied into it at the end.
      boolean special = Files.exists(real) && !Files.isRegularFile(real);
      Path folder =
          special
              ? Path.of(System.getProperty("java.io.tmpdir"))
              : real.toAbsolutePath().getParent();
      String name = "." + real.getFileName() + "." + Long.toHexString(RANDOM.nextLong()) + ".tmp";
      Path temporary = folder.resolve(name);
      FileChannel channel =
          FileChannel.open(
              temporary,
              StandardOpenOption.CREATE_NEW,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
      temporary.toFile().deleteOnExit(); // when the user interrupts
      return new AtomicFile(real, temporary, channel);
    } catch (IOException e) {
      throw cannotWrite(target, e);
    }
  }

  /** Where the next byte goes, in bytes from the start. */
  public long position() {
    try {
      return channel.position();
    } catch (IOException e) {
      throw cannotWrite(target, e);
    }
  }

  /** Appends bytes. */
  public void write(ByteBuffer bytes) {
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (IOException e) {
      throw cannotWrite(target, e);
    }
  }

  /** Overwrites bytes that were written before. */
  public void patch(long position, ByteBuffer bytes) {
    try {
      for (long at = position; bytes.hasRemaining(); ) {
        at += channel.write(bytes, at);
      }
    } catch (IOException e) {
      throw cannotWrite(target, e);
    }
  }

  /** Appends all that another file holds so far. */
  void append(AtomicFile other) {
    try {
      long size = other.channel.size();
      for (long at = 0; at < size; ) {
        at += other.channel.transferTo(at, size - at, channel);
      }
    } catch (IOException e) {
      throw cannotWrite(target, e);
    }
  }

  /** Gives the file its name; one of that name is replaced. */
  public void commit() {
    try {
      if (Files.exists(target) && !Files.isRegularFile(target)) {
        try (FileChannel special = FileChannel.open(target, StandardOpenOption.WRITE)) {
          long size = channel.size();
          for (long at = 0; at < size; ) {
            at += channel.transferTo(at, size - at, special);
          }
        }
        return; // close() deletes the temporary file
      }
      channel.force(true); // else a crash could leave the name with no content
      channel.close();
      Files.move(
          temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      committed = true;
    } catch (IOException e) {
      throw cannotWrite(target, e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
      if (!committed) {
        Files.deleteIfExists(temporary);
      }
    } catch (IOException e) {
      throw cannotWrite(target, e);
    }
  }

  /** Writes a small file. */
  public static void write(Path target, byte[] bytes) {
    try (AtomicFile file = create(target)) {
      file.write(ByteBuffer.wrap(bytes));
      file.commit();
    }
  }

  static AlbertException cannotWrite(Path target, IOException e) {
    String why =
        e instanceof NoSuchFileException
            ? "there is no folder " + target.toAbsolutePath().getParent()
            : e instanceof FileSystemException f && f.getReason() != null
                ? f.getReason()
                : e.getMessage();
    return new AlbertException(
        target + ": cannot be written: " + why + "; free some space or choose another place", e);
  }
}

package io.github.albert4j.engine.cache;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Folders that are this user's alone. What is loaded from a folder that others may write to is
 * whatever they put there.
 *
 * @since 0.1.0
 */
public final class PrivateFolder {
  /** What tells whether a folder is complete. */
  public interface Check {
    /** Whether all is there. */
    boolean holds() throws IOException;
  }

  private static final Set<PosixFilePermission> OTHERS_WRITE =
      Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

  private PrivateFolder() {}

  /**
   * Creates a folder, and those above it. One that is there must be this user's; it is closed to
   * others.
   *
   * @return the folder
   */
  public static Path create(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(folder, ownerOnly(folder));
    }
    if (isPosix(folder) && isOwn(folder) && othersWrite(folder)) {
      Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(folder);
      permissions.removeAll(OTHERS_WRITE);
      Files.setPosixFilePermissions(folder, permissions);
    }
    check(folder);
    if (!Files.isWritable(folder)) {
      throw new FileSystemException(folder.toString(), null, "it cannot be written");
    }
    return folder;
  }

  /** Creates a folder of a new name that only this user can enter. */
  public static Path createTemporary(Path parent, String prefix) throws IOException {
    return Files.createTempDirectory(parent, prefix, ownerOnly(parent));
  }

  /** Throws unless the folder is this user's, and only this user may write to it. */
  public static void check(Path folder) throws IOException {
    if (!isOwn(folder)) {
      throw new FileSystemException(folder.toString(), null, "it belongs to another user");
    }
    if (othersWrite(folder)) {
      throw new FileSystemException(folder.toString(), null, "other users can write to it");
    }
  }

  /** Whether the folder is this user's, and only this user may write to it. */
  public static boolean isPrivate(Path folder) throws IOException {
    return isOwn(folder) && !othersWrite(folder);
  }

  /** Whether the file is this user's; where the system does not say whose it is, it is. */
  public static boolean isOwn(Path path) {
    Object owner = userId(path);
    Object self = userId(Path.of("/proc/self"));
    return owner == null || self == null || owner.equals(self);
  }

  private static boolean othersWrite(Path folder) throws IOException {
    // Windows: the profile's folders are the user's by their access lists.
    return isPosix(folder)
        && !Collections.disjoint(Files.getPosixFilePermissions(folder), OTHERS_WRITE);
  }

  /**
   * Gives a complete folder its name. Where another process was first, its folder stays; one that
   * is not complete makes way. The lock keeps a process from moving away what another one has put
   * there since it looked.
   */
  public static synchronized void replace(Path fresh, Path folder, Check complete)
      throws IOException {
    try (FileChannel channel =
            FileChannel.open(
                folder.resolveSibling(".lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        FileLock lock = lock(channel)) {
      if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
        if (complete.holds()) {
          return;
        }
        moveAway(folder);
      }
      Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileSystemException e) {
      if (!complete.holds()) { // on a file system without locks another process was first
        throw e;
      }
    }
  }

  private static @Nullable FileLock lock(FileChannel channel) {
    try {
      return channel.lock();
    } catch (IOException e) {
      return null; // some network file systems have none
    }
  }

  private static void moveAway(Path folder) throws IOException {
    Path away = createTemporary(folder.getParent(), ".old-");
    try {
      Files.move(folder, away.resolve("old"), StandardCopyOption.ATOMIC_MOVE);
    } catch (NoSuchFileException e) {
      // Another process has done it.
    } finally {
      delete(away);
    }
  }

  /** Deletes a folder and what is in it, as far as that can be done. */
  public static void delete(Path folder) {
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (Stream<Path> all = Files.walk(folder)) {
      List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
      for (Path path : deepestFirst) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      // What stays is a hidden folder in a cache: not worth failing for.
    }
  }

  private static FileAttribute<?>[] ownerOnly(Path place) {
    return isPosix(place)
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
        }
        : new FileAttribute<?>[0];
  }

  private static boolean isPosix(Path place) {
    return place.getFileSystem().supportedFileAttributeViews().contains("unix");
  }

  private static @Nullable Object userId(Path path) {
    try {
      return Files.getAttribute(path, "unix:uid");
    } catch (IOException | RuntimeException e) {
      return null;
    }
  }
}

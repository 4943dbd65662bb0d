package io.github.albert4j.hub;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Folders that are this user's alone. What is loaded from a folder that others may write to is
 * whatever they put there.
 */
final class PrivateFolder {
  /** What tells whether a folder is complete. */
  interface Check {
    boolean holds() throws IOException;
  }

  private static final Set<PosixFilePermission> OTHERS_WRITE =
      Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

  private PrivateFolder() {}

  /**
   * Creates a folder, and those above it. One that is there must be this user's; it is closed to
   * others.
   */
  static void create(Path folder) throws IOException {
    Files.createDirectories(folder, ownerOnly(folder));
    if (isPosix(folder) && isOwn(folder)) {
      Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(folder);
      if (permissions.removeAll(OTHERS_WRITE)) {
        Files.setPosixFilePermissions(folder, permissions);
      }
    }
    check(folder);
  }

  static Path createTemporary(Path parent, String prefix) throws IOException {
    return Files.createTempDirectory(parent, prefix, ownerOnly(parent));
  }

  /** Throws unless the folder is this user's, and only this user may write to it. */
  static void check(Path folder) throws IOException {
    if (!isPosix(folder)) {
      return; // Windows: the profile's folders are the user's by their access lists
    }
    for (PosixFilePermission permission : Files.getPosixFilePermissions(folder)) {
      if (OTHERS_WRITE.contains(permission)) {
        throw new FileSystemException(folder.toString(), null, "other users can write to it");
      }
    }
    if (!isOwn(folder)) {
      throw new FileSystemException(folder.toString(), null, "it belongs to another user");
    }
  }

  private static boolean isOwn(Path folder) throws IOException {
    Object user = userId();
    return user == null || user.equals(Files.getAttribute(folder, "unix:uid"));
  }

  /**
   * Gives a complete folder its name. Where another process was first, its folder stays; one that
   * is not complete makes way.
   */
  static void replace(Path fresh, Path folder, Check complete) throws IOException {
    for (int attempt = 0; ; attempt++) {
      try {
        Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
        return;
      } catch (IOException e) {
        if (complete.holds()) {
          return;
        }
        if (attempt == 3 || !Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
          throw e;
        }
        moveAway(folder);
      }
    }
  }

  private static void moveAway(Path folder) throws IOException {
    Path away = createTemporary(folder.getParent(), "." + folder.getFileName() + ".");
    try {
      Files.move(folder, away.resolve("old"), StandardCopyOption.ATOMIC_MOVE);
    } finally {
      delete(away);
    }
  }

  /** Deletes a folder and what is in it, as far as that can be done. */
  static void delete(Path folder) {
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

  /** This process's user; null where the system does not say. */
  private static @Nullable Object userId() {
    try {
      return Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    } catch (IOException | RuntimeException e) {
      return null;
    }
  }
}

package io.github.albert4j.engine.cache;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Where files that travel inside jars are unpacked: a folder that belongs to this user alone.
 *
 * <p>The folder is the system property {@code albert4j.cache}, else {@code
 * $XDG_CACHE_HOME/albert4j}, else {@code $HOME/.cache/albert4j}. What lies there is named by its
 * content, written aside and moved into place in one step, so two first starts at once, or one that
 * is killed, leave nothing half done. Where the folder cannot be written, a private temporary
 * folder stands in and is deleted at exit.
 *
 * @since 0.1.0
 */
public final class CacheFolder {
  /** Names the folder to use instead of the default. */
  public static final String PROPERTY = "albert4j.cache";

  private CacheFolder() {}

  /**
   * Unpacks resources into one folder, or finds them unpacked.
   *
   * @param loader the class loader that has the resources
   * @param resources absolute resource names; the first one's size and checksum name the folder
   * @param label the folder's name begins with it
   * @return the folder, holding a file for each resource under its simple name
   * @throws IOException when a resource is missing or no folder can be written, saying what to set
   */
  public static Path unpack(ClassLoader loader, List<String> resources, String label)
      throws IOException {
    List<URL> sources = new ArrayList<>();
    for (String resource : resources) {
      URL url = loader.getResource(resource);
      if (url == null) {
        throw new FileNotFoundException(resource + " is not on the class path");
      }
      sources.add(url);
    }
    String name = label + "-" + contentKey(sources.get(0));
    Path wanted = preferred();
    try {
      return unpack(sources, PrivateFolder.create(wanted), name);
    } catch (IOException e) {
      return unpackTemporarily(sources, name, wanted, e);
    }
  }

  /** The folder that the property and the variables ask for; nothing is created. */
  public static Path preferred() {
    return preferred(System::getenv);
  }

  /**
   * The folder that the property and the variables ask for; nothing is created.
   *
   * @param environment a variable's value by its name, or null
   */
  public static Path preferred(UnaryOperator<@Nullable String> environment) {
    String property = System.getProperty(PROPERTY);
    return property != null && !property.isEmpty()
        ? Path.of(property)
        : UserFolders.cache(environment).resolve("albert4j");
  }

  private static Path unpackTemporarily(
      List<URL> sources, String name, Path wanted, IOException reason) throws IOException {
    try {
      Path temporary =
          PrivateFolder.createTemporary(Path.of(System.getProperty("java.io.tmpdir")), "albert4j-");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> PrivateFolder.delete(temporary)));
      return unpack(sources, temporary, name);
    } catch (IOException e) {
      throw new IOException(
          String.format(
              "cannot unpack into %s (%s) nor into a temporary folder (%s); set -D%s=FOLDER to one that"
                  + " this user can write, with 100 MB free",
              wanted, why(reason), why(e), PROPERTY),
          e);
    }
  }

  private static Path unpack(List<URL> sources, Path parent, String name) throws IOException {
    Path target = parent.resolve(name);
    if (complete(target, sources)) {
      return target;
    }
    Path aside = PrivateFolder.createTemporary(parent, ".unpacking-");
    try {
      for (URL source : sources) {
        try (InputStream in = source.openStream()) {
          Files.copy(in, aside.resolve(simpleName(source)));
        }
      }
      PrivateFolder.replace(aside, target, () -> complete(target, sources));
      return target;
    } finally {
      PrivateFolder.delete(aside);
    }
  }

  /** Whether all files are there in full, put there by this user. */
  private static boolean complete(Path folder, List<URL> sources) throws IOException {
    try {
      return holdsAll(folder, sources);
    } catch (NoSuchFileException e) {
      return false; // another process moves it away right now
    }
  }

  private static boolean holdsAll(Path folder, List<URL> sources) throws IOException {
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS) || !PrivateFolder.isPrivate(folder)) {
      return false;
    }
    for (URL source : sources) {
      Path file = folder.resolve(simpleName(source));
      if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
          || !PrivateFolder.isOwn(file)
          || Files.size(file) != length(source)) {
        return false;
      }
    }
    return true;
  }

  private static String contentKey(URL source) {
    try {
      URLConnection connection = source.openConnection();
      if (connection instanceof JarURLConnection jar && jar.getJarEntry() != null) {
        return Long.toHexString(jar.getJarEntry().getCrc())
            + Long.toHexString(jar.getJarEntry().getSize());
      }
      return Long.toHexString(connection.getLastModified())
          + Long.toHexString(connection.getContentLengthLong());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long length(URL source) throws IOException {
    URLConnection connection = source.openConnection();
    if (connection instanceof JarURLConnection jar && jar.getJarEntry() != null) {
      return jar.getJarEntry().getSize();
    }
    return connection.getContentLengthLong();
  }

  private static String simpleName(URL source) {
    String path = source.getPath();
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private static String why(IOException e) {
    return e instanceof FileSystemException f && f.getReason() != null
        ? f.getReason()
        : e instanceof AccessDeniedException ? "access denied" : String.valueOf(e.getMessage());
  }
}

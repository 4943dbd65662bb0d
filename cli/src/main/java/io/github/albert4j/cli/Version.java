package io.github.albert4j.cli;

import io.github.albert4j.engine.Engine;
import io.github.albert4j.model.AlbertModel;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints: everything that a report of a fault should name. */
final class Version implements IVersionProvider {
  /** The release. */
  static String number() {
    try {
      return build().getProperty("version");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Properties build() throws IOException {
    Properties build = new Properties();
    try (InputStream in = Version.class.getResourceAsStream("build.properties")) {
      build.load(in);
    }
    return build;
  }

  @Override
  public String[] getVersion() throws IOException {
    Properties build = build();
    Engine engine = Engine.cpu();
    return new String[] {
      "albert4j " + build.getProperty("version") + " (commit " + build.getProperty("commit") + ")",
      "JDK " + Runtime.version() + ", " + System.getProperty("java.vm.name"),
      "oneDNN " + engine.version() + ", " + engine.instructionSet(),
      System.getProperty("os.name")
          + " "
          + System.getProperty("os.arch")
          + ", "
          + Runtime.getRuntime().availableProcessors()
          + " processors",
      "--precision auto takes " + AlbertModel.fastestPrecision().toString().toLowerCase(Locale.ROOT)
    };
  }
}

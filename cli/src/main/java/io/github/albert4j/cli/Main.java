package io.github.albert4j.cli;

import io.github.albert4j.engine.Engine;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The program: {@code albert4j COMMAND [options] [TEXT…]}. */
@Command(
    name = "albert4j",
    synopsisSubcommandLabel = "COMMAND",
    description =
        "ALBERT for the JVM: fill masks, classify, answer, extract features, train and convert.",
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  albert4j fill-mask \"Hello I'm a [MASK] model.\"",
      "  albert4j fill-mask --help",
      "",
      "Results go to standard output: tables on a terminal, one JSON line for each input elsewhere.",
      "Exit codes: 0 done, 1 failed, 2 wrong usage."
    })
public final class Main implements Runnable {
  private static final Charset UTF_8 = StandardCharsets.UTF_8;

  @CommandLine.Spec CommandLine.Model.CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show this help.")
  boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Show versions, the processor's features and the precision that auto takes.")
  boolean version;

  @Option(
      names = "--stacktrace",
      scope = ScopeType.INHERIT,
      description = "Show where in the program a failure arose.")
  boolean stacktrace;

  private Main() {}

  public static void main(String[] args) {
    System.setProperty("java.awt.headless", "true"); // pictures go to files, and need no display
    // JNA would run ldconfig for the system's library folders; no library here is looked for there.
    System.setProperty("jna.platform.library.path", "");
    Thread engine = Commands.needModel(args) ? Engine.prepare() : null;
    int exit = run(args);
    if (engine != null) {
      await(engine); // long over, but where the run failed at once
    }
    System.exit(exit);
  }

  private static void await(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Runs one command line and gives the exit code. */
  static int run(String... args) {
    PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, UTF_8);
    System.setErr(err);
    try {
      return commandLine(new PrintWriter(err, true), args).execute(args);
    } catch (OutOfMemoryError e) {
      err.println(
          "albert4j: out of Java heap: give more, as in ALBERT4J_JAVA_OPTIONS=-Xmx4g, or ask for"
              + " less at once with --batch-tokens");
      return 1;
    }
  }

  /**
   * @param args what it is to understand; none for all commands
   */
  static CommandLine commandLine(PrintWriter err, String... args) {
    Main main = new Main();
    CommandLine commandLine = new CommandLine(main);
    Commands.addTo(commandLine, args);
    Failures failures = new Failures(main);
    commandLine
        .setExpandAtFiles(false) // a text may begin with @
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpAutoWidth(true)
        .setAbbreviatedOptionsAllowed(false)
        .setParameterExceptionHandler(failures)
        .setExecutionExceptionHandler(failures)
        .setOut(new PrintWriter(new FileOutputStream(FileDescriptor.out), true, UTF_8))
        .setErr(err);
    return commandLine;
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "expected a command, found none");
  }
}

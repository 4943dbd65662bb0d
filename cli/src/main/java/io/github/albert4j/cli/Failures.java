package io.github.albert4j.cli;

import io.github.albert4j.AlbertException;
import io.github.albert4j.engine.EngineException;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns every failure into one line on standard error and an exit code. */
final class Failures implements IParameterExceptionHandler, IExecutionExceptionHandler {
  private static final int FAILED = 1;
  private static final int WRONG_USAGE = 2;

  private final Main main;

  Failures(Main main) {
    this.main = main;
  }

  /** Wrong usage: what is wrong, a guess at what was meant, where the help is. */
  @Override
  public int handleParseException(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("albert4j: " + Terminal.oneLine(usageProblem(e)));
    err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
    return WRONG_USAGE;
  }

  private static String usageProblem(ParameterException e) {
    if (!(e instanceof UnmatchedArgumentException unmatched)) {
      return e.getMessage();
    }
    String first = unmatched.getUnmatched().get(0);
    boolean option = unmatched.isUnknownOption();
    boolean top = e.getCommandLine().getParent() == null;
    String problem =
        option
            ? "unknown option " + first
            : (top ? "unknown command " : "unexpected argument ") + first;
    List<String> meant = unmatched.getSuggestions();
    if (!meant.isEmpty() && (option || top)) {
      problem += "; did you mean " + meant.get(0) + "?";
    } else if (option && !top) {
      problem += "; a text that begins with a dash goes after --";
    }
    return problem;
  }

  @Override
  public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
    if (e instanceof Stdout.ReaderGone) {
      return 0; // as with "| head -1": whoever reads has had enough
    }
    PrintWriter err = command.getErr();
    err.println("albert4j: " + Terminal.oneLine(problem(e)));
    if (main.stacktrace) {
      e.printStackTrace(err);
    }
    return FAILED;
  }

  /** Foreseen failures speak for themselves. */
  private static String problem(Throwable e) {
    if (e instanceof AlbertException || e instanceof EngineException) {
      return e.getMessage();
    }
    return "unexpected " + e + "; --stacktrace shows where";
  }
}

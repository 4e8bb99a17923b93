package dev.heddle.cli;

import dev.heddle.check.CheckerAgent;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The command {@code heddle}. The launcher starts it with the checker as Java agent; without that
 * it brings the agent into its own JVM.
 */
public final class Main {

  private static final String END_OF_OPTIONS = "--";

  private Main() {}

  /**
   * Runs the command and ends the process.
   *
   * @param arguments the command line
   */
  public static void main(String[] arguments) {
    PrintWriter out = new PrintWriter(System.out, false);
    PrintWriter err = new PrintWriter(System.err, true);
    Interruption interruption = new Interruption();
    interruption.install();
    // Looking at another JVM needs no checker in this one.
    boolean watches = arguments.length > 0 && arguments[0].equals(WatchCommand.NAME);
    int code =
        watches || withAgent(err)
            ? run(List.of(arguments), out, err, interruption)
            : ExitCode.WRONG_REQUEST;
    out.flush();
    err.flush();
    // Not exit: a checked program's threads and shutdown hooks, of each of its executions, must
    // not keep this process alive.
    Runtime.getRuntime().halt(interruption.isRequested() ? Interruption.EXIT_CODE : code);
  }

  /** Installs the agent where the JVM was started without it. */
  private static boolean withAgent(PrintWriter err) {
    try {
      CheckerAgent.install();
      return true;
    } catch (IllegalStateException e) {
      err.println("heddle: " + e.getMessage());
      return false;
    }
  }

  /** Runs the command and returns its exit code; {@code out} and {@code err} are flushed. */
  static int run(List<String> arguments, PrintWriter out, PrintWriter err) {
    return run(arguments, out, err, new Interruption());
  }

  private static int run(
      List<String> arguments, PrintWriter out, PrintWriter err, Interruption interruption) {
    Session session = new Session(arguments, out, err, interruption);
    int end = arguments.indexOf(END_OF_OPTIONS);
    List<String> options = end < 0 ? arguments : arguments.subList(0, end);
    List<String> forTarget = end < 0 ? List.of() : arguments.subList(end + 1, arguments.size());
    CommandLine command =
        new CommandLine(new HeddleCommand())
            .addSubcommand(new CheckCommand(session, forTarget))
            .addSubcommand(new ReplayCommand(session))
            .addSubcommand(new DemoCommand(session))
            .addSubcommand(new WatchCommand(session))
            .addSubcommand(new CommandLine.HelpCommand())
            .registerConverter(Long.class, Words::wholeNumber)
            .registerConverter(long.class, Words::wholeNumber)
            .registerConverter(Integer.class, Words::smallNumber)
            .registerConverter(int.class, Words::smallNumber)
            .setOut(out)
            .setErr(err)
            .setExpandAtFiles(false)
            .setUsageHelpAutoWidth(true)
            .setParameterExceptionHandler((wrong, args) -> explain(wrong))
            .setExecutionExceptionHandler((error, failed, parsed) -> session.ourError("", error));
    try {
      if (end >= 0 && !(options.isEmpty() || options.get(0).equals("check"))) {
        return session.wrongRequest(
            "only heddle check takes arguments after %s.".formatted(END_OF_OPTIONS));
      }
      return command.execute(options.toArray(String[]::new));
    } finally {
      out.flush();
      err.flush();
    }
  }

  /** Says what is wrong, what was perhaps meant, and where the help is, in place of all of it. */
  private static int explain(ParameterException wrong) {
    CommandLine command = wrong.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("heddle: " + wrong.getMessage());
    UnmatchedArgumentException.printSuggestions(wrong, err);
    err.println("Try '%s --help'.".formatted(command.getCommandSpec().qualifiedName()));
    return ExitCode.WRONG_REQUEST;
  }
}

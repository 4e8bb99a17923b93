package dev.heddle.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;

/** What a command line came to, run within this JVM. */
record CommandLineRun(int code, String out, String err) {

  static CommandLineRun heddle(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code = Main.run(List.of(arguments), new PrintWriter(out), new PrintWriter(err));
    return new CommandLineRun(code, out.toString(), err.toString());
  }

  /** Returns the directory that holds the test programs. */
  static Path testClasses() {
    try {
      return Path.of(
          CommandLineRun.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}

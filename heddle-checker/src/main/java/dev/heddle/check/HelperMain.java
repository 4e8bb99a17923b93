package dev.heddle.check;

import dev.heddle.check.instrument.Agent;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;

/**
 * A process that helps another with a check: reads from standard input what to explore, writes to
 * standard output what it finds, and ends when its standard input does.
 */
final class HelperMain {
  private HelperMain() {}

  /** Helps. */
  public static void main(String[] arguments) {
    OutputStream out = new FileOutputStream(FileDescriptor.out);
    InputStream in = new FileInputStream(FileDescriptor.in);
    // Nothing of the program gets in between.
    System.setIn(InputStream.nullInputStream());
    System.setOut(new PrintStream(OutputStream.nullOutputStream(), false));
    ParentLink parent = new ParentLink(new MessageInput(in), new MessageOutput(out));
    try {
      help(parent);
    } catch (IOException e) {
      // Who asked for help is gone.
    } catch (Throwable e) {
      parent.unable(e.toString());
    }
    parent.end();
    // The program's threads and shutdown hooks must not keep this process alive.
    Runtime.getRuntime().halt(0);
  }

  private static void help(ParentLink parent) throws IOException, TargetException {
    HelpRequest request = parent.awaitRequest();
    if (request == null) {
      return;
    }
    System.setProperty("java.class.path", request.javaClassPath());
    Target target =
        TargetLoader.of(request.classPath()).load(request.target(), request.arguments());
    Agent.prepare();
    CheckRun run =
        new CheckRun(
            target, request.options(), request.options().switching() == Switching.CONTINUATION);
    parent.begin();
    run.help(parent, request);
  }
}

package dev.heddle.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Compiles and runs the examples of the users' pages. A comment {@code // prints: text} says what a
 * line prints, {@code // throws: text} what the whole example throws in the end.
 */
class DocumentationTest {
  private static final List<String> PAGES =
      List.of("primitives", "pools-and-queues", "from-python", "from-juc");
  private static final Pattern BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
  private static final Pattern PRINTS = Pattern.compile("// prints: (.*)");
  private static final Pattern THROWS = Pattern.compile("// throws: (.*)");

  /** What Python 3.14 exports, and the members of its classes where they are not the same. */
  private static final List<String> PYTHON_NAMES =
      List.of(
          // threading
          "Barrier BoundedSemaphore BrokenBarrierError Condition Event ExceptHookArgs Lock RLock",
          "Semaphore TIMEOUT_MAX Thread ThreadError Timer active_count current_thread enumerate",
          "excepthook get_ident get_native_id getprofile gettrace local main_thread setprofile",
          "setprofile_all_threads settrace settrace_all_threads stack_size activeCount",
          "currentThread acquire release locked wait wait_for notify notify_all notifyAll set clear",
          "is_set isSet abort reset broken n_waiting parties start run join is_alive name getName",
          "setName daemon isDaemon setDaemon ident native_id cancel setswitchinterval",
          // queue
          "Empty Full LifoQueue PriorityQueue Queue ShutDown SimpleQueue put put_nowait get",
          "get_nowait task_done shutdown is_shutdown qsize empty full maxsize",
          // concurrent.futures
          "ALL_COMPLETED FIRST_COMPLETED FIRST_EXCEPTION BrokenExecutor BrokenThreadPool",
          "CancelledError Executor Future InterpreterPoolExecutor InvalidStateError",
          "ProcessPoolExecutor ThreadPoolExecutor TimeoutError as_completed submit map",
          "kill_workers terminate_workers add_done_callback cancelled done exception result",
          "running set_exception set_result set_running_or_notify_cancel");

  private static final Pattern CODE = Pattern.compile("`([^`]*)`");

  @TempDir Path classes;

  @Test
  void fromPython_tables_haveEveryName() throws IOException {
    Set<String> told =
        Files.readAllLines(page("from-python")).stream()
            .filter(line -> line.startsWith("| "))
            .flatMap(line -> CODE.matcher(line).results())
            .flatMap(code -> Stream.of(code.group(1).split("\\W+")))
            .collect(Collectors.toSet());

    assertThat(told)
        .containsAll(PYTHON_NAMES.stream().flatMap(line -> Stream.of(line.split(" "))).toList());
  }

  @TestFactory
  Stream<DynamicTest> example_compiledAndRun_doesWhatItSays() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (String page : PAGES) {
      String text = Files.readString(page(page));
      List<String> examples = BLOCK.matcher(text).results().map(block -> block.group(1)).toList();
      assertThat(examples).as(page).hasSizeGreaterThan(3);
      for (int i = 0; i < examples.size(); i++) {
        String example = examples.get(i);
        String name = "Example" + (i + 1);
        tests.add(
            DynamicTest.dynamicTest(
                "%s, example %d".formatted(page, i + 1), () -> compileAndRun(name, example)));
      }
    }
    return tests.stream();
  }

  private static Path page(String name) {
    return Path.of("..", "docs", name + ".md");
  }

  private void compileAndRun(String name, String example) throws Exception {
    compile(name, example);
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream before = System.out;
    Throwable thrown;
    try (URLClassLoader loader = new URLClassLoader(new URL[] {classes.toUri().toURL()})) {
      System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
      // A thread of its own, since examples rename the thread and leave locks held.
      thrown = Worker.start(Thread::new, () -> run(loader.loadClass(name))).result();
    } finally {
      System.setOut(before);
    }

    assertThat(printed.toString(StandardCharsets.UTF_8).lines())
        .isEqualTo(PRINTS.matcher(example).results().map(said -> said.group(1)).toList());
    Matcher promised = THROWS.matcher(example);
    if (promised.find()) {
      assertThat(thrown).hasToString(promised.group(1));
    } else {
      assertThat(thrown).isNull();
    }
  }

  private static @Nullable Throwable run(Class<?> type) throws ReflectiveOperationException {
    try {
      type.getMethod("run").invoke(null);
      return null;
    } catch (InvocationTargetException e) {
      return e.getCause();
    }
  }

  private void compile(String name, String example) {
    String source =
        """
        import dev.heddle.sync.*;
        import java.time.Duration;
        import java.util.ArrayDeque;
        import java.util.ArrayList;
        import java.util.Comparator;
        import java.util.List;
        import java.util.Queue;
        import java.util.concurrent.CompletableFuture;
        import java.util.concurrent.ExecutionException;
        import java.util.concurrent.ExecutorService;
        import java.util.concurrent.Executors;
        import java.util.concurrent.Future;
        import java.util.stream.Stream;
        public class %s {
          public static void run() throws Exception {
        %s
          }
        }
        """
            .formatted(name, example);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    JavaFileObject file =
        new SimpleJavaFileObject(
            URI.create("string:///" + name + ".java"), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return source;
          }
        };
    List<String> options =
        List.of(
            "--release",
            "17",
            "-d",
            classes.toString(),
            "-cp",
            System.getProperty("java.class.path"));
    boolean compiled = compiler.getTask(messages, null, null, options, null, List.of(file)).call();
    assertThat(compiled).as("%s%n%s", messages, source).isTrue();
  }
}

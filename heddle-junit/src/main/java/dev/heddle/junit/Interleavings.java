package dev.heddle.junit;

import dev.heddle.check.CheckOptions;
import dev.heddle.check.FailureKind;
import dev.heddle.check.RaceChecking;
import dev.heddle.check.Strategy;
import dev.heddle.check.Switching;
import dev.heddle.check.Verdict;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Runs a test through the interleavings of its threads, in place of {@link Test @Test}.
 *
 * <pre>{@code
 * class CounterTest {
 *   private final Counter counter = new Counter();
 *
 *   @Interleavings
 *   void increment_byTwoThreads_countsBoth() throws InterruptedException {
 *     Thread other = new Thread(counter::increment);
 *     other.start();
 *     counter.increment();
 *     other.join();
 *     assertEquals(2, counter.value());
 *   }
 * }
 * }</pre>
 *
 * <p>On a class, every test method of the class and of its nested classes is run like this,
 * including parameterized and repeated tests; each invocation of these is a check of its own. On a
 * package, it gives defaults and checks nothing.
 *
 * <p><b>Each execution</b> has a new instance of the test class, runs the methods with {@code
 * BeforeEach}, the test, and the methods with {@code AfterEach}, under control of the checker.
 * JUnit calls none of these methods besides. Everything else happens once: the constructor's and
 * the methods' parameters are resolved once, and callbacks of extensions run once, around all
 * executions. A field that an extension has filled ({@code TempDir}, an injected bean) has the same
 * value in all executions; fields of Mockito's are filled anew. Static fields of test classes begin
 * each execution as {@code BeforeAll} has left them; static state of other classes starts anew.
 *
 * <p><b>The test fails</b> if an interleaving fails: by an assertion, an exception in any thread, a
 * data race, a deadlock, a livelock, or a thread that never ends. The error's message is the
 * report, and its stack trace leads to the line in the program. The test fails, too, if the program
 * cannot be checked. {@link #expect} turns this around.
 *
 * <p><b>Attributes</b> are named as the options of {@code heddle check}, see {@link
 * CheckOptions.Builder}. An array stands for a value that may be left out: give one value at most.
 * A value that is not given here is taken from the annotation of the class, of the class around it,
 * or of the package, and then from JUnit's configuration parameter {@code heddle.} with the name of
 * the attribute, such as {@code heddle.time=5s} in {@code junit-platform.properties}.
 *
 * <p>One check runs at a time, and no other test beside it.
 */
@Documented
@Inherited
@Target({ElementType.METHOD, ElementType.TYPE, ElementType.PACKAGE})
@Retention(RetentionPolicy.RUNTIME)
@Test
@ExtendWith(InterleavingsExtension.class)
@ResourceLock("org.junit.platform.engine.support.hierarchical.ExclusiveResource.GLOBAL_KEY")
public @interface Interleavings {

  /** Returns how interleavings are chosen; {@link Strategy#AUTO} by default. */
  Strategy[] strategy() default {};

  /** Returns the most executions, at least 1; no cap by default. */
  long[] executions() default {};

  /** Returns the longest time to spend, such as {@code 500ms}, {@code 30s} or {@code 2m}; 30s. */
  String time() default "";

  /** Returns the most steps of one execution, at least 1; ten million by default. */
  long[] steps() default {};

  /** Returns the most preemptions of an exhaustive search; any number by default. */
  int[] preemptions() default {};

  /** Returns the depth of the bugs that {@link Strategy#PCT} looks for; 3 by default. */
  int[] depth() default {};

  /** Returns the seed of every random choice; 1 by default. */
  long[] seed() default {};

  /** Returns what to do about data races; {@link RaceChecking#FAIL} by default. */
  RaceChecking[] races() default {};

  /** Returns whether waits may end for no reason; not by default. */
  boolean[] spurious() default {};

  /** Returns whether the search goes on after a failure; it stops by default. */
  boolean[] keepGoing() default {};

  /** Returns the longest time to spend on making failures short, or {@code 0}; 2s by default. */
  String shorten() default "";

  /** Returns how control is passed between threads; {@link Switching#AUTO} by default. */
  Switching[] switching() default {};

  /** Returns whether all static state is kept from one execution to the next; not by default. */
  boolean[] keepStatics() default {};

  /** Returns a file that names data races that are meant; none by default. */
  String ignoreRaces() default "";

  /** Returns the classes of which data races are reported, such as {@code com.acme.**}; all. */
  String[] scope() default {};

  /**
   * Returns the file of a schedule, to run only the execution that it describes: that which a
   * failure of this test has written.
   */
  String replay() default "";

  /**
   * Returns what the check has to find for the test to pass; {@link Verdict#PASSED} by default.
   *
   * <ul>
   *   <li>{@link Verdict#PASSED}: no failure, whether all was explored or not;
   *   <li>{@link Verdict#VERIFIED}: no failure, and everything was explored;
   *   <li>{@link Verdict#FAILED}: a failure, of the {@link #kind} and with the {@link #message} if
   *       these are given: it proves that the test can fail;
   *   <li>{@link Verdict#UNSUPPORTED}: the program cannot be checked.
   * </ul>
   */
  Verdict[] expect() default {};

  /** Returns of which kind the expected failure is; of any kind by default. */
  FailureKind[] kind() default {};

  /** Returns a part of the expected failure's message; anything by default. */
  String message() default "";
}

package dev.heddle.check;

import static dev.heddle.check.Switchings.assumeAvailable;
import static dev.heddle.check.Switchings.inParallel;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The litmus tests of the literature on memory models (Alglave, Maranget, <em>Herding cats</em>,
 * 2014), with volatile fields and with plain ones.
 *
 * <p>With volatile fields the checker has to find exactly the outcomes of sequential consistency,
 * in exactly as many executions as there are traces. Both are known from {@link #oracle}, which
 * knows nothing of the checker: it runs through all interleavings of the reads and writes, and
 * counts those apart that order two conflicting accesses differently. The numbers are written down
 * beside the programs as well; they can be checked by hand.
 */
class LitmusTest {
  private static final int X = 0;
  private static final int Y = 1;
  private static final String[] NAMES = {"x", "y"};

  /** Writes {@code value} to a variable, or reads it, for a value of 0. */
  private record Access(int variable, int value) {
    boolean isWrite() {
      return value != 0;
    }

    @Override
    public String toString() {
      return NAMES[variable] + (isWrite() ? "=" + value : "");
    }
  }

  /**
   * A litmus test.
   *
   * @param name its name in the literature
   * @param threads what each thread does
   * @param traces how many traces it has, counted by hand
   * @param impossible an outcome that sequential consistency excludes, empty if there is none
   */
  private record Litmus(String name, List<List<Access>> threads, int traces, String impossible) {
    @Override
    public String toString() {
      return name + " " + threads;
    }
  }

  private static List<Litmus> all() {
    return List.of(
        // Which of write and read is first, of x and of y: 4, less one, a cycle.
        litmus(
            "store buffering",
            3,
            "0 0",
            thread(write(X, 1), read(Y)),
            thread(write(Y, 1), read(X))),
        // The same counting: y before x=1 is seen, but x is not.
        litmus(
            "message passing",
            3,
            "1 0",
            thread(write(X, 1), write(Y, 1)),
            thread(read(Y), read(X))),
        litmus(
            "load buffering", 3, "1 1", thread(read(X), write(Y, 1)), thread(read(Y), write(X, 1))),
        // Four reads, each before or after its write: 16, less the one cycle.
        litmus(
            "IRIW",
            15,
            "1 0 1 0",
            thread(write(X, 1)),
            thread(write(Y, 1)),
            thread(read(X), read(Y)),
            thread(read(Y), read(X))),
        // The write before, between and after the two reads.
        litmus("CoRR", 3, "1 0", thread(write(X, 1)), thread(read(X), read(X))),
        // The read before, between and after the two writes.
        litmus("CoWW", 3, "", thread(write(X, 1), write(X, 2)), thread(read(X))),
        // The write of the other before, between and after.
        litmus("CoRW", 3, "2", thread(read(X), write(X, 2)), thread(write(X, 1))),
        litmus("CoWR", 3, "", thread(write(X, 1), read(X)), thread(write(X, 2))),
        // Two threads of two writes each: 4! / (2! 2!).
        litmus(
            "2+2 coherent writes",
            6,
            "",
            thread(write(X, 1), write(X, 2)),
            thread(write(X, 3), write(X, 4))),
        litmus("2+2W", 3, "", thread(write(X, 1), write(Y, 2)), thread(write(Y, 1), write(X, 2))),
        litmus("S", 3, "", thread(write(X, 2), write(Y, 1)), thread(read(Y), write(X, 1))),
        litmus("R", 3, "", thread(write(X, 1), write(Y, 1)), thread(write(Y, 2), read(X))),
        // Each of the three conflicts of neighbours both ways: 8, less the cycle.
        litmus(
            "WRC",
            7,
            "1 1 0",
            thread(write(X, 1)),
            thread(read(X), write(Y, 1)),
            thread(read(Y), read(X))));
  }

  private static Litmus litmus(String name, int traces, String impossible, List<?>... threads) {
    List<List<Access>> all = new ArrayList<>();
    for (List<?> thread : threads) {
      all.add(thread.stream().map(Access.class::cast).toList());
    }
    return new Litmus(name, all, traces, impossible);
  }

  private static List<Access> thread(Access... accesses) {
    return List.of(accesses);
  }

  private static Access read(int variable) {
    return new Access(variable, 0);
  }

  private static Access write(int variable, int value) {
    return new Access(variable, value);
  }

  /** What there is to find. */
  private static final class Truth {
    final Set<String> outcomes = new TreeSet<>();
    final Set<Set<String>> traces = new HashSet<>();
  }

  /** Runs through every interleaving. */
  private static Truth oracle(Litmus litmus) {
    Truth truth = new Truth();
    interleave(litmus, new int[litmus.threads().size()], new ArrayList<>(), truth);
    return truth;
  }

  /** An access that was made: the thread, and the how manieth of that thread it is. */
  private record Made(int thread, int index, Access access) {
    boolean conflicts(Made other) {
      return thread != other.thread
          && access.variable() == other.access.variable()
          && (access.isWrite() || other.access.isWrite());
    }

    @Override
    public String toString() {
      return thread + "." + index;
    }
  }

  private static void interleave(Litmus litmus, int[] at, List<Made> made, Truth truth) {
    boolean ended = true;
    for (int i = 0; i < at.length; i++) {
      List<Access> thread = litmus.threads().get(i);
      if (at[i] < thread.size()) {
        ended = false;
        made.add(new Made(i, at[i], thread.get(at[i])));
        at[i]++;
        interleave(litmus, at, made, truth);
        at[i]--;
        made.remove(made.size() - 1);
      }
    }
    if (ended) {
      truth.traces.add(orderOfConflicts(made));
      truth.outcomes.add(outcome(litmus, made));
    }
  }

  private static Set<String> orderOfConflicts(List<Made> made) {
    Set<String> order = new HashSet<>();
    for (int i = 0; i < made.size(); i++) {
      for (int j = i + 1; j < made.size(); j++) {
        if (made.get(i).conflicts(made.get(j))) {
          order.add(made.get(i) + "<" + made.get(j));
        }
      }
    }
    return order;
  }

  /** What the reads saw, thread by thread, and the last values: as the programs print it. */
  private static String outcome(Litmus litmus, List<Made> made) {
    int[] variables = new int[2];
    int[][] seen = new int[litmus.threads().size()][2];
    for (Made each : made) {
      Access access = each.access();
      if (access.isWrite()) {
        variables[access.variable()] = access.value();
      } else {
        seen[each.thread()][each.index()] = variables[access.variable()];
      }
    }
    return text(litmus, seen, variables[X], variables[Y]);
  }

  private static String text(Litmus litmus, int[][] seen, int x, int y) {
    List<String> values = new ArrayList<>();
    for (int i = 0; i < seen.length; i++) {
      List<Access> thread = litmus.threads().get(i);
      for (int j = 0; j < thread.size(); j++) {
        if (!thread.get(j).isWrite()) {
          values.add(String.valueOf(seen[i][j]));
        }
      }
    }
    return String.join(" ", values) + "; " + x + " " + y;
  }

  /** What the threads of a program share. */
  private abstract static class Variables {
    abstract int get(int variable);

    abstract void set(int variable, int value);
  }

  private static final class Volatile extends Variables {
    volatile int x;
    volatile int y;

    @Override
    int get(int variable) {
      return variable == X ? x : y;
    }

    @Override
    void set(int variable, int value) {
      if (variable == X) {
        x = value;
      } else {
        y = value;
      }
    }
  }

  private static final class Plain extends Variables {
    int x;
    int y;

    @Override
    int get(int variable) {
      return variable == X ? x : y;
    }

    @Override
    void set(int variable, int value) {
      if (variable == X) {
        x = value;
      } else {
        y = value;
      }
    }
  }

  /**
   * One access of a program, and those after it; final fields, so that to look at them is no step.
   */
  private record Code(int variable, int value, @Nullable Code rest) {
    static @Nullable Code of(List<Access> accesses) {
      Code code = null;
      for (int i = accesses.size() - 1; i >= 0; i--) {
        code = new Code(accesses.get(i).variable(), accesses.get(i).value(), code);
      }
      return code;
    }

    static void run(@Nullable Code code, Variables variables, int[] seen) {
      int index = 0;
      for (Code at = code; at != null; at = at.rest) {
        if (at.value != 0) {
          variables.set(at.variable, at.value);
        } else {
          seen[index] = variables.get(at.variable);
        }
        index++;
      }
    }
  }

  private static void run(Litmus litmus, Variables variables) throws InterruptedException {
    int count = litmus.threads().size();
    int[][] seen = new int[count][2];
    Runnable[] bodies = new Runnable[count];
    for (int i = 0; i < count; i++) {
      Code code = Code.of(litmus.threads().get(i));
      int[] own = seen[i];
      bodies[i] = () -> Code.run(code, variables, own);
    }
    inParallel(bodies);
    System.out.print(text(litmus, seen, variables.get(X), variables.get(Y)));
  }

  static Stream<Arguments> litmusTests() {
    return all().stream()
        .flatMap(
            litmus ->
                Stream.of(Switching.CONTINUATION, Switching.THREAD)
                    .map(switching -> Arguments.of(litmus, switching)));
  }

  private static CheckResult check(Switching switching, Body body) {
    assumeAvailable(switching);
    CheckOptions options =
        CheckOptions.builder()
            .strategy(Strategy.EXHAUSTIVE)
            .keepGoing(true)
            .switching(switching)
            .build();
    return Checker.withOptions(options).check("litmus", body);
  }

  @ParameterizedTest(name = "{0} ({1})")
  @MethodSource("litmusTests")
  void volatileFields_areVerified_withOneExecutionForEachTrace(Litmus litmus, Switching switching) {
    Truth truth = oracle(litmus);

    CheckResult result = check(switching, () -> run(litmus, new Volatile()));

    assertThat(truth.traces).hasSize(litmus.traces());
    assertThat(result.verdict()).isEqualTo(Verdict.VERIFIED);
    assertThat(result.assumes()).isEmpty();
    assertThat(result.executions()).isEqualTo(litmus.traces());
    assertThat(result.redundant()).isZero();
    assertThat(result.outcomes().keySet()).isEqualTo(truth.outcomes);
    if (!litmus.impossible().isEmpty()) {
      assertThat(result.outcomes().keySet())
          .noneMatch(outcome -> outcome.startsWith(litmus.impossible() + ";"));
    }
  }

  @ParameterizedTest(name = "{0} ({1})")
  @MethodSource("litmusTests")
  void plainFields_race(Litmus litmus, Switching switching) {
    Body body = () -> run(litmus, new Plain());

    CheckResult result = check(switching, body);

    assertThat(result.verdict()).isEqualTo(Verdict.FAILED);
    assertThat(result.failures()).isNotEmpty();
    assertThat(result.failures()).allMatch(failure -> failure.kind() == FailureKind.RACE);
    assertThat(result.executions()).isEqualTo(litmus.traces());
    assertThat(result.outcomes().keySet()).isEqualTo(oracle(litmus).outcomes);
    assertThat(racedFields(result)).isEqualTo(conflictingFields(litmus));
    Switchings.assertReplays(switching, body, result);
  }

  private static Set<String> racedFields(CheckResult result) {
    Set<String> fields = new TreeSet<>();
    for (Failure failure : result.failures()) {
      for (String name : NAMES) {
        if (failure.message().contains("write " + name + " of")) {
          fields.add(name);
        }
      }
    }
    return fields;
  }

  private static Set<String> conflictingFields(Litmus litmus) {
    Set<String> fields = new TreeSet<>();
    for (int i = 0; i < litmus.threads().size(); i++) {
      for (int j = 0; j < litmus.threads().size(); j++) {
        for (Access one : litmus.threads().get(i)) {
          for (Access other : litmus.threads().get(j)) {
            if (new Made(i, 0, one).conflicts(new Made(j, 0, other))) {
              fields.add(NAMES[one.variable()]);
            }
          }
        }
      }
    }
    return fields;
  }
}

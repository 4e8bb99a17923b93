package dev.heddle.check.models;

import dev.heddle.check.models.Subject.Beginning;
import dev.heddle.check.models.Subject.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Two or three threads that make one to three calls each, of one or two objects, all drawn by
 * chance. The same seed makes the same program as long as the subjects are the same.
 */
final class RandomScenario {
  private final List<Part<?>> parts;
  private final List<List<Drawn>> threads;

  private RandomScenario(List<Part<?>> parts, List<List<Drawn>> threads) {
    this.parts = parts;
    this.threads = threads;
  }

  static RandomScenario of(List<Subject<?>> subjects, long seed) {
    Random random = new Random(seed);
    // The first numbers of neighbouring seeds are much alike.
    random.nextLong();
    List<Part<?>> parts = new ArrayList<>();
    int objects = 1 + random.nextInt(2);
    for (int i = 0; i < objects; i++) {
      parts.add(Part.of(subjects.get(random.nextInt(subjects.size())), random));
    }
    List<List<Drawn>> threads = new ArrayList<>();
    int count = 2 + random.nextInt(2);
    for (int i = 0; i < count; i++) {
      List<Drawn> calls = new ArrayList<>();
      int most = count == 2 ? 3 : 2;
      for (int left = 1 + random.nextInt(most); left > 0; left--) {
        int part = random.nextInt(objects);
        calls.add(new Drawn(part, random.nextInt(parts.get(part).subject().calls().size())));
      }
      threads.add(calls);
    }
    return new RandomScenario(parts, threads);
  }

  /** The same programs with one call less. */
  List<RandomScenario> smaller() {
    List<RandomScenario> smaller = new ArrayList<>();
    for (int i = 0; i < threads.size(); i++) {
      for (int j = 0; j < threads.get(i).size(); j++) {
        List<List<Drawn>> fewer = new ArrayList<>(threads);
        List<Drawn> calls = new ArrayList<>(threads.get(i));
        calls.remove(j);
        fewer.set(i, calls);
        smaller.add(new RandomScenario(parts, fewer));
      }
    }
    return smaller;
  }

  /** Whether real threads may do what no execution under check does. */
  boolean mayDiffer() {
    return parts.stream().anyMatch(part -> part.beginning().isTimed())
        || threads.stream()
            .flatMap(List::stream)
            .map(this::call)
            .anyMatch(call -> call.isTimed() || call.isApproximate());
  }

  private Call<?> call(Drawn drawn) {
    return parts.get(drawn.part()).subject().calls().get(drawn.call());
  }

  /** Runs it once; what has come of it, as a text. */
  String run() throws Exception {
    List<Session<?>> sessions = new ArrayList<>();
    for (Part<?> part : parts) {
      sessions.add(part.begin());
    }
    Caller[] callers = new Caller[threads.size()];
    for (int i = 0; i < callers.length; i++) {
      callers[i] = new Caller(i, sessions, threads.get(i), callers);
    }
    for (Caller caller : callers) {
      caller.start();
    }
    StringBuilder text = new StringBuilder();
    for (Caller caller : callers) {
      caller.join();
      text.append(caller.results).append(' ');
    }
    for (Session<?> session : sessions) {
      text.append("then ").append(session.state()).append(' ');
    }
    return text.toString();
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < parts.size(); i++) {
      text.append(name(i)).append(" = ").append(parts.get(i)).append("; ");
    }
    return text
        + threads.stream()
            .map(calls -> calls.stream().map(this::text).collect(Collectors.joining(", ")))
            .collect(Collectors.joining(" || "));
  }

  private String text(Drawn drawn) {
    return name(drawn.part()) + "." + call(drawn).name();
  }

  private static char name(int part) {
    return (char) ('a' + part);
  }

  /**
   * A call of one of the objects.
   *
   * @param part which object
   * @param call which of its calls
   */
  private record Drawn(int part, int call) {}

  private record Part<T>(Subject<T> subject, Beginning<T> beginning) {
    static <T> Part<T> of(Subject<T> subject, Random random) {
      List<Beginning<T>> beginnings = subject.beginnings();
      return new Part<>(subject, beginnings.get(random.nextInt(beginnings.size())));
    }

    Session<T> begin() throws Exception {
      return new Session<>(subject, beginning.maker().make());
    }

    @Override
    public String toString() {
      return subject.name() + " " + beginning.name();
    }
  }

  /** An object, as long as one run takes. */
  private record Session<T>(Subject<T> subject, T shared) {
    @Nullable Object call(int which, Subject.Turn turn) throws Exception {
      return subject.calls().get(which).body().run(shared, turn);
    }

    Object state() {
      return subject.state().apply(shared);
    }
  }

  private static final class Caller extends Thread implements Subject.Turn {
    private final int number;
    private final List<Session<?>> sessions;
    private final List<Drawn> calls;
    private final Caller[] all;
    private final List<String> results = new ArrayList<>();

    Caller(int number, List<Session<?>> sessions, List<Drawn> calls, Caller[] all) {
      this.number = number;
      this.sessions = sessions;
      this.calls = calls;
      this.all = all;
    }

    /** Calls know of two threads only. */
    @Override
    public int number() {
      return number % 2;
    }

    @Override
    public void interruptOther() {
      other().interrupt();
    }

    @Override
    public Thread other() {
      return all[(number + 1) % all.length];
    }

    @Override
    public void run() {
      for (Drawn drawn : calls) {
        results.add(result(drawn));
      }
      if (Thread.interrupted()) {
        results.add("interrupted");
      }
    }

    private String result(Drawn drawn) {
      try {
        return String.valueOf(sessions.get(drawn.part()).call(drawn.call(), this));
      } catch (Exception e) {
        return e.getClass().getSimpleName();
      }
    }
  }
}

package dev.heddle.check;

import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;

/**
 * What a helper is to explore, and how.
 *
 * @param target the target's name
 * @param arguments the arguments of its {@code main}
 * @param classPath the class path to load it from
 * @param javaClassPath what the system property {@code java.class.path} says to the target
 * @param threadEndsAreSteps whether starting and ending a thread are steps of their own
 * @param promoted the variables whose accesses are steps
 * @param exhaustive whether to explore parts of the search tree, or by chance
 * @param capped whether executions have to be allowed
 * @param options the options of the check, with the helper's own seed
 */
record HelpRequest(
    String target,
    List<String> arguments,
    List<String> classPath,
    String javaClassPath,
    boolean threadEndsAreSteps,
    Collection<String> promoted,
    boolean exhaustive,
    boolean capped,
    CheckOptions options) {

  /** Which messages there are, and what is in each: another number with each change of either. */
  private static final int PROTOCOL = 6;

  /** The odd number of which SplitMix64 makes its sequence: no two helpers have seeds alike. */
  private static final long SEED_STEP = 0x9E3779B97F4A7C15L;

  /**
   * Returns a request.
   *
   * @param number the helper's, from 1, of which its seed is made
   */
  static HelpRequest of(
      int number,
      Target target,
      CheckOptions options,
      Switching switching,
      boolean keepStatics,
      boolean threadEndsAreSteps,
      Collection<String> promoted,
      boolean exhaustive) {
    return new HelpRequest(
        target.name(),
        target.arguments(),
        target.classPath(),
        System.getProperty("java.class.path"),
        threadEndsAreSteps,
        promoted,
        exhaustive,
        options.executions().isPresent(),
        CheckOptions.builder()
            .strategy(options.strategy())
            .depth(options.depth())
            .seed(number * SEED_STEP ^ options.seed())
            .keepGoing(options.keepGoing())
            .keepStatics(keepStatics)
            .switching(switching)
            .races(options.races())
            .steps(options.steps())
            .spurious(options.spurious())
            .build());
  }

  void write(MessageOutput out) throws IOException {
    out.begin(Message.CHECK).text(version());
    out.text(target).texts(arguments).texts(classPath).text(javaClassPath);
    out.texts(promoted).number(options.steps());
    out.flag(threadEndsAreSteps).flag(exhaustive).flag(capped);
    out.number(options.strategy().ordinal()).number(options.depth()).number(options.seed());
    out.flag(options.keepGoing()).flag(options.keepStatics()).flag(options.spurious());
    out.number(options.switching().ordinal()).number(options.races().ordinal());
    out.flush();
  }

  /** Returns what both processes have to be, or they do not understand each other. */
  static String version() {
    String version = HelpRequest.class.getPackage().getImplementationVersion();
    return (version == null ? "of classes" : version) + ", protocol " + PROTOCOL;
  }

  /** Reads what follows the version. */
  static HelpRequest read(MessageInput in) throws IOException {
    String target = in.text();
    List<String> arguments = in.texts();
    List<String> classPath = in.texts();
    String javaClassPath = in.text();
    List<String> promoted = in.texts();
    long steps = in.number();
    boolean threadEndsAreSteps = in.flag();
    boolean exhaustive = in.flag();
    boolean capped = in.flag();
    CheckOptions.Builder options = CheckOptions.builder().steps(steps);
    options.strategy(Strategy.values()[(int) in.number()]);
    options.depth((int) in.number());
    options.seed(in.number());
    options.keepGoing(in.flag());
    options.keepStatics(in.flag());
    options.spurious(in.flag());
    options.switching(Switching.values()[(int) in.number()]);
    options.races(RaceChecking.values()[(int) in.number()]);
    // Who asks says when to stop, and makes failures short.
    options.time(Duration.ofDays(1_000)).shortening(Duration.ZERO);
    return new HelpRequest(
        target,
        arguments,
        classPath,
        javaClassPath,
        threadEndsAreSteps,
        promoted,
        exhaustive,
        capped,
        options.build());
  }
}

package dev.heddle.check;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * How to check: the options of {@code heddle check}, under the same names. Immutable.
 *
 * <pre>{@code
 * CheckOptions options = CheckOptions.builder().strategy(Strategy.EXHAUSTIVE).keepGoing(true).build();
 * }</pre>
 */
public final class CheckOptions {

  /**
   * Thirty seconds, no cap on executions, strategy {@link Strategy#AUTO}, stop at the first
   * failure, and two seconds to make failures short.
   */
  public static final CheckOptions DEFAULTS = builder().build();

  private static final int MAX_JOBS = 64;

  private final Strategy strategy;
  private final OptionalLong executions;
  private final Duration time;
  private final OptionalInt preemptions;
  private final int depth;
  private final long seed;
  private final boolean keepGoing;
  private final Duration shortening;
  private final Switching switching;
  private final boolean keepStatics;
  private final RaceChecking races;
  private final int jobs;
  private final long steps;
  private final boolean spurious;
  private final List<KnownRace> knownRaces;
  private final List<ClassPattern> scope;

  private CheckOptions(Builder builder) {
    strategy = builder.strategy;
    executions = builder.executions;
    time = builder.time;
    preemptions = builder.preemptions;
    depth = builder.depth;
    seed = builder.seed;
    keepGoing = builder.keepGoing;
    shortening = builder.shortening;
    switching = builder.switching;
    keepStatics = builder.keepStatics;
    races = builder.races;
    jobs = builder.jobs;
    steps = builder.steps;
    spurious = builder.spurious;
    knownRaces = List.copyOf(builder.knownRaces);
    scope = List.copyOf(builder.scope);
  }

  /** Returns a builder that holds the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** Returns how interleavings are chosen. */
  public Strategy strategy() {
    return strategy;
  }

  /** Returns the most executions to run, or empty for no cap. */
  public OptionalLong executions() {
    return executions;
  }

  /** Returns the longest time to spend; the execution that runs then is cut off. */
  public Duration time() {
    return time;
  }

  /**
   * Returns the most preemptions that an exhaustive search puts into one execution, or empty for
   * any number.
   */
  public OptionalInt preemptions() {
    return preemptions;
  }

  /** Returns what to do about data races. */
  public RaceChecking races() {
    return races;
  }

  /** Returns how many processes explore. */
  public int jobs() {
    return jobs;
  }

  /** Returns the most steps of one execution, after which it is cut off. */
  public long steps() {
    return steps;
  }

  /** Returns whether waits may end, and weak compare-and-sets fail, for no reason. */
  public boolean spurious() {
    return spurious;
  }

  /** Returns the data races that are not to be reported. */
  List<KnownRace> knownRaces() {
    return knownRaces;
  }

  /** Returns the classes of which data races are to be reported; none if of all. */
  List<ClassPattern> scope() {
    return scope;
  }

  /** Returns the depth of the bugs that {@link Strategy#PCT} looks for. */
  public int depth() {
    return depth;
  }

  /** Returns the seed of every random choice. */
  public long seed() {
    return seed;
  }

  /** Returns whether the search goes on after a failure. */
  public boolean keepGoing() {
    return keepGoing;
  }

  /**
   * Returns the longest time to spend on making the schedules of all failures together short; zero
   * to report them as they were found. Never more than a tenth of {@link #time} is spent.
   */
  public Duration shortening() {
    return shortening;
  }

  /** Returns how control is passed between threads. */
  public Switching switching() {
    return switching;
  }

  /** Returns whether static state is kept from one execution to the next. */
  public boolean keepStatics() {
    return keepStatics;
  }

  /**
   * Collects options. Every method refuses a value out of range with an {@link
   * IllegalArgumentException}.
   */
  public static final class Builder {
    private Strategy strategy = Strategy.AUTO;
    private OptionalLong executions = OptionalLong.empty();
    private Duration time = Duration.ofSeconds(30);
    private OptionalInt preemptions = OptionalInt.empty();
    private int depth = 3;
    private long seed = 1;
    private boolean keepGoing;
    private Duration shortening = Duration.ofSeconds(2);
    private Switching switching = Switching.AUTO;
    private boolean keepStatics;
    private RaceChecking races = RaceChecking.FAIL;
    private int jobs = 1;
    private long steps = 10_000_000;
    private boolean spurious;
    private final List<KnownRace> knownRaces = new ArrayList<>();
    private final List<ClassPattern> scope = new ArrayList<>();

    private Builder() {}

    /** Sets how interleavings are chosen; {@link Strategy#AUTO} by default. */
    public Builder strategy(Strategy strategy) {
      this.strategy = Objects.requireNonNull(strategy, "strategy");
      return this;
    }

    /** Sets the most executions to run, at least 1; no cap by default. */
    public Builder executions(long executions) {
      if (executions < 1) {
        throw new IllegalArgumentException("executions must be at least 1, not " + executions);
      }
      this.executions = OptionalLong.of(executions);
      return this;
    }

    /** Sets the longest time to spend, more than zero; thirty seconds by default. */
    public Builder time(Duration time) {
      if (time.isZero() || time.isNegative()) {
        throw new IllegalArgumentException("time must be more than zero, not " + time);
      }
      this.time = time;
      return this;
    }

    /**
     * Sets the most steps of one execution, at least 1; ten million by default. Accesses of plain
     * data without a race are no steps. An execution that takes more is cut off, counted and named,
     * and the verdict is not {@link Verdict#VERIFIED} then.
     */
    public Builder steps(long steps) {
      if (steps < 1) {
        throw new IllegalArgumentException("steps must be at least 1, not " + steps);
      }
      this.steps = steps;
      return this;
    }

    /**
     * Sets whether the JVM does what it may do for no reason: end a wait on a monitor, for a
     * condition or for a permit, or let a weak compare-and-set fail; not by default. At most one
     * such event is explored for each thread and place of the program.
     */
    public Builder spurious(boolean spurious) {
      this.spurious = spurious;
      return this;
    }

    /**
     * Adds a file that names data races that are meant, so that they are counted and listed in
     * place of being reported. Each line names a field ({@code com.acme.Cache#hits}), a class or a
     * package with those below it ({@code com.acme.**}); what follows a {@code #} after a space is
     * a remark. A class stands for its fields, and for the arrays and objects of the JDK that its
     * code makes. Files {@code META-INF/heddle/races} on the class path of the program are read in
     * any case. A line of this file that no race was found for is a warning.
     *
     * @throws IllegalArgumentException if the file cannot be read, or a line has another form
     */
    public Builder ignoreRaces(Path file) {
      knownRaces.addAll(KnownRace.read(file));
      return this;
    }

    /**
     * Adds classes of which data races are reported: a class, or a package with those below it
     * ({@code com.acme.**}). A race of which neither access is in code of such classes is counted
     * and named in a warning only. Without a scope all races are reported.
     *
     * @throws IllegalArgumentException if it names no classes in this way
     */
    public Builder scope(String classes) {
      scope.add(new ClassPattern(classes));
      return this;
    }

    /** Sets the most preemptions of an exhaustive search, at least 0; any number by default. */
    public Builder preemptions(int preemptions) {
      if (preemptions < 0) {
        throw new IllegalArgumentException("preemptions must be at least 0, not " + preemptions);
      }
      this.preemptions = OptionalInt.of(preemptions);
      return this;
    }

    /**
     * Sets the depth of the bugs that {@link Strategy#PCT} looks for, how many pairs of steps have
     * to come in a certain order for them to show; at least 1, and 3 by default.
     */
    public Builder depth(int depth) {
      if (depth < 1) {
        throw new IllegalArgumentException("depth must be at least 1, not " + depth);
      }
      this.depth = depth;
      return this;
    }

    /** Sets the seed of every random choice; 1 by default. */
    public Builder seed(long seed) {
      this.seed = seed;
      return this;
    }

    /** Sets whether the search goes on after a failure; it stops by default. */
    public Builder keepGoing(boolean keepGoing) {
      this.keepGoing = keepGoing;
      return this;
    }

    /**
     * Sets the longest time to spend on making failures short, zero for none; two seconds by
     * default.
     */
    public Builder shortening(Duration shortening) {
      if (shortening.isNegative()) {
        throw new IllegalArgumentException("shortening must be at least zero, not " + shortening);
      }
      this.shortening = shortening;
      return this;
    }

    /** Sets how control is passed between threads; {@link Switching#AUTO} by default. */
    public Builder switching(Switching switching) {
      this.switching = Objects.requireNonNull(switching, "switching");
      return this;
    }

    /**
     * Sets whether the static state of the program is kept from one execution to the next; it
     * starts afresh in each by default.
     */
    public Builder keepStatics(boolean keepStatics) {
      this.keepStatics = keepStatics;
      return this;
    }

    /** Sets what to do about data races; failing by default. */
    public Builder races(RaceChecking races) {
      this.races = Objects.requireNonNull(races, "races");
      return this;
    }

    /**
     * Sets how many processes share the work, from 1 to 64; 1 by default. More than one need a
     * {@link Target} with a class path, which they can load, and no bound on preemptions. They are
     * started when the search has gone on for a second.
     */
    public Builder jobs(int jobs) {
      if (jobs < 1 || jobs > MAX_JOBS) {
        throw new IllegalArgumentException("jobs must be from 1 to " + MAX_JOBS + ", not " + jobs);
      }
      this.jobs = jobs;
      return this;
    }

    /**
     * Returns the options collected so far.
     *
     * @throws IllegalArgumentException if there are several jobs and a bound on preemptions
     */
    public CheckOptions build() {
      if (jobs > 1 && preemptions.isPresent()) {
        throw new IllegalArgumentException(
            "jobs must be 1 with a bound on preemptions, not " + jobs);
      }
      return new CheckOptions(this);
    }
  }
}

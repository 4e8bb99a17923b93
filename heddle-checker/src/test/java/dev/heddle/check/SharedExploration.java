package dev.heddle.check;

import dev.heddle.check.explore.OptimalSearch;
import dev.heddle.check.explore.PortableNode;
import dev.heddle.check.explore.PortableReversal;
import dev.heddle.check.explore.PortableStep;
import dev.heddle.check.explore.SharedTree;
import dev.heddle.check.explore.Subtree;
import dev.heddle.check.runtime.CapturedOutput;
import dev.heddle.check.runtime.Ending;
import dev.heddle.check.runtime.Scheduler;
import java.io.PrintStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;

/**
 * Explores a program with several searches that share the work, one execution of one of them at a
 * time. Who is next, who gives work away and how long messages take is decided by chance. Each
 * search has a scheduler of its own, and so numbers of its own for threads and locations.
 */
final class SharedExploration {
  /** What the searches have found together: how often each outcome and ending came. */
  final Map<String, Integer> endings = new TreeMap<>();

  int executions;
  int redundant;
  int gifts;
  int planned;
  String broken = "";

  private final Random random;
  private final Body body;
  private final int most;
  private final List<Explorer> explorers = new ArrayList<>();
  private SharedTree tree = new SharedTree(0);
  private boolean endsAreSteps;

  /** One search, and what is on its way between it and the tree. */
  private static final class Explorer {
    final int number;
    final Scheduler scheduler = Scheduler.create(Scheduler.continuationsAvailable());
    final Queue<PortableReversal> sent = new ArrayDeque<>();
    final Queue<Learnt> answers = new ArrayDeque<>();
    OptimalSearch search;
    boolean more;
    int part;

    Explorer(int number) {
      this.number = number;
      search = OptimalSearch.sharing(scheduler.events(), scheduler.names());
    }
  }

  /** An answer of the tree, which holds for one part of it only. */
  private record Learnt(int part, int depth, List<PortableStep> way) {}

  SharedExploration(Body body, int searches, int most, Random random) {
    this.body = body;
    this.most = most;
    this.random = random;
    for (int i = 0; i < searches; i++) {
      explorers.add(new Explorer(i));
    }
  }

  /** Explores everything, or the most executions; returns this. */
  SharedExploration run() {
    PrintStream out = System.out;
    CapturedOutput output = new CapturedOutput(out);
    System.setOut(output);
    try {
      for (Explorer explorer : explorers) {
        // As a check does, and in the same way in each process.
        for (int i = 0; i < 2; i++) {
          explorer.scheduler.events().disable();
          explorer.scheduler.run(body::run, candidates -> 0, endsAreSteps, false);
        }
        explorer.scheduler.names().endWarmUp();
      }
      beginAfresh();
      while (!tree.isExplored() && executions < most && broken.isEmpty()) {
        turn(explorers.get(random.nextInt(explorers.size())), output);
      }
    } finally {
      System.setOut(out);
      explorers.forEach(explorer -> explorer.scheduler.close());
    }
    return this;
  }

  private void beginAfresh() {
    endings.clear();
    executions = 0;
    redundant = 0;
    tree = new SharedTree(0);
    for (Explorer explorer : explorers) {
      endsAreSteps |= explorer.scheduler.observations().livenessIsObserved();
      explorer.search =
          OptimalSearch.sharing(explorer.scheduler.events(), explorer.scheduler.names());
      explorer.sent.clear();
      explorer.answers.clear();
      explorer.more = explorer.number == 0;
    }
  }

  private void turn(Explorer explorer, CapturedOutput output) {
    if (!explorer.more) {
      takeWork(explorer);
      return;
    }
    int turns = 1 + random.nextInt(4);
    for (int i = 0; i < turns && explorer.more; i++) {
      execute(explorer, output);
      if (!endsAreSteps && explorer.scheduler.observations().livenessIsObserved()) {
        beginAfresh();
        return;
      }
    }
    if (explorer.search.isUnnamed()) {
      broken = "a location without a name";
    }
    boolean gives = explorer.more && explorers.size() > 1 && random.nextInt(3) == 0;
    if (gives || !explorer.more || random.nextBoolean()) {
      deliver(explorer);
    }
    if (gives) {
      List<PortableNode> given = explorer.search.give();
      if (!given.isEmpty()) {
        gifts++;
        tree.add(explorer.number, given);
      }
    }
    if (!explorer.more) {
      tree.finished(explorer.number);
    }
  }

  private void takeWork(Explorer explorer) {
    Subtree subtree = tree.next(explorer.number);
    if (subtree != null) {
      explorer.part++;
      explorer.more = explorer.search.begin(subtree);
      if (!explorer.more) {
        broken = "an unknown location";
      }
    }
  }

  private void execute(Explorer explorer, CapturedOutput output) {
    output.clear();
    explorer.scheduler.events().disable();
    explorer.search.begin();
    Ending ending = explorer.scheduler.run(body::run, explorer.search, endsAreSteps, true);
    switch (ending.kind()) {
      case REDUNDANT -> redundant++;
      case MISMATCH, UNSUPPORTED -> broken = ending.message() + ": " + explorer.search.mismatch();
      default -> {
        executions++;
        endings.merge(ending.kind() + " " + ending.message() + output.text(), 1, Integer::sum);
      }
    }
    explorer.more = broken.isEmpty() && explorer.search.advance();
    explorer.sent.addAll(explorer.search.takeForOthers());
    while (!explorer.answers.isEmpty() && random.nextBoolean()) {
      Learnt learnt = explorer.answers.remove();
      if (learnt.part == explorer.part) {
        explorer.search.learn(learnt.depth, learnt.way);
      }
    }
  }

  private void deliver(Explorer explorer) {
    while (!explorer.sent.isEmpty()) {
      PortableReversal reversal = explorer.sent.remove();
      planned++;
      List<PortableStep> answer = tree.insert(explorer.number, reversal);
      explorer.answers.add(new Learnt(explorer.part, reversal.depth(), answer));
    }
  }
}

package dev.heddle.check;

import dev.heddle.check.explore.OptimalSearch;
import dev.heddle.check.explore.PortableNode;
import dev.heddle.check.explore.PortableReversal;
import dev.heddle.check.explore.PortableStep;
import dev.heddle.check.explore.Search;
import dev.heddle.check.explore.Subtree;
import java.io.IOException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A helper's side of the link to the process that checks. One thread reads; all else is the
 * explorer's.
 */
final class ParentLink {
  private static final long REPORT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final MessageInput in;
  private final MessageOutput out;
  private final LinkedBlockingQueue<Received> received = new LinkedBlockingQueue<>();
  private final Set<String> reported = new HashSet<>();

  private @Nullable CheckRun run;
  private boolean giveIsAsked;
  private long executions;

  /** The most executions to run, as far as is known yet. */
  private long limit = Long.MAX_VALUE;

  private long reportedAt;
  private volatile boolean stopped;
  private volatile boolean waiting;

  ParentLink(MessageInput in, MessageOutput out) {
    this.in = in;
    this.out = out;
  }

  /** A message that was read, with what it has of the following. */
  private record Received(
      Message type, long number, List<PortableStep> way, @Nullable Subtree subtree) {}

  /** Something that can fail because the other process is gone. */
  private interface Sending {
    void run() throws IOException;
  }

  /** Waits for the request; returns null for one of another version, after saying so. */
  @Nullable HelpRequest awaitRequest() throws IOException {
    if (in.next() != Message.CHECK) {
      throw new IOException("a check was expected");
    }
    String version = in.text();
    if (!version.equals(HelpRequest.version())) {
      unsupported(
          "a process that was started to help is Heddle "
              + HelpRequest.version()
              + ", and the one that checks is Heddle "
              + version
              + "; Heddle was replaced meanwhile, so check again");
      return null;
    }
    HelpRequest request = HelpRequest.read(in);
    limit = request.capped() ? 0 : Long.MAX_VALUE;
    return request;
  }

  /** Begins to listen. */
  void begin() {
    Thread listener = new Thread(this::listen, "heddle-helper");
    listener.setDaemon(true);
    listener.start();
  }

  private void listen() {
    try {
      while (true) {
        Message type = in.next();
        Received message =
            switch (type) {
              case SUBTREE -> new Received(type, 0, List.of(), in.subtree());
              case LEARN -> new Received(type, in.number(), in.steps(), null);
              case ALLOW -> new Received(type, in.number(), List.of(), null);
              case GIVE, STOP -> new Received(type, 0, List.of(), null);
              default -> throw new IOException("not for a helper: " + type);
            };
        // Before the explorer finds the message, so that it never waits for another in vain.
        stopped |= type == Message.STOP;
        received.add(message);
      }
    } catch (IOException e) {
      // Nobody waits for results any more.
      Runtime.getRuntime().halt(0);
    }
  }

  private synchronized void send(Sending sending) {
    try {
      sending.run();
      out.flush();
    } catch (IOException e) {
      Runtime.getRuntime().halt(0);
    }
  }

  /** Says that the warm-up is over, and waits for work. */
  boolean ready(CheckRun run, Search search) {
    this.run = run;
    send(() -> out.begin(Message.READY));
    return awaitWork(search, !(search instanceof OptimalSearch));
  }

  boolean isStopped() {
    return stopped;
  }

  /** Returns whether the explorer is waiting for other processes; any thread may ask. */
  boolean isWaiting() {
    return waiting;
  }

  /**
   * Called by the explorer after each execution. Waits while there is nothing to do that may come
   * yet.
   *
   * @param search whose execution it was
   * @param more whether it has something more to explore
   * @return whether it has now; false also if the check is over
   */
  boolean advanced(Search search, boolean more) {
    executions++;
    if (search instanceof OptimalSearch optimal) {
      tellRaces(optimal);
    }
    while (!received.isEmpty() && !stopped) {
      more = take(received.remove(), search, more);
    }
    if (giveIsAsked && more && search instanceof OptimalSearch optimal) {
      List<PortableNode> given = optimal.give();
      if (!given.isEmpty()) {
        giveIsAsked = false;
        send(() -> out.begin(Message.GIVEN).nodes(given));
      }
    }
    if (stopped) {
      return false;
    }
    if (!more) {
      giveIsAsked = false;
      limit = limit == Long.MAX_VALUE ? limit : executions;
      report();
      send(() -> out.begin(Message.FINISHED));
      return awaitWork(search, false);
    }
    if (executions >= limit) {
      report();
      send(() -> out.begin(Message.SPENT));
      return awaitWork(search, true);
    }
    if (System.nanoTime() - reportedAt > REPORT_NANOS) {
      report();
    }
    return true;
  }

  private void tellRaces(OptimalSearch search) {
    if (search.isUnnamed()) {
      unable(Helpers.UNNAMED);
    }
    List<PortableReversal> reversals = search.takeForOthers();
    if (!reversals.isEmpty()) {
      send(
          () -> {
            for (PortableReversal each : reversals) {
              out.begin(Message.REVERSAL).reversal(each);
            }
          });
    }
  }

  private boolean awaitWork(Search search, boolean more) {
    boolean has = more;
    waiting = true;
    try {
      while (!stopped && (!has || executions >= limit)) {
        has = take(received.take(), search, has);
      }
    } catch (InterruptedException e) {
      stopped = true;
    } finally {
      waiting = false;
    }
    return has && !stopped;
  }

  /** Returns whether there is more to explore after a message. */
  private boolean take(Received message, Search search, boolean more) {
    switch (message.type) {
      case LEARN -> ((OptimalSearch) search).learn((int) message.number, message.way);
      case GIVE -> giveIsAsked = true;
      case ALLOW -> limit = message.number;
      case SUBTREE -> {
        Subtree subtree = message.subtree;
        if (subtree != null && ((OptimalSearch) search).begin(subtree)) {
          return true;
        }
        unable(Helpers.UNNAMED);
      }
      default -> {}
    }
    return more;
  }

  /** Says what was run since the last report. */
  void report() {
    CheckRun run = this.run;
    if (run != null) {
      reportedAt = System.nanoTime();
      send(() -> run.writeReport(out.begin(Message.REPORT)));
    }
  }

  void failed(String key, List<Choice> choices) {
    if (reported.add(key)) {
      send(() -> out.begin(Message.FAILURE).text(key).choices(choices));
    }
  }

  void raced(String message, String variable, List<String> classes, List<Choice> choices) {
    if (reported.add("race " + variable)) {
      send(
          () ->
              out.begin(Message.RACE).text(message).text(variable).texts(classes).choices(choices));
    }
  }

  void seesLiveness() {
    send(() -> out.begin(Message.LIVENESS));
    stopped = true;
  }

  void promotes(Collection<String> variables) {
    send(() -> out.begin(Message.PROMOTION).texts(variables));
    stopped = true;
  }

  void unsupported(String reason) {
    send(() -> out.begin(Message.UNSUPPORTED).text(reason));
    stopped = true;
  }

  /** Says why this process can be of no help. */
  void unable(String reason) {
    send(() -> out.begin(Message.UNABLE).text(reason));
    stopped = true;
  }

  /** Says the last word. */
  void end() {
    report();
    send(() -> out.begin(Message.END));
  }
}

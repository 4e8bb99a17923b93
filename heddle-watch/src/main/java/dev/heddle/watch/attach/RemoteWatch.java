package dev.heddle.watch.attach;

import com.sun.tools.attach.AgentInitializationException;
import com.sun.tools.attach.AgentLoadException;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import dev.heddle.watch.Snapshot;
import dev.heddle.watch.agent.RemoteLook;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/**
 * Looks at another JVM: attaches, loads the agent, and detaches. Nothing of the agent runs there
 * afterwards; its classes stay loaded.
 */
public final class RemoteWatch {
  /** A JVM answers when it reaches a safepoint. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final TargetProcess process;

  private RemoteWatch(TargetProcess process) {
    this.process = process;
  }

  /**
   * Looks once.
   *
   * @param pid the JVM's process
   * @throws WatchException if that JVM cannot be looked at; the message says why
   */
  public static Snapshot look(long pid) throws WatchException {
    TargetProcess process = new TargetProcess(pid);
    RemoteWatch watch = new RemoteWatch(process);
    watch.check();
    try (Exchange exchange = Exchange.with(process)) {
      watch.load(exchange, RemoteLook.ONCE);
      return exchange.take().orElseThrow(() -> watch.unreachable("the agent has left no snapshot"));
    } catch (IOException e) {
      throw watch.unreachable(e.getMessage());
    }
  }

  /**
   * Looks once a second until the listener has had enough or the JVM ends.
   *
   * @param pid the JVM's process
   * @param listener called with each snapshot on the calling thread; returns whether to go on
   * @throws WatchException if that JVM cannot be looked at, or ends; the message says why
   * @throws InterruptedException if the calling thread was interrupted
   */
  public static void follow(long pid, Predicate<? super Snapshot> listener)
      throws WatchException, InterruptedException {
    TargetProcess process = new TargetProcess(pid);
    RemoteWatch watch = new RemoteWatch(process);
    watch.check();
    try (Exchange exchange = Exchange.with(process)) {
      exchange.touch();
      watch.load(exchange, RemoteLook.FOLLOW);
      boolean more = true;
      while (more) {
        if (!process.isAlive()) {
          throw new WatchException("Process %d has ended.".formatted(pid));
        }
        exchange.touch();
        var snapshot = exchange.take();
        if (snapshot.isPresent()) {
          more = listener.test(snapshot.get());
        } else {
          TimeUnit.MILLISECONDS.sleep(50);
        }
      }
    } catch (IOException e) {
      throw watch.unreachable(e.getMessage());
    }
  }

  private void check() throws WatchException {
    if (!process.isAlive()) {
      throw new WatchException(
          "There is no process %d. heddle watch lists the JVMs that are there."
              .formatted(process.pid()));
    }
    if (process.pid() == ProcessHandle.current().pid()) {
      throw new WatchException("A JVM looks at itself by Watch.snapshot().");
    }
    if (process.hasOption("-XX:+DisableAttachMechanism")) {
      throw new WatchException(
          ("Process %d runs with -XX:+DisableAttachMechanism, which forbids every look from"
                  + " outside: start it without, or call Watch.snapshot() in it.")
              .formatted(process.pid()));
    }
  }

  /** Loads the agent, which returns when it has looked. */
  private void load(Exchange exchange, String mode) throws WatchException {
    CompletableFuture<Void> loaded = new CompletableFuture<>();
    Thread attacher =
        new Thread(
            () -> {
              try {
                attach(exchange, mode);
                loaded.complete(null);
              } catch (WatchException | IOException | RuntimeException | Error e) {
                loaded.completeExceptionally(e);
              }
            },
            "heddle-attach");
    // The JVM may never answer, and nothing interrupts that.
    attacher.setDaemon(true);
    attacher.start();
    try {
      loaded.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new WatchException(
          ("Process %d has not answered for %d seconds: it may be stopped, or out of memory. kill"
                  + " -3 makes it print its threads if anything does.")
              .formatted(process.pid(), PATIENCE.toSeconds()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new WatchException("Interrupted.");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof WatchException known) {
        throw known;
      }
      throw unreachable(String.valueOf(e.getCause().getMessage()));
    }
  }

  private void attach(Exchange exchange, String mode) throws WatchException, IOException {
    VirtualMachine machine;
    try {
      machine = VirtualMachine.attach(Long.toString(process.pid()));
    } catch (AttachNotSupportedException e) {
      throw unreachable(e.getMessage());
    }
    try {
      String arguments =
          String.join(
              ",", encode(mode), encode(exchange.jarThere()), encode(exchange.directoryThere()));
      // A security manager gives the class path no permissions, and the boot class path all.
      boolean managed = machine.getSystemProperties().containsKey("java.security.manager");
      machine.loadAgent(managed ? exchange.bootJarThere() : exchange.jarThere(), arguments);
    } catch (AgentLoadException e) {
      throw new WatchException(
          ("Process %d loads no agents (%s). If it runs with -XX:-EnableDynamicAgentLoading, start"
                  + " it without, or use --no-agent, which sees less.")
              .formatted(process.pid(), e.getMessage()));
    } catch (AgentInitializationException e) {
      throw unreachable("the agent could not start: " + e.getMessage());
    } finally {
      detach(machine);
    }
  }

  private static void detach(VirtualMachine machine) {
    try {
      machine.detach();
    } catch (IOException e) {
      // The JVM has ended.
    }
  }

  private static String encode(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Says why, and what to do. */
  private WatchException unreachable(String why) {
    long pid = process.pid();
    if (!process.isAlive()) {
      return new WatchException("Process %d ended while it was looked at.".formatted(pid));
    }
    if (process.isOfAnotherUser()) {
      return new WatchException(
          "Process %d belongs to user %s: run heddle watch as that user or as root (%s)."
              .formatted(pid, process.user().orElse("?"), why));
    }
    if (process.isElsewhere()) {
      return new WatchException(
          ("Process %d runs in a container and cannot be reached from here (%s): run heddle watch"
                  + " inside, or as root outside.")
              .formatted(pid, why));
    }
    return new WatchException("Process %d cannot be looked at: %s.".formatted(pid, why));
  }
}

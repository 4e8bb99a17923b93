package dev.heddle.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is said of blocked threads, word for word. In place of a line's number stands what is
 * written there.
 */
class DeadlockReportTest {
  private static final Path SOURCE =
      Path.of("src/test/java/dev/heddle/check/DeadlockPrograms.java");
  private static final Pattern PLACE = Pattern.compile("DeadlockPrograms\\.java:(\\d+)");

  private static Stream<Arguments> program(String name, Body body, String report) {
    return Stream.of(Switching.THREAD, Switching.CONTINUATION)
        .map(switching -> Arguments.of(name, switching, body, report.strip()));
  }

  private static Failure failureOf(Switching switching, Body body) {
    Switchings.assumeAvailable(switching);
    CheckOptions options = CheckOptions.builder().switching(switching).build();
    CheckResult result = Checker.withOptions(options).check("test", body);
    assertThat(result.failures()).as(() -> result.toString()).hasSize(1);
    return result.failures().get(0);
  }

  private static String report(Failure failure) throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add(failure.kind().text() + ": " + failure.message());
    lines.addAll(failure.details());
    List<String> source = Files.readAllLines(SOURCE);
    Matcher place = PLACE.matcher(String.join("\n", lines));
    return place
        .replaceAll(
            match ->
                Matcher.quoteReplacement(source.get(Integer.parseInt(match.group(1)) - 1).strip()))
        .replace("dev.heddle.check.", "")
        .replaceAll("lambda\\$(\\w+)\\$\\d+", "$1");
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("programs")
  void report_saysWhoWaitsForWhat(String name, Switching switching, Body body, String report)
      throws IOException {
    assertThat(report(failureOf(switching, body))).isEqualTo(report);
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("programs")
  void replay_saysTheSame(String name, Switching switching, Body body, String report)
      throws IOException {
    Schedule schedule = failureOf(switching, body).schedule();
    Checker checker = Checker.withOptions(CheckOptions.builder().switching(switching).build());

    CheckResult replayed = checker.replay(Target.of("test", body), schedule);

    assertThat(report(replayed.failures().get(0))).isEqualTo(report);
  }

  static Stream<Arguments> programs() {
    return Stream.of(
            program(
                "monitors",
                DeadlockPrograms::monitors,
                """
                deadlock: lock order: there and back wait for each other's locks
                there waits to enter the monitor of the Object made at Object right = new Object();
                    at DeadlockPrograms.monitors(synchronized (right) {)
                    held by back since DeadlockPrograms.monitors(synchronized (right) {)
                back waits to enter the monitor of DeadlockPrograms.Bank.LEFT (Object)
                    at DeadlockPrograms.monitors(synchronized (Bank.LEFT) {)
                    held by there since DeadlockPrograms.monitors(synchronized (Bank.LEFT) {)
                main waits for the end of thread there
                    at DeadlockPrograms.monitors(there.join();)
                """),
            program(
                "locks",
                DeadlockPrograms::locks,
                """
                deadlock: lock order: there and back wait for each other's locks
                there waits for DeadlockPrograms.Account.lock #1 (ReentrantLock)
                    at DeadlockPrograms$Account.transferTo(other.lock.lock();)
                    held by back since DeadlockPrograms$Account.transferTo(lock.lock();)
                back waits for DeadlockPrograms.Account.lock #2 (ReentrantLock)
                    at DeadlockPrograms$Account.transferTo(other.lock.lock();)
                    held by there since DeadlockPrograms$Account.transferTo(lock.lock();)
                main waits for the end of thread there
                    at DeadlockPrograms.locks(there.join();)
                """),
            program(
                "fair locks",
                DeadlockPrograms::fairLocks,
                """
                deadlock: lock order: there and back wait for each other's locks
                there waits for the ReentrantLock made at ReentrantLock right = new ReentrantLock(true);
                    at DeadlockPrograms.fairLocks(right.lock();)
                    held by back since DeadlockPrograms.fairLocks(right.lock();)
                back waits for the ReentrantLock made at ReentrantLock left = new ReentrantLock(true);
                    at DeadlockPrograms.fairLocks(left.lock();)
                    held by there since DeadlockPrograms.fairLocks(left.lock();)
                """),
            program(
                "philosophers",
                DeadlockPrograms::philosophers,
                """
                deadlock: lock order: philosopher 0, philosopher 1 and philosopher 2 wait for each other's locks
                philosopher 0 waits to enter the monitor of the Object #1 made at List<Object> forks = List.of(new Object(), new Object(), new Object());
                    at DeadlockPrograms.philosophers(synchronized (right) {)
                    held by philosopher 1 since DeadlockPrograms.philosophers(synchronized (left) {)
                philosopher 1 waits to enter the monitor of the Object #2 made at List<Object> forks = List.of(new Object(), new Object(), new Object());
                    at DeadlockPrograms.philosophers(synchronized (right) {)
                    held by philosopher 2 since DeadlockPrograms.philosophers(synchronized (left) {)
                philosopher 2 waits to enter the monitor of the Object #3 made at List<Object> forks = List.of(new Object(), new Object(), new Object());
                    at DeadlockPrograms.philosophers(synchronized (right) {)
                    held by philosopher 0 since DeadlockPrograms.philosophers(synchronized (left) {)
                """),
            program(
                "lost signal",
                DeadlockPrograms::lostSignal,
                """
                deadlock: missing signal: consumer waits, and nobody is left to signal; the last signal came when nobody waited
                consumer waits for a signal of DeadlockPrograms.Box.notEmpty (Condition)
                    at DeadlockPrograms$Box.take(notEmpty.await();)
                    signalled by main at DeadlockPrograms$Box.put(notEmpty.signal();), when nobody waited
                main waits for the end of thread consumer
                    at DeadlockPrograms.lostSignal(consumer.join();)
                """),
            program(
                "missing signal",
                DeadlockPrograms::missingSignal,
                """
                deadlock: missing signal: consumer waits, and nobody is left to signal
                consumer waits for a signal of DeadlockPrograms.Box.notEmpty (Condition)
                    at DeadlockPrograms$Box.take(notEmpty.await();)
                    nobody has signalled it
                main waits for the end of thread consumer
                    at DeadlockPrograms.missingSignal(consumer.join();)
                """),
            program(
                "lost notification",
                DeadlockPrograms::lostNotification,
                """
                deadlock: missing notification: waiter waits, and nobody is left to notify; the last notification came when nobody waited
                waiter waits to be notified on the Object made at Object monitor = new Object();
                    at DeadlockPrograms.lostNotification(monitor.wait();)
                    notified by main at DeadlockPrograms.lostNotification(monitor.notifyAll();), when nobody waited
                main waits for the end of thread waiter
                    at DeadlockPrograms.lostNotification(waiter.join();)
                """),
            program(
                "missing count down",
                DeadlockPrograms::missingCountDown,
                """
                deadlock: missing countdown: main waits, and nobody is left to count down
                main waits for the CountDownLatch made at CountDownLatch done = new CountDownLatch(2);, whose count is 1
                    at DeadlockPrograms.missingCountDown(done.await();)
                    counted down by worker at DeadlockPrograms.missingCountDown(start("worker", () -> done.countDown());)
                """),
            program(
                "too few parties",
                DeadlockPrograms::tooFewParties,
                """
                leak: main has ended; missing party: party 0 and party 1 wait, and nobody is left to come
                party 0 waits for others at the CyclicBarrier made at CyclicBarrier barrier = new CyclicBarrier(3);: 2 of 3 are there
                    at DeadlockPrograms.await(barrier.await();)
                party 1 waits for others at the CyclicBarrier made at CyclicBarrier barrier = new CyclicBarrier(3);: 2 of 3 are there
                    at DeadlockPrograms.await(barrier.await();)
                """),
            program(
                "empty queue",
                DeadlockPrograms::emptyQueue,
                """
                deadlock: empty queue: main waits, and nobody is left to put anything in
                main waits to take from the LinkedBlockingQueue made at BlockingQueue<String> queue = new LinkedBlockingQueue<>();, which is empty
                    at DeadlockPrograms.emptyQueue(queue.take();)
                    something was put in by producer at DeadlockPrograms.emptyQueue(start("producer", () -> queue.put("one"));)
                """),
            program(
                "full queue",
                DeadlockPrograms::fullQueue,
                """
                deadlock: full queue: main waits, and nobody is left to take anything out
                main waits to put into the ArrayBlockingQueue made at BlockingQueue<String> queue = new ArrayBlockingQueue<>(1);, which is full
                    at DeadlockPrograms.fullQueue(queue.put("two");)
                """),
            program(
                "future that nobody completes",
                DeadlockPrograms::futureThatNobodyCompletes,
                """
                deadlock: missing result: main waits, and nobody is left to complete the future
                main waits for the result of the CompletableFuture made at CompletableFuture<String> answer = new CompletableFuture<>();
                    at DeadlockPrograms.futureThatNobodyCompletes(answer.get();)
                """),
            program(
                "join of a blocked thread",
                DeadlockPrograms::joinOfABlockedThread,
                """
                deadlock: missing unpark: parked waits, and nobody is left to unpark
                parked waits to be unparked
                    at DeadlockPrograms.joinOfABlockedThread(Thread parked = start("parked", () -> LockSupport.park());)
                main waits for the end of thread parked
                    at DeadlockPrograms.joinOfABlockedThread(parked.join();)
                """),
            program(
                "join of itself",
                DeadlockPrograms::joinOfItself,
                """
                deadlock: self-deadlock: main waits for its own end
                main waits for the end of thread main
                    at DeadlockPrograms.joinOfItself(Thread.currentThread().join();)
                """),
            program(
                "join while the other needs a lock",
                DeadlockPrograms::joinWhileTheOtherNeedsALock,
                """
                deadlock: threads wait for each other: main and worker
                main waits for the end of thread worker
                    at DeadlockPrograms.joinWhileTheOtherNeedsALock(worker.join();)
                worker waits to enter the monitor of class DeadlockPrograms.Bank
                    at DeadlockPrograms.joinWhileTheOtherNeedsALock(synchronized (Bank.class) {)
                    held by main since DeadlockPrograms.joinWhileTheOtherNeedsALock(synchronized (Bank.class) {)
                """),
            program(
                "permit that is never released",
                DeadlockPrograms::permitThatIsNeverReleased,
                """
                deadlock: missing release: main waits, and nobody is left to release
                main waits for a permit of DeadlockPrograms.Bank.PERMITS (Semaphore), which has none
                    at DeadlockPrograms.permitThatIsNeverReleased(Bank.PERMITS.acquire();)
                    acquired by first at DeadlockPrograms.permitThatIsNeverReleased(Thread first = start("first", () -> Bank.PERMITS.acquire());), and not released
                """),
            program(
                "lock of a thread that has ended",
                DeadlockPrograms::lockOfAThreadThatHasEnded,
                """
                deadlock: lock never released: main waits, and nobody is left to release
                main waits for DeadlockPrograms.Bank.LOCK (ReentrantLock)
                    at DeadlockPrograms.lockOfAThreadThatHasEnded(Bank.LOCK.lock();)
                    held by first since DeadlockPrograms.lockOfAThreadThatHasEnded(Thread first = start("first", () -> Bank.LOCK.lock());)
                    which has ended without releasing it
                """),
            program(
                "pool starvation",
                DeadlockPrograms::poolStarvation,
                """
                deadlock: pool starvation: pool-1-thread-1 waits for a task that no thread of the pool is free to run
                pool-1-thread-1 waits for the result of the FutureTask #1 made at Future<String> outer = pool.submit(() -> pool.submit(() -> "inner").get());
                    at DeadlockPrograms.poolStarvation(Future<String> outer = pool.submit(() -> pool.submit(() -> "inner").get());)
                    it is queued in the pool of pool-1-thread-1, which is busy
                main waits for the result of the FutureTask #2 made at Future<String> outer = pool.submit(() -> pool.submit(() -> "inner").get());
                    at DeadlockPrograms.poolStarvation(outer.get();)
                    it is run by pool-1-thread-1
                """),
            program(
                "pool without an end",
                DeadlockPrograms::poolWithoutAnEnd,
                """
                leak: main has ended; pool without an end: pool-1-thread-1 waits, and nobody is left to shut the pool down
                pool-1-thread-1 waits for a task of its pool, the ThreadPoolExecutor made at ExecutorService pool = Executors.newFixedThreadPool(1);
                """),
            program(
                "pool that is awaited",
                DeadlockPrograms::poolThatIsAwaited,
                """
                deadlock: missing countdown: pool-1-thread-1 waits, and nobody is left to count down
                pool-1-thread-1 waits for the CountDownLatch made at CountDownLatch never = new CountDownLatch(1);, whose count is 1
                    at DeadlockPrograms.poolThatIsAwaited(never.await();)
                main waits for the end of the ThreadPoolExecutor made at ExecutorService pool = Executors.newFixedThreadPool(1);
                    at DeadlockPrograms.poolThatIsAwaited(pool.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);)
                    its threads are pool-1-thread-1
                """),
            program(
                "task that needs a lock",
                DeadlockPrograms::taskThatNeedsALock,
                """
                deadlock: threads wait for each other: main and pool-1-thread-1
                main waits for the result of the FutureTask made at pool.submit(() -> Bank.LOCK.lock()).get();
                    at DeadlockPrograms.taskThatNeedsALock(pool.submit(() -> Bank.LOCK.lock()).get();)
                    it is run by pool-1-thread-1
                pool-1-thread-1 waits for DeadlockPrograms.Bank.LOCK (ReentrantLock)
                    at DeadlockPrograms.taskThatNeedsALock(pool.submit(() -> Bank.LOCK.lock()).get();)
                    held by main since DeadlockPrograms.taskThatNeedsALock(Bank.LOCK.lock();)
                """),
            program(
                "upgrade",
                DeadlockPrograms::upgrade,
                """
                deadlock: self-deadlock: main waits to write while it holds the same lock to read
                main waits for the write lock of the ReentrantReadWriteLock made at ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
                    at DeadlockPrograms.upgrade(lock.writeLock().lock();)
                    held by itself to read since DeadlockPrograms.upgrade(lock.readLock().lock();)
                    a read lock cannot become a write lock
                """),
            program(
                "upgrade by two",
                DeadlockPrograms::upgradeByTwo,
                """
                deadlock: self-deadlock: one waits to write while it holds the same lock to read
                one waits for the write lock of the ReentrantReadWriteLock made at ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
                    at DeadlockPrograms.upgradeByTwo(lock.writeLock().lock();)
                    held by itself to read since DeadlockPrograms.upgradeByTwo(lock.readLock().lock();)
                    a read lock cannot become a write lock
                    held by two since DeadlockPrograms.upgradeByTwo(lock.readLock().lock();)
                two waits for the write lock of the ReentrantReadWriteLock made at ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
                    at DeadlockPrograms.upgradeByTwo(lock.writeLock().lock();)
                    held by one since DeadlockPrograms.upgradeByTwo(lock.readLock().lock();)
                    held by itself to read since DeadlockPrograms.upgradeByTwo(lock.readLock().lock();)
                    a read lock cannot become a write lock
                """),
            program(
                "reader behind a writer that waits",
                DeadlockPrograms::readerBehindAWriter,
                """
                deadlock: missing countdown: main waits, and nobody is left to count down
                main waits for the CountDownLatch made at CountDownLatch read = new CountDownLatch(1);, whose count is 1
                    at DeadlockPrograms.readerBehindAWriter(read.await();)
                writer waits for the write lock of the ReentrantReadWriteLock made at ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
                    at DeadlockPrograms.readerBehindAWriter(lock.writeLock().lock();)
                    held by main since DeadlockPrograms.readerBehindAWriter(lock.readLock().lock();)
                reader waits for the read lock of the ReentrantReadWriteLock made at ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
                    at DeadlockPrograms.readerBehindAWriter(lock.readLock().lock();)
                    held by main since DeadlockPrograms.readerBehindAWriter(lock.readLock().lock();)
                    behind writer, which waits to write
                """),
            program(
                "writer behind a reader",
                DeadlockPrograms::writerBehindAReader,
                """
                deadlock: missing unpark: reader waits, and nobody is left to unpark
                reader waits to be unparked
                    at DeadlockPrograms.writerBehindAReader(LockSupport.park();)
                main waits for the write lock of the ReentrantReadWriteLock made at ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
                    at DeadlockPrograms.writerBehindAReader(lock.writeLock().lock();)
                    held by reader since DeadlockPrograms.writerBehindAReader(lock.readLock().lock();)
                """),
            program(
                "condition whose lock is held",
                DeadlockPrograms::conditionWhoseLockIsHeld,
                """
                deadlock: missing countdown: producer waits, and nobody is left to count down
                producer waits for the CountDownLatch made at CountDownLatch never = new CountDownLatch(1);, whose count is 1
                    at DeadlockPrograms.conditionWhoseLockIsHeld(never.await();)
                main waits for the end of thread consumer
                    at DeadlockPrograms.conditionWhoseLockIsHeld(consumer.join();)
                consumer waits for DeadlockPrograms.Box.lock (ReentrantLock) again, having been signalled
                    at DeadlockPrograms$Box.take(notEmpty.await();)
                    held by producer since DeadlockPrograms.conditionWhoseLockIsHeld(box.lock.lock();)
                """),
            program(
                "cycle through a condition",
                DeadlockPrograms::cycleThroughACondition,
                """
                leak: main has ended; threads wait for each other: consumer and producer
                consumer waits for DeadlockPrograms.Box.lock (ReentrantLock) again, having been signalled
                    at DeadlockPrograms$Box.take(notEmpty.await();)
                    held by producer since DeadlockPrograms.cycleThroughACondition(box.lock.lock();)
                producer waits for the end of thread consumer
                    at DeadlockPrograms.cycleThroughACondition(consumer.join();)
                """),
            program(
                "two reasons",
                DeadlockPrograms::twoReasons,
                """
                leak: main has ended; missing countdown: latched waits, and nobody is left to count down
                latched waits for the CountDownLatch made at CountDownLatch never = new CountDownLatch(1);, whose count is 1
                    at DeadlockPrograms.twoReasons(start("latched", () -> never.await());)
                parked waits to be unparked
                    at DeadlockPrograms.twoReasons(start("parked", () -> LockSupport.park());)
                """))
        .flatMap(each -> each);
  }
}

package dev.heddle.watch.jdk;

/**
 * A thread in the queue of a synchronizer.
 *
 * @param thread the thread
 * @param shared whether it wants to share, as readers do
 * @param node its node, which is another one for each time that it queues up
 */
public record Queued(Thread thread, boolean shared, Object node) {}

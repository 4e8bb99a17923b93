package dev.heddle.watch.jdk;

/**
 * The state of an executor.
 *
 * @param pool the executor
 * @param name what reports call it
 * @param most how many workers it may have
 * @param queued how many tasks stand in its queue
 */
public record PoolFacts(Object pool, String name, int most, long queued) {}

package dev.heddle.watch;

import java.io.Serializable;

/**
 * One thread's wait for a resource.
 *
 * @param thread the thread's number, as {@link Thread#getId()} has it
 * @param how what it waits to do, such as {@code to write}, or empty
 * @param timed whether the wait ends by itself when its time is over
 */
public record Wait(long thread, String how, boolean timed) implements Serializable {}

package dev.heddle.watch;

import java.io.Serializable;
import java.util.List;

/**
 * A thread that waits for something, or that others wait for.
 *
 * @param id its number, as {@link Thread#getId()} has it
 * @param name its name, or {@code #} and its number if it has none
 * @param virtual whether it is a virtual thread
 * @param state what it does, such as {@code parked}
 * @param stack its stack, the innermost frame first; empty where it was not needed
 */
public record WatchedThread(
    long id, String name, boolean virtual, String state, List<StackTraceElement> stack)
    implements Serializable {}

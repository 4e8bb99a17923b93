package dev.heddle.check;

import org.jspecify.annotations.Nullable;

/**
 * One step of an execution: what one thread did from one scheduling point to the next.
 *
 * @param thread the thread's name
 * @param operation what it did, such as {@code read balance} or {@code enter monitor of Account}
 * @param location where the program does it, or null when no place in the program is known
 */
public record Step(String thread, String operation, @Nullable CodeLocation location) {}

package dev.heddle.check.runtime;

/**
 * A thread that does not come to its next scheduling point.
 *
 * @param name its name in the program
 * @param state what the JVM says of it
 * @param stack where it is
 */
public record StuckThread(String name, Thread.State state, StackTraceElement[] stack) {}

package dev.heddle.watch;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * One thread's hold of a resource.
 *
 * @param thread the thread's number, as {@link Thread#getId()} has it
 * @param how how it is held, such as {@code to read}, or empty
 * @param where the frame that took it where the JVM knows, which is for monitors only
 */
public record Hold(long thread, String how, @Nullable StackTraceElement where)
    implements Serializable {}

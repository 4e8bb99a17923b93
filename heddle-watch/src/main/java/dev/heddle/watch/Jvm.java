package dev.heddle.watch;

import java.io.Serializable;

/**
 * The JVM that was looked at.
 *
 * @param pid its process
 * @param mainClass what it runs, as its command line says; may be empty
 * @param jdk its version, such as {@code 25.0.3+9-LTS}
 * @param platformThreads how many platform threads were seen
 * @param virtualThreads how many virtual threads there were, including any not looked at
 */
public record Jvm(long pid, String mainClass, String jdk, int platformThreads, long virtualThreads)
    implements Serializable {}

/**
 * What instrumented code calls. These classes live on the bootstrap class path, so that the JDK's
 * own classes see them, and depend on nothing but {@code java.base}.
 *
 * <p>{@link dev.heddle.check.runtime.Hooks} for the program, {@link
 * dev.heddle.check.runtime.ThreadHooks} for threads and clocks, {@link
 * dev.heddle.check.runtime.JdkHooks} inside the JDK, and {@link
 * dev.heddle.check.runtime.DeterminismHooks} for what is no step, are the only doors for
 * instrumented code; {@link dev.heddle.check.runtime.Scheduler} decides with a {@link
 * dev.heddle.check.runtime.Chooser} who goes on; one class models each of monitors, parking,
 * threads and time; a {@link dev.heddle.check.runtime.Switcher} carries the decision out.
 */
@NullMarked
package dev.heddle.check.runtime;

import org.jspecify.annotations.NullMarked;

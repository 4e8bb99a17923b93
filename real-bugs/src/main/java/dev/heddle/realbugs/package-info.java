/**
 * Concurrency bugs of published libraries: for each a driver, and what the checker needs to find
 * the bug in the version that has it. {@link dev.heddle.realbugs.RealBug} lists them, {@link
 * dev.heddle.realbugs.MeasureRealBugs} prints the table of {@code docs/real-bugs.md}.
 */
@NullMarked
package dev.heddle.realbugs;

import org.jspecify.annotations.NullMarked;

/**
 * How fast the primitives are beside the nearest classes of the JDK. {@link
 * dev.heddle.benchmarks.Compare} runs the benchmarks so that the two can be compared on a machine
 * that is not quiet.
 */
@NullMarked
package dev.heddle.benchmarks;

import org.jspecify.annotations.NullMarked;

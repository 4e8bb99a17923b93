/**
 * How many executions the checker's searches by chance need until they find a bug. {@link
 * dev.heddle.benchmarks.sampling.CompareSampling} compares them.
 */
@NullMarked
package dev.heddle.benchmarks.sampling;

import org.jspecify.annotations.NullMarked;

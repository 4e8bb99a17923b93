/** Measures how fast the checker is; {@code benchmarks/checker} runs it. */
@NullMarked
package dev.heddle.benchmarks.checker;

import org.jspecify.annotations.NullMarked;

/** Everything in use for a long time, in little memory. */
@NullMarked
package dev.heddle.benchmarks.soak;

import org.jspecify.annotations.NullMarked;

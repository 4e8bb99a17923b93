/**
 * Checks in JUnit: {@link dev.heddle.junit.Interleavings @Interleavings} in place of {@code @Test}
 * runs a test through the interleavings of its threads.
 */
@NullMarked
package dev.heddle.junit;

import org.jspecify.annotations.NullMarked;

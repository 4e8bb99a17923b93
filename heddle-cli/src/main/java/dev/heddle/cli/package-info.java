/** The command {@code heddle}: check, replay, demo. */
@NullMarked
package dev.heddle.cli;

import org.jspecify.annotations.NullMarked;

/**
 * The checker: runs a multi-threaded program again and again, each time in another interleaving,
 * until one breaks it or all have been tried. Begin with {@link dev.heddle.check.Checker}.
 */
@NullMarked
package dev.heddle.check;

import org.jspecify.annotations.NullMarked;

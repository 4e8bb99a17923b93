/** Strategies: which thread goes next. They know choices and nothing of what is chosen. */
@NullMarked
package dev.heddle.check.explore;

import org.jspecify.annotations.NullMarked;

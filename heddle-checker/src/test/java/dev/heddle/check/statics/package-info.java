/** Programs with static state, in a package of their own so that not all of it is accessible. */
@NullMarked
package dev.heddle.check.statics;

import org.jspecify.annotations.NullMarked;

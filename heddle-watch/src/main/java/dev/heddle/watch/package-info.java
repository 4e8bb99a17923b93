/** Says why a JVM hangs: which thread holds what, and which waits for whom. */
@NullMarked
package dev.heddle.watch;

import org.jspecify.annotations.NullMarked;

/** Collects what the threads of a JVM wait for, and finds the hangs in it. */
@NullMarked
package dev.heddle.watch.look;

import org.jspecify.annotations.NullMarked;

/** Enters a foreign JVM, looks, and hands the snapshot back. */
@NullMarked
package dev.heddle.watch.agent;

import org.jspecify.annotations.NullMarked;

/** Reads the internals of a JDK: one class for each family of versions. */
@NullMarked
package dev.heddle.watch.jdk;

import org.jspecify.annotations.NullMarked;

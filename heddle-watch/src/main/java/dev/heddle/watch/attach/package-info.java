/** Attaches to another JVM, or asks for the dump that the JDK itself makes. */
@NullMarked
package dev.heddle.watch.attach;

import org.jspecify.annotations.NullMarked;

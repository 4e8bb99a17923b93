/**
 * Puts the checker's hooks into bytecode while classes are loaded: the agent, what it does to the
 * program's classes, and what it does to the JDK's.
 */
@NullMarked
package dev.heddle.check.instrument;

import org.jspecify.annotations.NullMarked;

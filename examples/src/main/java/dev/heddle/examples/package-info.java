/**
 * Small multi-threaded programs, broken and mended, to be read in the order of their numbers.
 *
 * <p>Each is an ordinary program on the JDK's own classes with a {@code main} method. It prints its
 * outcome in one line and asserts what must hold, so that the checker can tell a broken one from a
 * mended one. Each says in its documentation what it does, what goes wrong and why, and quotes what
 * the checker found.
 */
package dev.heddle.examples;

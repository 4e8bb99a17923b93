/**
 * Small multi-threaded programs, broken and mended, to be read in the order of their numbers.
 *
 * <p>Each is an ordinary program with a {@code main} method, on the JDK's own classes and the
 * primitives of {@code dev.heddle.sync}. It prints its outcome in one line and asserts what must
 * hold, so that the checker can tell a broken one from a mended one. Each says in its documentation
 * what it does, what goes wrong and why, and quotes what the checker found.
 *
 * <p>Without arguments the programs are small, so that every interleaving can be explored. Those
 * that take sizes as arguments say what they do at the size of real work, on real threads.
 */
package dev.heddle.examples;

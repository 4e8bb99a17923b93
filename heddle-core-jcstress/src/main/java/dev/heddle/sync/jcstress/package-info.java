/**
 * Races that the documentation of {@link dev.heddle.sync} decides, each as a jcstress case: a state
 * that is made anew, two actors that meet in it, and every outcome that the documentation allows.
 * What is not listed is forbidden.
 *
 * <p>Where an actor waits for a signal, the other finds out if it is lost, and rescues it: the
 * outcome tells then, and the case goes on. See {@link dev.heddle.sync.jcstress.Waiting}.
 */
package dev.heddle.sync.jcstress;

/** A service that hangs on request, to be looked at by {@code heddle watch}. */
package dev.heddle.examples.hangs;

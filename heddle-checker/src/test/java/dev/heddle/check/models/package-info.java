/** The classes of the JDK that programs synchronize by: each beside the real thing. */
@NullMarked
package dev.heddle.check.models;

import org.jspecify.annotations.NullMarked;

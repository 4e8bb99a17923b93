/** A library that the checker knows by its name alone. */
@NullMarked
package org.awaitility;

import org.jspecify.annotations.NullMarked;

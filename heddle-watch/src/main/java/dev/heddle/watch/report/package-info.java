/** Writes a snapshot as text, JSON or a page. */
@NullMarked
package dev.heddle.watch.report;

import org.jspecify.annotations.NullMarked;

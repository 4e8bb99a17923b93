/**
 * What a person or a program reads about a {@link dev.heddle.check.CheckResult}: text, JSON, and
 * the schedule file that a failure is replayed from. Knows results, and nothing of how they come
 * about.
 */
@NullMarked
package dev.heddle.check.report;

import org.jspecify.annotations.NullMarked;

/**
 * Single steps and what only looks like one: the programs of the page <i>what is atomic</i>, which
 * quotes them and says what the checker finds in each. A program is a method without arguments.
 * Static fields start afresh in each execution.
 */
package dev.heddle.examples.atomic;

package dev.heddle.check;

/**
 * What became of a failing execution when it was made short.
 *
 * <p>A context switch is a step of another thread than the step before, whether that could have
 * gone on or not; a new thread's run to its first step is none.
 *
 * @param stepsFound how many steps the execution had that was found
 * @param switchesFound how many context switches it had
 * @param switches how many context switches the one reported has
 * @param executions how many executions were run for it; no other figure counts them
 * @param complete whether every schedule was tried that could have fewer context switches, or as
 *     many and fewer steps, so that no shorter one exists; otherwise the time, or the number of
 *     executions allowed for it, was spent before
 */
public record Shortened(
    int stepsFound, int switchesFound, int switches, long executions, boolean complete) {}

package dev.heddle.check;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a helper has found, for the process that checks to run it again.
 *
 * @param message what tells failures apart, or the message of a data race
 * @param variable what is raced for, or null if it is no data race
 * @param classes the classes of both accesses of a data race, otherwise none
 * @param choices the choices that lead there
 */
record Found(
    String message, @Nullable String variable, List<String> classes, List<Choice> choices) {}

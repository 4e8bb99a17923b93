package dev.heddle.check;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a failing execution and one that passes part: of the executions tried, the one that passes
 * and is the same as the failing one for longest.
 *
 * @param step the number of the first step that differs, from 1
 * @param failing that step of the failing execution, or null when it ends before
 * @param passing that step of the passing execution
 * @param interleaving all steps of the passing execution, or none when they are very many
 */
public record Divergence(int step, @Nullable Step failing, Step passing, List<Step> interleaving) {

  /** Copies the list. */
  public Divergence {
    interleaving = List.copyOf(interleaving);
  }
}

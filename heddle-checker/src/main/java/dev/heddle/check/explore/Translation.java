package dev.heddle.check.explore;

import dev.heddle.check.runtime.PortableNames;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Translates steps between the numbers of this process and the names that hold in all. */
final class Translation {
  private final PortableNames names;

  Translation(PortableNames names) {
    this.names = names;
  }

  /** Returns whether some steps cannot be translated. */
  boolean isIncomplete() {
    return names.areIncomplete();
  }

  int thread(String name) {
    return names.thread(name);
  }

  /** Returns a step without what may follow it; null if a location has no name. */
  @Nullable PortableStep toPortable(WakeupTree step) {
    List<PortableStep.Touch> touches = new ArrayList<>(step.touches());
    for (int i = 0; i < step.touches(); i++) {
      String location = names.ofLocation(step.slot(i));
      if (location == null) {
        return null;
      }
      touches.add(new PortableStep.Touch(location, step.how(i)));
    }
    return new PortableStep(names.ofThread(step.thread), touches);
  }

  /** Returns steps without what may follow them; null if a location has no name. */
  @Nullable List<PortableStep> toPortable(List<WakeupTree> steps) {
    List<PortableStep> portable = new ArrayList<>(steps.size());
    for (WakeupTree each : steps) {
      PortableStep step = toPortable(each);
      if (step == null) {
        return null;
      }
      portable.add(step);
    }
    return portable;
  }

  /** Returns trees with all that follows; null if a location has no name. */
  @Nullable List<PortableTree> toPortableTrees(List<WakeupTree> trees) {
    List<PortableTree> portable = new ArrayList<>(trees.size());
    for (WakeupTree each : trees) {
      PortableStep step = toPortable(each);
      List<PortableTree> children = toPortableTrees(each.children);
      if (step == null || children == null) {
        return null;
      }
      portable.add(new PortableTree(step, children));
    }
    return portable;
  }

  /** Returns a step without what may follow it; null if this process knows no such location. */
  @Nullable WakeupTree fromPortable(PortableStep step) {
    int count = step.touches().size();
    int[] slots = new int[count];
    byte[] hows = new byte[count];
    for (int i = 0; i < count; i++) {
      slots[i] = names.location(step.touches().get(i).location());
      if (slots[i] < 0) {
        return null;
      }
      hows[i] = step.touches().get(i).how();
    }
    return new WakeupTree(names.thread(step.thread()), slots, hows);
  }

  /** Adds steps to a list; returns whether this process knows all their locations. */
  boolean addSteps(List<PortableStep> steps, List<WakeupTree> to) {
    for (PortableStep each : steps) {
      WakeupTree step = fromPortable(each);
      if (step == null) {
        return false;
      }
      to.add(step);
    }
    return true;
  }

  /** Adds trees with all that follows; returns whether this process knows all their locations. */
  boolean addTrees(List<PortableTree> trees, List<WakeupTree> to) {
    for (PortableTree each : trees) {
      WakeupTree tree = fromPortable(each.step());
      if (tree == null || !addTrees(each.children(), tree.children)) {
        return false;
      }
      to.add(tree);
    }
    return true;
  }
}

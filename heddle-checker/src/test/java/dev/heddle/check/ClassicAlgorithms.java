package dev.heddle.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Algorithms of the textbooks, each right and broken in the ways that the textbooks warn of. */
final class ClassicAlgorithms {
  private ClassicAlgorithms() {}

  /**
   * An algorithm and what is to be found.
   *
   * @param name what it is
   * @param executions how many executions it takes: one for each trace
   * @param expected the kinds of failures; none for an algorithm that is right
   * @param body the program
   */
  record Case(String name, int executions, Set<FailureKind> expected, Body body) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Case right(String name, int executions, Body body) {
    return new Case(name, executions, Set.of(), body);
  }

  static Case broken(String name, int executions, FailureKind kind, Body body) {
    return new Case(name, executions, Set.of(kind), body);
  }

  static Case broken(String name, int executions, Set<FailureKind> kinds, Body body) {
    return new Case(name, executions, kinds, body);
  }

  static List<Case> all() {
    List<Case> all = new ArrayList<>();
    all.addAll(ClassicExclusion.all());
    all.addAll(ClassicStructures.all());
    all.addAll(ClassicDeques.all());
    all.addAll(ClassicBuffers.all());
    return all;
  }
}

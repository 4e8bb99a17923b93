package dev.heddle.watch.look;

import dev.heddle.watch.ResourceKind;
import dev.heddle.watch.jdk.Facts;
import dev.heddle.watch.jdk.Queued;
import dev.heddle.watch.jdk.SubjectKey;
import java.util.ArrayList;
import java.util.List;

/** Something that threads of a {@link Picture} are blocked on. */
final class ResourceNode {
  final int id;

  /** The object itself, or what stands for it. */
  final Object subject;

  final Facts facts;
  final List<ThreadNode> waiters = new ArrayList<>();

  /** The queue, where it has one that can be read; the longest waiting first. */
  List<Queued> queue = List.of();

  ResourceNode(int id, Object subject, Facts facts) {
    this.id = id;
    this.subject = subject;
    this.facts = facts;
  }

  ResourceKind kind() {
    return facts.kind();
  }

  /** Returns whether both are the same thing; calls no code of the service. */
  boolean isSameAs(ResourceNode other) {
    return subject == other.subject
        || (subject instanceof SubjectKey && subject.equals(other.subject));
  }
}

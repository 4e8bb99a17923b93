package dev.heddle.check;

import dev.heddle.check.explore.PortableNode;
import dev.heddle.check.explore.PortableReversal;
import dev.heddle.check.explore.PortableStep;
import dev.heddle.check.explore.PortableTree;
import dev.heddle.check.explore.Subtree;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes messages between the processes of one check; {@link MessageInput} reads them. A text is
 * written once, and is a number after that.
 */
final class MessageOutput {
  private final DataOutputStream out;
  private final Map<String, Integer> texts = new HashMap<>();

  MessageOutput(OutputStream out) {
    this.out = new DataOutputStream(new BufferedOutputStream(out, 1 << 15));
  }

  MessageOutput begin(Message type) throws IOException {
    out.writeByte(type.ordinal());
    return this;
  }

  void flush() throws IOException {
    out.flush();
  }

  MessageOutput number(long number) throws IOException {
    out.writeLong(number);
    return this;
  }

  MessageOutput flag(boolean flag) throws IOException {
    out.writeBoolean(flag);
    return this;
  }

  /** Writes a text that is likely to come again. */
  MessageOutput name(String text) throws IOException {
    Integer known = texts.get(text);
    if (known != null) {
      out.writeInt(known);
      return this;
    }
    texts.put(text, texts.size());
    out.writeInt(-1);
    return text(text);
  }

  MessageOutput text(String text) throws IOException {
    // Not by writeUTF, which takes no more than 65535 bytes.
    out.writeInt(text.length());
    out.writeChars(text);
    return this;
  }

  MessageOutput texts(Collection<String> texts) throws IOException {
    out.writeInt(texts.size());
    for (String each : texts) {
      text(each);
    }
    return this;
  }

  MessageOutput choices(List<Choice> choices) throws IOException {
    out.writeInt(choices.size());
    for (Choice each : choices) {
      out.writeInt(each.chosen());
      out.writeInt(each.width());
    }
    return this;
  }

  MessageOutput steps(List<PortableStep> steps) throws IOException {
    out.writeInt(steps.size());
    for (PortableStep each : steps) {
      step(each);
    }
    return this;
  }

  private void step(PortableStep step) throws IOException {
    name(step.thread());
    out.writeInt(step.touches().size());
    for (PortableStep.Touch each : step.touches()) {
      name(each.location());
      out.writeByte(each.how());
    }
  }

  private void trees(List<PortableTree> trees) throws IOException {
    out.writeInt(trees.size());
    for (PortableTree each : trees) {
      step(each.step());
      trees(each.children());
    }
  }

  MessageOutput nodes(List<PortableNode> nodes) throws IOException {
    out.writeInt(nodes.size());
    for (PortableNode each : nodes) {
      steps(each.asleep());
      step(each.current());
      trees(each.later());
    }
    return this;
  }

  MessageOutput subtree(Subtree subtree) throws IOException {
    nodes(subtree.path());
    out.writeInt(subtree.known());
    trees(subtree.planned());
    return this;
  }

  MessageOutput reversal(PortableReversal reversal) throws IOException {
    out.writeInt(reversal.depth());
    steps(reversal.steps());
    for (BitSet each : reversal.predecessors()) {
      long[] words = each.toLongArray();
      out.writeInt(words.length);
      for (long word : words) {
        out.writeLong(word);
      }
    }
    return this;
  }
}

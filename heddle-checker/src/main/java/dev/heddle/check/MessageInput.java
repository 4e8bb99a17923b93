package dev.heddle.check;

import dev.heddle.check.explore.PortableNode;
import dev.heddle.check.explore.PortableReversal;
import dev.heddle.check.explore.PortableStep;
import dev.heddle.check.explore.PortableTree;
import dev.heddle.check.explore.Subtree;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** Reads what {@link MessageOutput} writes, in the same order. */
final class MessageInput {
  private static final Message[] TYPES = Message.values();

  private final DataInputStream in;
  private final List<String> texts = new ArrayList<>();

  MessageInput(InputStream in) {
    this.in = new DataInputStream(new BufferedInputStream(in, 1 << 15));
  }

  /**
   * Reads what kind of message follows.
   *
   * @throws java.io.EOFException if the other process has closed its end
   */
  Message next() throws IOException {
    int type = in.readUnsignedByte();
    if (type >= TYPES.length) {
      throw new IOException("not a message: " + type);
    }
    return TYPES[type];
  }

  long number() throws IOException {
    return in.readLong();
  }

  boolean flag() throws IOException {
    return in.readBoolean();
  }

  String name() throws IOException {
    int number = in.readInt();
    if (number < 0) {
      texts.add(text());
      return texts.get(texts.size() - 1);
    }
    return texts.get(number);
  }

  String text() throws IOException {
    char[] text = new char[in.readInt()];
    for (int i = 0; i < text.length; i++) {
      text[i] = in.readChar();
    }
    return new String(text);
  }

  List<String> texts() throws IOException {
    List<String> read = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      read.add(text());
    }
    return read;
  }

  List<Choice> choices() throws IOException {
    List<Choice> read = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      int chosen = in.readInt();
      read.add(Choice.of(chosen, in.readInt()));
    }
    return read;
  }

  List<PortableStep> steps() throws IOException {
    List<PortableStep> read = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      read.add(step());
    }
    return read;
  }

  private PortableStep step() throws IOException {
    String thread = name();
    List<PortableStep.Touch> touches = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      String location = name();
      touches.add(new PortableStep.Touch(location, in.readByte()));
    }
    return new PortableStep(thread, touches);
  }

  private List<PortableTree> trees() throws IOException {
    List<PortableTree> read = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      PortableStep step = step();
      read.add(new PortableTree(step, trees()));
    }
    return read;
  }

  List<PortableNode> nodes() throws IOException {
    List<PortableNode> read = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      List<PortableStep> asleep = steps();
      PortableStep current = step();
      read.add(new PortableNode(asleep, current, trees()));
    }
    return read;
  }

  Subtree subtree() throws IOException {
    List<PortableNode> path = nodes();
    int known = in.readInt();
    return new Subtree(path, known, trees());
  }

  PortableReversal reversal() throws IOException {
    int depth = in.readInt();
    List<PortableStep> steps = steps();
    List<BitSet> predecessors = new ArrayList<>(steps.size());
    for (int i = 0; i < steps.size(); i++) {
      long[] words = new long[in.readInt()];
      for (int j = 0; j < words.length; j++) {
        words[j] = in.readLong();
      }
      predecessors.add(BitSet.valueOf(words));
    }
    return new PortableReversal(depth, steps, predecessors);
  }
}

package dev.heddle.check.instrument;

import static dev.heddle.check.instrument.ProgramInstrumenter.hook;
import static dev.heddle.check.instrument.Redirects.HOOKS;

import dev.heddle.check.runtime.Site;
import dev.heddle.check.runtime.Sites;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.FrameNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.JumpInsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.LineNumberNode;
import org.objectweb.asm.tree.LookupSwitchInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TableSwitchInsnNode;
import org.objectweb.asm.tree.VarInsnNode;

/**
 * Puts a hook at the head of each loop: the target of a jump backwards. It costs one read of a
 * field, unless the thread may be waiting in the loop, or is to be stopped; then it tells the local
 * variables, so that a loop that only repeats itself is told from one that goes on.
 *
 * <pre>
 *   head:  if (Hooks.attention) {
 *            frame = Hooks.loop(frame, site);
 *            Hooks.local(i); Hooks.local(list); ...
 *            Hooks.endOfLocals();
 *          }
 * </pre>
 *
 * <p>{@code frame} is a local variable of its own, so that each activation of the method is told
 * from others. What the local variables are at a head is what the class file's stack map says
 * there; {@link OldClassFiles} has made one where there was none.
 */
final class LoopHeads {
  private final ClassNode node;
  private final MethodNode method;
  private final InsnList code;
  private final Map<LabelNode, Integer> heads;

  private LoopHeads(ClassNode node, MethodNode method) {
    this.node = node;
    this.method = method;
    this.code = method.instructions;
    this.heads = heads();
  }

  /** Puts the hooks into a method, before anything else is put into it. */
  static void weave(ClassNode node, MethodNode method) {
    LoopHeads loops = new LoopHeads(node, method);
    if (!loops.heads.isEmpty()) {
      loops.weave();
    }
  }

  /** Returns whether an instruction is in a loop: between a jump backwards and its target. */
  static boolean isInLoop(MethodNode method, AbstractInsnNode instruction) {
    int at = method.instructions.indexOf(instruction);
    for (AbstractInsnNode each = instruction; each != null; each = each.getNext()) {
      for (LabelNode target : targets(each)) {
        if (method.instructions.indexOf(target) < at) {
          return true;
        }
      }
    }
    return false;
  }

  /** Returns the heads of loops, each with its line. */
  private Map<LabelNode, Integer> heads() {
    Map<AbstractInsnNode, Integer> lines = new HashMap<>();
    Set<LabelNode> seen = new LinkedHashSet<>();
    Map<LabelNode, Integer> found = new HashMap<>();
    int line = 0;
    for (AbstractInsnNode each : code) {
      if (each instanceof LineNumberNode number) {
        line = number.line;
        lines.put(number.start, line);
      } else if (each instanceof LabelNode label) {
        seen.add(label);
        lines.putIfAbsent(label, line);
      } else {
        for (LabelNode target : targets(each)) {
          if (seen.contains(target)) {
            found.put(target, lines.getOrDefault(target, line));
          }
        }
      }
    }
    return found;
  }

  private static List<LabelNode> targets(AbstractInsnNode instruction) {
    if (instruction instanceof JumpInsnNode jump) {
      return List.of(jump.label);
    }
    List<LabelNode> targets = new ArrayList<>();
    if (instruction instanceof TableSwitchInsnNode table) {
      targets.addAll(table.labels);
      targets.add(table.dflt);
    } else if (instruction instanceof LookupSwitchInsnNode lookup) {
      targets.addAll(lookup.labels);
      targets.add(lookup.dflt);
    }
    return targets;
  }

  private void weave() {
    int frameLocal = method.maxLocals++;
    Map<LabelNode, FrameNode> frames = new HashMap<>();
    boolean hasFrames = false;
    for (AbstractInsnNode each : code) {
      if (each instanceof FrameNode frame) {
        hasFrames = true;
        for (AbstractInsnNode before = frame.getPrevious();
            before instanceof LabelNode || before instanceof LineNumberNode;
            before = before.getPrevious()) {
          if (before instanceof LabelNode label) {
            frames.put(label, frame);
          }
        }
      }
    }
    if (!hasFrames) {
      heads.forEach((head, line) -> code.insert(head, check(line, null, frameLocal)));
      return;
    }
    for (AbstractInsnNode each : code) {
      if (each instanceof FrameNode frame) {
        frame.local = withFrameLocal(frame.local, frameLocal);
      }
    }
    heads.forEach(
        (head, line) -> {
          FrameNode frame = frames.get(head);
          if (frame != null && frame.stack.isEmpty() && isInitialised(frame)) {
            code.insert(frame, check(line, frame, frameLocal));
          }
        });
    InsnList first = new InsnList();
    first.add(new InsnNode(Opcodes.ACONST_NULL));
    first.add(new VarInsnNode(Opcodes.ASTORE, frameLocal));
    code.insert(first);
  }

  /** Whether nothing at a head is an object that is only being made. */
  private static boolean isInitialised(FrameNode frame) {
    return frame.local.stream()
        .noneMatch(type -> type instanceof LabelNode || type == Opcodes.UNINITIALIZED_THIS);
  }

  private static List<Object> withFrameLocal(List<Object> locals, int frameLocal) {
    List<Object> more = new ArrayList<>(locals);
    int size = 0;
    for (Object type : locals) {
      size += isWide(type) ? 2 : 1;
    }
    for (; size < frameLocal; size++) {
      more.add(Opcodes.TOP);
    }
    more.add("java/lang/Object");
    return more;
  }

  private static boolean isWide(Object type) {
    return type == Opcodes.LONG || type == Opcodes.DOUBLE;
  }

  private InsnList check(int line, @Nullable FrameNode frame, int frameLocal) {
    InsnList list = new InsnList();
    LabelNode after = new LabelNode();
    list.add(new FieldInsnNode(Opcodes.GETSTATIC, HOOKS, "attention", "Z"));
    list.add(new JumpInsnNode(Opcodes.IFEQ, after));
    list.add(
        frame == null
            ? new InsnNode(Opcodes.ACONST_NULL)
            : new VarInsnNode(Opcodes.ALOAD, frameLocal));
    Site place = new Site(node.name.replace('/', '.'), method.name, node.sourceFile, line, "loop");
    list.add(new LdcInsnNode(Sites.add(place)));
    list.add(hook("loop", "(Ljava/lang/Object;I)Ljava/lang/Object;"));
    if (frame == null) {
      list.add(new InsnNode(Opcodes.POP));
      list.add(after);
      return list;
    }
    list.add(new VarInsnNode(Opcodes.ASTORE, frameLocal));
    int local = 0;
    for (Object type : frame.local) {
      if (local < frameLocal) {
        tell(list, type, local);
      }
      local += isWide(type) ? 2 : 1;
    }
    list.add(hook("endOfLocals", "()V"));
    list.add(after);
    list.add(
        new FrameNode(Opcodes.F_NEW, frame.local.size(), frame.local.toArray(), 0, new Object[0]));
    // Two frames must not stand at one place.
    list.add(new InsnNode(Opcodes.NOP));
    return list;
  }

  private static void tell(InsnList list, Object type, int local) {
    if (type == Opcodes.TOP || type == Opcodes.NULL) {
      return;
    }
    int opcode;
    String descriptor;
    if (type == Opcodes.INTEGER) {
      opcode = Opcodes.ILOAD;
      descriptor = "(I)V";
    } else if (type == Opcodes.LONG) {
      opcode = Opcodes.LLOAD;
      descriptor = "(J)V";
    } else if (type == Opcodes.FLOAT) {
      opcode = Opcodes.FLOAD;
      descriptor = "(F)V";
    } else if (type == Opcodes.DOUBLE) {
      opcode = Opcodes.DLOAD;
      descriptor = "(D)V";
    } else {
      opcode = Opcodes.ALOAD;
      descriptor = "(Ljava/lang/Object;)V";
    }
    list.add(new VarInsnNode(opcode, local));
    list.add(hook("local", descriptor));
  }
}

package dev.heddle.check.instrument;

import static dev.heddle.check.instrument.Redirects.JDK_HOOKS;

import java.util.Map;
import java.util.Set;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.VarInsnNode;

/**
 * Methods of the JDK's concurrent collections that are documented as not atomic, or whose result is
 * documented as no more than a reflection of passing states: points between what they do to one
 * element and to the next.
 */
final class NotAtomic {
  private static final String MAP = "java/util/concurrent/ConcurrentHashMap";
  private static final String ADDER = "java/util/concurrent/atomic/LongAdder";
  private static final String TRANSFER_QUEUE = "java/util/concurrent/LinkedTransferQueue";

  /** The JDK whose transfer queue is another than before; calls of the older are single steps. */
  private static final int REWRITTEN = 22;

  private static final String NODES = "[L" + MAP + "$Node;";

  /** Stands for the beginning of a method. */
  private static final String ENTRY = "^";

  /**
   * The names of the places at which another thread may come in between: a call, a read of a field,
   * a write of one (with an equals sign before it), a monitor that is entered ({@code
   * synchronized}), or {@link #ENTRY}. The first that is reached belongs to the step that announced
   * the call.
   */
  private static final Map<String, Map<String, String>> PARTS =
      Map.ofEntries(
          Map.entry(
              MAP,
              Map.of(
                  "putAll", "putVal",
                  "clear", "synchronized",
                  "containsValue", "advance",
                  "forEach", "advance",
                  "replaceAll", "advance replaceNode",
                  "removeEntryIf", "advance replaceNode",
                  "removeValueIf", "advance replaceNode",
                  "hashCode", "advance",
                  "toString", "advance",
                  "equals", "advance")),
          Map.entry(
              MAP + "$CollectionView",
              Map.of(
                  "toArray", "next",
                  "toString", "next",
                  "containsAll", "contains",
                  "removeAll", "remove",
                  "retainAll", "next")),
          Map.entry(MAP + "$KeySetView", Map.of("forEach", "advance", "addAll", "putVal")),
          Map.entry(MAP + "$ValuesView", Map.of("forEach", "advance")),
          Map.entry(
              MAP + "$EntrySetView",
              Map.of("forEach", "advance", "hashCode", "advance", "addAll", "add")),
          Map.entry(
              "java/util/concurrent/ConcurrentSkipListMap",
              Map.of(
                  "clear", "val",
                  "containsValue", "val",
                  "forEach", "val",
                  "replaceAll", "val compareAndSet",
                  "removeEntryIf", "val remove",
                  "removeValueIf", "val remove",
                  "equals", "val")),
          Map.entry(
              "java/util/concurrent/ConcurrentLinkedQueue",
              Map.of(
                  "size", "item",
                  "toArrayInternal", "item",
                  "toString", "item",
                  "bulkRemove", "item casItem",
                  "forEachFrom", "next")),
          Map.entry(
              "java/util/concurrent/ConcurrentLinkedDeque",
              Map.of(
                  "pollFirst", ENTRY + " compareAndSet",
                  "pollLast", ENTRY + " compareAndSet",
                  "removeFirstOccurrence", "item compareAndSet",
                  "removeLastOccurrence", "item compareAndSet",
                  "contains", "item",
                  "size", "item",
                  "toArrayInternal", "item",
                  "toString", "item",
                  "bulkRemove", "item compareAndSet",
                  "forEach", "item")),
          Map.entry(
              TRANSFER_QUEUE,
              Map.of(
                  "countOfMode", "isMatched matched",
                  "toArrayInternal", "item",
                  "toString", "item",
                  "bulkRemove", "item tryMatchData",
                  "forEachFrom", "next")),
          Map.entry(
              "java/util/concurrent/ThreadPoolExecutor",
              Map.of(
                  "setCorePoolSize", ENTRY + " =corePoolSize ctl",
                  "setMaximumPoolSize", ENTRY + " =maximumPoolSize ctl",
                  "setKeepAliveTime", ENTRY + " =keepAliveTime",
                  "allowCoreThreadTimeOut", ENTRY + " =allowCoreThreadTimeOut")),
          Map.entry(
              "java/util/concurrent/atomic/AtomicMarkableReference",
              Map.of("attemptMark", ENTRY + " casPair")),
          Map.entry(
              "java/util/concurrent/atomic/AtomicStampedReference",
              Map.of("attemptStamp", ENTRY + " casPair")),
          Map.entry("java/util/Collection", Map.of("removeIf", "next remove")),
          Map.entry(
              "java/util/AbstractMap",
              Map.of("putAll", "put", "toString", "next", "equals", "next", "hashCode", "next")),
          Map.entry("java/util/AbstractQueue", Map.of("addAll", "add", "clear", "poll")),
          Map.entry("java/util/AbstractSet", Map.of("removeAll", "remove", "hashCode", "next")),
          Map.entry(
              "java/util/AbstractCollection",
              Map.of(
                  "addAll", "add",
                  "containsAll", "contains",
                  "removeAll", "remove",
                  "retainAll", "remove",
                  "toArray", "next",
                  "toString", "next")));

  private NotAtomic() {}

  /** Returns whether a class has such methods that is not in java.util.concurrent itself. */
  static boolean isOutside(String className) {
    return PARTS.containsKey(className) && !className.startsWith("java/util/concurrent/");
  }

  /** Inserts points between the parts of a method that has some; returns whether it did. */
  static boolean divide(String className, MethodNode method) {
    if (className.startsWith(MAP + "$")) {
      if (className.endsWith("Task") && method.name.equals("compute")) {
        return divideTraversal(className, method);
      }
      if (className.endsWith("Spliterator") && method.name.equals("forEachRemaining")) {
        return divideTraversal(className, method);
      }
      if (method.name.equals("spliterator")) {
        return tellTable(className, method);
      }
    }
    if (className.equals(MAP) && method.name.equals("batchFor")) {
      method.instructions.insert(hookOfTable("beforeBulk", className, "table", true));
      return true;
    }
    if (className.equals(ADDER)) {
      return divideAdder(method);
    }
    if (className.equals(TRANSFER_QUEUE) && Runtime.version().feature() < REWRITTEN) {
      return false;
    }
    String parts = PARTS.getOrDefault(className, Map.of()).get(method.name);
    if (parts == null || (method.access & Opcodes.ACC_STATIC) != 0) {
      return false;
    }
    return insertBefore(
        method,
        Set.of(parts.split(" ")),
        () -> HandOvers.hookOfThis("nextPart", "Ljava/lang/Object;"));
  }

  private static boolean divideAdder(MethodNode method) {
    InsnList prologue = new InsnList();
    prologue.add(new VarInsnNode(Opcodes.ALOAD, 0));
    switch (method.name) {
      case "add" -> {
        prologue.add(new VarInsnNode(Opcodes.LLOAD, 1));
        prologue.add(hook("beforeAdding", "(L" + ADDER + ";J)V"));
        method.instructions.insert(prologue);
      }
      case "reset", "sumThenReset" -> {
        prologue.add(hook("beforeReset", "(L" + ADDER + ";)V"));
        method.instructions.insert(prologue);
      }
      case "sum" -> {
        for (AbstractInsnNode instruction : method.instructions.toArray()) {
          if (instruction.getOpcode() == Opcodes.LRETURN) {
            InsnList call = new InsnList();
            call.add(new VarInsnNode(Opcodes.ALOAD, 0));
            call.add(hook("sum", "(JL" + ADDER + ";)J"));
            method.instructions.insertBefore(instruction, call);
          }
        }
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  /** Streams and tasks of a map know its table. */
  private static boolean divideTraversal(String className, MethodNode method) {
    return insertBefore(
        method, Set.of("advance"), () -> hookOfTable("nextPartOfTable", className, "tab", false));
  }

  /** A view tells of the table of its map before it makes a stream. */
  private static boolean tellTable(String className, MethodNode method) {
    String map = "L" + MAP + ";";
    InsnList prologue = new InsnList();
    prologue.add(new VarInsnNode(Opcodes.ALOAD, 0));
    prologue.add(new FieldInsnNode(Opcodes.GETFIELD, className, "map", map));
    prologue.add(new InsnNode(Opcodes.DUP));
    prologue.add(new FieldInsnNode(Opcodes.GETFIELD, MAP, "table", NODES));
    prologue.add(hook("beforeBulk", "(Ljava/lang/Object;Ljava/lang/Object;)V"));
    method.instructions.insert(prologue);
    return true;
  }

  /** Something that makes a new call of a hook for each place. */
  private interface Hook {
    InsnList make();
  }

  private static boolean insertBefore(MethodNode method, Set<String> names, Hook hook) {
    boolean changed = false;
    for (AbstractInsnNode instruction : method.instructions.toArray()) {
      if (names.contains(nameOf(instruction))) {
        method.instructions.insertBefore(beginningOf(instruction), hook.make());
        changed = true;
      }
    }
    if (names.contains(ENTRY) && changed) {
      method.instructions.insert(hook.make());
    }
    return changed;
  }

  /** Returns the name of a place in {@link #PARTS}, or nothing if it can be none. */
  private static String nameOf(AbstractInsnNode instruction) {
    return switch (instruction.getOpcode()) {
      case Opcodes.GETFIELD -> ((FieldInsnNode) instruction).name;
      case Opcodes.PUTFIELD -> "=" + ((FieldInsnNode) instruction).name;
      case Opcodes.MONITORENTER -> "synchronized";
      default -> instruction instanceof MethodInsnNode call ? call.name : "";
    };
  }

  /** A monitor is entered in the model first, which needs it twice. */
  private static AbstractInsnNode beginningOf(AbstractInsnNode instruction) {
    AbstractInsnNode at = instruction;
    while (at.getOpcode() != Opcodes.DUP && instruction.getOpcode() == Opcodes.MONITORENTER) {
      at = at.getPrevious();
    }
    return at;
  }

  private static InsnList hookOfTable(
      String name, String className, String field, boolean withThis) {
    InsnList call = new InsnList();
    if (withThis) {
      call.add(new VarInsnNode(Opcodes.ALOAD, 0));
    }
    call.add(new VarInsnNode(Opcodes.ALOAD, 0));
    call.add(new FieldInsnNode(Opcodes.GETFIELD, className, field, NODES));
    call.add(
        hook(name, withThis ? "(Ljava/lang/Object;Ljava/lang/Object;)V" : "(Ljava/lang/Object;)V"));
    return call;
  }

  private static MethodInsnNode hook(String name, String descriptor) {
    return new MethodInsnNode(Opcodes.INVOKESTATIC, JDK_HOOKS, name, descriptor, false);
  }
}

package dev.heddle.check.instrument;

import static dev.heddle.check.instrument.ProgramInstrumenter.hook;

import dev.heddle.check.runtime.Site;
import dev.heddle.check.runtime.Sites;
import java.util.HashSet;
import java.util.Set;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.FrameNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.IntInsnNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.LineNumberNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.MultiANewArrayInsnNode;
import org.objectweb.asm.tree.TryCatchBlockNode;
import org.objectweb.asm.tree.TypeInsnNode;
import org.objectweb.asm.tree.VarInsnNode;

/** Writes the hooks into one method. Every piece leaves the operand stack as it found it. */
final class HookWriter {
  private static final Set<String> VALUES =
      Set.of(
          "java/lang/String",
          "java/lang/Integer",
          "java/lang/Long",
          "java/lang/Boolean",
          "java/lang/Double",
          "java/lang/Character",
          "java/lang/Class",
          "java/lang/Runnable",
          "java/lang/Thread",
          "java/lang/ThreadGroup",
          "java/lang/Throwable");

  private final ClassHierarchy hierarchy;
  private final ClassNode node;
  private final MethodNode method;
  private final InsnList code;
  private final int firstFreeLocal;
  private int line;

  HookWriter(ClassNode node, MethodNode method, ClassHierarchy hierarchy) {
    this.hierarchy = hierarchy;
    this.node = node;
    this.method = method;
    this.code = method.instructions;
    this.firstFreeLocal = method.maxLocals;
  }

  void line(int number) {
    line = number;
  }

  private LdcInsnNode site(String what) {
    return new LdcInsnNode(Sites.add(place(what)));
  }

  private Site place(String what) {
    return new Site(node.name.replace('/', '.'), method.name, node.sourceFile, line, what);
  }

  private LdcInsnNode siteOf(MethodInsnNode call) {
    return new LdcInsnNode(
        Sites.addCall(place(nameOf(call)), JdkCalls.modelName(call.name, call.desc)));
  }

  private LdcInsnNode siteOf(String what, FieldInsnNode field) {
    boolean isVolatile =
        (hierarchy.fieldAccess(field.owner, field.name) & Opcodes.ACC_VOLATILE) != 0;
    return siteOf(what, field, isVolatile);
  }

  private LdcInsnNode siteOf(String what, FieldInsnNode field, boolean isVolatile) {
    String declarer = hierarchy.fieldDeclarer(field.owner, field.name);
    return new LdcInsnNode(
        Sites.addField(
            place(what + field.name),
            declarer,
            field.name,
            isVolatile ? Sites.Access.VOLATILE : Sites.Access.PLAIN));
  }

  /** Before an access of a field of int size that the JDK shares on purpose: as if volatile. */
  void beforeSharedField(FieldInsnNode field) {
    boolean reads = field.getOpcode() == Opcodes.GETFIELD;
    InsnList list = new InsnList();
    if (reads) {
      list.add(new InsnNode(Opcodes.DUP));
    } else {
      list.add(new InsnNode(Opcodes.DUP2));
      list.add(new InsnNode(Opcodes.POP));
    }
    list.add(siteOf(reads ? "read " : "write ", field, true));
    list.add(hook(reads ? "readField" : "writeField", "(Ljava/lang/Object;I)V"));
    code.insertBefore(field, list);
  }

  void beforeField(FieldInsnNode field) {
    InsnList list = new InsnList();
    switch (field.getOpcode()) {
      case Opcodes.GETSTATIC -> {
        list.add(siteOf("read ", field));
        list.add(hook("readStatic", "(I)V"));
      }
      case Opcodes.PUTSTATIC -> {
        list.add(siteOf("write ", field));
        list.add(hook("writeStatic", "(I)V"));
      }
      case Opcodes.GETFIELD -> {
        list.add(new InsnNode(Opcodes.DUP));
        list.add(siteOf("read ", field));
        list.add(hook("readField", "(Ljava/lang/Object;I)V"));
      }
      default -> addBeforePutField(list, field);
    }
    code.insertBefore(field, list);
  }

  private void addBeforePutField(InsnList list, FieldInsnNode field) {
    boolean wide = Type.getType(field.desc).getSize() == 2;
    if (wide) {
      list.add(new InsnNode(Opcodes.DUP2_X1));
      list.add(new InsnNode(Opcodes.POP2));
      list.add(new InsnNode(Opcodes.DUP));
    } else {
      list.add(new InsnNode(Opcodes.DUP2));
      list.add(new InsnNode(Opcodes.POP));
    }
    list.add(siteOf("write ", field));
    list.add(hook("writeField", "(Ljava/lang/Object;I)V"));
    if (wide) {
      list.add(new InsnNode(Opcodes.DUP_X2));
      list.add(new InsnNode(Opcodes.POP));
    }
  }

  void beforeArrayAccess(AbstractInsnNode access) {
    InsnList list = new InsnList();
    int opcode = access.getOpcode();
    if (opcode <= Opcodes.SALOAD) {
      list.add(new InsnNode(Opcodes.DUP2));
      list.add(site("read array element"));
      list.add(hook("readArray", "(Ljava/lang/Object;II)V"));
    } else {
      Type value =
          switch (opcode) {
            case Opcodes.LASTORE -> Type.LONG_TYPE;
            case Opcodes.DASTORE -> Type.DOUBLE_TYPE;
            case Opcodes.FASTORE -> Type.FLOAT_TYPE;
            case Opcodes.AASTORE -> Type.getObjectType("java/lang/Object");
            default -> Type.INT_TYPE;
          };
      spill(list, new Type[] {value});
      list.add(new InsnNode(Opcodes.DUP2));
      list.add(site("write array element"));
      list.add(hook("writeArray", "(Ljava/lang/Object;II)V"));
      unspill(list, new Type[] {value});
    }
    code.insertBefore(access, list);
  }

  void replaceMonitor(AbstractInsnNode instruction) {
    boolean enter = instruction.getOpcode() == Opcodes.MONITORENTER;
    code.insertBefore(instruction, site(enter ? "enter monitor" : "exit monitor"));
    code.set(instruction, hook(enter ? "monitorEnter" : "monitorExit", "(Ljava/lang/Object;I)V"));
  }

  void tellSite(MethodInsnNode call, String hook) {
    code.insertBefore(call, site(nameOf(call)));
    code.insertBefore(call, hook(hook, "(I)V"));
  }

  /** A wait that is in no loop would not see whether it ended for no reason. */
  void noteWait(MethodInsnNode call) {
    if (!LoopHeads.isInLoop(method, call)) {
      Sites.addOutsideLoop((int) siteOf(call).cst);
      Sites.addOutsideLoop((int) site(nameOf(call)).cst);
    }
  }

  void redirect(MethodInsnNode call, Redirects.Redirect redirect) {
    if (!redirect.hook().equals("currentThread")) {
      tellSite(call, "at");
    }
    code.set(call, redirect.call(redirect.hook()));
  }

  void beforeStaticCall(MethodInsnNode call) {
    Type[] arguments = Type.getArgumentTypes(call.desc);
    if (takesState(call, arguments)) {
      InsnList list = new InsnList();
      spill(list, arguments);
      tellArguments(list, call, arguments);
      unspill(list, arguments);
      code.insertBefore(call, list);
    }
    code.insertBefore(call, siteOf(call));
    boolean own = call.name.equals("interrupted") && call.desc.equals("()Z");
    String hook = own ? "beforeOwnCall" : isFunction(call) ? "beforeFunction" : "beforeStaticCall";
    code.insertBefore(call, hook(hook, "(I)V"));
  }

  private static boolean isFunction(MethodInsnNode call) {
    return call.owner.equals("java/util/Arrays")
        || call.owner.equals("java/util/Collections")
        || call.name.equals("arraycopy");
  }

  /** After an object was made: it is on top of the stack. */
  void afterCreation(AbstractInsnNode creation, String hook, String what) {
    InsnList list = new InsnList();
    list.add(new InsnNode(Opcodes.DUP));
    list.add(site(what));
    list.add(hook(hook, "(Ljava/lang/Object;I)V"));
    code.insert(creation, list);
  }

  void beforeCall(MethodInsnNode call, String hook) {
    Type[] arguments = Type.getArgumentTypes(call.desc);
    InsnList list = new InsnList();
    spill(list, arguments);
    if (call.name.startsWith("acquire") && call.desc.startsWith("(I")) {
      list.add(new VarInsnNode(Opcodes.ILOAD, firstFreeLocal));
      list.add(hook("argument", "(I)V"));
    }
    if (JdkCalls.takesKey(call.owner, call.desc)) {
      list.add(new VarInsnNode(Opcodes.ALOAD, firstFreeLocal));
      list.add(hook("key", "(Ljava/lang/Object;)V"));
    }
    tellArguments(list, call, arguments);
    list.add(new InsnNode(Opcodes.DUP));
    if (JdkCalls.isHandle(call.owner)) {
      tellVariable(list, arguments);
      list.add(siteOf(call));
      list.add(hook("beforeHandle", "(Ljava/lang/Object;Ljava/lang/Object;JI)V"));
    } else if (hook.equals("beforeCall") && JdkCalls.takesIndex(call.owner, call.name, call.desc)) {
      list.add(new VarInsnNode(Opcodes.ILOAD, firstFreeLocal));
      list.add(siteOf(call));
      list.add(hook("beforeIndexedCall", "(Ljava/lang/Object;II)V"));
    } else {
      list.add(siteOf(call));
      list.add(hook(hook, "(Ljava/lang/Object;I)V"));
    }
    unspill(list, arguments);
    code.insertBefore(call, list);
  }

  /** Pushes the first argument, if it is an object, and the second, if it is a whole number. */
  private void tellVariable(InsnList list, Type[] arguments) {
    boolean isObject = arguments.length > 0 && arguments[0].getSort() >= Type.ARRAY;
    list.add(
        isObject
            ? new VarInsnNode(Opcodes.ALOAD, firstFreeLocal)
            : new InsnNode(Opcodes.ACONST_NULL));
    int second = arguments.length > 1 ? arguments[1].getSort() : Type.VOID;
    int local = arguments.length > 1 ? firstFreeLocal + arguments[0].getSize() : 0;
    if (second == Type.LONG) {
      list.add(new VarInsnNode(Opcodes.LLOAD, local));
    } else if (second >= Type.CHAR && second <= Type.INT) {
      list.add(new VarInsnNode(Opcodes.ILOAD, local));
      list.add(new InsnNode(Opcodes.I2L));
    } else {
      list.add(new InsnNode(Opcodes.LCONST_0));
    }
  }

  private static boolean takesState(MethodInsnNode call, Type[] arguments) {
    for (Type argument : arguments) {
      if (isTold(call, argument)) {
        return true;
      }
    }
    return false;
  }

  /** Whether a call may read or change an object that it is given, rather than only keep it. */
  private static boolean isTold(MethodInsnNode call, Type argument) {
    if (argument.getSort() == Type.ARRAY) {
      return true;
    }
    boolean reflective =
        call.owner.startsWith("java/lang/reflect/") || call.owner.startsWith("java/lang/invoke/");
    return mayHaveState(argument)
        && (reflective
            || NondeterministicCalls.TEXT_TAKERS.contains(call.owner)
            || call.name.equals("equals")
            || call.owner.equals("java/io/ObjectOutputStream")
            || call.getOpcode() == Opcodes.INVOKESTATIC
            || !argument.getInternalName().equals("java/lang/Object"));
  }

  private void tellArguments(InsnList list, MethodInsnNode call, Type[] arguments) {
    if (call.owner.equals("java/lang/System") && call.name.equals("arraycopy")) {
      tellCopy(list);
      return;
    }
    int local = firstFreeLocal;
    for (int i = 0; i < arguments.length; i++) {
      if (isTold(call, arguments[i])) {
        boolean changed = i == 0 && JdkCalls.changesFirst(call.owner, call.name);
        tellArgument(list, call.owner, arguments, i, local, changed);
      }
      local += arguments[i].getSize();
    }
  }

  /** Two indexes after an array are those between which it is used, or the first and how many. */
  private static void tellArgument(
      InsnList list, String owner, Type[] arguments, int at, int local, boolean changed) {
    list.add(new VarInsnNode(Opcodes.ALOAD, local));
    boolean isPart =
        arguments[at].getSort() == Type.ARRAY
            && at + 2 < arguments.length
            && arguments[at + 1].getSort() == Type.INT
            && arguments[at + 2].getSort() == Type.INT;
    if (!isPart) {
      list.add(hook(changed ? "changedArgument" : "argument", "(Ljava/lang/Object;)V"));
      return;
    }
    list.add(new VarInsnNode(Opcodes.ILOAD, local + 1));
    list.add(new VarInsnNode(Opcodes.ILOAD, local + 2));
    boolean hasEnd = owner.equals("java/util/Arrays");
    if (hasEnd && changed) {
      // How many, in place of the end.
      list.add(new VarInsnNode(Opcodes.ILOAD, local + 1));
      list.add(new InsnNode(Opcodes.ISUB));
    }
    String hook = changed ? "changedPart" : hasEnd ? "range" : "part";
    list.add(hook(hook, "(Ljava/lang/Object;II)V"));
  }

  /** Of {@code System.arraycopy(from, at, to, at, length)}. */
  private void tellCopy(InsnList list) {
    list.add(new VarInsnNode(Opcodes.ALOAD, firstFreeLocal));
    list.add(new VarInsnNode(Opcodes.ILOAD, firstFreeLocal + 1));
    list.add(new VarInsnNode(Opcodes.ILOAD, firstFreeLocal + 4));
    list.add(hook("part", "(Ljava/lang/Object;II)V"));
    list.add(new VarInsnNode(Opcodes.ALOAD, firstFreeLocal + 2));
    list.add(new VarInsnNode(Opcodes.ILOAD, firstFreeLocal + 3));
    list.add(new VarInsnNode(Opcodes.ILOAD, firstFreeLocal + 4));
    list.add(hook("changedPart", "(Ljava/lang/Object;II)V"));
  }

  /** Before an element is read or written by reflection. */
  void beforeReflectiveElement(MethodInsnNode call) {
    Type[] arguments = Type.getArgumentTypes(call.desc);
    boolean writes = call.name.startsWith("set");
    InsnList list = new InsnList();
    spill(list, arguments);
    list.add(new VarInsnNode(Opcodes.ALOAD, firstFreeLocal));
    list.add(new VarInsnNode(Opcodes.ILOAD, firstFreeLocal + 1));
    list.add(site(writes ? "write array element" : "read array element"));
    list.add(
        hook(
            writes ? "writeArrayReflectively" : "readArrayReflectively",
            "(Ljava/lang/Object;II)V"));
    unspill(list, arguments);
    code.insertBefore(call, list);
  }

  /** Before an array is cloned: it is on top of the stack. */
  void beforeClone(MethodInsnNode call) {
    InsnList list = new InsnList();
    list.add(new InsnNode(Opcodes.DUP));
    list.add(site("read array element"));
    list.add(hook("readArray", "(Ljava/lang/Object;I)V"));
    code.insertBefore(call, list);
  }

  /** Before a call that may clone the object on top of the stack. */
  void beforeObjectClone(MethodInsnNode call) {
    InsnList list = new InsnList();
    list.add(new InsnNode(Opcodes.DUP));
    list.add(new InsnNode(isSuperCall(call) ? Opcodes.ICONST_1 : Opcodes.ICONST_0));
    list.add(site("clone"));
    list.add(hook("beforeClone", "(Ljava/lang/Object;ZI)V"));
    code.insertBefore(call, list);
  }

  /** Before the {@code toString}, {@code equals} or {@code hashCode} generated for a record. */
  void beforeMethodOfRecord(InvokeDynamicInsnNode call) {
    Type[] arguments = Type.getArgumentTypes(call.desc);
    InsnList list = new InsnList();
    spill(list, arguments);
    for (int i = 0; i < arguments.length; i++) {
      list.add(new VarInsnNode(Opcodes.ALOAD, firstFreeLocal + i));
      list.add(site("read in " + call.name));
      list.add(hook("beforeMethodOfRecord", "(Ljava/lang/Object;I)V"));
    }
    unspill(list, arguments);
    code.insertBefore(call, list);
  }

  private static boolean isSuperCall(MethodInsnNode call) {
    return call.getOpcode() == Opcodes.INVOKESPECIAL;
  }

  /**
   * Before something of the JDK that reads the objects it gets, such as {@code new
   * ArrayList<>(list)} or the making of a text.
   */
  void beforeUseOfArguments(AbstractInsnNode use, String descriptor, String name) {
    if (!usesArguments(descriptor)) {
      return;
    }
    Type[] arguments = Type.getArgumentTypes(descriptor);
    InsnList list = new InsnList();
    spill(list, arguments);
    int local = firstFreeLocal;
    for (Type argument : arguments) {
      if (mayHaveState(argument)) {
        if (use instanceof InvokeDynamicInsnNode) {
          list.add(new VarInsnNode(Opcodes.ALOAD, local));
          list.add(NondeterministicCalls.beforeHash());
        }
        list.add(new VarInsnNode(Opcodes.ALOAD, local));
        list.add(site("read in " + name.substring(name.lastIndexOf('/') + 1).replace('$', '.')));
        list.add(hook("beforeCall", "(Ljava/lang/Object;I)V"));
      }
      local += argument.getSize();
    }
    if (use instanceof MethodInsnNode call) {
      tellArrays(list, call, arguments);
    }
    unspill(list, arguments);
    code.insertBefore(use, list);
  }

  /** Whether something of the JDK may read one of the objects that it gets. */
  static boolean usesArguments(String descriptor) {
    for (Type argument : Type.getArgumentTypes(descriptor)) {
      if (mayHaveState(argument) || argument.getSort() == Type.ARRAY) {
        return true;
      }
    }
    return false;
  }

  private void tellArrays(InsnList list, MethodInsnNode call, Type[] arguments) {
    int local = firstFreeLocal;
    boolean any = false;
    for (int i = 0; i < arguments.length; i++) {
      if (arguments[i].getSort() == Type.ARRAY) {
        tellArgument(list, call.owner, arguments, i, local, false);
        any = true;
      }
      local += arguments[i].getSize();
    }
    if (any) {
      list.add(siteOf(call));
      list.add(hook("beforeFunction", "(I)V"));
    }
  }

  private static boolean mayHaveState(Type argument) {
    return argument.getSort() == Type.OBJECT
        && !VALUES.contains(argument.getInternalName())
        && !argument.getInternalName().startsWith("java/util/function/");
  }

  /** Names an array that is made, as source code does. */
  static String nameOfArray(AbstractInsnNode creation) {
    Type type =
        switch (creation.getOpcode()) {
          case Opcodes.ANEWARRAY -> arrayOf(((TypeInsnNode) creation).desc);
          case Opcodes.MULTIANEWARRAY -> Type.getType(((MultiANewArrayInsnNode) creation).desc);
          default -> Type.getType("[" + "ZCFDBSIJ".charAt(((IntInsnNode) creation).operand - 4));
        };
    return "new " + type.getClassName();
  }

  private static Type arrayOf(String element) {
    return Type.getType("[" + Type.getObjectType(element).getDescriptor());
  }

  static String nameOf(MethodInsnNode call) {
    String owner = call.owner.substring(call.owner.lastIndexOf('/') + 1).replace('$', '.');
    return owner + "." + call.name;
  }

  /** Moves the topmost values of the stack into locals that nothing else uses. */
  private void spill(InsnList list, Type[] types) {
    int local = firstFreeLocal;
    for (Type type : types) {
      local += type.getSize();
    }
    method.maxLocals = Math.max(method.maxLocals, local);
    for (int i = types.length - 1; i >= 0; i--) {
      local -= types[i].getSize();
      list.add(new VarInsnNode(types[i].getOpcode(Opcodes.ISTORE), local));
    }
  }

  private void unspill(InsnList list, Type[] types) {
    int local = firstFreeLocal;
    for (Type type : types) {
      list.add(new VarInsnNode(type.getOpcode(Opcodes.ILOAD), local));
      local += type.getSize();
    }
  }

  /**
   * Around a call by which a library lets the program's code run: a point when it returns, and
   * where what it throws is caught.
   *
   * @param isAlwaysPoint whether what the library does before and after is no single step even if
   *     the program's code does nothing that others see
   */
  void aroundCallback(MethodInsnNode call, boolean isAlwaysPoint) {
    // What the program does in there has sites of its own; afterwards the caller's counts again.
    int caller = method.maxLocals;
    int announced = caller + 1;
    int callee = announced + 1;
    method.maxLocals += 3;
    InsnList before = new InsnList();
    // Neither what has no object nor what is only being made keeps the state that is at stake.
    boolean hasLibrary = !isStatic() && !method.name.equals("<init>");
    before.add(hook("callee", "()Ljava/lang/Object;"));
    before.add(new VarInsnNode(Opcodes.ASTORE, callee));
    before.add(hook("site", "()I"));
    before.add(new VarInsnNode(Opcodes.ISTORE, caller));
    before.add(hook("announced", "()I"));
    before.add(new VarInsnNode(Opcodes.ISTORE, announced));
    code.insertBefore(call, before);
    InsnList after = new InsnList();
    after.add(new VarInsnNode(Opcodes.ALOAD, callee));
    after.add(hasLibrary ? library() : new VarInsnNode(Opcodes.ALOAD, callee));
    after.add(new VarInsnNode(Opcodes.ILOAD, caller));
    after.add(
        isAlwaysPoint
            ? new InsnNode(Opcodes.ICONST_M1)
            : new VarInsnNode(Opcodes.ILOAD, announced));
    after.add(hook("afterCallback", "(Ljava/lang/Object;Ljava/lang/Object;II)V"));
    code.insert(call, after);
    Set<LabelNode> handlers = new HashSet<>();
    for (TryCatchBlockNode block : method.tryCatchBlocks) {
      boolean covers =
          code.indexOf(block.start) <= code.indexOf(call)
              && code.indexOf(call) < code.indexOf(block.end);
      if (covers && handlers.add(block.handler)) {
        // The local variables are not there: the verifier forgets it on the way to a handler.
        InsnList caught = new InsnList();
        caught.add(library());
        caught.add(site("return from " + nameOf(call)));
        caught.add(
            hook(
                isAlwaysPoint ? "afterThrowingTask" : "afterThrowingCallback",
                "(Ljava/lang/Object;I)V"));
        code.insert(beginningOf(block.handler), caught);
      }
    }
  }

  /** The object whose method calls back, as far as it is one. */
  private AbstractInsnNode library() {
    return isStatic() ? new InsnNode(Opcodes.ACONST_NULL) : new VarInsnNode(Opcodes.ALOAD, 0);
  }

  /** Lets the end of an execution pass through handlers of {@code Throwable} and {@code Error}. */
  void guardHandlers() {
    Set<LabelNode> guarded = new HashSet<>();
    for (TryCatchBlockNode block : method.tryCatchBlocks) {
      boolean catchesAborts =
          "java/lang/Throwable".equals(block.type) || "java/lang/Error".equals(block.type);
      if (catchesAborts && guarded.add(block.handler)) {
        InsnList list = new InsnList();
        list.add(new InsnNode(Opcodes.DUP));
        list.add(hook("caught", "(Ljava/lang/Throwable;)V"));
        code.insert(beginningOf(block.handler), list);
      }
    }
  }

  /** Returns the instruction after which a handler's code begins. */
  private static AbstractInsnNode beginningOf(LabelNode handler) {
    AbstractInsnNode at = handler;
    while (at.getNext() instanceof FrameNode
        || at.getNext() instanceof LineNumberNode
        || at.getNext() instanceof LabelNode) {
      at = at.getNext();
    }
    return at;
  }

  /** Turns a synchronized method into one that enters and exits the model's monitor. */
  void replaceSynchronized() {
    method.access &= ~Opcodes.ACC_SYNCHRONIZED;
    String owner = node.name.substring(node.name.lastIndexOf('/') + 1);
    line = firstLine();
    InsnList enter = monitorCall("enter monitor of " + owner, "monitorEnter");
    String exit = "exit monitor of " + owner;
    wrap(enter, () -> monitorCall(exit, "monitorExit"));
  }

  /** Makes a class initialiser a single step. */
  void makeAtomic() {
    wrap(one("enterAtomic"), () -> one("exitAtomic"));
  }

  /** Tells when a method begins and ends that loads classes or links code. */
  void tellLinking() {
    wrap(one("enterLinking"), () -> one("exitLinking"));
  }

  /** Tells when a method of a library begins and ends whose calls are single steps. */
  void makeCallOfLibrary(String what) {
    line = firstLine();
    InsnList enter = new InsnList();
    enter.add(site(what));
    enter.add(hook("enterLibrary", "(I)V"));
    wrap(enter, () -> one("exitLibrary"));
  }

  /** Tells when a method begins and ends that is no code of the program. */
  void makeForeign() {
    wrap(one("enterForeign"), () -> one("exitForeign"));
  }

  private static InsnList one(String hook) {
    InsnList list = new InsnList();
    list.add(hook(hook, "()V"));
    return list;
  }

  private InsnList monitorCall(String what, String hook) {
    InsnList list = new InsnList();
    if (isStatic()) {
      list.add(new LdcInsnNode(Type.getObjectType(node.name)));
    } else {
      list.add(new VarInsnNode(Opcodes.ALOAD, 0));
    }
    list.add(site(what));
    list.add(hook(hook, "(Ljava/lang/Object;I)V"));
    return list;
  }

  /** Puts code at the method's beginning, and other code wherever it is left. */
  private void wrap(InsnList before, java.util.function.Supplier<InsnList> after) {
    for (AbstractInsnNode instruction : code.toArray()) {
      int opcode = instruction.getOpcode();
      if (opcode >= Opcodes.IRETURN && opcode <= Opcodes.RETURN) {
        code.insertBefore(instruction, after.get());
      }
    }
    LabelNode start = new LabelNode();
    LabelNode end = new LabelNode();
    before.add(start);
    code.insert(before);
    Object[] locals = isStatic() ? new Object[0] : new Object[] {node.name};
    code.add(end);
    code.add(
        new FrameNode(
            Opcodes.F_NEW, locals.length, locals, 1, new Object[] {"java/lang/Throwable"}));
    code.add(after.get());
    code.add(new InsnNode(Opcodes.ATHROW));
    method.tryCatchBlocks.add(new TryCatchBlockNode(start, end, end, null));
  }

  private boolean isStatic() {
    return (method.access & Opcodes.ACC_STATIC) != 0;
  }

  private int firstLine() {
    for (AbstractInsnNode instruction : code) {
      if (instruction instanceof LineNumberNode number) {
        return number.line;
      }
    }
    return 0;
  }
}

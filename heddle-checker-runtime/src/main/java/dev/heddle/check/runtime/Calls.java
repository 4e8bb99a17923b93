package dev.heddle.check.runtime;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Spliterator;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.locks.AbstractOwnableSynchronizer;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.BaseStream;
import org.jspecify.annotations.Nullable;

/**
 * Calls into the JDK and into trusted libraries: each is one step, announced with what its {@link
 * CallModel} says that it touches and waits for. While a thread may be inside a call, {@link
 * ControlledThread#callee} is its object, so that waiting in there is a matter of that object.
 */
final class Calls {
  /** Stands for all objects of classes without a model. */
  static final Object UNMODELLED = new Object();

  private Calls() {}

  /** Before a call of a method of an object. */
  static void before(ControlledThread self, Object receiver, int site) {
    before(self, receiver, CallSites.of(site, receiver), site);
  }

  /** The same where it is known already what the call is. */
  static void before(ControlledThread self, Object receiver, CallSites.Entry known, int site) {
    Scheduler scheduler = self.scheduler;
    Object front = receiver;
    CallModel.Call call = known.call();
    if (known.standsForOther()) {
      front = Owners.front(receiver);
      call = CallModel.of(front.getClass()).call(Sites.method(site));
    }
    if (call.access().local()) {
      clearArguments(self);
      self.callee = front;
      return;
    }
    CallModel model = call.model();
    if (!model.isModelled()) {
      scheduler.observations().unmodelled().add(LibraryClasses.nameOf(front.getClass()));
    }
    if (call.assumes() != CallModel.Assumption.NOTHING) {
      observe(scheduler, front, call, site);
    }
    if (call.is(CallModel.Trait.AWAITS_CONDITION)) {
      scheduler.observeWait(self, "Condition.await");
      scheduler.platform().offerSignal(self, (Condition) front);
    } else if (call.is(CallModel.Trait.MAY_FAIL_SPURIOUSLY)) {
      observeWeakCompareAndSet(self, site);
    }
    if (call.is(CallModel.Trait.LOCKS_ITSELF)) {
      beforeSelfLocking(self, front, call, Sites.method(site));
    } else {
      announceAndTake(self, front, call, Sites.method(site), Sites.isLook(site));
    }
    if (call.is(CallModel.Trait.STORES_WEAKLY)
        && call.assumes() == CallModel.Assumption.STRONG_ORDER) {
      scheduler.observations().delayedStore(self, site, self.touchedSlots[0]);
    }
  }

  /** Names what the model of a call leaves out. */
  private static void observe(Scheduler scheduler, Object front, CallModel.Call call, int site) {
    Observations observations = scheduler.observations();
    switch (call.assumes()) {
      case NOTHING -> {}
      case STRONG_ORDER ->
          observations.names(Observations.Kind.WEAK_ACCESS).add(Sites.get(site).what());
      case NO_WAITERS -> observations.names(Observations.Kind.WAITERS).add(Sites.get(site).what());
      case ONE_STEP -> {
        if (!scheduler.isAlone()) {
          observations.takenForOneStep(front.getClass(), Sites.method(site));
        }
      }
    }
  }

  /** Names a weak compare-and-set, unless it fails for no reason where it may. */
  static void observeWeakCompareAndSet(ControlledThread self, int site) {
    String what = Sites.get(site).what();
    boolean explored =
        self.scheduler.platform().offersSpurious()
            && !what.startsWith("VarHandle")
            && !what.contains("Updater.");
    self.scheduler.observations().names(Observations.Kind.WEAK_FAILURE).add(explored ? "" : what);
  }

  /** Takes a step that is a call of a library of which nothing is known. */
  static void announceLibrary(ControlledThread self, Site entered) {
    Scheduler scheduler = self.scheduler;
    self.spins.progress();
    self.announce(Operation.ACCESS, null);
    touchOwner(self, UNMODELLED, Footprint.WRITE);
    int slot = self.touchedSlots[0];
    scheduler.point(self);
    self.callee = UNMODELLED;
    takeEffect(self, CallModel.Effect.BOTH, slot);
    if (!scheduler.isAlone()) {
      String name = entered.className();
      scheduler.observations().unmodelled().add(name.substring(0, name.lastIndexOf('.')));
    }
  }

  /** Announces that a call, which is under way, tries to change its object in a step to come. */
  static void announceAttempt(ControlledThread self, Object object) {
    lookAt(self, locationOf(object), Footprint.WRITE);
  }

  /** The step begins in which a call tries to change its object. */
  static void beginAttempt(ControlledThread self, Object object) {
    int slot = slotOf(self, object, Locations.WHOLE);
    self.scheduler.spinning().read(self, slot);
    takeEffect(self, CallModel.Effect.BOTH, slot);
  }

  /**
   * At the beginning of a method that was called from inside the library, or by the program and
   * announced already: a step of its own if the current one was not announced to touch the object.
   */
  static void enter(ControlledThread self, Object receiver, String method) {
    CallModel model = CallModel.of(receiver.getClass());
    CallModel.Call call = model.call(method);
    boolean heedsInterrupt =
        call.access().interruptible() || call.is(CallModel.Trait.READS_INTERRUPT);
    if (call.access().local()
        || (isCovered(self, locationOf(receiver), call.access().how())
            && (!heedsInterrupt || touchesOwnInterrupt(self)))) {
      return;
    }
    if (Pools.isLocking(self)) {
      alsoTouch(self, locationOf(receiver), call.access().how());
      return;
    }
    announceAndTake(self, receiver, call, method, false);
  }

  /** Returns the key that a call concerns if its bin is known, otherwise null. */
  private static @Nullable Object keyOf(ControlledThread self, Object receiver, Object owner) {
    Object key = self.callKey;
    self.callKey = null;
    return receiver == owner && MapKeys.areToldApart(owner) && MapKeys.isHashed(key) ? key : null;
  }

  private static boolean isCovered(ControlledThread self, Object owner, byte how) {
    for (int i = 0; i < self.touches; i++) {
      if (self.targets[i] == owner
          && (self.touchedHow[i] == how || self.touchedHow[i] == Footprint.WRITE)) {
        return true;
      }
    }
    return false;
  }

  /** Records that the step that a thread is in touches an object after all. */
  private static void alsoTouch(ControlledThread self, Object owner, byte how) {
    int slot = slotAt(self, owner, Locations.WHOLE);
    long state = subjectOf(owner).state(owner, self.scheduler);
    self.scheduler.events().alsoTouch(self, slot, how, state);
  }

  static boolean touchesOwnInterrupt(ControlledThread self) {
    for (int i = 0; i < self.touches; i++) {
      if (self.subjects[i] == Subject.INTERRUPT && self.targets[i] == self.thread) {
        return true;
      }
    }
    return false;
  }

  /** Whether a call changes what it seems only to read, for what the object was made to be. */
  private static byte howOf(Object receiver, String method, CallModel.Access access) {
    if (isIteration(receiver, method) && Owners.of(receiver) != receiver) {
      // This is the collection; the iterator is handled separately.
      return Footprint.READ;
    }
    boolean reorders =
        receiver instanceof LinkedHashMap<?, ?> map
            && JdkInternals.isOrderedByAccess(map)
            && (method.equals("get") || method.equals("getOrDefault"));
    return reorders ? Footprint.WRITE : access.how();
  }

  /** Whether a call moves an iterator on, which reads what it iterates over. */
  private static boolean isIteration(Object receiver, String method) {
    boolean iterates =
        receiver instanceof Iterator<?>
            || receiver instanceof Enumeration<?>
            || receiver instanceof Spliterator<?>;
    return iterates
        && switch (method) {
          case "remove", "set", "add" -> false;
          default -> true;
        };
  }

  /** Whether a call changes an iterator, while it only reads what that iterates over. */
  private static boolean movesOn(Object receiver, Object owner, String method) {
    return owner != receiver && isIteration(receiver, method) && !method.startsWith("has");
  }

  private static void announceAndTake(
      ControlledThread self, Object receiver, CallModel.Call call, String method, boolean isLook) {
    Scheduler scheduler = self.scheduler;
    CallModel model = call.model();
    CallModel.Access access = call.access();
    byte how = howOf(receiver, method, access);
    Object owner = model.isExact() ? self.ownerOf(receiver) : UNMODELLED;
    if (isData(owner)) {
      accessData(self, receiver, owner, method, how, self.site);
      return;
    }
    boolean guarded = access.guard() != Guard.NONE && !isFair(owner);
    Object ordered = keyOf(self, receiver, owner);
    Object key = MapKeys.isOfOne(ordered, method) ? ordered : null;
    boolean ofLock = (guarded || access.gives()) && Synchronizers.isMutex(owner);
    boolean reads = how == Footprint.READ || (!guarded && isLook);
    if (movesOn(receiver, owner, method)) {
      self.spins.progress();
    }
    if (!guarded && isLook) {
      lookAt(self, owner, key, model.mayOnlyRead(method) ? how : Footprint.WRITE);
    } else {
      if (!ofLock && !reads) {
        // To take a lock and give it back is no progress of a loop that waits.
        self.spins.progress();
      }
      self.announce(guarded ? Operation.ACQUIRE : Operation.ACCESS, guarded ? receiver : null);
      if (key == null) {
        touchOwner(self, owner, how);
      } else {
        self.touch(MapKeys.slot(self, owner, key), how, Subject.SYNCHRONIZER, owner);
        MapKeys.touchBeside(self, owner, how);
      }
    }
    int slot = self.touchedSlots[0];
    if (ofLock) {
      self.lockUse = access.gives() ? LockUse.GIVES : LockUse.TAKES;
    }
    if (guarded) {
      int argument = access.argument();
      self.waitFor(access.guard(), argument == CallModel.FROM_CALL ? self.callArgument : argument);
      if (access.interruptible()) {
        scheduler.threads().heedInterrupt(self);
      }
    } else if (access.guard() != Guard.NONE
        || call.is(CallModel.Trait.READS_INTERRUPT)
        || call.is(CallModel.Trait.KEEPS_INTERRUPT)) {
      // It looks whether it was interrupted before it waits, if it waits at all.
      scheduler.threads().touchInterrupt(self, self.thread);
    }
    self.callArgument = 1;
    ThreadPoolExecutor pool = owner instanceof ThreadPoolExecutor executor ? executor : null;
    if (pool != null) {
      Pools.touchMore(self, pool, method, how);
    }
    byte use =
        call.is(CallModel.Trait.FILLS_ARGUMENT) || isReflective(receiver)
            ? Footprint.WRITE
            : Footprint.READ;
    touchArguments(self, use);
    scheduler.point(self);
    self.callee = receiver;
    if (ofLock) {
      scheduler.spinning().locked(self, slot, !access.gives());
    } else if (reads) {
      scheduler.spinning().read(self, slot);
    }
    if (key != null) {
      MapKeys.takeEffect(self, owner, how);
    }
    if (key != null || !MapKeys.areToldApart(owner)) {
      takeEffect(self, call.effect(), slot);
    } else if (ordered != null && MapKeys.computes(method)) {
      MapKeys.takeEffect(self, owner, how);
      takeEffect(self, CallModel.Effect.BOTH, MapKeys.slot(self, owner, ordered));
    } else {
      MapKeys.takeEffectOfAll(self, owner, how);
    }
    self.runsProgramInside = call.is(CallModel.Trait.RUNS_PROGRAM_INSIDE);
    accessArguments(self, use, self.site);
    if (pool != null) {
      Pools.takeEffect(self, pool, method);
    }
    Past past = scheduler.past();
    if (past != null) {
      past.called(self, receiver, self.site);
    }
    if (owner instanceof AbstractOwnableSynchronizer synchronizer) {
      scheduler.locks().called(self, synchronizer, receiver, access, self.site);
    }
  }

  /**
   * Before a call of an object whose methods lock a monitor: its own, or that of its collection.
   */
  private static void beforeSelfLocking(
      ControlledThread self, Object receiver, CallModel.Call call, String method) {
    Monitors monitors = self.scheduler.monitors();
    CallModel.Access access = call.access();
    boolean reads = access.how() == Footprint.READ;
    byte use = call.is(CallModel.Trait.FILLS_ARGUMENT) ? Footprint.WRITE : Footprint.READ;
    if (!reads) {
      self.spins.progress();
    }
    self.callee = null;
    // Another thread may take the monitor between this announcement and the call.
    monitors.announceEnter(self, Operation.GUARDED_CALL, monitors.of(Owners.mutexOf(receiver)));
    int monitor = self.touchedSlots[0];
    touchWhole(self, receiver, access.how());
    int whole = self.touchedSlots[self.touches - 1];
    Object data = dataOf(self, receiver, Owners.of(receiver), method);
    if (data instanceof ArrayPart && isPromoted(self, data)) {
      touchData(self, data, access.how());
    }
    touchArguments(self, use);
    self.scheduler.point(self);
    if (reads) {
      self.scheduler.spinning().read(self, whole);
    }
    self.scheduler.locks().passedThrough(self, monitor, self.site);
    Races races = self.scheduler.races();
    races.acquire(self, monitor);
    if (data instanceof ArrayPart || isData(data)) {
      accessContents(self, data, access.how(), self.site);
    } else {
      // Other methods of the object may not lock it.
      takeEffect(self, call.effect(), whole);
    }
    accessArguments(self, use, self.site);
    races.release(self, monitor);
    self.runsProgramInside = true;
    self.callee = receiver;
  }

  static void takeEffect(ControlledThread self, CallModel.Effect effect, int slot) {
    Races races = self.scheduler.races();
    switch (effect) {
      case ACQUIRE -> races.acquire(self, slot);
      case RELEASE -> release(self, slot);
      case NONE -> {}
      case BOTH -> {
        races.acquire(self, slot);
        release(self, slot);
      }
    }
  }

  /** Releases, for a step that only tries, such as a compare-and-set, if it changes something. */
  private static void release(ControlledThread self, int slot) {
    if (self.attempts > 0) {
      self.scheduler.races().releaseIfChanged(self, slot);
    } else {
      self.scheduler.races().release(self, slot);
    }
  }

  // ---- data: objects that are not made to be shared

  /**
   * Before a call of an object that is data: watched for races, and a step only if it is promoted,
   * or if something else that the call is given makes it one.
   */
  private static void accessData(
      ControlledThread self, Object receiver, Object owner, String method, byte how, int site) {
    Scheduler scheduler = self.scheduler;
    byte use = MethodNames.fillsArgument(method) ? Footprint.WRITE : Footprint.READ;
    Object source = receiver instanceof BaseStream ? sourceOf(self, receiver) : null;
    // An iterator changes itself where it reads what it iterates over.
    Object iterator = owner != receiver && isIteration(receiver, method) ? receiver : null;
    Object data = dataOf(self, receiver, owner, method);
    boolean promoted = isPromoted(self, data);
    boolean iteratorIsPromoted = iterator != null && isPromoted(self, iterator);
    boolean sourceIsVisible = source != null && isVisible(self, source);
    if (promoted || iteratorIsPromoted || sourceIsVisible || areVisible(self)) {
      boolean reads = how == Footprint.READ && iterator == null;
      if (!reads) {
        self.spins.progress();
      }
      self.announce(reads ? Operation.LOOK : Operation.ACCESS, null);
      if (promoted) {
        touchData(self, data, how);
      }
      int read = reads ? self.touches : 0;
      if (iteratorIsPromoted) {
        touchData(self, iterator, Footprint.WRITE);
      }
      if (sourceIsVisible) {
        touchArgument(self, source, Footprint.READ);
      }
      touchArguments(self, use);
      scheduler.point(self);
      for (int i = 0; i < read; i++) {
        scheduler.spinning().read(self, self.touchedSlots[i]);
      }
    } else {
      Accesses.data(self, site, how != Footprint.READ || iterator != null);
    }
    self.callee = receiver;
    accessContents(self, data, how, site);
    if (iterator != null) {
      accessContents(self, iterator, Footprint.WRITE, site);
    }
    if (source != null) {
      accessArgument(self, source, Footprint.READ, site);
    }
    accessArguments(self, use, site);
  }

  private static boolean isWatched(ControlledThread self) {
    return self.unordered == 0 && !self.scheduler.isAlone();
  }

  /** Returns what a call of an object accesses: its owner, or elements if that is an array. */
  private static Object dataOf(
      ControlledThread self, Object receiver, Object owner, String method) {
    return owner.getClass().isArray()
        ? ArrayViews.part(receiver, owner, method, self.callIndex)
        : owner;
  }

  private static boolean isPromoted(ControlledThread self, Object data) {
    if (data instanceof ArrayPart part) {
      return !part.isEmpty() && areElementsPromoted(self, part.array());
    }
    Scheduler scheduler = self.scheduler;
    return !scheduler.isAlone()
        && scheduler
            .races()
            .promotions()
            .areContentsPromoted(scheduler.locations().of(self, data), data);
  }

  /** Announces that the pending step touches data that is promoted. */
  private static void touchData(ControlledThread self, Object data, byte how) {
    if (data instanceof ArrayPart part) {
      touchElements(self, part, how);
    } else {
      self.touch(contentsSlot(self, data), how, Subject.OBJECT, null);
    }
  }

  private static int contentsSlot(ControlledThread self, Object owner) {
    return self.scheduler.locations().slot(self, owner, Locations.WHOLE);
  }

  private static void accessContents(ControlledThread self, Object data, byte how, int site) {
    if (!isWatched(self)) {
      return;
    }
    if (data instanceof ArrayPart part) {
      accessElements(self, part, how, site);
    } else {
      Tracked tracked = self.scheduler.locations().of(self, data);
      self.scheduler.races().accessContents(self, tracked, data, site, how != Footprint.READ);
    }
  }

  /** Whether something that the next call is given makes it a step. */
  private static boolean areVisible(ControlledThread self) {
    for (Object argument : self.callArguments) {
      if (isVisible(self, argument)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isVisible(ControlledThread self, Object argument) {
    if (argument instanceof ArrayPart) {
      return isPromoted(self, argument);
    }
    Object owner = locationOf(argument);
    return !isData(owner) || isPromoted(self, owner);
  }

  private static boolean areElementsPromoted(ControlledThread self, Object array) {
    Scheduler scheduler = self.scheduler;
    return !scheduler.isAlone()
        && scheduler
            .races()
            .promotions()
            .areElementsPromoted(scheduler.locations().of(self, array), array);
  }

  /** The data among what a call is given is read or changed now. */
  private static void accessArguments(ControlledThread self, byte how, int site) {
    if (self.callArguments.isEmpty()) {
      return;
    }
    for (Object argument : self.callArguments) {
      accessArgument(self, argument, useOf(self, argument, how), site);
    }
    clearArguments(self);
  }

  private static void accessArgument(ControlledThread self, Object argument, byte how, int site) {
    if (!isWatched(self)) {
      return;
    }
    Object data = argument instanceof ArrayPart ? argument : locationOf(argument);
    if (data instanceof ArrayPart || isData(data)) {
      accessContents(self, data, how, site);
    }
  }

  private static void accessElements(ControlledThread self, ArrayPart part, byte how, int site) {
    Races races = self.scheduler.races();
    Object array = part.array();
    Tracked tracked = self.scheduler.locations().of(self, array);
    for (int i = part.from(); i < part.to(); i++) {
      races.accessElement(self, tracked, array, i, site, how != Footprint.READ);
    }
  }

  static boolean isData(@Nullable Object owner) {
    return owner != null && owner != UNMODELLED && CallModel.of(owner.getClass()).isUnsafe();
  }

  /** Before a call of a static method. */
  static void beforeStatic(ControlledThread self, int site) {
    String what = Sites.get(site).what();
    if (!CallModel.isModelled(what)) {
      self.scheduler.observations().unmodelled().add(what);
    }
    boolean tries = Sites.isLook(site);
    if (tries) {
      lookAt(self, UNMODELLED, Footprint.WRITE);
    } else {
      self.spins.progress();
      self.announce(Operation.ACCESS, null);
      touchWhole(self, UNMODELLED, Footprint.WRITE);
    }
    int slot = self.touchedSlots[0];
    // Perhaps it waits, and an interrupt ends that.
    self.scheduler.threads().touchInterrupt(self, self.thread);
    // Whether it changes what it is given is not known: it may, but nobody is accused of it.
    touchArguments(self, Footprint.WRITE);
    self.scheduler.point(self);
    self.callee = UNMODELLED;
    if (tries) {
      self.scheduler.spinning().read(self, slot);
    }
    takeEffect(self, CallModel.Effect.BOTH, slot);
    accessArguments(self, Footprint.READ, site);
  }

  /** Before a call of a static method that touches nothing but what it is given. */
  static void beforeFunction(ControlledThread self, int site) {
    if (self.callArguments.isEmpty()) {
      return;
    }
    byte how = MethodNames.fillsArgument(Sites.method(site)) ? Footprint.WRITE : Footprint.READ;
    if (areVisible(self)) {
      self.spins.progress();
      self.announce(Operation.ACCESS, null);
      touchArguments(self, how);
      self.scheduler.point(self);
    } else {
      Accesses.data(self, site, how != Footprint.READ);
    }
    self.callee = UNMODELLED;
    accessArguments(self, how, site);
  }

  /**
   * A call that runs code of the program before its effect shows.
   *
   * @param callee the object that is called
   * @param released the locations that the call has released so far
   */
  private record Unfinished(@Nullable Object callee, int[] released) {}

  /** Returns what {@link #resume} needs after a callback. */
  static @Nullable Object suspend(ControlledThread self) {
    return self.runsProgramInside
        ? new Unfinished(self.callee, Arrays.copyOf(self.releasedSlots, self.released))
        : self.callee;
  }

  /** Returns the object that was called, of what {@link #suspend} has returned. */
  static @Nullable Object calleeOf(@Nullable Object suspended) {
    return suspended instanceof Unfinished call ? call.callee : suspended;
  }

  /** After a callback without a step: the step that the thread is in goes on. */
  static void resume(ControlledThread self, @Nullable Object suspended) {
    self.callee = calleeOf(suspended);
    if (self.runsProgramInside) {
      self.scheduler.races().releaseAgain(self);
    }
  }

  /** After code of the program that was called from inside a call has returned into it. */
  static void afterCallback(
      ControlledThread self, @Nullable Object callee, @Nullable Object suspended) {
    Object object = callee == null ? UNMODELLED : callee;
    Object owner = locationOf(object);
    Unfinished unfinished = suspended instanceof Unfinished call ? call : null;
    if (isData(owner)) {
      accessDataAgain(self, object, owner);
      if (unfinished != null) {
        finish(self, unfinished);
      }
      return;
    }
    self.spins.progress();
    self.announce(Operation.ACCESS, null);
    touchWhole(self, object, Footprint.WRITE);
    // What goes on may be a wait that heeds interrupts.
    self.scheduler.threads().touchInterrupt(self, self.thread);
    int slot = self.touchedSlots[0];
    self.scheduler.point(self);
    self.callee = object;
    if (unfinished != null) {
      finish(self, unfinished);
    } else if (MapKeys.areToldApart(object)) {
      MapKeys.takeEffectOfAll(self, object, Footprint.WRITE);
    } else {
      takeEffect(self, CallModel.Effect.BOTH, slot);
    }
  }

  private static void finish(ControlledThread self, Unfinished call) {
    goOn(self, call);
    self.scheduler.races().releaseAgain(self);
  }

  /** After a step in the middle of a call: what the call has released is released by it, too. */
  static void goOn(ControlledThread self, @Nullable Object suspended) {
    if (suspended instanceof Unfinished call) {
      self.released = 0;
      for (int slot : call.released) {
        Races.noteRelease(self, slot);
      }
      self.runsProgramInside = true;
    }
  }

  /**
   * After code of the program has returned into a call of an object that is data: what the call
   * does next is another access of it.
   */
  static void accessDataAgain(ControlledThread self, Object object, Object owner) {
    CallModel.Call call = CallModel.of(object.getClass()).call(Sites.method(self.site));
    byte how = howOf(object, Sites.method(self.site), call.access());
    Object data = dataOf(self, object, owner, Sites.method(self.site));
    if (isPromoted(self, data)) {
      if (how != Footprint.READ) {
        self.spins.progress();
      }
      self.announce(Operation.ACCESS, null);
      touchData(self, data, how);
      self.scheduler.point(self);
    } else {
      Accesses.data(self, self.site, how != Footprint.READ);
    }
    self.callee = object;
    accessContents(self, data, how, self.site);
  }

  /** Returns whether a call of an object is looked at again after every callback. */
  static boolean isPromotedData(ControlledThread self, Object object) {
    Object owner = locationOf(object);
    return isData(owner) && isPromoted(self, dataOf(self, object, owner, ""));
  }

  /** Announces that the pending step touches an object of a library as a whole. */
  static void touchWhole(ControlledThread self, Object object, byte how) {
    touchOwner(self, locationOf(object), how);
  }

  private static void touchOwner(ControlledThread self, Object owner, byte how) {
    if (MapKeys.areToldApart(owner)) {
      MapKeys.touchAll(self, owner, how);
      return;
    }
    boolean known = owner != UNMODELLED;
    self.touch(
        slotAt(self, owner, Locations.WHOLE),
        known ? how : Footprint.WRITE,
        subjectOf(owner),
        owner);
  }

  /** Notes an object that the next call is given, and may read or change. */
  static void addArgument(ControlledThread self, Object argument) {
    if (argument.getClass().isArray()) {
      addPart(self, ArrayPart.all(argument));
    } else if (JdkObjects.hasState(argument)) {
      Object owner = self.ownerOf(argument);
      self.callArguments.add(
          owner.getClass().isArray() ? dataOf(self, argument, owner, "") : argument);
    }
  }

  /** Notes a part of an array that the next call is given, and what the elements are. */
  static void addPart(ControlledThread self, ArrayPart part) {
    self.callArguments.add(part);
    if (part.array() instanceof Object[] elements) {
      for (int i = part.from(); i < part.to(); i++) {
        Object element = elements[i];
        if (element != null && !(element instanceof Object[])) {
          addArgument(self, element);
        }
      }
    }
  }

  /** Notes an object that the next call changes, where it only reads what else it is given. */
  static void addChanged(ControlledThread self, Object argument) {
    addArgument(self, argument);
    Object owner = self.ownerOf(argument);
    self.changedArgument = owner.getClass().isArray() ? owner : argument;
  }

  static void clearArguments(ControlledThread self) {
    self.callArguments.clear();
    self.changedArgument = null;
  }

  private static byte useOf(ControlledThread self, Object argument, byte how) {
    Object changed = self.changedArgument;
    if (changed == null) {
      return how;
    }
    return argument == changed || argument instanceof ArrayPart part && part.array() == changed
        ? Footprint.WRITE
        : Footprint.READ;
  }

  /** Announces what the next call is given, as far as that makes it a step. */
  private static void touchArguments(ControlledThread self, byte how) {
    for (Object argument : self.callArguments) {
      touchArgument(self, argument, useOf(self, argument, how));
    }
  }

  private static void touchArgument(ControlledThread self, Object argument, byte how) {
    Object data = argument instanceof ArrayPart ? argument : locationOf(argument);
    if (!(data instanceof ArrayPart) && !isData(data)) {
      touchOwner(self, data, how);
    } else if (isPromoted(self, data)) {
      touchData(self, data, how);
    }
  }

  private static void touchElements(ControlledThread self, ArrayPart part, byte how) {
    if (part.isEmpty()) {
      return;
    }
    Locations locations = self.scheduler.locations();
    long number = locations.of(self, part.array()).number;
    long last = Locations.elementFacet(part.to() - 1);
    for (long facet = Locations.elementFacet(part.from()); facet <= last; facet++) {
      self.touch(locations.slotOf(number, facet), how, Subject.OBJECT, null);
    }
  }

  private static @Nullable Object sourceOf(ControlledThread self, Object stream) {
    Object source = Owners.sourceOf(stream, self.scheduler.bulkTables());
    if (source == null) {
      return null;
    }
    Object owner = Owners.of(source);
    return owner.getClass().isArray() || JdkObjects.hasState(owner)
        ? dataOf(self, source, owner, "")
        : null;
  }

  private static boolean isReflective(Object receiver) {
    return receiver instanceof Method
        || receiver instanceof MethodHandle
        || receiver instanceof VarHandle
        || receiver instanceof Field;
  }

  private static void lookAt(ControlledThread self, Object owner, byte how) {
    lookAt(self, owner, null, how);
  }

  private static void lookAt(ControlledThread self, Object owner, @Nullable Object key, byte how) {
    boolean map = MapKeys.areToldApart(owner);
    int slot =
        key == null
            ? slotAt(self, owner, map ? Locations.CONTENT : Locations.WHOLE)
            : MapKeys.slot(self, owner, key);
    self.scheduler.spinning().announceRead(self, slot, how, subjectOf(owner), owner);
    if (key != null) {
      MapKeys.touchBeside(self, owner, how);
    } else if (map) {
      self.touch(slotAt(self, owner, Locations.BULK), how, subjectOf(owner), owner);
    }
  }

  /** Returns the object that a call touches, which may stand for many. */
  static Object locationOf(Object object) {
    return object == UNMODELLED || !CallModel.of(object.getClass()).isExact()
        ? UNMODELLED
        : Owners.of(object);
  }

  /** Returns the slot of a facet of what a call of an object touches. */
  static int slotOf(ControlledThread self, Object callee, int facet) {
    return slotAt(self, locationOf(callee), facet);
  }

  private static int slotAt(ControlledThread self, Object owner, int facet) {
    return self.scheduler.locations().slot(self, owner == UNMODELLED ? null : owner, facet);
  }

  private static Subject subjectOf(Object owner) {
    return owner == UNMODELLED ? Subject.OBJECT : Subject.SYNCHRONIZER;
  }

  /**
   * Returns the object at which a thread parks that is inside a call. What it says itself counts if
   * it is not what was called last: code of the program may have been called back in between.
   */
  static Object whereItParks(ControlledThread self) {
    Object callee = self.callee;
    Object blocker = LockSupport.getBlocker(self.thread);
    boolean elsewhere =
        blocker != null
            && !(blocker instanceof AbstractOwnableSynchronizer)
            && !CallModel.of(blocker.getClass()).isExact();
    return callee == null || elsewhere ? UNMODELLED : callee;
  }

  /** Returns when a thread that has parked inside a call of an object can go on. */
  static Guard wakingGuard(Object callee) {
    return Synchronizers.isMutex(Owners.of(callee)) ? Guard.WOKEN_FOR_FREE : Guard.WOKEN;
  }

  /** The order of arrival matters at a fair lock: to queue up is a step, then. */
  private static boolean isFair(Object owner) {
    return CallModel.of(owner.getClass()).isFair();
  }
}

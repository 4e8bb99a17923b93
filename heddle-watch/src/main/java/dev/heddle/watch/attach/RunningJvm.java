package dev.heddle.watch.attach;

import com.sun.tools.attach.VirtualMachine;
import com.sun.tools.attach.VirtualMachineDescriptor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A JVM on this machine.
 *
 * @param pid its process
 * @param mainClass its main class or jar; may be empty
 * @param jdk the version of its JDK, or empty
 */
public record RunningJvm(long pid, String mainClass, String jdk) {

  /** Returns the JVMs that this user can see, without this one. */
  public static List<RunningJvm> list() {
    List<RunningJvm> jvms = new ArrayList<>();
    for (VirtualMachineDescriptor each : VirtualMachine.list()) {
      if (each.id().chars().allMatch(Character::isDigit)) {
        long pid = Long.parseLong(each.id());
        String name = each.displayName();
        int space = name.indexOf(' ');
        if (pid != ProcessHandle.current().pid()) {
          jvms.add(
              new RunningJvm(
                  pid,
                  space < 0 ? name : name.substring(0, space),
                  new TargetProcess(pid).jdk().orElse("")));
        }
      }
    }
    jvms.sort(Comparator.comparing(RunningJvm::pid));
    return jvms;
  }
}

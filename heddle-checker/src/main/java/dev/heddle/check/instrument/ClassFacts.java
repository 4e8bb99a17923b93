package dev.heddle.check.instrument;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.AnnotationVisitor;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * What a class file says of itself, read without loading the class.
 *
 * @param name the internal name
 * @param superName the superclass's internal name, null for {@code Object}
 * @param interfaces the interfaces' internal names
 * @param fields the access flags of each field
 * @param methods name and descriptor of each method
 * @param isFunctional whether it is annotated as a functional interface
 * @param bytes the class file
 */
record ClassFacts(
    String name,
    @Nullable String superName,
    List<String> interfaces,
    Map<String, Integer> fields,
    Set<String> methods,
    boolean isFunctional,
    byte[] bytes) {

  private static final String FUNCTIONAL = "Ljava/lang/FunctionalInterface;";

  static ClassFacts of(byte[] bytes) {
    ClassReader reader = new ClassReader(bytes);
    Map<String, Integer> fields = new HashMap<>();
    Set<String> methods = new HashSet<>();
    Set<String> annotations = new HashSet<>();
    reader.accept(
        new ClassVisitor(Opcodes.ASM9) {
          @Override
          public @Nullable AnnotationVisitor visitAnnotation(String descriptor, boolean visible) {
            annotations.add(descriptor);
            return null;
          }

          @Override
          public @Nullable FieldVisitor visitField(
              int access,
              String name,
              String descriptor,
              @Nullable String signature,
              @Nullable Object value) {
            fields.put(name, access);
            return null;
          }

          @Override
          public @Nullable MethodVisitor visitMethod(
              int access,
              String name,
              String descriptor,
              @Nullable String signature,
              String @Nullable [] exceptions) {
            methods.add(name + descriptor);
            return null;
          }
        },
        ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
    return new ClassFacts(
        reader.getClassName(),
        reader.getSuperName(),
        List.of(reader.getInterfaces()),
        fields,
        methods,
        annotations.contains(FUNCTIONAL),
        bytes);
  }

  /** Reads a class file through a class loader; null if there is none. */
  static @Nullable ClassFacts read(ClassLoader loader, String name) {
    try (InputStream in = loader.getResourceAsStream(name + ".class")) {
      return in == null ? null : of(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the class file of " + name, e);
    }
  }
}

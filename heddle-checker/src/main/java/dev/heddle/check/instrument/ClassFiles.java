package dev.heddle.check.instrument;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The class files of a program, known by their hashes. */
public final class ClassFiles {
  /** So many bytes of a SHA-256 tell files apart that nobody made to be alike. */
  private static final int BYTES = 8;

  private ClassFiles() {}

  /**
   * Returns the hashes of the class files of all classes that were loaded and instrumented, by
   * their binary names in alphabetical order. Classes that were made without a file are left out.
   *
   * @param program the class loader of the program
   */
  public static Map<String, String> loaded(ClassLoader program) {
    Map<String, String> hashes = new TreeMap<>();
    ClassHierarchy hierarchy = ClassHierarchy.of(program);
    for (String name : hierarchy.instrumented()) {
      String hash = hierarchy.fileHash(name);
      if (!hash.isEmpty()) {
        hashes.put(name.replace('/', '.'), hash);
      }
    }
    return hashes;
  }

  /**
   * Returns the hash of a class's file, without loading the class; null if there is none.
   *
   * @param loader where to look
   * @param name the class's binary name
   */
  public static @Nullable String hash(ClassLoader loader, String name) {
    try (InputStream in = loader.getResourceAsStream(name.replace('.', '/') + ".class")) {
      return in == null ? null : hash(in.readAllBytes());
    } catch (IOException e) {
      // It cannot be loaded either.
      return null;
    }
  }

  private static String hash(byte[] bytes) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      return HexFormat.of().formatHex(digest, 0, BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}

package dev.heddle.check.instrument;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Finds the runtime, which has to be appended to the bootstrap class path as a jar: the jar that
 * the class path names, or, in a build that has not packaged it yet, a jar made from its directory.
 */
final class RuntimeJar {
  private static final String MARKER = "dev/heddle/check/runtime/Hooks.class";

  private RuntimeJar() {}

  static JarFile find() {
    URL url = RuntimeJar.class.getClassLoader().getResource(MARKER);
    if (url == null) {
      throw new IllegalStateException(
          "heddle-checker-runtime.jar is not on the class path; it has to stand beside"
              + " heddle-checker.jar");
    }
    try {
      if (url.openConnection() instanceof JarURLConnection connection) {
        return new JarFile(Path.of(connection.getJarFileURL().toURI()).toFile());
      }
      Path root = Path.of(new URI(url.toString().replace(MARKER, "")));
      return jarOf(root);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + url, e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException("cannot read " + url, e);
    }
  }

  private static JarFile jarOf(Path root) throws IOException {
    Path jar = Files.createTempFile("heddle-runtime", ".jar");
    jar.toFile().deleteOnExit();
    List<Path> files;
    try (Stream<Path> walk = Files.walk(root)) {
      files = walk.filter(Files::isRegularFile).sorted().toList();
    }
    try (OutputStream out = Files.newOutputStream(jar);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Path file : files) {
        zip.putNextEntry(new ZipEntry(root.relativize(file).toString().replace('\\', '/')));
        Files.copy(file, zip);
        zip.closeEntry();
      }
    }
    return new JarFile(jar.toFile());
  }
}

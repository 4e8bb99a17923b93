package dev.heddle.check.runtime;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Takes the place of {@code System.out} or {@code System.err}: what the program under check prints
 * is kept for the execution; what other threads print goes where it always went.
 *
 * <p>Never locks, unlike {@link PrintStream}: only one thread of the program runs at a time.
 */
public final class CapturedOutput extends PrintStream {
  private final PrintStream original;
  private final Buffer buffer = new Buffer();

  /** Creates a stream that passes on to {@code original} what the program did not print. */
  public CapturedOutput(PrintStream original) {
    super(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    this.original = original;
  }

  /** Forgets what was kept. */
  public void clear() {
    buffer.reset();
    buffer.frozen = false;
  }

  /** Keeps nothing more until it is cleared: what comes now is no part of the outcome. */
  void freeze() {
    buffer.frozen = true;
  }

  /** Returns what was kept, without the line end at its end. */
  public String text() {
    String text = buffer.toString(StandardCharsets.UTF_8);
    String end = System.lineSeparator();
    return text.endsWith(end) ? text.substring(0, text.length() - end.length()) : text;
  }

  /** Returns whether the text kept is the one whose bytes are given, without making a string. */
  public boolean holds(byte[] bytes) {
    return buffer.equalTo(bytes);
  }

  /** Returns the bytes kept. */
  public byte[] bytes() {
    return buffer.toByteArray();
  }

  private void keep(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    buffer.write(bytes, 0, bytes.length);
  }

  @Override
  public void write(int b) {
    if (Hooks.isControlled()) {
      buffer.write(b);
    } else {
      original.write(b);
    }
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    if (Hooks.isControlled()) {
      Objects.checkFromIndexSize(offset, length, bytes.length);
      buffer.write(bytes, offset, length);
    } else {
      original.write(bytes, offset, length);
    }
  }

  @Override
  public void write(byte[] bytes) {
    write(bytes, 0, bytes.length);
  }

  @Override
  public void writeBytes(byte[] bytes) {
    write(bytes, 0, bytes.length);
  }

  @Override
  public void flush() {
    if (!Hooks.isControlled()) {
      original.flush();
    }
  }

  /** Does nothing for the program: the stream outlives the execution. */
  @Override
  public void close() {
    if (!Hooks.isControlled()) {
      original.close();
    }
  }

  @Override
  public boolean checkError() {
    return !Hooks.isControlled() && original.checkError();
  }

  @Override
  public void print(@Nullable String text) {
    if (Hooks.isControlled()) {
      keep(String.valueOf(text));
    } else {
      original.print(text);
    }
  }

  @Override
  public void print(boolean value) {
    print(String.valueOf(value));
  }

  @Override
  public void print(char value) {
    print(String.valueOf(value));
  }

  @Override
  public void print(int value) {
    print(String.valueOf(value));
  }

  @Override
  public void print(long value) {
    print(String.valueOf(value));
  }

  @Override
  public void print(float value) {
    print(String.valueOf(value));
  }

  @Override
  public void print(double value) {
    print(String.valueOf(value));
  }

  @Override
  public void print(char[] value) {
    print(String.valueOf(value));
  }

  @Override
  public void print(@Nullable Object value) {
    print(String.valueOf(value));
  }

  @Override
  public void println() {
    print(System.lineSeparator());
  }

  @Override
  public void println(@Nullable String text) {
    if (Hooks.isControlled()) {
      keep(text + System.lineSeparator());
    } else {
      original.println(text);
    }
  }

  @Override
  public void println(boolean value) {
    println(String.valueOf(value));
  }

  @Override
  public void println(char value) {
    println(String.valueOf(value));
  }

  @Override
  public void println(int value) {
    println(String.valueOf(value));
  }

  @Override
  public void println(long value) {
    println(String.valueOf(value));
  }

  @Override
  public void println(float value) {
    println(String.valueOf(value));
  }

  @Override
  public void println(double value) {
    println(String.valueOf(value));
  }

  @Override
  public void println(char[] value) {
    println(String.valueOf(value));
  }

  @Override
  public void println(@Nullable Object value) {
    println(String.valueOf(value));
  }

  @Override
  public PrintStream format(String format, @Nullable Object... arguments) {
    print(String.format(format, arguments));
    return this;
  }

  @Override
  public PrintStream format(@Nullable Locale locale, String format, @Nullable Object... arguments) {
    print(String.format(locale, format, arguments));
    return this;
  }

  @Override
  public PrintStream printf(String format, @Nullable Object... arguments) {
    return format(format, arguments);
  }

  @Override
  public PrintStream printf(@Nullable Locale locale, String format, @Nullable Object... arguments) {
    return format(locale, format, arguments);
  }

  @Override
  public PrintStream append(@Nullable CharSequence text) {
    print(String.valueOf(text));
    return this;
  }

  @Override
  public PrintStream append(@Nullable CharSequence text, int start, int end) {
    return append(String.valueOf(text).subSequence(start, end));
  }

  @Override
  public PrintStream append(char value) {
    print(value);
    return this;
  }

  private static final class Buffer extends ByteArrayOutputStream {
    boolean frozen;

    @Override
    public void write(int b) {
      if (!frozen) {
        super.write(b);
      }
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      if (!frozen) {
        super.write(bytes, offset, length);
      }
    }

    boolean equalTo(byte[] bytes) {
      return Arrays.equals(buf, 0, count, bytes, 0, bytes.length);
    }
  }
}

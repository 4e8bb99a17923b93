package dev.heddle.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.check.runtime.Scheduler;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A process that helps understands only a request of its own version. */
class HelperVersionTest {
  private final ByteArrayOutputStream asked = new ByteArrayOutputStream();
  private final ByteArrayOutputStream answered = new ByteArrayOutputStream();

  private HelpRequest request() {
    Target target = Target.of("test", () -> {});
    Switching switching =
        Scheduler.continuationsAvailable() ? Switching.CONTINUATION : Switching.THREAD;
    return HelpRequest.of(
        1, target, CheckOptions.builder().build(), switching, false, true, List.of("a"), true);
  }

  private ParentLink link() {
    return new ParentLink(
        new MessageInput(new ByteArrayInputStream(asked.toByteArray())),
        new MessageOutput(answered));
  }

  @Test
  void requestOfTheSameVersion_isRead() throws IOException {
    HelpRequest request = request();
    request.write(new MessageOutput(asked));

    HelpRequest read = link().awaitRequest();

    assertThat(read).isNotNull();
    assertThat(read.target()).isEqualTo("test");
    assertThat(read.promoted()).containsExactly("a");
    assertThat(read.options().steps()).isEqualTo(request.options().steps());
    assertThat(answered.size()).isZero();
  }

  @Test
  void requestOfAnotherVersion_isRefusedWithASentence() throws IOException {
    MessageOutput out = new MessageOutput(asked);
    out.begin(Message.CHECK).text("0.0.9, protocol 1").number(7);
    out.flush();

    assertThat(link().awaitRequest()).isNull();

    MessageInput answer = new MessageInput(new ByteArrayInputStream(answered.toByteArray()));
    assertThat(answer.next()).isEqualTo(Message.UNSUPPORTED);
    assertThat(answer.text())
        .startsWith("a process that was started to help is Heddle ")
        .contains(HelpRequest.version())
        .contains("and the one that checks is Heddle 0.0.9, protocol 1; Heddle was replaced");
  }
}

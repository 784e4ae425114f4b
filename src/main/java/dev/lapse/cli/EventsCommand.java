package dev.lapse.cli;

import dev.lapse.cli.output.ExitCode;
import dev.lapse.cli.output.ResultFormat;
import dev.lapse.event.delivery.DeadLetter;
import dev.lapse.event.delivery.DeadLetters;
import dev.lapse.event.delivery.StopDestination;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lapse events}: events that could not be delivered. */
@Command(
    name = "events",
    description = "Lists and resends events that could not be delivered.",
    mixinStandardHelpOptions = true,
    subcommands = {
      EventsCommand.Dead.class,
      EventsCommand.Resend.class,
      EventsCommand.Resume.class
    })
final class EventsCommand implements Runnable {
  @Spec CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "missing subcommand; expected one of: dead-letters, resend, resume");
  }

  /** Lists the dead letters. */
  @Command(
      name = "dead-letters",
      description = "Lists the events that Lapse gave up delivering, oldest first.",
      mixinStandardHelpOptions = true)
  static final class Dead extends ProgramCommand {
    @Option(
        names = "--limit",
        paramLabel = "N",
        defaultValue = "100",
        description = "how many (default 100)")
    int limit = 100;

    @Mixin ResultFormat printed = new ResultFormat();

    @Autowired private DeadLetters letters;

    @Override
    int run() {
      List<DeadLetter> oldest = letters.oldest(limit);
      if (printed.isJson()) {
        print().json(Map.of("count", letters.count(), "deadLetters", oldest));
        return ExitCode.DONE;
      }
      List<List<String>> rows = new ArrayList<>();
      rows.add(List.of("DESTINATION", "EVENT", "TYPE", "ACCOUNT", "TIME", "ATTEMPTS", "WHY"));
      for (DeadLetter letter : oldest) {
        rows.add(
            List.of(
                letter.destination(),
                letter.event().toString(),
                letter.type(),
                letter.account(),
                letter.time().toString(),
                String.valueOf(letter.attempts()),
                String.valueOf(letter.error())));
      }
      print().table(rows);
      long more = letters.count() - oldest.size();
      if (more > 0) {
        print().line("... and %,d more", more);
      }
      return ExitCode.DONE;
    }
  }

  /** Resends dead letters. */
  @Command(
      name = "resend",
      description =
          "Resends dead letters: all of a destination, or those named. 'lapse serve' delivers them.",
      mixinStandardHelpOptions = true)
  static final class Resend extends ProgramCommand {
    @Option(
        names = {"--webhook", "--destination"},
        paramLabel = "NAME",
        description = "only to this webhook; 'kafka' for the topic")
    @Nullable String destination;

    @Parameters(paramLabel = "EVENT-ID", arity = "0..*", description = "ids of the events")
    List<String> ids = new ArrayList<>();

    @Mixin Actor actor = new Actor();

    @Autowired private DeadLetters letters;

    @Override
    void check(Preflight preflight) {
      events();
      if (destination == null && ids.isEmpty()) {
        throw wrong("give a destination with --webhook, or the ids of events");
      }
      super.check(preflight);
    }

    @Override
    int run() {
      int resent = letters.resend(destination, ids.isEmpty() ? null : events(), actor.name);
      print().line("%d dead letters will be resent", resent);
      return ExitCode.DONE;
    }

    private List<UUID> events() {
      return ids.stream().map(this::event).toList();
    }

    private UUID event(String id) {
      try {
        return UUID.fromString(id);
      } catch (IllegalArgumentException notAnId) {
        throw wrong(
            "'%s' is not an event id such as 0b6a1c9e-6a4f-4f0e-9d0a-3d1f6a2b7c55; 'lapse events dead-letters' lists the ids"
                .formatted(id));
      }
    }
  }

  /** Resumes delivery to a destination that answered 410 Gone. */
  @Command(
      name = "resume",
      description =
          "Resumes delivery to a webhook that answered 410; events that it missed are dead letters.",
      mixinStandardHelpOptions = true)
  static final class Resume extends ProgramCommand {
    @Option(names = "--webhook", required = true, paramLabel = "NAME", description = "the webhook")
    String name = "";

    @Mixin Actor actor = new Actor();

    @Autowired private StopDestination destinations;

    @Override
    int run() {
      print()
          .line(
              destinations.resume(name, actor.name)
                  ? "delivery to %s is resumed; resend what it missed with: lapse events resend --webhook %1$s"
                  : "delivery to %s was not stopped",
              name);
      return ExitCode.DONE;
    }
  }
}

package dev.lapse.cli;

import dev.lapse.account.Account;
import dev.lapse.account.AccountPreconditions;
import dev.lapse.account.AccountPreconditions.Changed;
import dev.lapse.account.CommandContext;
import dev.lapse.account.api.AccountJson;
import dev.lapse.account.lifecycle.AfterLapse;
import dev.lapse.account.notice.ConfirmToCustomer;
import dev.lapse.account.notice.Confirmation;
import dev.lapse.cli.output.ExitCode;
import dev.lapse.cli.output.Print;
import dev.lapse.cli.output.ResultFormat;
import dev.lapse.clock.DueClock;
import dev.lapse.policy.EnumNames;
import dev.lapse.policy.Requester;
import dev.lapse.run.api.PointInTime;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows or changes one account, and prints it as it is afterwards. */
abstract class OneAccountCommand extends ProgramCommand {
  @Parameters(paramLabel = "ID", description = "the account's id")
  String id = "";

  @Mixin Actor actor = new Actor();

  @Mixin ResultFormat printed = new ResultFormat();

  @Autowired private DueClock clock;
  @Autowired AccountPreconditions preconditions;
  @Autowired AfterLapse afterLapse;

  /**
   * The result of a command.
   *
   * @param more members of the document besides the account
   * @param text sentences for the customer
   */
  record Result(Account account, Map<String, ?> more, List<String> text) {
    Result(Account account) {
      this(account, Map.of(), List.of());
    }
  }

  @Override
  final int run() {
    Result result = change(clock.instant());
    Map<String, @Nullable Object> facts = AccountJson.facts(result.account());
    if (printed.isJson()) {
      facts.putAll(result.more());
      print().json(facts);
      return ExitCode.DONE;
    }
    Map<String, @Nullable Object> some = new LinkedHashMap<>(facts);
    some.values().removeIf(List.of()::equals);
    Print print = print();
    print.facts(some);
    if (!result.text().isEmpty()) {
      print.line("");
    }
    result.text().forEach(sentence -> print.line("%s", sentence));
    return ExitCode.DONE;
  }

  abstract Result change(Instant now);

  /** Changes the account, whatever the actor is to it. */
  final Changed asAnybody(Instant now, Supplier<Account> change) {
    return afterLapse.removePaymentDetails(
        preconditions.asAnybody(id, asking(now), change), actor.name, now);
  }

  /** Anyone who can reach the databases may act for the person entitled to it. */
  CommandContext asking(Instant now) {
    return new CommandContext(
        actor.name, Set.of(Requester.PRIMARY_ADMINISTRATOR, Requester.PROVIDER), now);
  }

  /** Parses an option as an instant, or as a date in UTC. */
  @Nullable Instant time(String option, @Nullable String text) {
    return text == null
        ? null
        : PointInTime.parse(text, ZoneOffset.UTC, message -> wrong(option + ": " + message));
  }

  /**
   * A command that only the owner of an account may give; its result confirms it to the customer.
   */
  abstract static class OfOwner extends OneAccountCommand {
    @Option(
        names = "--requester",
        paramLabel = "WHO",
        description = "primary-administrator, provider or other (default: the one entitled)")
    @Nullable String requester;

    @Option(
        names = "--language",
        paramLabel = "en|fr",
        defaultValue = "en",
        description = "language of the text for the customer, en or fr (default en)")
    String language = "en";

    @Autowired ConfirmToCustomer confirm;

    @Override
    void check(Preflight preflight) {
      requester();
      if (!List.of("en", "fr").contains(language)) {
        throw wrong("--language is '%s', but must be en or fr".formatted(language));
      }
      super.check(preflight);
    }

    @Override
    CommandContext asking(Instant now) {
      Requester as = requester();
      return as == null ? super.asking(now) : new CommandContext(actor.name, Set.of(as), now);
    }

    /** Changes the account if the actor is entitled to it. */
    final Changed asEntitled(Instant now, Supplier<Account> change) {
      return afterLapse.removePaymentDetails(
          preconditions.asEntitled(id, asking(now), change), actor.name, now);
    }

    final Result confirmed(Changed changed, Instant now) {
      Confirmation confirmation = confirm.lapse(changed.after(), now);
      return confirmed(changed.after(), "confirmation", confirmation, confirmation.text());
    }

    final Result confirmed(
        Account account, String name, Object document, Map<String, List<String>> text) {
      return new Result(account, Map.of(name, document), text.getOrDefault(language, List.of()));
    }

    private @Nullable Requester requester() {
      return requester == null
          ? null
          : EnumNames.find(Requester.class, requester)
              .orElseThrow(
                  () ->
                      wrong(
                          "--requester is '%s', but must be one of %s"
                              .formatted(
                                  requester, String.join(", ", EnumNames.all(Requester.class)))));
    }
  }
}

package dev.lapse.cases;

import java.util.Map;

/** Schemas from which small accounts are erased in one way and large ones in another. */
final class KindsOfAnySize {
  /** Keeps each row of a person as it was before it was changed or deleted. */
  static final String HISTORY =
      """
      create table history (old jsonb);
      create function keep_old() returns trigger language plpgsql as $$
      begin insert into history values (to_jsonb(old)); return coalesce(new, old); end $$;
      """;

  private static final String WIKI =
      """
      create table account (id bigint primary key);
      create table wiki (id bigint primary key, account_id bigint not null references account);
      create table page (
        id bigint primary key, account_id bigint not null references account, wiki_id bigint,
        constraint page_wiki foreign key (wiki_id) references wiki on delete cascade
      );
      create index on page (wiki_id);
      """;

  private KindsOfAnySize() {}

  /** A wiki of account 1 in which pages of account 2 are taken along: that is accepted. */
  static Case wiki(String... further) {
    return Case.of(WIKI + String.join("", further))
        .rowsOf("insert into account values ({a}); insert into wiki values ({a}, {a})", 1, 2)
        .edits("public.page", "owned-by: account_id, accepts: [page_wiki]")
        .closes(1);
  }

  /** What goes with account 1 of a {@link #wiki}: pages of its own, and one of account 2. */
  static Map<String, Long> rowsOfWiki(long pages) {
    return Map.of(
        "product.public.account", 1L,
        "product.public.wiki", 1L,
        "product.public.page", pages,
        "product.public.page (cascade)", 1L);
  }
}

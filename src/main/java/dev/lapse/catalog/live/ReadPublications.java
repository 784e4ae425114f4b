package dev.lapse.catalog.live;

import dev.lapse.catalog.live.StoreSchema.Event;
import dev.lapse.catalog.live.StoreSchema.UnpublishableChange;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * Reads which tables publish deletes or updates that PostgreSQL will refuse because the table has
 * no replica identity. The identity of the table that contains the row counts: for a partition its
 * own, not its root's.
 */
final class ReadPublications {
  private static final String UNPUBLISHABLE =
      """
      with recursive above as (
        select c.oid as leaf, c.oid as relid
        from pg_class c
        where c.relkind = 'r'
          and c.relpersistence = 'p'
          and coalesce(pg_partition_root(c.oid), c.oid) = any (?)
        union all
        select above.leaf, i.inhparent
        from above
        join pg_class c on c.oid = above.relid and c.relispartition
        join pg_inherits i on i.inhrelid = above.relid),
      published as (
        select above.leaf, p.oid as publication, r.prqual, r.prattrs, above.relid
        from above
        join pg_publication_rel r on r.prrelid = above.relid
        join pg_publication p on p.oid = r.prpubid
        union
        select above.leaf, s.pnpubid, null, null, above.relid
        from above
        join pg_class c on c.oid = above.relid
        join pg_publication_namespace s on s.pnnspid = c.relnamespace
        union
        select above.leaf, p.oid, null, null, above.relid
        from above
        join pg_publication p on p.puballtables
        where above.leaf = above.relid),
      identity as (
        select c.oid as leaf,
          c.relreplident = 'f' as whole,
          array(
            select a.attname::text
            from pg_index i
            join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any (i.indkey)
            where i.indrelid = c.oid
              and i.indisvalid
              and i.indimmediate
              and case c.relreplident when 'd' then i.indisprimary when 'i' then i.indisreplident else false end) as columns
        from pg_class c),
      judged as (
        select published.leaf,
          published.publication,
          not identity.whole and identity.columns = '{}' as unnamed,
          not identity.whole and exists (
            select
            from regexp_matches(published.prqual::text, ':varattno (\\d+)', 'g') as mentioned (attnum)
            join pg_attribute a on a.attrelid = published.relid and a.attnum = mentioned.attnum[1]::int
            where a.attname <> all (identity.columns)) as filtered,
          published.prattrs is not null and exists (
            select
            from pg_attribute a
            where a.attrelid = published.relid
              and a.attnum > 0
              and not a.attisdropped
              and (identity.whole or a.attname = any (identity.columns))
              and a.attnum <> all (published.prattrs::int2[])) as cut
        from published join identity on identity.leaf = published.leaf)
      select coalesce(pg_partition_root(c.oid), c.oid)::oid as relid,
        n.nspname,
        c.relname,
        p.pubname,
        p.pubdelete,
        p.pubupdate,
        case
          when bool_or(judged.cut)
            then format('alter publication %I: its column list for this table must name all columns of the replica identity', p.pubname)
          else format('alter table %I.%I replica identity full;', n.nspname, c.relname)
        end as remedy
      from judged
      join pg_class c on c.oid = judged.leaf
      join pg_namespace n on n.oid = c.relnamespace
      join pg_publication p on p.oid = judged.publication
      where (judged.unnamed or judged.filtered or judged.cut) and (p.pubdelete or p.pubupdate)
      group by c.oid, n.nspname, c.relname, p.oid, p.pubname, p.pubdelete, p.pubupdate
      order by n.nspname, c.relname, p.pubname
      """;

  private ReadPublications() {}

  static List<UnpublishableChange> read(Connection connection, TableIds ids) throws SQLException {
    return ReadSchema.read(
        connection,
        UNPUBLISHABLE,
        row ->
            new UnpublishableChange(
                ids.name(row.getLong("relid")),
                ReadSchema.name(row),
                row.getString("pubname"),
                Event.of(row.getBoolean("pubdelete"), row.getBoolean("pubupdate")),
                row.getString("remedy")),
        ids.array(connection));
  }
}

package dev.lapse.catalog.discover.convention;

import java.util.List;
import java.util.stream.Stream;

/** What each framework makes, in few words. */
final class FrameworkCases {
  private FrameworkCases() {}

  static Stream<FrameworkCase> all() {
    return Stream.of(rails(), django(), laravel(), others(), queues()).flatMap(List::stream);
  }

  private static FrameworkCase of(
      String framework, String part, String same, String other, String... expected) {
    return new FrameworkCase(framework, part, same, List.of(expected), other);
  }

  private static List<FrameworkCase> rails() {
    return List.of(
        of(
            "rails",
            "ActiveStorage",
            """
            create table active_storage_blobs (id bigserial primary key, key varchar not null unique,
              filename varchar not null, content_type varchar, metadata text, service_name varchar not null,
              byte_size bigint not null, checksum varchar, created_at timestamp(6) not null default now());
            create table active_storage_attachments (id bigserial primary key, name varchar not null,
              record_type varchar not null, record_id bigint not null,
              blob_id bigint not null references active_storage_blobs, created_at timestamp(6) default now());
            create table active_storage_variant_records (id bigserial primary key,
              blob_id bigint not null references active_storage_blobs, variation_digest varchar not null);
            insert into active_storage_blobs (key, filename, service_name, byte_size, checksum)
              select 'k' || n, 'f' || n, 'local', n, 'c' from generate_series(1, 150) n;
            insert into active_storage_variant_records (blob_id, variation_digest)
              select n, 'd' || n from generate_series(1, 50) n;
            insert into active_storage_attachments (name, record_type, record_id, blob_id)
              select 'file', 'Contact', n, n from generate_series(1, 100) n
              union all select 'image', 'ActiveStorage::VariantRecord', n, 100 + n
              from generate_series(1, 50) n;
            """,
            """
            create table active_storage_blobs (id bigserial primary key, key varchar, place text);
            create table active_storage_attachments (id bigserial primary key, blob_id bigint);
            """,
            "public.active_storage_attachments, owned-by: [\"record_id -> public.contacts.id where record_type = 'Contact'\"",
            "public.active_storage_blobs, owned-by: \"id <- public.active_storage_attachments.blob_id\", by: \"framework rails\"",
            "public.active_storage_variant_records, owned-by: blob_id -> public.active_storage_blobs.id"),
        of(
            "rails",
            "ActionText",
            """
            create table action_text_rich_texts (id bigserial primary key, name varchar not null, body text,
              record_type varchar not null, record_id bigint not null);
            insert into action_text_rich_texts (name, body, record_type, record_id)
              select 'note', 'x', 'Contact', n from generate_series(1, 100) n;
            """,
            "create table action_text_rich_texts (id bigserial primary key, name varchar, html xml);",
            "public.action_text_rich_texts, owned-by: \"record_id -> public.contacts.id"),
        of(
            "rails",
            "ActionMailbox",
            """
            create table action_mailbox_inbound_emails (id bigserial primary key, status integer not null default 0,
              message_id varchar not null, message_checksum varchar not null, created_at timestamp(6));
            """,
            "create table action_mailbox_inbound_emails (id bigserial primary key, body text);",
            "public.action_mailbox_inbound_emails, shared: true, by: \"framework rails\""),
        of(
            "rails",
            "PaperTrail, with some items gone",
            """
            create table versions (id bigserial primary key, item_type varchar not null, item_id bigint not null,
              event varchar not null, whodunnit varchar, object text, created_at timestamp(6));
            insert into versions (item_type, item_id, event)
              select 'Contact', n, 'update' from generate_series(200, 400) n;
            """,
            "create table versions (id bigserial primary key, number text, released date);",
            "public.versions, owned-by: \"item_id -> public.contacts.id where item_type = 'Contact'\", by: \"framework rails\""),
        of(
            "rails",
            "Audited",
            """
            create table audits (id bigserial primary key, auditable_type varchar, auditable_id bigint,
              associated_type varchar, associated_id bigint, user_type varchar, user_id bigint, username varchar,
              action varchar, audited_changes jsonb, version integer default 0, comment varchar,
              remote_address varchar, request_uuid varchar, created_at timestamp);
            insert into audits (auditable_type, auditable_id, user_type, user_id, action)
              select 'Contact', n, 'User', 1, 'create' from generate_series(1, 100) n;
            """,
            "create table audits (id bigserial primary key, action varchar, version integer, firm text);",
            "public.audits, owned-by: \"auditable_id -> public.contacts.id where auditable_type = 'Contact'\", by:"),
        of(
            "rails",
            "ActsAsTaggableOn",
            """
            create table tags (id bigserial primary key, name varchar unique, taggings_count integer default 0);
            create table taggings (id bigserial primary key, tag_id bigint references tags, taggable_type varchar,
              taggable_id bigint, tagger_type varchar, tagger_id bigint, context varchar(128), created_at timestamp);
            insert into tags (name) select 't' || n from generate_series(1, 10) n;
            insert into taggings (tag_id, taggable_type, taggable_id, context)
              select 1 + n % 10, 'Contact', n, 'tags' from generate_series(1, 100) n;
            """,
            """
            create table tags (id bigserial primary key, name varchar, contact_id bigint not null references contacts);
            create table taggings (id bigserial primary key, tag_id bigint not null references tags, weight integer);
            """,
            "public.taggings, owned-by: \"taggable_id -> public.contacts.id where taggable_type = 'Contact'\"",
            "public.tags, owned-by: \"id <- public.taggings.tag_id\", by:"),
        of(
            "rails",
            "FriendlyId",
            """
            create table friendly_id_slugs (id bigserial primary key, slug varchar not null, sluggable_id integer not null,
              sluggable_type varchar(50), scope varchar, created_at timestamp);
            insert into friendly_id_slugs (slug, sluggable_type, sluggable_id)
              select 's' || n, 'Contact', n from generate_series(1, 100) n;
            """,
            "create table friendly_id_slugs (id bigserial primary key, slug varchar, site_id integer);",
            "public.friendly_id_slugs, owned-by: \"sluggable_id -> public.contacts.id"),
        of(
            "rails",
            "Doorkeeper",
            """
            create table oauth_applications (id bigserial primary key, name varchar not null, uid varchar not null,
              secret varchar not null, redirect_uri text, scopes varchar);
            create table oauth_access_tokens (id bigserial primary key, resource_owner_id bigint,
              application_id bigint not null references oauth_applications, token varchar not null,
              refresh_token varchar, expires_in integer, revoked_at timestamp);
            create table oauth_access_grants (id bigserial primary key, resource_owner_id bigint not null,
              application_id bigint not null references oauth_applications, token varchar not null,
              expires_in integer not null, redirect_uri text);
            insert into oauth_applications (name, uid, secret) select 'a' || n, n, n from generate_series(1, 3) n;
            insert into oauth_access_tokens (resource_owner_id, application_id, token)
              select n, 1 + n % 3, 't' || n from generate_series(1, 60) n;
            insert into oauth_access_grants (resource_owner_id, application_id, token, expires_in)
              select n, 1 + n % 3, 't' || n, 9 from generate_series(1, 60) n;
            """,
            """
            create table oauth_applications (id bigserial primary key, title text);
            create table oauth_access_tokens (id bigserial primary key, application_id bigint, value text);
            """,
            "public.oauth_access_grants, owned-by: resource_owner_id -> public.users.id",
            "public.oauth_access_tokens, owned-by: resource_owner_id -> public.users.id",
            "public.oauth_applications, shared: true, by:"),
        of(
            "rails",
            "Doorkeeper with owners",
            """
            create table oauth_applications (id bigserial primary key, name varchar not null, uid varchar not null,
              secret varchar not null, redirect_uri text, scopes varchar, owner_type varchar, owner_id bigint);
            create table oauth_access_tokens (id bigserial primary key, resource_owner_id bigint,
              application_id bigint not null references oauth_applications, token varchar not null,
              refresh_token varchar, expires_in integer, revoked_at timestamp);
            insert into oauth_applications (name, uid, secret, owner_type, owner_id)
              select 'a' || n, n, n, case when n > 1 then 'User' end, case when n > 1 then n end
              from generate_series(1, 9) n;
            insert into oauth_access_tokens (resource_owner_id, application_id, token)
              select case when n % 2 = 0 then n end, 1 + n % 9, 't' || n from generate_series(1, 60) n;
            """,
            """
            create table oauth_applications (id bigserial primary key, title text, owner_type varchar, owner_id bigint);
            create table oauth_access_tokens (id bigserial primary key, application_id bigint, value text);
            """,
            "public.oauth_access_tokens, owned-by: [resource_owner_id -> public.users.id, application_id -> public.oauth_applications.id]",
            "public.oauth_applications, owned-by: \"owner_id -> public.users.id where owner_type = 'User'\""),
        of(
            "rails",
            "Devise",
            """
            alter table users add encrypted_password varchar, add reset_password_token varchar,
              add reset_password_sent_at timestamp, add remember_created_at timestamp;
            create table jwt_denylist (id bigserial primary key, jti varchar not null, exp timestamp not null);
            insert into jwt_denylist (jti, exp) select 'j' || n, now() from generate_series(1, 50) n;
            """,
            "create table jwt_denylist (id bigserial primary key, jti varchar not null, exp timestamp not null);",
            "public.jwt_denylist, shared: true, by:",
            "public.users, owned-by: account_id}"),
        of(
            "rails",
            "Flipper",
            """
            create table flipper_features (id bigserial primary key, key varchar not null unique, created_at timestamp);
            create table flipper_gates (id bigserial primary key, feature_key varchar not null, key varchar not null,
              value text);
            insert into flipper_features (key) select 'f' || n from generate_series(1, 30) n;
            insert into flipper_gates (feature_key, key, value) select 'f' || n, 'boolean', 'true' from generate_series(1, 30) n;
            """,
            """
            create table flipper_features (id bigserial primary key, key varchar not null unique, created_at timestamp);
            create table flipper_gates (id bigserial primary key, feature_key varchar not null, height integer);
            """,
            "public.flipper_features, shared: true, by:",
            "public.flipper_gates, shared: true, by:"),
        of(
            "rails",
            "SolidQueue",
            """
            create table solid_queue_jobs (id bigserial primary key, queue_name varchar not null, class_name varchar not null,
              arguments text, priority integer, active_job_id varchar, scheduled_at timestamp, finished_at timestamp);
            create table solid_queue_ready_executions (id bigserial primary key,
              job_id bigint not null references solid_queue_jobs on delete cascade, queue_name varchar);
            create table solid_queue_pauses (id bigserial primary key, queue_name varchar, created_at timestamp);
            insert into solid_queue_jobs (queue_name, class_name) select 'q', 'C' from generate_series(1, 30) n;
            insert into solid_queue_ready_executions (job_id) select n from generate_series(1, 30) n;
            """,
            """
            create table solid_queue_jobs (id bigserial primary key, queue_name varchar, wage numeric(9,2));
            create table solid_queue_ready_executions (id bigserial primary key, job_id bigint references solid_queue_jobs);
            """,
            "public.solid_queue_jobs, shared: true, by:",
            "public.solid_queue_pauses, shared: true, by:",
            "public.solid_queue_ready_executions, shared: true, by:"),
        of(
            "rails",
            "GoodJob",
            """
            create table good_jobs (id uuid primary key default gen_random_uuid(), queue_name text, priority integer,
              serialized_params jsonb, scheduled_at timestamp, active_job_id uuid, created_at timestamp, updated_at timestamp);
            create table good_job_processes (id uuid primary key, created_at timestamp, updated_at timestamp, state jsonb);
            insert into good_jobs (queue_name, active_job_id) select 'q', gen_random_uuid() from generate_series(1, 30) n;
            """,
            "create table good_jobs (id uuid primary key, title text, praise text);",
            "public.good_jobs, shared: true, by:",
            "public.good_job_processes, shared: true, by:"),
        of(
            "rails",
            "DelayedJob",
            """
            create table delayed_jobs (id bigserial primary key, priority integer, attempts integer not null,
              handler text not null, last_error text, run_at timestamp, locked_at timestamp, failed_at timestamp,
              locked_by varchar, queue varchar);
            insert into delayed_jobs (attempts, handler) select 0, 'h' from generate_series(1, 30) n;
            """,
            "create table delayed_jobs (id bigserial primary key, attempts integer, site text, delay interval);",
            "public.delayed_jobs, shared: true, by:"));
  }

  private static List<FrameworkCase> django() {
    return List.of(
        of(
            "django",
            "content types, rights, sessions and the admin log",
            """
            create table django_content_type (id serial primary key, app_label varchar(100) not null,
              model varchar(100) not null);
            create table auth_permission (id serial primary key, name varchar(255) not null,
              content_type_id integer not null references django_content_type, codename varchar(100) not null);
            create table auth_group (id serial primary key, name varchar(150) not null);
            create table auth_group_permissions (id bigserial primary key, group_id integer not null references auth_group,
              permission_id integer not null references auth_permission);
            create table auth_user (id serial primary key, account_id bigint not null references accounts,
              password varchar(128), username varchar(150), email varchar(254), is_staff boolean);
            create table auth_user_groups (id bigserial primary key, user_id integer not null references auth_user,
              group_id integer not null references auth_group);
            create table django_session (session_key varchar(40) primary key, session_data text not null,
              expire_date timestamptz not null);
            create table django_admin_log (id serial primary key, action_time timestamptz, object_id text,
              object_repr varchar(200) not null, action_flag smallint not null, change_message text not null,
              content_type_id integer references django_content_type, user_id integer not null references auth_user);
            insert into django_content_type (app_label, model) select 'a', 'm' || n from generate_series(1, 9) n;
            insert into auth_permission (name, content_type_id, codename) select 'p', 1 + n % 9, n from generate_series(1, 30) n;
            insert into auth_group (name) values ('staff');
            insert into auth_group_permissions (group_id, permission_id) select 1, n from generate_series(1, 30) n;
            insert into auth_user (account_id, email) select 1 + n % 30, 'm' || n from generate_series(1, 60) n;
            insert into auth_user_groups (user_id, group_id) select n, 1 from generate_series(1, 60) n;
            insert into django_session select 's' || n, 'd', now() from generate_series(1, 60) n;
            insert into django_admin_log (object_id, object_repr, action_flag, change_message, content_type_id, user_id)
              select n, 'r', 1, 'c', 1 + n % 9, n from generate_series(1, 60) n;
            """,
            """
            create table django_session (session_key varchar(40) primary key, band text, played date);
            create table auth_group (id serial primary key, name varchar(150) not null);
            """,
            "public.auth_group_permissions, shared: true, by: \"framework django\"",
            "public.auth_permission, shared: true, by:",
            "public.auth_user, owned-by: account_id}",
            "public.auth_user_groups, owned-by: user_id -> public.auth_user.id",
            "public.django_admin_log, owned-by: user_id -> public.auth_user.id",
            "public.django_content_type, shared: true, by:",
            "public.django_session, shared: true, by:"));
  }

  private static List<FrameworkCase> laravel() {
    return List.of(
        of(
            "laravel",
            "tokens, notifications and sessions",
            """
            create table personal_access_tokens (id bigserial primary key, tokenable_type varchar not null,
              tokenable_id bigint not null, name text not null, token varchar(64) not null, abilities text);
            create table notifications (id uuid primary key default gen_random_uuid(), type varchar not null,
              notifiable_type varchar not null, notifiable_id bigint not null, data text not null, read_at timestamp);
            create table sessions (id varchar primary key, user_id bigint, ip_address varchar(45), user_agent text,
              payload text not null, last_activity integer not null);
            create table password_reset_tokens (email varchar primary key, token varchar not null, created_at timestamp);
            insert into personal_access_tokens (tokenable_type, tokenable_id, name, token)
              select 'App\\Models\\User', n, 'n', n from generate_series(1, 60) n;
            insert into notifications (type, notifiable_type, notifiable_id, data)
              select 'App\\Notes\\Sent', 'App\\Models\\User', n, '{}' from generate_series(1, 60) n;
            insert into sessions select 's' || n, case when n % 5 > 0 then n end, '::1', 'a', 'p', n
              from generate_series(1, 60) n;
            insert into password_reset_tokens select 'm' || n, 't' from generate_series(1, 30) n;
            """,
            """
            create table personal_access_tokens (id bigserial primary key, name text, metal text);
            create table sessions (id varchar primary key, room text, starts timestamp, payload text);
            create table notifications (id uuid primary key, data text, sent date);
            """,
            "public.notifications, owned-by: \"notifiable_id -> public.users.id where notifiable_type = 'App\\\\Models\\\\User'\"",
            "public.password_reset_tokens, owned-by: email -> public.users.email",
            "public.personal_access_tokens, owned-by: \"tokenable_id -> public.users.id",
            "public.sessions, owned-by: user_id -> public.users.id, by: \"framework laravel\""),
        of(
            "laravel",
            "queues and caches",
            """
            create table jobs (id bigserial primary key, queue varchar not null, payload text not null,
              attempts smallint not null, reserved_at integer, available_at integer not null, created_at integer);
            create table job_batches (id varchar primary key, name varchar, total_jobs integer, pending_jobs integer,
              failed_jobs integer, failed_job_ids text);
            create table failed_jobs (id bigserial primary key, uuid varchar, connection text, queue text, payload text,
              exception text, failed_at timestamp);
            create table cache (key varchar primary key, value text, expiration integer);
            create table cache_locks (key varchar primary key, owner varchar, expiration integer);
            create table migrations (id serial primary key, migration varchar, batch integer);
            insert into jobs (queue, payload, attempts, available_at) select 'q', 'p', 0, n from generate_series(1, 30) n;
            insert into migrations (migration, batch) select 'm' || n, 1 from generate_series(1, 30) n;
            """,
            """
            create table jobs (id bigserial primary key, title text, wage integer);
            create table failed_jobs (id bigserial primary key, uuid varchar, reason text);
            create table cache (key varchar primary key, finder text);
            """,
            "public.cache, shared: true, by:",
            "public.failed_jobs, shared: true, by:",
            "public.jobs, shared: true, by: \"framework laravel\"",
            "public.migrations, shared: true, by:"));
  }

  private static List<FrameworkCase> others() {
    return List.of(
        of(
            "next-auth",
            "sign-in, as Prisma spells it",
            """
            create table "User" (id text primary key, name text, email text, account_id bigint not null references accounts);
            create table "Account" (id text primary key, "userId" text not null references "User", type text not null,
              provider text not null, "providerAccountId" text not null, refresh_token text);
            create table "Session" (id text primary key, "sessionToken" text not null, "userId" text not null references "User",
              expires timestamp(3) not null);
            create table "VerificationToken" (identifier text not null, token text not null, expires timestamp(3) not null);
            create table "_ContactToUser" ("A" bigint not null references contacts, "B" text not null references "User",
              primary key ("A", "B"));
            insert into "User" select 'u' || n, 'n', 'm' || n, 1 + n % 30 from generate_series(1, 60) n;
            insert into "Account" select 'a' || n, 'u' || n, 'oauth', 'p', n from generate_series(1, 60) n;
            insert into "Session" select 's' || n, 't' || n, 'u' || n, now() from generate_series(1, 60) n;
            insert into "VerificationToken" select 'm' || n, 't' || n, now() from generate_series(1, 60) n;
            insert into "_ContactToUser" select n, 'u' || n from generate_series(1, 60) n;
            """,
            """
            create table "Session" (id text primary key, title text, "startsAt" timestamp);
            create table "VerificationToken" (identifier text not null, token text not null, expires timestamp(3) not null);
            """,
            "public.Account, owned-by: userId -> public.User.id, by: \"framework next-auth\"",
            "public.Session, owned-by: userId -> public.User.id",
            "public.VerificationToken, shared: true, by:",
            "public._ContactToUser, owned-by: "),
        of(
            "envers",
            "Envers",
            """
            create table revinfo (rev integer primary key, revtstmp bigint);
            create table contacts_aud (id bigint not null, rev integer not null references revinfo, revtype smallint,
              account_id bigint, primary key (id, rev));
            insert into revinfo select n, n from generate_series(1, 400) n;
            insert into contacts_aud select n, n, 0, 1 + n % 30 from generate_series(1, 300) n
              union all select n, 300 + n, 2, null from generate_series(1, 20) n;
            """,
            """
            create table revinfo (rev integer primary key, author text);
            create table contacts_aud (id bigint not null, rev integer not null references revinfo, sound bytea);
            """,
            "public.contacts_aud, owned-by: [account_id, id -> public.contacts.id], by: \"framework envers\"",
            "public.revinfo, owned-by: \"rev <- public.contacts_aud.rev\", by:"),
        of(
            "history",
            "temporal tables",
            """
            create table letters (id bigint primary key, contact_id bigint not null references contacts, body text);
            create table letters_history (id bigint not null, contact_id bigint not null, body text, sys_period tstzrange not null);
            insert into letters select n, n, 'b' from generate_series(1, 100) n;
            insert into letters_history select n, n, 'a', '[now,now]' from generate_series(1, 100) n;
            """,
            """
            create table letters (id bigint primary key, contact_id bigint not null references contacts, body text);
            create table letters_history (century text, sys_period tstzrange not null);
            """,
            "public.letters_history, owned-by: id -> public.letters.id, by: \"framework history\""),
        of(
            "keycloak",
            "Keycloak",
            """
            create schema keycloak;
            set search_path = keycloak, public;
            create table realm (id varchar(36) primary key, name varchar(255), enabled boolean, login_theme varchar);
            create table client (id varchar(36) primary key, client_id varchar(255), realm_id varchar(36) references realm,
              enabled boolean, secret varchar);
            create table user_entity (id varchar(36) primary key, email varchar(255), email_verified boolean,
              username varchar(255), realm_id varchar(255), enabled boolean);
            create table credential (id varchar(36) primary key, type varchar(255), secret_data text, credential_data text,
              user_id varchar(36) not null references user_entity);
            create table user_attribute (id varchar(36) primary key, name varchar, value varchar,
              user_id varchar(36) not null references user_entity);
            create table realm_attribute (realm_id varchar(36) references realm, name varchar, value text);
            create table keycloak_role (id varchar(36) primary key, name varchar, realm_id varchar(255));
            create table user_role_mapping (role_id varchar(255) not null, user_id varchar(36) not null references user_entity,
              primary key (role_id, user_id));
            insert into realm values ('r', 'main', true);
            insert into client select 'c' || n, 'c' || n, 'r', true from generate_series(1, 5) n;
            insert into user_entity select 'u' || n, 'm' || n, true, 'n' || n, 'r', true from generate_series(1, 60) n;
            insert into credential select 'c' || n, 'password', 's', 'd', 'u' || n from generate_series(1, 60) n;
            insert into keycloak_role select 'r' || n, 'n' || n, 'r' from generate_series(1, 5) n;
            insert into user_role_mapping select 'r1', 'u' || n from generate_series(1, 60) n;
            create table public.member (id bigint primary key, account_id bigint not null references accounts,
              keycloak_id varchar(36) not null unique references user_entity);
            insert into public.member select n, 1 + n % 30, 'u' || n from generate_series(1, 60) n;
            """,
            """
            create schema keycloak;
            create table keycloak.realm (id varchar(36) primary key, king text);
            create table keycloak.client (id varchar(36) primary key, name text);
            """,
            "keycloak.client, shared: true, by: \"framework keycloak\"",
            "keycloak.credential, owned-by: user_id -> keycloak.user_entity.id",
            "keycloak.keycloak_role, shared: true, by:",
            "keycloak.realm_attribute, shared: true, by:",
            "keycloak.user_attribute, owned-by: user_id -> keycloak.user_entity.id",
            "keycloak.user_entity, owned-by: \"id <- public.member.keycloak_id\"}"));
  }

  private static List<FrameworkCase> queues() {
    return List.of(
        of(
            "pgmq",
            "pgmq",
            """
            create schema pgmq;
            create table pgmq.meta (queue_name varchar unique not null, is_partitioned boolean not null,
              is_unlogged boolean not null, created_at timestamptz not null);
            create table pgmq.q_mail (msg_id bigint primary key, read_ct int not null, enqueued_at timestamptz not null,
              vt timestamptz not null, message jsonb, headers jsonb);
            create table pgmq.a_mail (msg_id bigint primary key, read_ct int not null, enqueued_at timestamptz not null,
              archived_at timestamptz not null, vt timestamptz not null, message jsonb, headers jsonb);
            insert into pgmq.meta values ('mail', false, false, now());
            insert into pgmq.q_mail select n, 0, now(), now(), '{}' from generate_series(1, 30) n;
            """,
            "create schema pgmq; create table pgmq.q_mail (id bigint primary key, question text);",
            "pgmq.a_mail, shared: true, by: \"framework pgmq\"",
            "pgmq.meta, shared: true, by:",
            "pgmq.q_mail, shared: true, by:"),
        of(
            "pg-boss",
            "pg-boss",
            """
            create schema pgboss;
            create table pgboss.version (version int primary key, maintained_on timestamptz, cron_on timestamptz);
            create table pgboss.job (id uuid primary key default gen_random_uuid(), name text not null, priority int,
              data jsonb, state text not null, retry_limit int not null, singleton_key text, created_on timestamptz);
            create table pgboss.schedule (name text primary key, cron text not null, created_on timestamptz);
            insert into pgboss.job (name, state, retry_limit) select 'j', 'created', 2 from generate_series(1, 30) n;
            """,
            "create schema pgboss; create table pgboss.job (id uuid primary key, name text, salary int);",
            "pgboss.job, shared: true, by: \"framework pg-boss\"",
            "pgboss.schedule, shared: true, by:",
            "pgboss.version, shared: true, by:"),
        of(
            "graphile-worker",
            "Graphile Worker",
            """
            create schema graphile_worker;
            create table graphile_worker._private_tasks (id int primary key, identifier text not null);
            create table graphile_worker._private_job_queues (id int primary key, queue_name text not null,
              locked_at timestamptz, locked_by text, is_available boolean);
            create table graphile_worker._private_jobs (id bigserial primary key, job_queue_id int, task_id int not null,
              payload json not null, priority smallint, run_at timestamptz, attempts smallint, max_attempts smallint,
              last_error text, locked_by text);
            create table graphile_worker.migrations (id int primary key, ts timestamptz, breaking boolean);
            insert into graphile_worker._private_jobs (task_id, payload) select 1, '{}' from generate_series(1, 30) n;
            """,
            """
            create schema graphile_worker;
            create table graphile_worker._private_jobs (id bigserial primary key, payload json, done boolean);
            """,
            "graphile_worker._private_jobs, shared: true, by: \"framework graphile-worker\"",
            "graphile_worker.migrations, shared: true, by:"),
        of(
            "river",
            "River",
            """
            create table river_job (id bigserial primary key, state text not null, attempt smallint not null, max_attempts smallint,
              args jsonb not null, kind text not null, metadata jsonb not null, queue text not null, priority smallint);
            create table river_queue (name text primary key, created_at timestamptz, metadata jsonb, updated_at timestamptz);
            create table river_leader (elected_at timestamptz, expires_at timestamptz, leader_id text, name text primary key);
            insert into river_job (state, attempt, args, kind, metadata, queue)
              select 'available', 0, '{}', 'k', '{}', 'q' from generate_series(1, 30) n;
            """,
            "create table river_job (id bigserial primary key, kind text, boat text, metadata jsonb);",
            "public.river_job, shared: true, by: \"framework river\"",
            "public.river_leader, shared: true, by:"),
        of(
            "oban",
            "Oban",
            """
            create table oban_jobs (id bigserial primary key, state text not null, queue text not null, worker text not null,
              args jsonb not null, errors jsonb[], attempt integer, max_attempts integer, inserted_at timestamp);
            create table oban_peers (name text primary key, node text not null, started_at timestamp, expires_at timestamp);
            insert into oban_jobs (state, queue, worker, args) select 'available', 'q', 'W', '{}' from generate_series(1, 30) n;
            """,
            "create table oban_jobs (id bigserial primary key, state text, worker text, wage integer);",
            "public.oban_jobs, shared: true, by: \"framework oban\"",
            "public.oban_peers, shared: true, by:"),
        of(
            "hatchet",
            "Hatchet",
            """
            create schema hatchet;
            create table hatchet.v1_task (id bigserial primary key, tenant_id uuid not null, queue text, action_id text,
              step_id uuid, workflow_id uuid, retry_count int, input jsonb);
            create table hatchet.v1_queue_item (id bigserial primary key, tenant_id uuid not null, queue text, task_id bigint,
              action_id text);
            create table hatchet.v1_payload (id bigserial primary key, tenant_id uuid not null, body jsonb);
            insert into hatchet.v1_task (tenant_id, queue) select gen_random_uuid(), 'q' from generate_series(1, 30) n;
            """,
            """
            create schema hatchet;
            create table hatchet.v1_task (id bigserial primary key, tenant_id uuid not null, title text);
            create table hatchet.v1_queue_item (id bigserial primary key, tenant_id uuid not null, body text);
            """,
            "hatchet.v1_payload, shared: true, by: \"framework hatchet\"",
            "hatchet.v1_queue_item, shared: true, by:",
            "hatchet.v1_task, shared: true, by:"),
        of(
            "db-scheduler",
            "db-scheduler",
            """
            create table scheduled_tasks (task_name text not null, task_instance text not null, task_data bytea,
              execution_time timestamptz not null, picked boolean not null, picked_by text, last_heartbeat timestamptz,
              version bigint not null, primary key (task_name, task_instance));
            insert into scheduled_tasks select 't', n, null, now(), false, null, null, 1 from generate_series(1, 30) n;
            """,
            "create table scheduled_tasks (id bigint primary key, task_name text, due date, done boolean);",
            "public.scheduled_tasks, shared: true, by: \"framework db-scheduler\""),
        of(
            "quartz",
            "Quartz",
            """
            create table qrtz_job_details (sched_name varchar(120), job_name varchar(200), job_group varchar(200),
              job_class_name varchar(250), job_data bytea, primary key (sched_name, job_name, job_group));
            create table qrtz_triggers (sched_name varchar(120), trigger_name varchar(200), trigger_group varchar(200),
              job_name varchar(200) not null, job_group varchar(200) not null, next_fire_time bigint, primary key (sched_name, trigger_name, trigger_group),
              foreign key (sched_name, job_name, job_group) references qrtz_job_details);
            create table qrtz_locks (sched_name varchar(120), lock_name varchar(40), primary key (sched_name, lock_name));
            insert into qrtz_job_details select 's', n, 'g', 'c' from generate_series(1, 30) n;
            insert into qrtz_triggers select 's', n, 'g', n, 'g', n from generate_series(1, 30) n;
            """,
            """
            create table qrtz_job_details (id bigint primary key, watch text);
            create table qrtz_triggers (id bigint primary key, metal text);
            """,
            "public.qrtz_job_details, shared: true, by: \"framework quartz\"",
            "public.qrtz_locks, shared: true, by:",
            "public.qrtz_triggers, shared: true, by:"),
        of(
            "spring",
            "Spring Batch and Spring Session",
            """
            create table batch_job_instance (job_instance_id bigint primary key, version bigint, job_name varchar(100) not null,
              job_key varchar(32) not null);
            create table batch_job_execution (job_execution_id bigint primary key, version bigint,
              job_instance_id bigint not null references batch_job_instance, status varchar(10), exit_code varchar(2500));
            create table batch_job_execution_params (job_execution_id bigint not null references batch_job_execution,
              parameter_name varchar(100), parameter_value varchar(2500));
            create table batch_step_execution (step_execution_id bigint primary key, step_name varchar(100),
              job_execution_id bigint not null references batch_job_execution);
            create table spring_session (primary_id char(36) primary key, session_id char(36) not null, creation_time bigint,
              last_access_time bigint, max_inactive_interval int, expiry_time bigint, principal_name varchar(100));
            create table spring_session_attributes (session_primary_id char(36) not null references spring_session,
              attribute_name varchar(200) not null, attribute_bytes bytea not null);
            insert into batch_job_instance select n, 0, 'j', n from generate_series(1, 30) n;
            insert into batch_job_execution select n, 0, n, 'x', 'x' from generate_series(1, 30) n;
            insert into batch_job_execution_params select n, 'p', 'v' from generate_series(1, 30) n;
            """,
            """
            create table batch_job_instance (job_instance_id bigint primary key, loaf text);
            create table spring_session (primary_id char(36) primary key, season text, water numeric);
            """,
            "public.batch_job_execution_params, shared: true, by: \"framework spring\"",
            "public.batch_step_execution, shared: true, by:",
            "public.spring_session, shared: true, by:",
            "public.spring_session_attributes, shared: true, by:"),
        of(
            "outbox",
            "Debezium outbox",
            """
            create table outboxevent (id uuid primary key, aggregatetype varchar(255) not null, aggregateid varchar(255) not null,
              type varchar(255) not null, payload jsonb);
            insert into outboxevent select gen_random_uuid(), 'order', n, 'made', '{}' from generate_series(1, 30) n;
            """,
            "create table outboxevent (id uuid primary key, mailbox text, payload jsonb);",
            "public.outboxevent, shared: true, by: \"framework outbox\""));
  }
}

-- Roles in a store: a PostgreSQL database that keeps account data. An administrator runs this once in each store and cell,
-- connected to its database; what is there already is left as it is:
--
--   psql -d product -f db/roles/store.sql
--   psql -d product -v owner=lapse_store_owner -v eraser=lapse_eraser -f db/roles/store.sql    (names of your own)
--
-- Afterwards give each role a password, with \password, run 'lapse migrate' as the owner, and then, in each store, what
-- 'lapse catalog check --grants' prints. Stores on one server may share these roles or have some of their own.

\set ON_ERROR_STOP on
\set QUIET on
\if :{?owner} \else \set owner lapse_store_owner
\endif
\if :{?eraser} \else \set eraser lapse_eraser
\endif

-- The owner owns Lapse's small schema, creates nothing outside it and sees none of the product's tables. As the other role
-- Lapse erases; its rights on the product's tables are what 'lapse catalog check --grants' prints, and no more. An
-- administrator who is a member of the owner's role may run what that prints for the small schema too.
\set worker :eraser
\set schemas lapse_store
\ir owner-and-worker.sql

-- Where accounts live in this store, the product asks lapse_store.may_reactivate before it brings one back. It needs no
-- right on the table behind it:
--   grant usage on schema lapse_store to PRODUCT;

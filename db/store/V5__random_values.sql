-- A random value may have been written for another account of the same row, and is looked up by itself.
create index anonymized_value on lapse_store.anonymized (set_name, column_name, value);
comment on table lapse_store.anonymized is 'Values that took the place of an account''s values and are not what the catalog writes: random ones, times, and what PostgreSQL or the product''s triggers made of constants. Verification expects them.';

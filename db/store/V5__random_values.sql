-- A random value may have been written for another account of the same row, and is looked up by itself.
create index anonymized_value on lapse_store.anonymized (set_name, column_name, value);

alter table lapse.run add column stores_version text;
comment on column lapse.run.stores_version is 'Fingerprints of the schemas of the stores when the plan was frozen; an approved plan is not carried out on other ones.';

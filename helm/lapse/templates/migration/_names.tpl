{{/*
At the first install nothing of the chart is there before its hooks: the migration brings what it needs. What a hook makes
is no part of the release, so these cannot be the same objects that the server uses.
*/}}
{{- define "lapse.migrationConfigMap" -}}
{{- default (printf "%s-migrate" (include "lapse.fullname" .)) .Values.existingJobsConfigMap -}}
{{- end -}}

{{- define "lapse.migrationServiceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{- printf "%s-migrate" (include "lapse.fullname" .) -}}
{{- else -}}
{{- include "lapse.serviceAccountName" . -}}
{{- end -}}
{{- end -}}

{{/* Made before the migration, and gone after it. */}}
{{- define "lapse.beforeMigration" -}}
helm.sh/hook: pre-install,pre-upgrade
helm.sh/hook-weight: "-10"
helm.sh/hook-delete-policy: before-hook-creation,hook-succeeded
{{- end -}}

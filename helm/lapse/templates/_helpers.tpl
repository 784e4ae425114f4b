{{/* The name in labels. */}}
{{- define "lapse.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 50 | trimSuffix "-" -}}
{{- end -}}

{{/* The name of the objects: short enough for what is put behind it. */}}
{{- define "lapse.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 50 | trimSuffix "-" -}}
{{- else if contains (include "lapse.name" .) .Release.Name -}}
{{- .Release.Name | trunc 50 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name (include "lapse.name" .) | trunc 50 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{/* What all objects of a release have, and no others. */}}
{{- define "lapse.releaseLabels" -}}
app.kubernetes.io/name: {{ include "lapse.name" . }}
app.kubernetes.io/instance: {{ .Release.Name | quote }}
{{- end -}}

{{/* Selects the pods that serve. A Deployment's selector cannot be changed: nothing may be added here. */}}
{{- define "lapse.selectorLabels" -}}
{{ include "lapse.releaseLabels" . }}
app.kubernetes.io/component: server
{{- end -}}

{{/*
Takes a list of the root, a component and, if you like, more labels. The chart's own win, so that no label of a user can
take a pod out of its selector.
*/}}
{{- define "lapse.labels" -}}
{{- $root := index . 0 -}}
{{- $own := dict
      "app.kubernetes.io/component" (index . 1)
      "app.kubernetes.io/version" $root.Chart.AppVersion
      "app.kubernetes.io/managed-by" $root.Release.Service
      "helm.sh/chart" (printf "%s-%s" $root.Chart.Name $root.Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-")
-}}
{{- $more := dict -}}
{{- if gt (len .) 2 -}}
{{- $more = index . 2 -}}
{{- end -}}
{{- toYaml (merge $own (fromYaml (include "lapse.releaseLabels" $root)) $more $root.Values.commonLabels) -}}
{{- end -}}

{{/* Takes a list of the root and the annotations of one object, which win over those of all. Empty if there are none. */}}
{{- define "lapse.annotations" -}}
{{- with merge (dict) (default (dict) (index . 1)) (index . 0).Values.commonAnnotations -}}
annotations:
  {{- toYaml . | nindent 2 }}
{{- end -}}
{{- end -}}

{{- define "lapse.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{- default (include "lapse.fullname" .) .Values.serviceAccount.name -}}
{{- else -}}
{{- default "default" .Values.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{/* By digest if there is one. */}}
{{- define "lapse.image" -}}
{{- $repository := required "image.repository is empty; name the registry and repository to which you pushed the image of Lapse" .Values.image.repository -}}
{{- if .Values.image.digest -}}
{{- printf "%s@%s" $repository .Values.image.digest -}}
{{- else -}}
{{- printf "%s:%s" $repository (default .Chart.AppVersion .Values.image.tag) -}}
{{- end -}}
{{- end -}}

{{- define "lapse.jobsConfigMap" -}}
{{- default (printf "%s-jobs" (include "lapse.fullname" .)) .Values.existingJobsConfigMap -}}
{{- end -}}

{{/* What the schema cannot say: values that need each other. */}}
{{- define "lapse.validate" -}}
{{- if and .Values.serviceMonitor.enabled .Values.podMonitor.enabled -}}
{{- fail "serviceMonitor and podMonitor are both enabled; each metric would be read twice" -}}
{{- end -}}
{{- if not (or .Values.database.existingSecret .Values.database.url) -}}
{{- fail "database.existingSecret is empty; name the secret with the address, user and password of Lapse's own database" -}}
{{- end -}}
{{- range $name, $store := .Values.stores -}}
{{- if not $store.existingSecret -}}
{{- fail (printf "stores.%s.existingSecret is empty; name the secret of this store" $name) -}}
{{- end -}}
{{- end -}}
{{- if and .Values.jobs .Values.existingJobsConfigMap -}}
{{- fail "jobs and existingJobsConfigMap are both given; the files come from one of them" -}}
{{- end -}}
{{- if .Values.oidc.issuer -}}
{{- if not .Values.oidc.audiences -}}
{{- fail "oidc.audiences is empty; name the audience of Lapse's tokens, or tokens that the issuer made for other programs would count" -}}
{{- end -}}
{{- else -}}
{{- if or .Values.ingress.enabled .Values.httpRoute.enabled -}}
{{- fail "ingress and httpRoute need oidc.issuer: without an issuer Lapse serves the loopback of its pod only" -}}
{{- end -}}
{{- if .Values.oidc.console.clientId -}}
{{- fail "oidc.console.clientId needs oidc.issuer" -}}
{{- end -}}
{{- end -}}
{{- if .Values.access.existingSecret -}}
{{- if .Values.oidc.issuer -}}
{{- fail "access.existingSecret is for an installation without oidc.issuer; with one, the gateway presents a token of the issuer with the role access" -}}
{{- end -}}
{{- if has (int .Values.ports.access) (list (int .Values.ports.http) (int .Values.ports.management)) -}}
{{- fail "ports.access is one of the other ports; questions about access need a port of their own" -}}
{{- end -}}
{{- if eq (int .Values.service.accessPort) (int .Values.service.managementPort) -}}
{{- fail "service.accessPort and service.managementPort are the same; questions about access need a port of their own" -}}
{{- end -}}
{{- end -}}
{{- if and .Values.oidc.console.clientId (not .Values.oidc.console.existingSecret) -}}
{{- fail "oidc.console.existingSecret is empty; name the secret of the client oidc.console.clientId" -}}
{{- end -}}
{{- if and .Values.ingress.enabled (not .Values.ingress.hosts) -}}
{{- fail "ingress.hosts is empty; name at least one host" -}}
{{- end -}}
{{- if and .Values.httpRoute.enabled (not .Values.httpRoute.parentRefs) -}}
{{- fail "httpRoute.parentRefs is empty; name the gateway" -}}
{{- end -}}
{{- if eq (int .Values.ports.http) (int .Values.ports.management) -}}
{{- fail "ports.http and ports.management are the same; health and metrics need a port of their own" -}}
{{- end -}}
{{- if eq (int .Values.service.port) (int .Values.service.managementPort) -}}
{{- fail "service.port and service.managementPort are the same; health and metrics need a port of their own" -}}
{{- end -}}
{{- if le (int .Values.terminationGracePeriodSeconds) (add 10 (int .Values.preStopSleepSeconds) | int) -}}
{{- fail "terminationGracePeriodSeconds must be more than preStopSleepSeconds and the ten seconds in which Lapse ends" -}}
{{- end -}}
{{- end -}}

{{/* One variable from a secret. Takes a list of its name, the secret and the key. */}}
{{- define "lapse.fromSecret" -}}
- name: {{ index . 0 }}
  valueFrom:
    secretKeyRef:
      name: {{ index . 1 | quote }}
      key: {{ index . 2 | quote }}
{{- end -}}

{{/* How to reach Lapse's database and the stores. Takes a list of the root and whether as their owner. */}}
{{- define "lapse.databaseEnv" -}}
{{- $values := (index . 0).Values -}}
{{- $owner := index . 1 -}}
{{- $secret := $values.database.existingSecret -}}
{{- if and $owner $values.database.existingOwnerSecret -}}
{{- $secret = $values.database.existingOwnerSecret -}}
{{- end -}}
{{- if $values.database.url }}
- name: LAPSE_DATABASE_URL
  value: {{ $values.database.url | quote }}
{{- else }}
{{ include "lapse.fromSecret" (list "LAPSE_DATABASE_URL" $secret $values.database.secretKeys.url) }}
{{- end }}
{{- if $secret }}
{{ include "lapse.fromSecret" (list "LAPSE_DATABASE_USERNAME" $secret $values.database.secretKeys.username) }}
{{ include "lapse.fromSecret" (list "LAPSE_DATABASE_PASSWORD" $secret $values.database.secretKeys.password) }}
{{- end }}
{{- range $name, $store := $values.stores }}
{{- $secret := $store.existingSecret -}}
{{- if and $owner $store.existingOwnerSecret -}}
{{- $secret = $store.existingOwnerSecret -}}
{{- end -}}
{{- $prefix := printf "%s_DATABASE" ($name | upper | replace "-" "_") -}}
{{- $env := $store.env | default (dict (printf "%s_URL" $prefix) "url" (printf "%s_USERNAME" $prefix) "username" (printf "%s_PASSWORD" $prefix) "password") -}}
{{- range $variable, $key := $env }}
{{ include "lapse.fromSecret" (list $variable $secret $key) }}
{{- end }}
{{- end }}
{{- end -}}

{{/* What every container needs to find its files and to log. */}}
{{- define "lapse.commonEnv" -}}
- name: LAPSE_JOBS
  value: /etc/lapse/jobs
- name: LAPSE_MODE
  value: {{ .Values.mode }}
{{- with .Values.logFormat }}
- name: LOGGING_STRUCTURED_FORMAT_CONSOLE
  value: {{ . }}
{{- end }}
{{- with .Values.traces }}
- name: LAPSE_TRACES
  value: {{ . | quote }}
{{- end }}
{{- with .Values.javaOptions }}
- name: JAVA_TOOL_OPTIONS
  value: {{ . | quote }}
{{- end }}
{{- end -}}

{{/* Where the server listens, and which issuer it trusts. */}}
{{- define "lapse.serverEnv" -}}
- name: SERVER_PORT
  value: {{ .Values.ports.http | quote }}
- name: MANAGEMENT_SERVER_PORT
  value: {{ .Values.ports.management | quote }}
- name: MANAGEMENT_SERVER_ADDRESS
  value: 0.0.0.0
{{- with .Values.access.existingSecret }}
- name: LAPSE_ACCESS_PORT
  value: {{ $.Values.ports.access | quote }}
{{ include "lapse.fromSecret" (list "LAPSE_ACCESS_TOKEN" . $.Values.access.secretKey) }}
{{- end }}
{{- if .Values.oidc.issuer }}
- name: SERVER_ADDRESS
  value: 0.0.0.0
- name: SPRING_SECURITY_OAUTH2_RESOURCESERVER_JWT_ISSUER_URI
  value: {{ .Values.oidc.issuer | quote }}
- name: SPRING_SECURITY_OAUTH2_RESOURCESERVER_JWT_AUDIENCES
  value: {{ join "," .Values.oidc.audiences | quote }}
{{- end }}
{{- with .Values.oidc.claims.roles }}
- name: LAPSE_SECURITY_ROLES_CLAIM
  value: {{ . | quote }}
{{- end }}
{{- with .Values.oidc.claims.primaryAdministratorOf }}
- name: LAPSE_SECURITY_PRIMARY_ADMINISTRATOR_OF_CLAIM
  value: {{ . | quote }}
{{- end }}
{{- with .Values.oidc.claims.providerOf }}
- name: LAPSE_SECURITY_PROVIDER_OF_CLAIM
  value: {{ . | quote }}
{{- end }}
{{- if .Values.oidc.console.clientId }}
- name: SPRING_SECURITY_OAUTH2_CLIENT_REGISTRATION_LAPSE_CLIENT_ID
  value: {{ .Values.oidc.console.clientId | quote }}
{{ include "lapse.fromSecret" (list "SPRING_SECURITY_OAUTH2_CLIENT_REGISTRATION_LAPSE_CLIENT_SECRET" .Values.oidc.console.existingSecret .Values.oidc.console.secretKey) }}
- name: SPRING_SECURITY_OAUTH2_CLIENT_REGISTRATION_LAPSE_SCOPE
  value: {{ join "," .Values.oidc.console.scopes | quote }}
- name: SPRING_SECURITY_OAUTH2_CLIENT_REGISTRATION_LAPSE_PROVIDER
  value: issuer
- name: SPRING_SECURITY_OAUTH2_CLIENT_PROVIDER_ISSUER_ISSUER_URI
  value: {{ .Values.oidc.issuer | quote }}
{{- end }}
{{- $behindProxy := or .Values.ingress.enabled .Values.httpRoute.enabled -}}
{{- with default (ternary "native" "none" $behindProxy) .Values.proxy.forwardHeaders }}
- name: SERVER_FORWARD_HEADERS_STRATEGY
  value: {{ . }}
{{- end }}
{{- with .Values.proxy.internalProxies }}
- name: SERVER_TOMCAT_REMOTEIP_INTERNAL_PROXIES
  value: {{ . | quote }}
{{- end }}
{{- end -}}

{{/* What every pod of the chart has in common. */}}
{{- define "lapse.podSpec" -}}
automountServiceAccountToken: false
# variables such as LAPSE_PORT, which Kubernetes makes of services, would be read as settings
enableServiceLinks: false
{{- with .Values.imagePullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
securityContext:
  {{- toYaml .Values.podSecurityContext | nindent 2 }}
{{- with .Values.dnsPolicy }}
dnsPolicy: {{ . }}
{{- end }}
{{- with .Values.dnsConfig }}
dnsConfig:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.hostAliases }}
hostAliases:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with .Values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{/* What every container of the chart has in common. */}}
{{- define "lapse.container" -}}
image: {{ include "lapse.image" . | quote }}
imagePullPolicy: {{ .Values.image.pullPolicy }}
securityContext:
  {{- toYaml .Values.securityContext | nindent 2 }}
{{- with .Values.extraEnvFrom }}
envFrom:
  {{- toYaml . | nindent 2 }}
{{- end }}
volumeMounts:
  - name: jobs
    mountPath: /etc/lapse/jobs
    readOnly: true
  - name: tmp
    mountPath: /tmp
  {{- with .Values.extraVolumeMounts }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- end -}}

{{/* Takes a list of the root and the ConfigMap of the files. */}}
{{- define "lapse.volumes" -}}
{{- $root := index . 0 -}}
- name: jobs
  configMap:
    name: {{ index . 1 }}
- name: tmp
  emptyDir:
    sizeLimit: {{ $root.Values.tmp.sizeLimit }}
{{- with $root.Values.extraVolumes }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* What a pod may ask for outside. */}}
{{- define "lapse.egress" -}}
{{- with .Values.networkPolicy -}}
- to:
    {{- toYaml .dnsTo | nindent 4 }}
  ports:
    - {port: 53, protocol: UDP}
    - {port: 53, protocol: TCP}
- ports:
    {{- range .databasePorts }}
    - {port: {{ . }}, protocol: TCP}
    {{- end }}
  {{- with .databasesTo }}
  to:
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- if $.Values.oidc.issuer }}
- ports:
    {{- range .issuerPorts }}
    - {port: {{ . }}, protocol: TCP}
    {{- end }}
  {{- with .issuerTo }}
  to:
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end }}
{{- with .extraEgress }}
{{ toYaml . }}
{{- end }}
{{- end }}
{{- end -}}

{{/* How the metrics of a pod are read; takes a list of the root and the values of the monitor. */}}
{{- define "lapse.endpoint" -}}
{{- $monitor := index . 1 -}}
port: management
path: /actuator/prometheus
interval: {{ $monitor.interval }}
scrapeTimeout: {{ $monitor.scrapeTimeout }}
{{- with $monitor.scheme }}
scheme: {{ . }}
{{- end }}
{{- with $monitor.tlsConfig }}
tlsConfig:
  {{- toYaml . | nindent 2 }}
{{- end }}
# the label "job" of Lapse's metrics is the name of a job of Lapse
honorLabels: true
relabelings:
  - targetLabel: job
    replacement: lapse
    action: replace
  {{- with $monitor.relabelings }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- with $monitor.metricRelabelings }}
metricRelabelings:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{- define "dabiao.labels" -}}
app.kubernetes.io/name: dabiao
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/part-of: dabiao
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
{{- end }}

{{- define "dabiao.selector" -}}
app.kubernetes.io/name: dabiao
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "dabiao.image" -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end }}

{{- define "dabiao.secret" -}}
- name: {{ .name }}
  valueFrom:
    secretKeyRef: {name: {{ .secret }}, key: {{ .key }}{{ if .optional }}, optional: true{{ end }}}
{{- end }}

{{- define "dabiao.database" -}}
{{ include "dabiao.secret" (dict "name" "QUARKUS_DATASOURCE_JDBC_URL" "secret" .Values.secret "key" "jdbc-url") }}
{{ include "dabiao.secret" (dict "name" "QUARKUS_DATASOURCE_USERNAME" "secret" .Values.secret "key" "username") }}
{{ include "dabiao.secret" (dict "name" "QUARKUS_DATASOURCE_PASSWORD" "secret" .Values.secret "key" "password") }}
{{- end }}

{{- define "dabiao.pod" -}}
serviceAccountName: {{ .Release.Name }}
automountServiceAccountToken: false
{{- with .Values.imagePullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{- define "dabiao.user" -}}
# PostgreSQL refuses to run as root.
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
seccompProfile: {type: RuntimeDefault}
{{- end }}

{{- define "dabiao.bounds" -}}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities: {drop: [ALL]}
{{- end }}

{{- define "dabiao.container" -}}
image: {{ include "dabiao.image" . }}
imagePullPolicy: {{ .Values.image.pullPolicy }}
ports:
  - {name: http, containerPort: 8080}
env:
  {{- if eq .Values.mode "single" }}
  - {name: DABIAO_DATA_DIR, value: /data}
  {{- else }}
  - {name: DABIAO_MIGRATE, value: "false"}
  {{- include "dabiao.database" . | nindent 2 }}
  {{- end }}
  - {name: DABIAO_DECLARATIONS, value: /declarations}
  {{- include "dabiao.secret" (dict "name" "DABIAO_ADMIN_TOKEN" "secret" .Values.secret "key" "admin-token") | nindent 2 }}
  {{- include "dabiao.secret" (dict "name" "DABIAO_ENCRYPTION_KEY" "secret" .Values.secret "key" "encryption-key" "optional" true) | nindent 2 }}
  # Kafka and other brokers, and who is told of alerts: each a secret of its own, and each may be left out.
  {{- include "dabiao.secret" (dict "name" "DABIAO_STREAMS" "secret" "dabiao-streams" "key" "path" "optional" true) | nindent 2 }}
  {{- include "dabiao.secret" (dict "name" "DABIAO_ALERTS" "secret" "dabiao-alerts" "key" "path" "optional" true) | nindent 2 }}
  {{- if and .Values.ingress.enabled .Values.ingress.trustedProxies }}
  - {name: QUARKUS_HTTP_PROXY_PROXY_ADDRESS_FORWARDING, value: "true"}
  - {name: QUARKUS_HTTP_PROXY_TRUSTED_PROXIES, value: {{ .Values.ingress.trustedProxies | quote }}}
  - {name: DABIAO_TRUSTED_PROXIES, value: {{ .Values.ingress.trustedProxies | quote }}}
  {{- end }}
  {{- with .Values.env }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{ include "dabiao.bounds" . }}
resources:
  {{- if .Values.resources }}
  {{- toYaml .Values.resources | nindent 2 }}
  {{- else if eq .Values.mode "single" }}
  # Service and database together. Ephemeral: what is in /tmp, and the log until the node has rotated it.
  requests: {cpu: 500m, memory: 1Gi, ephemeral-storage: 256Mi}
  limits: {memory: 2Gi, ephemeral-storage: 1Gi}
  {{- else }}
  # Ephemeral: what is in /tmp, and the log until the node has rotated it.
  requests: {cpu: 500m, memory: 768Mi, ephemeral-storage: 256Mi}
  limits: {memory: 1536Mi, ephemeral-storage: 1Gi}
  {{- end }}
startupProbe:
  httpGet: {path: /q/health/started, port: http}
  periodSeconds: 2
  failureThreshold: 90
livenessProbe:
  # Down where a background job hangs, never for a database that is away: killing a pod does not mend that. Out of
  # memory the process ends by itself, and the container is started again.
  httpGet: {path: /q/health/live, port: http}
  periodSeconds: 10
  failureThreshold: 6
readinessProbe:
  httpGet: {path: /q/health/ready, port: http}
  periodSeconds: 5
  failureThreshold: 2
lifecycle:
  preStop:
    # Until it is no longer sent requests.
    exec: {command: [sleep, "5"]}
volumeMounts:
  {{- if eq .Values.mode "single" }}
  - {name: data, mountPath: /data}
  {{- end }}
  - {name: tmp, mountPath: /tmp}
  - {name: declarations, mountPath: /declarations, readOnly: true}
  - {name: streams, mountPath: /etc/dabiao/streams, readOnly: true}
  - {name: alerts, mountPath: /etc/dabiao/alerts, readOnly: true}
{{- end }}

{{- define "dabiao.volumes" -}}
- name: tmp
  emptyDir: {sizeLimit: 512Mi}
# One's own declarations, as a ConfigMap of YAML files; without it the shipped ones answer.
- name: declarations
  configMap: {name: dabiao-declarations, optional: true}
- name: streams
  secret: {secretName: dabiao-streams, optional: true}
- name: alerts
  secret: {secretName: dabiao-alerts, optional: true}
{{- end }}

{{/* What all names begin with: short enough for the longest ending. */}}
{{- define "modelbench.fullname" -}}
{{- $name := .Values.fullnameOverride }}
{{- if not $name }}
{{- $name = contains .Chart.Name .Release.Name | ternary .Release.Name (printf "%s-%s" .Release.Name .Chart.Name) }}
{{- end }}
{{- $name = $name | replace "." "-" | trunc 46 | trimSuffix "-" }}
{{- if not (regexMatch "^[a-z]" $name) }}
{{- fail (printf "%s begins with no letter, as the name of a Service must: set fullnameOverride" $name) }}
{{- end }}
{{- $name }}
{{- end }}

{{- define "modelbench.operator" -}}
{{ include "modelbench.fullname" . }}-operator
{{- end }}

{{- define "modelbench.runnerRole" -}}
{{ include "modelbench.fullname" . }}-runner
{{- end }}

{{- define "modelbench.serviceAccount" -}}
{{- .Values.serviceAccount.name | default (include "modelbench.operator" .) }}
{{- end }}

{{/* The operator's and the runners' image. */}}
{{- define "modelbench.image" -}}
{{- $tag := .Values.image.tag | default .Chart.AppVersion }}
{{- printf "%s:%s" .Values.image.repository $tag }}
{{- with .Values.image.digest }}@{{ . }}{{ end }}
{{- end }}

{{- define "modelbench.labels" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end }}

{{/* As in manifests/, so that Helm can take over what was installed from there. */}}
{{- define "modelbench.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/component: operator
{{- end }}

{{/* Of containers: with the pod's, the "restricted" pod security standard. */}}
{{- define "modelbench.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end }}

{{- define "modelbench.podSecurity" -}}
runAsNonRoot: true
{{- with .Values.runAsUser }}
runAsUser: {{ . | int64 }}
{{- end }}
seccompProfile:
  type: RuntimeDefault
{{- end }}

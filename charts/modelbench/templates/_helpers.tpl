{{/* What all names begin with: short enough for the longest ending. */}}
{{- define "modelbench.fullname" -}}
{{- $name := .Values.fullnameOverride }}
{{- if not $name }}
{{- $own := .Values.nameOverride | default .Chart.Name }}
{{- $name = contains $own .Release.Name | ternary .Release.Name (printf "%s-%s" .Release.Name $own) }}
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
{{- with .Values.commonLabels }}
{{ toYaml . }}
{{- end }}
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
{{- with .Values.podSecurityContext }}
{{ toYaml . }}
{{- end }}
{{- end }}

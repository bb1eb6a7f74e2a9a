package main

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	vegeta "github.com/tsenart/vegeta/v12/lib"
)

// document is a valid plan with some fields changed.
func document(t *testing.T, changes map[string]any) string {
	t.Helper()
	fields := map[string]any{
		"url": "http://10.0.0.1:8080/predict", "host": "model.example", "method": "POST",
		"headers": map[string]string{"content-type": "text/plain"},
		"bodies":  []string{"b25l", "dHdv"}, "timeoutSeconds": 0.5, "maxConnections": 2,
		"maxBodyBytes": 0, "maxAnswersBytes": 0, "startNanoseconds": 0,
		"offsetsNanoseconds": []int{0, 5, 5},
	}
	for name, value := range changes {
		fields[name] = value
	}
	text, err := json.Marshal(fields)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestBodiesAreUsedInTurnWithTheSameHeaders(t *testing.T) {
	read, err := readPlan(strings.NewReader(document(t, nil)))
	if err != nil {
		t.Fatal(err)
	}
	targeter := read.targeter()
	for _, body := range []string{"one", "two", "one"} {
		var target vegeta.Target
		if err := targeter(&target); err != nil || string(target.Body) != body {
			t.Errorf("body %q, error %v", target.Body, err)
		}
		request, err := target.Request()
		if err != nil || request.Host != "model.example" {
			t.Errorf("host %q, error %v", request.Host, err)
		}
		if request.Header.Get("Content-Type") != "text/plain" {
			t.Errorf("headers %v", request.Header)
		}
	}
}

// The CRD's pattern of a path admits these: here they are sent as the runner's own requests send them.
func TestAPathOfTheResourceIsSentAsItIs(t *testing.T) {
	const inPath = "/AZaz09._~!$&'()*+,;=:@/[]-%2F%c3%A9"
	const inQuery = `?!"$&'()*+,-./09:;<=>?@AZ[\]^_` + "`az{|}~%7B%7b"
	for _, path := range []string{"/", "//", inPath, "/" + inQuery, inPath + inQuery, "/a?"} {
		changed := map[string]any{"url": "http://10.0.0.1:8080" + path}
		read, err := readPlan(strings.NewReader(document(t, changed)))
		if err != nil {
			t.Fatal(err)
		}
		var target vegeta.Target
		if err := read.targeter()(&target); err != nil {
			t.Fatal(err)
		}
		request, err := target.Request()
		if err != nil || request.URL.RequestURI() != path {
			t.Errorf("%q is sent as %q, error %v", path, request.URL.RequestURI(), err)
		}
	}
}

func TestWhatIsWrongWithAPlanIsNamedByItsField(t *testing.T) {
	for _, change := range []struct {
		field string
		value any
	}{
		{"url", "10.0.0.1/predict"},
		{"url", 7},
		{"host", "two words"},
		{"method", ""},
		{"method", "GET /"},
		{"headers", map[string]string{"X": "line\nbreak"}},
		{"bodies", []string{"not base64!"}},
		{"timeoutSeconds", 0},
		{"timeoutSeconds", 1e300},
		{"maxConnections", 0},
		{"maxBodyBytes", -1},
		{"maxAnswersBytes", -1},
		{"startNanoseconds", -1},
		{"offsetsNanoseconds", nil},
		{"offsetsNanoseconds", []int{-1}},
		{"offsetsNanoseconds", []int{2, 1}},
		{"offsetsNanoseconds", []float64{0.5}},
		{"offset", []int{0}},
		{"stream.format", streamOf("format", "Chunks")},
		{"stream.contentPath", streamOf("contentPath", "a..b")},
		{"stream.usagePath", streamOf("usagePath", "$.a")},
		{"stream.expectedStatus", streamOf("expectedStatus", 0)},
		{"stream.stallNanoseconds", streamOf("stallNanoseconds", 0)},
		{"stream.users.count", streamOf("users", map[string]any{"durationNanoseconds": 1})},
		{"stream.users.durationNanoseconds", streamOf("users", map[string]any{"count": 1})},
	} {
		field, _, _ := strings.Cut(change.field, ".")
		_, err := readPlan(strings.NewReader(document(t, map[string]any{field: change.value})))
		if err == nil || !strings.Contains(err.Error(), change.field) {
			t.Errorf("%s = %v: %v", change.field, change.value, err)
		}
	}
}

// streamOf is a valid part of a plan with one field changed.
func streamOf(field string, value any) map[string]any {
	return map[string]any{
		"format": rawChunks, "expectedStatus": 200, "stallNanoseconds": 1, field: value,
	}
}

func TestThereIsOnePlanAndNothingElse(t *testing.T) {
	for _, text := range []string{"", "[]", document(t, nil) + "{}", document(t, nil)[:40]} {
		if _, err := readPlan(strings.NewReader(text)); err == nil {
			t.Errorf("%q was taken for a plan", text)
		}
	}
}

func TestTheStartIsNowOrThePlannedInstant(t *testing.T) {
	now := time.Now()
	if start := startOf(0, now); start != now {
		t.Errorf("started at %v instead of %v", start, now)
	}
	later := now.Add(time.Minute)
	if start := startOf(later.UnixNano(), now); !start.Equal(later) {
		t.Errorf("started at %v instead of %v", start, later)
	}
}

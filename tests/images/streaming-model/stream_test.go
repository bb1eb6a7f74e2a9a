package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// answered is the body of one response, how long it took, and why it ended.
func answered(t *testing.T, plan plan) (string, time.Duration, error) {
	t.Helper()
	plan.first, plan.gap, plan.tokens = 20*time.Millisecond, time.Millisecond, 10
	server := httptest.NewServer(newServer(plan))
	defer server.Close()
	begin := time.Now()
	response, err := http.Post(server.URL, "application/json", strings.NewReader("{}"))
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	return string(body), time.Since(begin), err
}

func TestAStreamComesAtItsPlannedInstantsAndTellsItsLateness(t *testing.T) {
	body, took, err := answered(t, plan{usage: 1})
	if err != nil || took < 29*time.Millisecond {
		t.Errorf("%v, %v", err, took)
	}
	for text, count := range map[string]int{
		role: 1, token: 10, `"completion_tokens":10`: 1, "data: [DONE]": 1, ": late by ": 1,
	} {
		if found := strings.Count(body, text); found != count {
			t.Errorf("%d times %q in %q", found, text, body)
		}
	}
}

func TestAStallAndAPauseMakeAStreamLater(t *testing.T) {
	for _, one := range []plan{
		{stallEvery: 1, stall: 100 * time.Millisecond},
		{pauseEvery: 1, pause: 130 * time.Millisecond},
	} {
		if _, took, _ := answered(t, one); took < 129*time.Millisecond {
			t.Errorf("%+v: %v", one, took)
		}
	}
}

func TestAFaultEndsAStream(t *testing.T) {
	for fault, words := range map[string]string{"error": `{"error":`, "large": "yyy"} {
		body, _, err := answered(t, plan{fault: fault})
		if err != nil || !strings.Contains(body, words) || strings.Contains(body, "[DONE]") {
			t.Errorf("%s: %v, %.200q", fault, err, body)
		}
	}
	if _, _, err := answered(t, plan{fault: "cut"}); err == nil {
		t.Error("a stream that was cut ended well")
	}
}

func TestAHeldStreamComesInBlocks(t *testing.T) {
	recorder := httptest.NewRecorder()
	stream := &stream{server: newServer(plan{holdBytes: 4}), response: recorder}
	_ = stream.send("abcdef")
	if recorder.Body.String() != "abcd" {
		t.Errorf("%q passed on", recorder.Body)
	}
	_ = stream.pass(len(stream.kept))
	if recorder.Body.String() != "abcdef" {
		t.Errorf("%q in the end", recorder.Body)
	}
}

package main

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"time"
)

const (
	plantedFirst = 100 * time.Millisecond
	plantedGap   = 5 * time.Millisecond
	token        = `data: {"choices":[{"delta":{"content":"t"}}]}` + "\n\n"
	role         = `data: {"choices":[{"delta":{"role":"assistant","content":""}}]}` + "\n\n"
	done         = "data: [DONE]\n\n"
)

// serve answers with what a function writes; flush sends what has been written so far.
func serve(t *testing.T, write func(write func(string), number int)) plan {
	t.Helper()
	numbers := make(chan int, 1<<16)
	for number := range 1 << 16 {
		numbers <- number
	}
	handler := func(response http.ResponseWriter, _ *http.Request) {
		response.(http.Flusher).Flush()
		write(func(text string) {
			_, _ = fmt.Fprint(response, text)
			response.(http.Flusher).Flush()
		}, <-numbers)
	}
	server := httptest.NewServer(http.HandlerFunc(handler))
	t.Cleanup(server.Close)
	return plan{
		URL: server.URL + "/v1/chat/completions", Method: "POST", TimeoutSeconds: 5,
		MaxConnections: 100, Bodies: [][]byte{[]byte("{}")},
		Stream: &streamPlan{
			Format: serverSentEvents, ContentPath: "choices[0].delta.content",
			UsagePath: "usage.completion_tokens", End: "[DONE]", ExpectedStatus: 200,
			StallNanoseconds: int64(200 * time.Millisecond),
		},
	}
}

func sendAll(t *testing.T, plan plan) report {
	t.Helper()
	report, err := attackStreams(context.Background(), plan, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func sendOne(t *testing.T, plan plan) streamed {
	t.Helper()
	plan.OffsetsNanoseconds = []int64{0}
	return sendAll(t, plan).results[0]
}

// at waits for an instant as precisely as the program's own schedule.
func at(instant time.Time) { sleepUntil(context.Background(), instant) }

// planted writes its tokens at the planted instants, whatever the writes before took, and returns
// when it wrote the first.
func planted(write func(string), tokens int, stall time.Duration) time.Time {
	var first time.Time
	next := time.Now().Add(plantedFirst)
	write(role)
	for number := range tokens {
		at(next)
		if number == 0 {
			first = time.Now()
		}
		write(token)
		next = next.Add(plantedGap)
		if number == tokens/2 {
			next = next.Add(stall)
		}
	}
	write(done)
	return first
}

func every(gap time.Duration, count int) []int64 {
	offsets := make([]int64, count)
	for number := range offsets {
		offsets[number] = int64(gap) * int64(number)
	}
	return offsets
}

func median(values []int64) time.Duration {
	slices.Sort(values)
	return time.Duration(values[len(values)/2])
}

func quantile(pairs [][2]int64, share float64) time.Duration {
	total := int64(0)
	for _, pair := range pairs {
		total += pair[1]
	}
	rank, below := int64(share*float64(total)), int64(0)
	for _, pair := range pairs {
		below += pair[1]
		if below > rank {
			return time.Duration(pair[0]) * time.Microsecond
		}
	}
	return 0
}

func near(t *testing.T, what string, got, want, bound time.Duration) {
	t.Helper()
	if got < want-bound || got > want+bound {
		t.Errorf("%s: %v instead of %v", what, got, want)
	}
}

package main

import (
	"bytes"
	"cmp"
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	vegeta "github.com/tsenart/vegeta/v12/lib"
)

const (
	initialWorkers = 16
	// A connection stays with the pod that kube-proxy chose when it was made: kept for the whole
	// attack, all of them would stay with the first pods, and new replicas would get no request.
	// So what is idle is closed this often, and the next request is routed anew.
	rerouteInterval = time.Second
	// How long a Lambda function ran, as the endpoint in its pod tells.
	durationHeader = "Modelbench-Lambda-Duration"
	// It is a number of milliseconds; what is longer is none.
	maxDurationBytes = 32
	// All headers of an answer, informational ones before it included: as many connections as may be
	// open together, each with Go's own 10 MB, are more than the memory of the runner.
	maxHeaderBytes = 64 << 10
	// Of an error: what went wrong, after the method and the URL, which are the same for all.
	maxErrorBytes = 200
)

// attack sends the planned requests until the last or until it is stopped, then waits for those
// under way. The results are in the order of the plan's offsets. errAnswersTooLarge ends it early.
func attack(stopped context.Context, plan plan, start time.Time) (vegeta.Results, error) {
	stopped, stop := context.WithCancel(stopped)
	defer stop()
	transport := newTransport(plan.MaxConnections)
	ended := make(chan struct{})
	defer close(ended)
	go closeIdle(transport, ended)
	answers := newAnswers(transport, plan)
	attacker := newAttacker(plan, answers.transport())
	// The pacer ends at the signal too, but is not asked while every worker is busy.
	defer context.AfterFunc(stopped, func() { attacker.Stop() })()
	pacer := schedule{stopped: stopped, start: start, offsets: plan.OffsetsNanoseconds}
	results := make(vegeta.Results, 0, len(plan.OffsetsNanoseconds))
	for result := range attacker.Attack(plan.targeter(), pacer, 0, "") {
		if answers.spent() {
			stop()
			continue
		}
		results = append(results, trimmed(*result))
	}
	if answers.spent() {
		return nil, errAnswersTooLarge
	}
	slices.SortFunc(results, func(one, other vegeta.Result) int {
		return cmp.Compare(one.Seq, other.Seq)
	})
	return results, nil
}

func newAttacker(plan plan, transport http.RoundTripper) *vegeta.Attacker {
	client := &http.Client{
		Transport: transport,
		Timeout:   plan.timeout(),
		CheckRedirect: func(*http.Request, []*http.Request) error {
			return http.ErrUseLastResponse
		},
	}
	return vegeta.NewAttacker(
		vegeta.Client(client),
		vegeta.Workers(initialWorkers),
		vegeta.MaxWorkers(uint64(plan.MaxConnections)),
		vegeta.MaxBody(plan.MaxBodyBytes),
	)
}

// newTransport speaks HTTP/1.1 through no proxy, and asks for nothing to be compressed.
func newTransport(maxConnections int) *http.Transport {
	protocols := new(http.Protocols)
	protocols.SetHTTP1(true)
	return &http.Transport{
		Protocols:              protocols,
		MaxConnsPerHost:        maxConnections,
		MaxIdleConnsPerHost:    maxConnections,
		MaxResponseHeaderBytes: maxHeaderBytes,
		DisableCompression:     true,
	}
}

func closeIdle(transport *http.Transport, ended <-chan struct{}) {
	ticker := time.NewTicker(rerouteInterval)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
			transport.CloseIdleConnections()
		case <-ended:
			return
		}
	}
}

// trimmed is a result without what is not printed, so that many can be held.
func trimmed(result vegeta.Result) vegeta.Result {
	result.Headers = kept(result.Headers)
	result.Method, result.URL = "", ""
	result.Error = reason(result.Error)
	if len(result.Body) == 0 {
		result.Body = nil
	}
	// What it was read into has room for more.
	result.Body = bytes.Clone(result.Body)
	return result
}

// kept is the one header of an answer that the runner wants; nil when the answer has none.
func kept(headers http.Header) http.Header {
	value := headers.Get(durationHeader)
	if value == "" {
		return nil
	}
	return http.Header{durationHeader: []string{cut(value, maxDurationBytes)}}
}

// reason is an error without the method and the URL before it, such as Post "http://host/path": EOF.
func reason(text string) string {
	if _, after, found := strings.Cut(text, `": `); found {
		text = after
	}
	return strings.ToValidUTF8(cut(text, maxErrorBytes), "?")
}

// cut is the first part of a text, in memory of its own, since a part keeps the whole.
func cut(text string, most int) string {
	return strings.Clone(text[:min(len(text), most)])
}

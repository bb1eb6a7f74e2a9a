package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"
)

// report is what becomes of all streams of a plan.
type report struct {
	start      time.Time
	results    []streamed
	gaps       *gaps
	instrument *gaps
	isWhole    bool
}

// attackStreams sends the planned requests as attack does, and reads their responses as streams.
func attackStreams(stopped context.Context, plan plan, start time.Time) (report, error) {
	client := &client{plan, newRule(plan.Stream), start, plan.address(), newGaps()}
	ownShare, err := newOwnShare()
	if err != nil {
		return report{}, err
	}
	defer ownShare.close()
	collected := &collected{}
	var isWhole bool
	if users := plan.Stream.Users; users != nil {
		isWhole = client.closedLoop(stopped, *users, collected)
	} else {
		isWhole = client.openLoop(stopped, plan.OffsetsNanoseconds, collected)
	}
	slices.SortStableFunc(collected.results, func(one, other streamed) int {
		return cmp.Compare(one.Due, other.Due)
	})
	return report{start, collected.results, client.gaps, ownShare.delays, isWhole}, nil
}

type collected struct {
	mutex   sync.Mutex
	results []streamed
}

func (collected *collected) add(result streamed) {
	collected.mutex.Lock()
	defer collected.mutex.Unlock()
	collected.results = append(collected.results, result)
}

// openLoop sends each request at its offset, whatever became of those before.
func (client *client) openLoop(stopped context.Context, offsets []int64, into *collected) bool {
	var underWay sync.WaitGroup
	defer underWay.Wait()
	room := make(chan struct{}, client.plan.MaxConnections)
	for number, offset := range offsets {
		due := client.start.Add(time.Duration(offset))
		if !sleepUntil(stopped, due) {
			return false
		}
		select {
		case room <- struct{}{}:
		case <-stopped.Done():
			return false
		}
		underWay.Go(func() {
			defer func() { <-room }()
			into.add(client.send(due, number))
		})
	}
	return true
}

// closedLoop has so many users at once. They begin spread over the first second, and none begins a
// request after the duration; how long each thinks varies by half, so that they do not fall in step.
func (client *client) closedLoop(stopped context.Context, users usersPlan, into *collected) bool {
	var underWay sync.WaitGroup
	for number := range users.Count {
		underWay.Go(func() {
			random := rand.New(rand.NewPCG(uint64(users.Seed), uint64(number)))
			due := client.start.Add(time.Second * time.Duration(number) / time.Duration(users.Count))
			end := client.start.Add(users.duration())
			for sent := number; due.Before(end) && sleepUntil(stopped, due); sent += users.Count {
				into.add(client.send(due, sent))
				think := float64(users.ThinkNanoseconds) * (0.5 + random.Float64())
				due = time.Now().Add(time.Duration(think))
			}
		})
	}
	underWay.Wait()
	return stopped.Err() == nil
}

// request is the n-th request, with its body of all in turn.
func (plan plan) request(number int) (*http.Request, error) {
	var body []byte
	if len(plan.Bodies) > 0 {
		body = plan.Bodies[number%len(plan.Bodies)]
	}
	request, err := http.NewRequest(plan.Method, plan.URL, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	for name, value := range plan.Headers {
		request.Header.Set(name, value)
	}
	if plan.Host != "" {
		request.Host = plan.Host
	}
	request.Close = true
	return request, nil
}

// address is the host and the port that the URL of a checked plan has.
func (plan plan) address() string {
	address, _ := url.Parse(plan.URL)
	if address.Port() == "" {
		return address.Host + ":80"
	}
	return address.Host
}

// writeStreams prints a line with the begin and all gaps, then one for each request.
func writeStreams(output io.Writer, report report) error {
	encoder := json.NewEncoder(output)
	head := map[string]any{
		"startedNanoseconds": report.start.UnixNano(),
		"gaps":               report.gaps.pairs(),
		"instrument":         report.instrument.pairs(),
	}
	if err := encoder.Encode(head); err != nil {
		return err
	}
	for _, result := range report.results {
		if err := encoder.Encode(result); err != nil {
			return err
		}
	}
	return nil
}

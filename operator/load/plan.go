package main

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"time"

	vegeta "github.com/tsenart/vegeta/v12/lib"
	"golang.org/x/net/http/httpguts"
)

const (
	maxConnections    = 65535
	maxTimeoutSeconds = 3600
)

// plan is the document that the program is given.
type plan struct {
	URL     string            `json:"url"`
	Host    string            `json:"host"`
	Method  string            `json:"method"`
	Headers map[string]string `json:"headers"`
	// Bodies are used in turn; without any, requests have no body.
	Bodies         [][]byte `json:"bodies"`
	TimeoutSeconds float64  `json:"timeoutSeconds"`
	// MaxConnections also bounds the requests under way: one more waits, and its delay shows.
	MaxConnections int `json:"maxConnections"`
	// MaxBodyBytes of each answer are printed; the rest is read too, and dropped.
	MaxBodyBytes int64 `json:"maxBodyBytes"`
	// MaxAnswersBytes bounds what is printed of all answers together: more ends the attack.
	MaxAnswersBytes int64 `json:"maxAnswersBytes"`
	// StartNanoseconds is an instant of Unix time; 0 means now.
	StartNanoseconds   int64   `json:"startNanoseconds"`
	OffsetsNanoseconds []int64 `json:"offsetsNanoseconds"`
	// Stream is there when responses are streams of chunks, and are read as such.
	Stream *streamPlan `json:"stream"`
}

// readPlan reads and checks the one document of an input.
func readPlan(input io.Reader) (plan, error) {
	decoder := json.NewDecoder(input)
	decoder.DisallowUnknownFields()
	var read plan
	if err := decoder.Decode(&read); err != nil {
		if corrupt := base64.CorruptInputError(0); errors.As(err, &corrupt) {
			return plan{}, fmt.Errorf("bodies: %w", err)
		}
		return plan{}, fmt.Errorf("plan: %w", err)
	}
	if _, err := decoder.Token(); err != io.EOF {
		return plan{}, errors.New("plan: something follows the JSON document")
	}
	return read, read.check()
}

// check names the first field that no request could be made of.
func (plan plan) check() error {
	if err := plan.checkRequest(); err != nil {
		return err
	}
	offsets := plan.OffsetsNanoseconds
	switch {
	case plan.TimeoutSeconds <= 0 || plan.TimeoutSeconds > maxTimeoutSeconds:
		return fmt.Errorf("timeoutSeconds: must be more than 0, at most %d", maxTimeoutSeconds)
	case plan.MaxConnections < 1 || plan.MaxConnections > maxConnections:
		return fmt.Errorf("maxConnections: must be between 1 and %d", maxConnections)
	case plan.MaxBodyBytes < 0:
		return errors.New("maxBodyBytes: must not be negative")
	case plan.MaxAnswersBytes < 0:
		return errors.New("maxAnswersBytes: must not be negative")
	case plan.StartNanoseconds < 0:
		return errors.New("startNanoseconds: must not be negative")
	case offsets == nil:
		return errors.New("offsetsNanoseconds: is missing")
	case !slices.IsSorted(offsets) || len(offsets) > 0 && offsets[0] < 0:
		return errors.New("offsetsNanoseconds: must be in ascending order, from 0 on")
	}
	return plan.Stream.check()
}

func (plan plan) checkRequest() error {
	address, err := url.Parse(plan.URL)
	if err != nil || address.Scheme != "http" || address.Host == "" {
		return fmt.Errorf("url: must be http://HOST[:PORT][/PATH], is %q", plan.URL)
	}
	if _, err := http.NewRequest(plan.Method, plan.URL, nil); err != nil || plan.Method == "" {
		return fmt.Errorf("method: is no HTTP method: %q", plan.Method)
	}
	if !httpguts.ValidHostHeader(plan.Host) {
		return fmt.Errorf("host: is no host name: %q", plan.Host)
	}
	for name, value := range plan.Headers {
		valid := httpguts.ValidHeaderFieldName(name) && httpguts.ValidHeaderFieldValue(value)
		if !valid {
			// Its value may be secret.
			return fmt.Errorf("headers: %q has a name or a value that no header can have", name)
		}
	}
	return nil
}

func (plan plan) timeout() time.Duration {
	return time.Duration(plan.TimeoutSeconds * float64(time.Second))
}

// targeter gives each request its body, in turn.
func (plan plan) targeter() vegeta.Targeter {
	header := http.Header{}
	for name, value := range plan.Headers {
		header.Set(name, value)
	}
	if plan.Host != "" {
		header.Set("Host", plan.Host)
	}
	bodies := plan.Bodies
	if len(bodies) == 0 {
		bodies = [][]byte{nil}
	}
	var targets []vegeta.Target
	for _, body := range bodies {
		target := vegeta.Target{Method: plan.Method, URL: plan.URL, Header: header, Body: body}
		targets = append(targets, target)
	}
	return vegeta.NewStaticTargeter(targets...)
}

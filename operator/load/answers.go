package main

import (
	"errors"
	"io"
	"net/http"
	"sync/atomic"
)

var errAnswersTooLarge = errors.New("the answers of an attack are together larger than can be kept")

// answers is a transport that bounds what is kept of all answers together: they are held until the
// attack ends, and what has no bound is killed with the runner beside it.
type answers struct {
	*http.Transport
	keepsOfEach int64
	left        atomic.Int64
}

func newAnswers(transport *http.Transport, plan plan) *answers {
	bounded := &answers{Transport: transport, keepsOfEach: plan.MaxBodyBytes}
	bounded.left.Store(plan.MaxAnswersBytes)
	return bounded
}

// transport is what it bounds when nothing is kept: only that lets the client time out by a context.
func (answers *answers) transport() http.RoundTripper {
	if answers.keepsOfEach == 0 {
		return answers.Transport
	}
	return answers
}

// RoundTrip is http.RoundTripper's.
func (answers *answers) RoundTrip(request *http.Request) (*http.Response, error) {
	response, err := answers.Transport.RoundTrip(request)
	if err == nil {
		response.Body = &countedBody{response.Body, answers, answers.keepsOfEach}
	}
	return response, err
}

// spent says whether there was more than is allowed.
func (answers *answers) spent() bool { return answers.left.Load() < 0 }

// countedBody counts while it is read, since many that are under way may be too large together.
type countedBody struct {
	io.ReadCloser
	answers *answers
	keeps   int64
}

// Read is io.Reader's.
func (body *countedBody) Read(buffer []byte) (int, error) {
	count, err := body.ReadCloser.Read(buffer)
	kept := min(int64(count), body.keeps)
	body.keeps -= kept
	if body.answers.left.Add(-kept) < 0 {
		return 0, errAnswersTooLarge
	}
	return count, err
}

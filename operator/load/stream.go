package main

import (
	"bufio"
	"context"
	"errors"
	"net"
	"net/http"
	"os"
	"time"
)

// streamed is what became of one request: a line of the output. Instants count from the begin of
// the attack, durations from the instant at which the request was sent.
type streamed struct {
	Due     int64 `json:"due"`
	Sent    int64 `json:"sent"`
	Service int64 `json:"service"`
	// Failure is one of the kinds that the runner knows, or the error of a connection in its words.
	Status  int    `json:"status"`
	Failure string `json:"failure,omitempty"`
	Error   string `json:"error,omitempty"`
	Headers int64  `json:"headers,omitempty"`
	First   int64  `json:"first,omitempty"`
	Last    int64  `json:"last,omitempty"`
	// Chunks are those with content; Usage is the server's own count of tokens, negative without.
	Chunks int64 `json:"chunks,omitempty"`
	Usage  int64 `json:"usage"`
	// Arrivals are the instants at which content came, however many chunks did so at once.
	Arrivals int64 `json:"arrivals,omitempty"`
	Bytes    int64 `json:"bytes,omitempty"`
	Stalls   int64 `json:"stalls,omitempty"`
}

// What a server writes at once may be read in two parts; no model makes a token in that time.
const atOnce = 200 * time.Microsecond

// client sends requests whose responses are streams, each over a connection of its own: so new
// replicas get their part, and what one stream leaves unread is no other's.
type client struct {
	plan    plan
	rule    rule
	start   time.Time
	address string
	gaps    *gaps
}

// send sends the n-th request, which was due at an instant, and reads its stream to the end.
func (client *client) send(due time.Time, number int) streamed {
	reading := reading{client: client, sent: time.Now(), gaps: newGaps(), result: streamed{Usage: -1}}
	err := reading.run(number)
	result := &reading.result
	result.Due, result.Sent = int64(due.Sub(client.start)), int64(reading.sent.Sub(client.start))
	end := reading.ended
	if end.IsZero() {
		end = time.Now()
	}
	result.Service = int64(end.Sub(reading.sent))
	if err == nil {
		client.gaps.merge(reading.gaps)
		return *result
	}
	result.Failure, result.Error = kindOf(err, result.Headers > 0), reason(err.Error())
	if result.Failure == errCutOff.Error() && result.Chunks == 0 {
		result.Failure = errCutOffAtOnce.Error()
	}
	return *result
}

// kindOf is the kind of a failure; empty where the runner has to judge by the words of the error.
func kindOf(err error, hasBegun bool) string {
	for _, known := range []error{
		errEventTooLarge, errUnreadable, errInStream, errCutOff, errWithoutContent,
	} {
		if errors.Is(err, known) {
			return known.Error()
		}
	}
	switch {
	case errors.Is(err, os.ErrDeadlineExceeded) && hasBegun:
		return errEndless.Error()
	case hasBegun:
		return errCutOff.Error()
	}
	return ""
}

// reading is one request under way.
type reading struct {
	client *client
	sent   time.Time
	ended  time.Time
	result streamed
	gaps   *gaps
	last   time.Time
	isDone bool
}

func (reading *reading) run(number int) error {
	limit := reading.sent.Add(reading.client.plan.timeout())
	dialer := net.Dialer{Deadline: limit}
	connected, err := dialer.DialContext(context.Background(), "tcp", reading.client.address)
	if err != nil {
		return err
	}
	defer connected.Close()
	if err := connected.SetDeadline(limit); err != nil {
		return err
	}
	conn := &stamped{Conn: connected, headerBytes: maxHeaderBytes}
	request, err := reading.client.plan.request(number)
	if err != nil {
		return err
	}
	if err := request.Write(conn); err != nil {
		return err
	}
	return reading.receive(conn, request)
}

func (reading *reading) receive(conn *stamped, request *http.Request) error {
	reader := bufio.NewReaderSize(conn, readBytes)
	response, err := finalResponse(reader, request)
	if err != nil {
		return err
	}
	conn.headerBytes = -1
	reading.result.Headers = int64(conn.at.Sub(reading.sent))
	reading.result.Status = response.StatusCode
	if response.StatusCode != reading.client.rule.plan.ExpectedStatus {
		return nil
	}
	events := &events{format: reading.client.rule.plan.Format, take: reading.take}
	if err := read(body{reader, conn}, response, reading.counting(events)); err != nil {
		return err
	}
	if err := events.end(); err != nil {
		return err
	}
	reading.ended = conn.at
	return reading.judge()
}

// finalResponse skips informational responses, which have a bound together with all headers.
func finalResponse(reader *bufio.Reader, request *http.Request) (*http.Response, error) {
	for {
		response, err := http.ReadResponse(reader, request)
		if err != nil {
			return nil, err
		}
		isInformational := response.StatusCode >= 100 && response.StatusCode < 200
		if !isInformational || response.StatusCode == http.StatusSwitchingProtocols {
			return response, nil
		}
	}
}

func read(body body, response *http.Response, deliver deliver) error {
	switch {
	case len(response.TransferEncoding) > 0:
		return body.chunked(deliver)
	case response.ContentLength >= 0:
		return body.sized(response.ContentLength, deliver)
	}
	return body.unsized(deliver)
}

func (reading *reading) counting(events *events) deliver {
	return func(data []byte, at time.Time) error {
		reading.result.Bytes += int64(len(data))
		return events.feed(data, at)
	}
}

// take looks at one chunk of the stream.
func (reading *reading) take(kind string, data []byte, at time.Time) error {
	found, err := reading.client.rule.read(kind, data)
	if err != nil {
		return err
	}
	reading.isDone = reading.isDone || found.isEnd
	reading.result.Usage = max(reading.result.Usage, found.tokens)
	if found.hasContent {
		reading.content(at)
	}
	return nil
}

func (reading *reading) content(at time.Time) {
	result := &reading.result
	result.Chunks++
	result.Last = int64(at.Sub(reading.sent))
	if result.Chunks == 1 {
		result.First, result.Arrivals = result.Last, 1
	} else {
		gap := at.Sub(reading.last)
		reading.gaps.add(gap)
		if gap > atOnce {
			result.Arrivals++
		}
		if int64(gap) > reading.client.rule.plan.StallNanoseconds {
			result.Stalls++
		}
	}
	reading.last = at
}

func (reading *reading) judge() error {
	switch {
	case reading.client.rule.plan.End != "" && !reading.isDone:
		return errCutOff
	case reading.result.Chunks == 0:
		return errWithoutContent
	}
	return nil
}

package main

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"time"
)

// How soon a role comes, as that of a real server does. Knative's queue-proxy cuts off a stream that
// begins while it has not seen yet that the request has ended.
const headers = 5 * time.Millisecond

// As servers send them, with an id and a name.
const event = `data: {"id":"chatcmpl-0123456789abcdef","object":"chat.completion.chunk",` +
	`"choices":[{"index":0,"delta":{%s}}]}` + "\n\n"

var role, token = fmt.Sprintf(event, `"role":"assistant"`), fmt.Sprintf(event, `"content":"a"`)

// server answers each POST with a stream, and all else with nothing.
type server struct {
	plan
	requests    atomic.Int64
	pausedUntil atomic.Pointer[time.Time]
	lateness    lateness
}

func newServer(plan plan) *server {
	server := &server{plan: plan}
	server.pausedUntil.Store(&time.Time{})
	return server
}

func (server *server) ServeHTTP(response http.ResponseWriter, request *http.Request) {
	if request.Method != http.MethodPost {
		return
	}
	_, _ = io.Copy(io.Discard, request.Body)
	read, number := time.Now(), int(server.requests.Add(1))
	if isEach(number, server.pauseEvery) {
		until := read.Add(server.pause)
		server.pausedUntil.Store(&until)
	}
	response.Header().Set("Content-Type", "text/event-stream")
	stream := &stream{server: server, response: response}
	stream.run(read, isEach(number, server.stallEvery))
}

func isEach(number, every int) bool { return every > 0 && number%every == 0 }

// stream is the response to one request; kept is what has not been passed on yet.
type stream struct {
	*server
	response http.ResponseWriter
	kept     []byte
}

func (stream *stream) run(read time.Time, stalls bool) {
	stream.sendAt(read.Add(headers), role)
	due, late := read.Add(stream.first), make([]time.Duration, stream.tokens)
	for count := range late {
		if stalls && count == stream.tokens/2 {
			due = due.Add(stream.stall)
		}
		late[count] = stream.sendAt(due, token)
		due = due.Add(stream.gap)
		if stream.fault != "" && count == stream.tokens/2 {
			stream.fail()
			return
		}
	}
	if stream.usage > 0 {
		usage := `data: {"choices":[],"usage":{"completion_tokens":%d}}` + "\n\n"
		_ = stream.send(fmt.Sprintf(usage, stream.tokens))
	}
	// A line that begins with a colon is a comment, which readers leave out.
	_ = stream.send(fmt.Sprintf("data: [DONE]\n\n: late by %d microseconds\n\n", stream.lateness.add(late)))
	_ = stream.pass(len(stream.kept))
}

// sendAt sends a text at an instant, or when the pause that is there then has ended, and returns how
// much later it was passed on.
func (stream *stream) sendAt(due time.Time, text string) time.Duration {
	sleepUntil(due)
	if until := *stream.pausedUntil.Load(); until.After(due) {
		due = until
		sleepUntil(due)
	}
	_ = stream.send(text)
	return time.Since(due)
}

// send passes everything on, or only whole blocks of so many bytes.
func (stream *stream) send(text string) error {
	stream.kept = append(stream.kept, text...)
	size := len(stream.kept)
	if stream.holdBytes > 0 {
		size -= size % stream.holdBytes
	}
	return stream.pass(size)
}

func (stream *stream) pass(size int) error {
	if size == 0 {
		return nil
	}
	_, err := stream.response.Write(stream.kept[:size])
	if err == nil {
		err = http.NewResponseController(stream.response).Flush()
	}
	stream.kept = stream.kept[size:]
	return err
}

func (stream *stream) fail() {
	switch stream.fault {
	case "cut":
		_ = stream.send(`data: {"choices": [{"del`)
		// Ends the connection, and not the body.
		panic(http.ErrAbortHandler)
	case "error":
		_ = stream.send(`data: {"error": {"message": "out of memory", "code": 500}}` + "\n\n")
	case "large":
		_ = stream.send("data: " + strings.Repeat("y", 10_000_000) + "\n\n")
	case "endless":
		for stream.send(token) == nil {
			time.Sleep(20 * time.Millisecond)
		}
	}
}

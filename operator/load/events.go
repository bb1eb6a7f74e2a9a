package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"time"
)

// Of one event: a token with all its probabilities takes some kilobytes. What is larger is no chunk
// of text, and may be without end.
const maxEventBytes = 1 << 20

// What is wrong with a stream, in the words that the results have.
var (
	errEventTooLarge  = errors.New("chunk too large")
	errUnreadable     = errors.New("unreadable chunk")
	errInStream       = errors.New("error in the stream")
	errCutOff         = errors.New("stream cut off")
	errCutOffAtOnce   = errors.New("stream cut off before content")
	errWithoutContent = errors.New("stream without content")
	errEndless        = errors.New("stream did not end")
)

// events splits the body of a response into its chunks, as the stream's format has them.
type events struct {
	format string
	take   func(kind string, data []byte, at time.Time) error
	// line is what has come of the present line, data that of the lines of the present event.
	line, data []byte
	kind       string
	hasData    bool
	// last is when the last part left the socket.
	last time.Time
}

// feed takes the next part of the body, all of which left the socket at one instant.
func (events *events) feed(part []byte, at time.Time) error {
	if events.format == rawChunks {
		return events.raw(part, at)
	}
	events.last = at
	for {
		before, after, found := bytes.Cut(part, []byte("\n"))
		if len(events.line)+len(events.data)+len(before) > maxEventBytes {
			return errEventTooLarge
		}
		events.line = append(events.line, before...)
		if !found {
			return nil
		}
		line := bytes.TrimSuffix(events.line, []byte("\r"))
		events.line = events.line[:0]
		if err := events.whole(line, at); err != nil {
			return err
		}
		part = after
	}
}

// raw takes what has left the socket at once as one chunk, whatever parts it is given in.
func (events *events) raw(part []byte, at time.Time) error {
	if at.Equal(events.last) {
		return nil
	}
	events.last = at
	return events.take("", part, at)
}

func (events *events) whole(line []byte, at time.Time) error {
	if events.format == newlineDelimitedJSON {
		if len(bytes.TrimSpace(line)) == 0 {
			return nil
		}
		return events.take("", line, at)
	}
	if len(line) == 0 {
		return events.dispatch(at)
	}
	name, value, _ := bytes.Cut(line, []byte(":"))
	value = bytes.TrimPrefix(value, []byte(" "))
	switch string(name) {
	case "data":
		if events.hasData {
			events.data = append(events.data, '\n')
		}
		events.data, events.hasData = append(events.data, value...), true
	case "event":
		events.kind = string(value)
	}
	return nil
}

// dispatch gives an event at the blank line that ends it, as every reader of such streams does.
func (events *events) dispatch(at time.Time) error {
	kind, data, hasData := events.kind, events.data, events.hasData
	events.kind, events.data, events.hasData = "", events.data[:0], false
	if !hasData {
		return nil
	}
	return events.take(kind, data, at)
}

// end says whether the body ended within a chunk. The last line of JSON needs no line end.
func (events *events) end() error {
	rest := bytes.TrimSpace(events.line)
	if events.format == newlineDelimitedJSON && json.Valid(rest) {
		events.line = nil
		return events.take("", rest, events.last)
	}
	if len(rest) > 0 || events.hasData {
		return errCutOff
	}
	return nil
}

// chunk is what is known of one event.
type chunk struct {
	isEnd, hasContent bool
	// tokens is the number of all tokens so far; negative where the chunk does not tell.
	tokens int64
}

// rule reads chunks.
type rule struct {
	plan           *streamPlan
	content, usage jsonPath
}

func newRule(plan *streamPlan) rule {
	// The paths have been checked with the plan.
	content, _ := parsePath(plan.ContentPath)
	usage, _ := parsePath(plan.UsagePath)
	return rule{plan, content, usage}
}

func (rule rule) read(kind string, data []byte) (chunk, error) {
	if kind == "error" {
		return chunk{}, errInStream
	}
	if rule.plan.End != "" && string(bytes.TrimSpace(data)) == rule.plan.End {
		return chunk{isEnd: true, tokens: -1}, nil
	}
	if len(rule.content) == 0 {
		return chunk{hasContent: len(data) > 0, tokens: -1}, nil
	}
	var document any
	if err := json.Unmarshal(data, &document); err != nil {
		return chunk{}, errUnreadable
	}
	if object, _ := document.(map[string]any); isContent(object["error"]) {
		return chunk{}, errInStream
	}
	found := chunk{hasContent: isContent(rule.content.of(document)), tokens: -1}
	if number, is := rule.usage.of(document).(float64); is && len(rule.usage) > 0 && number >= 0 {
		found.tokens = int64(number)
	}
	return found, nil
}

package main

import (
	"errors"
	"fmt"
	"time"
)

// The formats of a stream, as the resource names them.
const (
	serverSentEvents     = "ServerSentEvents"
	newlineDelimitedJSON = "NewlineDelimitedJSON"
	rawChunks            = "RawChunks"
)

const maxUsers = 10_000

// streamPlan says how responses are read that are streams of chunks.
type streamPlan struct {
	Format string `json:"format"`
	// ContentPath leads to the text of a chunk; empty: every chunk has content.
	ContentPath string `json:"contentPath"`
	// UsagePath leads to the number of all tokens so far.
	UsagePath string `json:"usagePath"`
	// End is the data of the last chunk of a whole stream; empty: a stream simply ends.
	End              string `json:"end"`
	ExpectedStatus   int    `json:"expectedStatus"`
	StallNanoseconds int64  `json:"stallNanoseconds"`
	// Users replaces the plan's offsets, when it is there.
	Users *usersPlan `json:"users"`
}

// usersPlan is a closed loop: each user sends, reads its response to the end, thinks, sends again.
type usersPlan struct {
	Count               int   `json:"count"`
	ThinkNanoseconds    int64 `json:"thinkNanoseconds"`
	DurationNanoseconds int64 `json:"durationNanoseconds"`
	Seed                int64 `json:"seed"`
}

func (stream *streamPlan) check() error {
	switch {
	case stream == nil:
		return nil
	case stream.Format != serverSentEvents && stream.Format != newlineDelimitedJSON &&
		stream.Format != rawChunks:
		return fmt.Errorf("stream.format: is none of the formats: %q", stream.Format)
	case stream.StallNanoseconds <= 0:
		return errors.New("stream.stallNanoseconds: must be more than 0")
	case stream.ExpectedStatus <= 0:
		return errors.New("stream.expectedStatus: must be more than 0")
	}
	for name, text := range map[string]string{
		"contentPath": stream.ContentPath, "usagePath": stream.UsagePath,
	} {
		if _, err := parsePath(text); err != nil {
			return fmt.Errorf("stream.%s: %w", name, err)
		}
	}
	return stream.Users.check()
}

func (users *usersPlan) check() error {
	switch {
	case users == nil:
		return nil
	case users.Count < 1 || users.Count > maxUsers:
		return fmt.Errorf("stream.users.count: must be between 1 and %d", maxUsers)
	case users.ThinkNanoseconds < 0:
		return errors.New("stream.users.thinkNanoseconds: must not be negative")
	case users.DurationNanoseconds <= 0:
		return errors.New("stream.users.durationNanoseconds: must be more than 0")
	}
	return nil
}

func (users *usersPlan) duration() time.Duration { return time.Duration(users.DurationNanoseconds) }

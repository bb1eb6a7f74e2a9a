package main

import (
	"context"
	"syscall"
	"time"
)

// Go's own timers wake up to a millisecond late, so that the last part of each wait is left to the
// kernel, which is late by its timer slack of 50 us.
const timersLateness = 2 * time.Millisecond

// schedule is a vegeta.Pacer that lets request n go at start + offsets[n], or at once when that has
// passed. It waits by itself: vegeta's own wait cannot be interrupted and is less precise.
type schedule struct {
	stopped context.Context
	start   time.Time
	offsets []int64
}

// Pace returns when request number sent is due, and says whether there is none.
func (schedule schedule) Pace(_ time.Duration, sent uint64) (time.Duration, bool) {
	if sent >= uint64(len(schedule.offsets)) {
		return 0, true
	}
	due := schedule.start.Add(time.Duration(schedule.offsets[sent]))
	return 0, !sleepUntil(schedule.stopped, due)
}

// Rate is what vegeta's reports would ask for; the schedule has none.
func (schedule) Rate(time.Duration) float64 { return 0 }

// sleepUntil returns at an instant, or early with false when it is stopped.
func sleepUntil(stopped context.Context, due time.Time) bool {
	if wait := time.Until(due) - timersLateness; wait > 0 {
		select {
		case <-time.After(wait):
		case <-stopped.Done():
		}
	}
	for stopped.Err() == nil {
		wait := time.Until(due)
		if wait <= 0 {
			return true
		}
		span := syscall.NsecToTimespec(wait.Nanoseconds())
		// A signal may end it early; then it is called again.
		_ = syscall.Nanosleep(&span, nil)
	}
	return false
}

package main

import (
	"log"
	"slices"
	"sync"
	"syscall"
	"time"
)

// So many streams are told together.
const streamsTold = 250

// lateness is how late this server passed its tokens on, which is no fault of who measures it.
type lateness struct {
	mutex       sync.Mutex
	first, next []time.Duration
}

// add takes that of the tokens of one stream, and returns its median in microseconds.
func (lateness *lateness) add(stream []time.Duration) int64 {
	lateness.mutex.Lock()
	defer lateness.mutex.Unlock()
	lateness.first = append(lateness.first, stream[0])
	lateness.next = append(lateness.next, stream[1:]...)
	if len(lateness.first) == streamsTold {
		first, next := lateness.first, lateness.next
		log.Printf("late by microseconds: first token p50 %d, p99 %d; the others p50 %d, p99 %d",
			percentile(first, 50), percentile(first, 99), percentile(next, 50), percentile(next, 99))
		lateness.first, lateness.next = nil, nil
	}
	return percentile(stream, 50)
}

// percentile sorts the values, of which there is one at least, and is in microseconds.
func percentile(values []time.Duration, percent int) int64 {
	slices.Sort(values)
	return values[len(values)*percent/100].Microseconds()
}

// sleepUntil leaves the last part to the kernel: Go's own timers wake up to a millisecond late.
func sleepUntil(due time.Time) {
	time.Sleep(time.Until(due) - 2*time.Millisecond)
	for wait := time.Until(due); wait > 0; wait = time.Until(due) {
		span := syscall.NsecToTimespec(wait.Nanoseconds())
		_ = syscall.Nanosleep(&span, nil)
	}
}

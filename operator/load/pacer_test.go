package main

import (
	"context"
	"testing"
	"time"
)

func scheduleOf(start time.Time, offsets ...time.Duration) schedule {
	schedule := schedule{stopped: context.Background(), start: start}
	for _, offset := range offsets {
		schedule.offsets = append(schedule.offsets, offset.Nanoseconds())
	}
	return schedule
}

func TestARequestGoesAtItsInstantAndNotBefore(t *testing.T) {
	start := time.Now().Add(time.Millisecond)
	pacer := scheduleOf(start, 0, 300*time.Microsecond, 10*time.Millisecond)
	for sent, offset := range pacer.offsets {
		wait, stop := pacer.Pace(0, uint64(sent))
		late := time.Since(start.Add(time.Duration(offset)))
		if wait != 0 || stop || late < 0 || late > time.Second {
			t.Errorf("request %d: wait %v, stop %v, late by %v", sent, wait, stop, late)
		}
	}
}

func TestARequestThatIsOverdueGoesAtOnce(t *testing.T) {
	pacer := scheduleOf(time.Now().Add(-time.Hour), time.Second)
	before := time.Now()
	wait, stop := pacer.Pace(time.Hour, 0)
	if wait != 0 || stop || time.Since(before) > time.Second {
		t.Errorf("wait %v, stop %v after %v", wait, stop, time.Since(before))
	}
}

func TestNothingFollowsTheLastRequest(t *testing.T) {
	pacer := scheduleOf(time.Now(), 0, 0)
	if _, stop := pacer.Pace(0, 2); !stop {
		t.Error("a third of two requests would be sent")
	}
}

func TestAStopEndsALongWait(t *testing.T) {
	stopped, stop := context.WithCancel(context.Background())
	pacer := scheduleOf(time.Now(), time.Hour)
	pacer.stopped = stopped
	time.AfterFunc(10*time.Millisecond, stop)
	if _, end := pacer.Pace(0, 0); !end {
		t.Error("the attack goes on")
	}
}

func TestAStoppedScheduleSendsNothingMore(t *testing.T) {
	stopped, stop := context.WithCancel(context.Background())
	pacer := scheduleOf(time.Now(), 0)
	pacer.stopped = stopped
	stop()
	if _, end := pacer.Pace(0, 0); !end {
		t.Error("the attack goes on")
	}
}

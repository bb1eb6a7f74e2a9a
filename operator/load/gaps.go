package main

import (
	"slices"
	"sync"
	"time"
)

// gaps counts durations by their microseconds to three digits, as the runner's histograms keep them:
// a few thousand counters at most, however many chunks there are.
type gaps struct {
	mutex  sync.Mutex
	counts map[int64]int64
}

func newGaps() *gaps { return &gaps{counts: map[int64]int64{}} }

func (gaps *gaps) add(gap time.Duration) { gaps.counts[threeDigits(gap.Microseconds())]++ }

// merge adds those of one stream to those of all.
func (gaps *gaps) merge(other *gaps) {
	gaps.mutex.Lock()
	defer gaps.mutex.Unlock()
	for value, count := range other.counts {
		gaps.counts[value] += count
	}
}

// pairs are microseconds and counts, in ascending order.
func (gaps *gaps) pairs() [][2]int64 {
	gaps.mutex.Lock()
	defer gaps.mutex.Unlock()
	found := make([][2]int64, 0, len(gaps.counts))
	for value, count := range gaps.counts {
		found = append(found, [2]int64{value, count})
	}
	slices.SortFunc(found, func(one, other [2]int64) int { return int(one[0] - other[0]) })
	return found
}

func threeDigits(value int64) int64 {
	unit := int64(1)
	for value/unit >= 1000 {
		unit *= 10
	}
	return (value + unit/2) / unit * unit
}

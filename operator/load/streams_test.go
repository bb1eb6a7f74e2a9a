package main

import (
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

func TestPlantedTimesAreRecoveredAndOneStallIsInTheTailAlone(t *testing.T) {
	var written [50]atomic.Int64
	begin := time.Now()
	plan := serve(t, func(write func(string), number int) {
		stall := time.Duration(0)
		if number == 30 {
			stall = 400 * time.Millisecond
		}
		written[number].Store(int64(planted(write, 10, stall).Sub(begin)))
	})
	plan.OffsetsNanoseconds = every(20*time.Millisecond, 50)
	report := sendAll(t, plan)
	var firsts, delays []int64
	stalls := int64(0)
	for number, result := range report.results {
		if result.Failure != "" || result.Status != 200 || result.Chunks != 10 {
			t.Fatalf("%+v", result)
		}
		firsts = append(firsts, result.First)
		seen := int64(report.start.Sub(begin)) + result.Sent + result.First
		delays = append(delays, seen-written[number].Load())
		stalls += result.Stalls
	}
	share := quantile(report.instrument.pairs(), 0.5)
	t.Logf("first %v, gap %v, own share %v", median(firsts),
		quantile(report.gaps.pairs(), 0.5), share)
	// On a busy machine the server of the test is late itself, and says when it wrote.
	near(t, "first token since it was written", median(delays), 0, time.Millisecond)
	near(t, "first token", median(firsts), plantedFirst, 100*time.Millisecond)
	near(t, "gap", quantile(report.gaps.pairs(), 0.5), plantedGap, time.Millisecond)
	if stalls < 1 {
		t.Errorf("%d stalls", stalls)
	}
	pairs := report.gaps.pairs()
	near(t, "the longest gap", time.Duration(pairs[len(pairs)-1][0])*time.Microsecond,
		405*time.Millisecond, 50*time.Millisecond)
}

func TestAPauseOfTheServerIsInTheFirstTokenOfAllThatWereDueInIt(t *testing.T) {
	begin := time.Now()
	plan := serve(t, func(write func(string), number int) {
		at(begin.Add(300 * time.Millisecond))
		write(token + done)
	})
	plan.OffsetsNanoseconds = every(20*time.Millisecond, 10)
	for _, result := range sendAll(t, plan).results {
		if wait := time.Duration(result.Sent - result.Due + result.First); wait < 50*time.Millisecond {
			t.Errorf("a request that was due at %v waited %v", time.Duration(result.Due), wait)
		}
	}
}

func TestWhatIsWrongWithAStreamHasAName(t *testing.T) {
	large := "data: " + strings.Repeat("x", 1<<16)
	for name, write := range map[string]func(write func(string), _ int){
		"error in the stream": func(write func(string), _ int) {
			write(token + `data: {"error": {"message": "no"}}` + "\n\n" + done)
		},
		"stream cut off": func(write func(string), _ int) { write(token + "data: {\"cho") },
		"stream cut off before content": func(write func(string), _ int) {
			write(role)
			panic(http.ErrAbortHandler)
		},
		"stream without content": func(write func(string), _ int) {
			write(role + done)
		},
		"unreadable chunk": func(write func(string), _ int) { write("data: {nothing}\n\n" + done) },
		"chunk too large": func(write func(string), _ int) {
			for range 160 {
				write(large)
			}
		},
		"stream did not end": func(write func(string), _ int) {
			for range 2000 {
				write(token)
				time.Sleep(time.Millisecond)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			plan := serve(t, write)
			plan.TimeoutSeconds = 1
			if got := sendOne(t, plan); got.Failure != name {
				t.Errorf("%+v", got)
			}
		})
	}
}

func TestAnEndInMidChunkIsNoEnd(t *testing.T) {
	plan := serve(t, func(write func(string), _ int) {
		write(token)
		panic(http.ErrAbortHandler)
	})
	plan.Stream.End = ""
	if got := sendOne(t, plan); got.Failure != "stream cut off" {
		t.Errorf("%+v", got)
	}
}

func TestALargeChunkTakesNoMoreMemoryThanItsBound(t *testing.T) {
	plan := serve(t, func(write func(string), _ int) {
		write("data: ")
		for range 10 << 4 {
			write(strings.Repeat("x", 1<<16))
		}
	})
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	sendOne(t, plan)
	runtime.ReadMemStats(&after)
	if used := after.HeapSys - min(after.HeapSys, before.HeapSys); used > 16<<20 {
		t.Errorf("%d MiB", used>>20)
	}
}

func TestTokensAreTheServersOwnCountAndChunksAreCountedBeside(t *testing.T) {
	plan := serve(t, func(write func(string), _ int) {
		write(role + token + token + `data: {"choices":[],"usage":{"completion_tokens":7}}` + "\n\n")
		write(done)
	})
	if got := sendOne(t, plan); got.Usage != 7 || got.Chunks != 2 {
		t.Errorf("%+v", got)
	}
	plan = serve(t, func(write func(string), _ int) { write(token + done) })
	if got := sendOne(t, plan); got.Usage != -1 || got.Chunks != 1 {
		t.Errorf("%+v", got)
	}
}

func TestAnEventInPartsCountsFromItsOwnEndAndItsNeighboursFromTheirs(t *testing.T) {
	// Both are in one chunk of HTTP, whose second half comes later.
	listener := newRawServer(t, func(write func(string)) {
		write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
		write(fmt.Sprintf("%x\r\n%s", len(token+token+done), token+token[:9]))
		time.Sleep(50 * time.Millisecond)
		write(token[9:] + done + "\r\n0\r\n\r\n")
	})
	plan := serve(t, func(func(string), int) {})
	plan.URL = "http://" + listener
	plan.OffsetsNanoseconds = []int64{0}
	report := sendAll(t, plan)
	pairs := report.gaps.pairs()
	if report.results[0].Failure != "" || len(pairs) != 1 || pairs[0][0] < 40_000 {
		t.Errorf("%+v %v", report.results[0], pairs)
	}
}

func TestLinesOfJSONAndRawChunksAreStreamsToo(t *testing.T) {
	plan := serve(t, func(write func(string), _ int) {
		write(`{"text": "a", "n": 1}` + "\n" + `{"text": ""}` + "\n\n" + `{"text": "b", "n": 2}`)
	})
	plan.Stream = &streamPlan{
		Format: newlineDelimitedJSON, ContentPath: "text", UsagePath: "n",
		ExpectedStatus: 200, StallNanoseconds: 1,
	}
	if got := sendOne(t, plan); got.Failure != "" || got.Chunks != 2 || got.Usage != 2 {
		t.Errorf("%+v", got)
	}
	plan = serve(t, func(write func(string), _ int) {
		for range 3 {
			write("text")
			time.Sleep(5 * time.Millisecond)
		}
	})
	plan.Stream = &streamPlan{Format: rawChunks, ExpectedStatus: 200, StallNanoseconds: 1}
	if got := sendOne(t, plan); got.Failure != "" || got.Chunks != 3 {
		t.Errorf("%+v", got)
	}
}

func TestUsersWaitForTheirResponsesAndThink(t *testing.T) {
	plan := serve(t, func(write func(string), _ int) {
		time.Sleep(20 * time.Millisecond)
		write(token + done)
	})
	plan.Stream.Users = &usersPlan{
		Count: 4, ThinkNanoseconds: int64(20 * time.Millisecond),
		DurationNanoseconds: int64(1200 * time.Millisecond),
	}
	results := sendAll(t, plan).results
	// The last begins after 750 ms: at 40 ms a turn there are 30 + 23 + 17 + 11 turns at most or so.
	if len(results) < 30 || len(results) > 100 {
		t.Errorf("%d requests", len(results))
	}
	for _, result := range results {
		if result.Due >= int64(1200*time.Millisecond) || result.Failure != "" {
			t.Errorf("%+v", result)
		}
	}
	open := 0
	for _, one := range results {
		under := 0
		for _, other := range results {
			if other.Sent <= one.Sent && one.Sent < other.Sent+other.Service {
				under++
			}
		}
		open = max(open, under)
	}
	if open > 4 {
		t.Errorf("%d requests of 4 users were under way at once", open)
	}
}

func TestAProgramThatGetsNoTimeSaysSo(t *testing.T) {
	share, err := newOwnShare()
	if err != nil {
		t.Fatal(err)
	}
	resume := exec.Command("sh", "-c", fmt.Sprintf("sleep 0.3; kill -CONT %d", os.Getpid()))
	if err := resume.Start(); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Kill(os.Getpid(), syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	_ = resume.Wait()
	time.Sleep(50 * time.Millisecond)
	share.close()
	late := int64(0)
	for _, pair := range share.delays.pairs() {
		if pair[0] > 50_000 {
			late += pair[1]
		}
	}
	// Of the 30 looks that were due meanwhile, all but the last are late by so much.
	if late < 15 {
		t.Errorf("%d looks were late", late)
	}
}

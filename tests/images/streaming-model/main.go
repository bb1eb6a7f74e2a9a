// Streaming-model answers in a stream at planned instants, and tells how late it was itself.
//
// The first content comes FIRST_MS after a request was read, long after headers and a role, then a
// chunk every GAP_MS. Each STALL_EVERY-th stream stalls once, and each PAUSE_EVERY-th request stops
// the server for a time. HOLD_BYTES passes on nothing until so much is there, as a proxy that
// buffers. FAULT ends a stream half-way by a fault, and BURN burns one core.
package main

import (
	"log"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"strconv"
	"syscall"
	"time"
)

// plan is what the server does on purpose.
type plan struct {
	first, gap, stall, pause                               time.Duration
	tokens, usage, stallEvery, pauseEvery, holdBytes, burn int
	fault                                                  string
}

func planned() plan {
	return plan{
		first: milliseconds("FIRST_MS", 100), gap: milliseconds("GAP_MS", 5),
		stall: milliseconds("STALL_MS", 400), pause: milliseconds("PAUSE_MS", 2000),
		tokens: number("TOKENS", 20), usage: number("USAGE", 1),
		stallEvery: number("STALL_EVERY", 0), pauseEvery: number("PAUSE_EVERY", 0),
		holdBytes: number("HOLD_BYTES", 0), burn: number("BURN", 0), fault: os.Getenv("FAULT"),
	}
}

func number(name string, otherwise int) int {
	text, isSet := os.LookupEnv(name)
	if !isSet {
		return otherwise
	}
	value, err := strconv.Atoi(text)
	if err != nil {
		log.Fatalf("%s: %v", name, err)
	}
	return value
}

func milliseconds(name string, otherwise int) time.Duration {
	return time.Duration(number(name, otherwise)) * time.Millisecond
}

func main() {
	for len(os.Args) > 1 {
		// The process that burns a core.
	}
	server := newServer(planned())
	if server.burn > 0 {
		if err := exec.Command("/proc/self/exe", "burn").Start(); err != nil {
			log.Fatal(err)
		}
	}
	ended := make(chan os.Signal, 1)
	signal.Notify(ended, syscall.SIGTERM)
	go func() { log.Fatal(http.ListenAndServe(":"+os.Getenv("PORT"), server)) }()
	<-ended
}

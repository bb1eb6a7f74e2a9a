// Load sends requests at planned instants and prints what became of each.
//
// It reads one JSON document (see plan.go) from its standard input. On its standard output comes a
// line of JSON with the instant that the plan's offsets count from, then one line of vegeta's CSV
// for each request, in the order of the offsets.
package main

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	vegeta "github.com/tsenart/vegeta/v12/lib"
)

// What the program ends with; 0 says that every planned request was sent.
const (
	exitNotPrinted = 1
	exitBadPlan    = 2
	exitStopped    = 3
	exitTooLarge   = 4
)

func main() {
	os.Exit(run(os.Stdin, os.Stdout, os.Stderr))
}

func run(input io.Reader, output, problems io.Writer) int {
	plan, err := readPlan(input)
	if err != nil {
		fmt.Fprintln(problems, err)
		return exitBadPlan
	}
	stopped, release := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer release()
	start := startOf(plan.StartNanoseconds, time.Now())
	if plan.Stream != nil {
		return runStreams(stopped, plan, start, output, problems)
	}
	results, err := attack(stopped, plan, start)
	if err != nil {
		fmt.Fprintf(problems, "%v to be looked at, which is %d bytes\n", err, plan.MaxAnswersBytes)
		return exitTooLarge
	}
	if err := write(output, start, results); err != nil {
		fmt.Fprintln(problems, err)
		return exitNotPrinted
	}
	if len(results) < len(plan.OffsetsNanoseconds) {
		return exitStopped
	}
	return 0
}

func runStreams(
	stopped context.Context, plan plan, start time.Time, output, problems io.Writer,
) int {
	report, err := attackStreams(stopped, plan, start)
	buffer := bufio.NewWriter(output)
	if err == nil {
		err = cmp.Or(writeStreams(buffer, report), buffer.Flush())
	}
	switch {
	case err != nil:
		fmt.Fprintln(problems, err)
		return exitNotPrinted
	case !report.isWhole:
		return exitStopped
	}
	return 0
}

// startOf is the planned start as an instant of the monotonic clock, which no correction of the
// wall clock moves while the attack goes on; 0 means now.
func startOf(nanoseconds int64, now time.Time) time.Time {
	if nanoseconds == 0 {
		return now
	}
	return now.Add(time.Duration(nanoseconds - now.UnixNano()))
}

func write(output io.Writer, start time.Time, results vegeta.Results) error {
	buffer := bufio.NewWriter(output)
	head := map[string]int64{"startedNanoseconds": start.UnixNano()}
	if err := json.NewEncoder(buffer).Encode(head); err != nil {
		return err
	}
	encode := vegeta.NewCSVEncoder(buffer)
	for index := range results {
		if err := encode(&results[index]); err != nil {
			return err
		}
	}
	return buffer.Flush()
}

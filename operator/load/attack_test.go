package main

import (
	"net/http"
	"strings"
	"testing"
	"unicode/utf8"

	vegeta "github.com/tsenart/vegeta/v12/lib"
)

func TestOfAResultIsKeptOnlyWhatIsPrintedAndBounded(t *testing.T) {
	long := strings.Repeat("x", 1<<20)
	path := "http://10.0.0.1/" + strings.Repeat("p", 2048)
	result := trimmed(vegeta.Result{
		Method: "POST", URL: path, Error: `Post "` + path + `": EOF: ` + strings.Repeat("é", 1<<19),
		Headers: http.Header{durationHeader: {long}, "X-Other": {long}},
	})
	if result.Method != "" || result.URL != "" {
		t.Errorf("%q %q is repeated in each line", result.Method, result.URL)
	}
	if !strings.HasPrefix(result.Error, "EOF: é") || len(result.Error) > maxErrorBytes ||
		!utf8.ValidString(result.Error) {
		t.Errorf("error of %d bytes: %.20q", len(result.Error), result.Error)
	}
	if len(result.Headers) != 1 || len(result.Headers.Get(durationHeader)) != maxDurationBytes {
		t.Errorf("%d headers", len(result.Headers))
	}
}

func TestHeadersOfAnAnswerAreBounded(t *testing.T) {
	if bound := newTransport(1).MaxResponseHeaderBytes; bound != 64<<10 {
		t.Errorf("%d bytes of headers are read for each connection", bound)
	}
}

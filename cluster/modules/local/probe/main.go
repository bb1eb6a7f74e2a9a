// Probe answers every request with "ok": the smallest service that shows the ingress at work.
package main

import (
	"fmt"
	"log"
	"net/http"
	"os"
)

func main() {
	http.HandleFunc("/", func(response http.ResponseWriter, _ *http.Request) {
		fmt.Fprintln(response, "ok")
	})
	log.Fatal(http.ListenAndServe(":"+os.Getenv("PORT"), nil))
}

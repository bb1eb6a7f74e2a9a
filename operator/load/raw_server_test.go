package main

import (
	"bufio"
	"net"
	"net/http"
	"testing"
)

// newRawServer answers each connection with what a function writes, byte for byte.
func newRawServer(t *testing.T, answer func(write func(string))) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			_, _ = http.ReadRequest(bufio.NewReader(conn))
			answer(func(text string) { _, _ = conn.Write([]byte(text)) })
			conn.Close()
		}
	}()
	return listener.Addr().String()
}

package main

import (
	"bufio"
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"time"
)

const (
	readBytes = 64 << 10
	// A line with the size of a chunk, or the trailers of a response: no server needs more.
	maxLineBytes = 4 << 10
)

var errHeadersTooLarge = errors.New("the headers are larger than is taken")

// stamped is a connection that notes when bytes left the socket: of all that has been read but not
// looked at yet the last read's time is right, since nothing is read before the rest is used up.
type stamped struct {
	net.Conn
	at time.Time
	// headerBytes are those that may still come before the body; negative: no bound.
	headerBytes int
}

// Read is io.Reader's.
func (conn *stamped) Read(buffer []byte) (int, error) {
	if conn.headerBytes == 0 {
		return 0, errHeadersTooLarge
	}
	if conn.headerBytes > 0 && len(buffer) > conn.headerBytes {
		buffer = buffer[:conn.headerBytes]
	}
	count, err := conn.Conn.Read(buffer)
	conn.at = time.Now()
	if conn.headerBytes > 0 {
		conn.headerBytes -= count
	}
	return count, err
}

// deliver takes a part of a body with the instant at which it left the socket.
type deliver func(data []byte, at time.Time) error

// body gives the parts of a response's body, none of which spans two reads of the socket.
//
// The body of net/http waits for the rest of a chunk before it gives its first bytes, and their time
// would be that of the last.
type body struct {
	reader *bufio.Reader
	conn   *stamped
}

// chunked reads a body in HTTP's chunks, whose bounds have nothing to do with those of its events.
func (body body) chunked(deliver deliver) error {
	for {
		size, err := body.size()
		if err != nil {
			return err
		}
		if size == 0 {
			return body.trailers()
		}
		if err := body.sized(size, deliver); err != nil {
			return err
		}
		if line, err := body.line(); err != nil || len(line) > 0 {
			return cmp.Or(err, errors.New("no line ends the chunk"))
		}
	}
}

// sized reads so many bytes.
func (body body) sized(size int64, deliver deliver) error {
	for size > 0 {
		data, err := body.buffered(size)
		if err != nil {
			return unexpected(err)
		}
		if err := deliver(data, body.conn.at); err != nil {
			return err
		}
		size -= int64(len(data))
		_, _ = body.reader.Discard(len(data))
	}
	return nil
}

// unsized reads until the server closes the connection.
func (body body) unsized(deliver deliver) error {
	err := body.sized(1<<62, deliver)
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return nil
	}
	return err
}

// buffered is what is there already, or what the next read gives.
func (body body) buffered(most int64) ([]byte, error) {
	if _, err := body.reader.Peek(1); err != nil {
		return nil, err
	}
	return body.reader.Peek(int(min(most, int64(body.reader.Buffered()))))
}

func (body body) size() (int64, error) {
	line, err := body.line()
	if err != nil {
		return 0, err
	}
	text, _, _ := bytes.Cut(line, []byte(";"))
	size, err := strconv.ParseInt(string(bytes.TrimSpace(text)), 16, 63)
	if err != nil || size < 0 {
		return 0, fmt.Errorf("no size of a chunk: %.20q", text)
	}
	return size, nil
}

func (body body) trailers() error {
	for read := 0; read < maxLineBytes; {
		line, err := body.line()
		if err != nil || len(line) == 0 {
			return err
		}
		read += len(line)
	}
	return errHeadersTooLarge
}

func (body body) line() ([]byte, error) {
	line, err := body.reader.ReadSlice('\n')
	if err != nil {
		return nil, unexpected(err)
	}
	if len(line) > maxLineBytes {
		return nil, errHeadersTooLarge
	}
	return bytes.TrimRight(line, "\r\n"), nil
}

func unexpected(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

package main

import (
	"context"
	"encoding/binary"
	"net"
	"time"
)

// As many looks as give a median of a segment of a few seconds, and next to no work.
const ownShareInterval = 10 * time.Millisecond

// ownShare measures how late this program is, beside the streams that it reads: it sends itself its
// own time over a loopback connection, and what arrives is stamped as the bytes of all streams are.
// The delay counts from when the time was due to be sent, since a program that gets no CPU sends late
// too: it holds what the schedulers take to run writer and reader, and the way through the kernel.
type ownShare struct {
	delays *gaps
	writer net.Conn
	stop   context.CancelFunc
	done   chan struct{}
}

func newOwnShare() (*ownShare, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	defer listener.Close()
	writer, err := net.Dial("tcp", listener.Addr().String())
	if err != nil {
		return nil, err
	}
	reader, err := listener.Accept()
	if err != nil {
		writer.Close()
		return nil, err
	}
	stopped, stop := context.WithCancel(context.Background())
	share := &ownShare{newGaps(), writer, stop, make(chan struct{})}
	go share.write(stopped)
	go share.read(&stamped{Conn: reader, headerBytes: -1})
	return share, nil
}

func (share *ownShare) write(stopped context.Context) {
	defer share.writer.Close()
	var buffer [8]byte
	for due := time.Now(); sleepUntil(stopped, due); due = due.Add(ownShareInterval) {
		binary.BigEndian.PutUint64(buffer[:], uint64(due.Sub(epoch)))
		if _, err := share.writer.Write(buffer[:]); err != nil {
			return
		}
	}
}

func (share *ownShare) read(conn *stamped) {
	defer close(share.done)
	defer conn.Close()
	var buffer [8]byte
	for {
		if count, err := conn.Read(buffer[:]); err != nil || count < len(buffer) {
			return
		}
		due := time.Duration(binary.BigEndian.Uint64(buffer[:]))
		share.delays.add(conn.at.Sub(epoch) - due)
	}
}

// epoch is an instant of the monotonic clock, for differences alone.
var epoch = time.Now()

// close ends it; what it has measured stays.
func (share *ownShare) close() {
	share.stop()
	<-share.done
}

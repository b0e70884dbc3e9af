package reconcile

import (
	"context"
	"errors"
	"hash"
	"io"
)

const (
	maxRow     = 16 << 20 // most bytes a row may have, so that an unclosed quote cannot fill the memory
	bufferSize = 64 << 10 // bytes read at once
)

// errOversize says that a row went on beyond maxRow.
var errOversize = errors.New("row too large")

// stream reads an extract's bytes: it hashes what passes, stops when the context does, and stops a row without end.
type stream struct {
	ctx    context.Context // checked at every read: one place for the whole package
	r      io.Reader
	digest hash.Hash
	total  int64 // bytes received so far
	limit  int64 // total at which the row being read is too large
	err    error // first error; it stays, so that nothing is read after it
}

// Read implements io.Reader.
func (s *stream) Read(p []byte) (int, error) {
	if s.err != nil {
		return 0, s.err
	}
	if s.err = s.ctx.Err(); s.err != nil {
		return 0, s.err
	}
	n, err := s.r.Read(p)
	s.digest.Write(p[:n]) // a hash.Hash never returns an error
	s.total += int64(n)
	if s.err = err; s.total > s.limit {
		s.err = errOversize
	}
	return n, s.err
}

// rowEndedAt tells the stream that everything before the offset is done with.
func (s *stream) rowEndedAt(offset int64) { s.limit = offset + maxRow + bufferSize }

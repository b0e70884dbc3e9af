package dynamo

import (
	"bytes"
	"compress/gzip"
	"io"

	"example.org/handover/internal/office"
)

// packFrom is from how many bytes on a snapshot is compressed. An item holds 400 KB; the state of a usual programme is
// far below this, and stays readable in the console.
const packFrom = 100 << 10

// pack compresses a large snapshot; false leaves a small one as it is.
func pack(data []byte) ([]byte, bool, error) {
	if len(data) < packFrom {
		return data, false, nil
	}
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err := w.Write(data); err != nil {
		return nil, false, err
	}
	if err := w.Close(); err != nil {
		return nil, false, err
	}
	return out.Bytes(), true, nil
}

// packState is the state of a snapshot, packed if it is large.
func packState(s office.Snapshot) ([]byte, bool, error) {
	data, err := s.Data()
	if err != nil {
		return nil, false, err
	}
	return pack(data)
}

func unpack(data []byte, packed bool) ([]byte, error) {
	if !packed {
		return data, nil
	}
	r, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, unreadable(err)
	}
	out, err := io.ReadAll(r)
	if err != nil {
		return nil, unreadable(err)
	}
	return out, nil
}

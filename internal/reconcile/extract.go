package reconcile

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"io"

	"example.org/handover/internal/fault"
)

// extract is a CSV file being read, its header done.
type extract struct {
	name   string
	header []string // column names, cleaned, unique
	rows   int      // data rows read so far
	line   int      // 1-based line on which the last row began
	stated string   // the manifest's SHA-256, or ""
	stream *stream
	csv    *csv.Reader
}

// open reads as far as the header and checks it. The side names an extract without a name.
func open(ctx context.Context, in Input, side string, key []string) (*extract, error) {
	e := &extract{name: in.Name, stated: in.SHA256}
	if e.name == "" {
		e.name = side
	}
	if err := e.checkStated(); err != nil {
		return nil, err
	}
	e.stream = &stream{ctx: ctx, r: in.R, digest: sha256.New()}
	e.stream.rowEndedAt(0)
	buf := bufio.NewReaderSize(e.stream, bufferSize)
	// Spreadsheets write a byte order mark. An error of Peek comes again with the first row.
	if start, _ := buf.Peek(3); bytes.Equal(start, []byte("\xef\xbb\xbf")) {
		if _, err := buf.Discard(3); err != nil {
			return nil, e.failed(err, nil)
		}
	}
	e.csv = csv.NewReader(buf)
	e.csv.ReuseRecord = true
	e.csv.TrimLeadingSpace = true // cells are trimmed anyway, and this lets a quote follow a space
	if err := e.readHeader(key); err != nil {
		return nil, err
	}
	return e, nil
}

// each hands all remaining rows to take, in batches of digests that are only good during the call: of each row the
// cells of the key and the cells to compare, in the order of p.
func (e *extract) each(p places, d *digester, take func(batch)) error {
	key, cells := make([]string, len(p.key)), make([]string, len(p.shared))
	for {
		row, err := e.next()
		if errors.Is(err, io.EOF) {
			take(d.batch)
			return nil
		}
		if err != nil {
			return err
		}
		blank := true
		for i, c := range p.key {
			key[i] = row[c]
			blank = blank && row[c] == ""
		}
		if blank {
			return e.bad(e.line, e.header[p.key[0]], "the key is blank", "give every row its key and extract again")
		}
		for i, c := range p.shared {
			cells[i] = row[c]
		}
		if d.add(key, cells) {
			take(d.batch)
			d.clear()
		}
	}
}

// next returns the next data row, its cells cleaned and as many as the header's, or io.EOF after the last. The slice is
// only good until the next call. Empty lines are no rows.
func (e *extract) next() ([]string, error) {
	row, err := e.read()
	if err != nil {
		return nil, err
	}
	for i, cell := range row {
		text, problem := clean(cell)
		if problem != "" {
			line, _ := e.csv.FieldPos(i)
			return nil, e.bad(line, e.header[i], problem, "save the extract as a CSV file in UTF-8")
		}
		row[i] = text
	}
	e.rows++
	return row, nil
}

// read returns the next row as it stands in the file, header or data.
func (e *extract) read() ([]string, error) {
	row, err := e.csv.Read()
	if errors.Is(err, io.EOF) {
		return nil, io.EOF
	}
	if err != nil {
		return nil, e.failed(err, row)
	}
	e.line, _ = e.csv.FieldPos(0)
	e.stream.rowEndedAt(e.csv.InputOffset())
	return row, nil
}

// failed gives an error of reading its kind, place and mend. The row is what had been read of a ragged one.
func (e *extract) failed(err error, row []string) error {
	var parse *csv.ParseError
	var known *fault.Error
	switch {
	case errors.Is(err, csv.ErrFieldCount) && errors.As(err, &parse):
		f := fault.New(fault.Invalid, "the row has %s, the header %d", count(len(row), "cell"), e.csv.FieldsPerRecord)
		f.Line = parse.StartLine
		return f.At(e.name, "").To("give every row one cell a column, and put cells with commas in quotes")
	case errors.As(err, &parse):
		return e.bad(parse.StartLine, "", "a quote in the row is not closed or stands inside a cell",
			"put the whole cell in quotes and double the quotes inside it")
	case errors.Is(err, errOversize):
		return e.bad(e.line, "", "the row after this line is larger than 16 MiB", "look for a quote that is not closed")
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return fault.Wrap(fault.Unavailable, err, "the comparison was stopped before its end").
			At(e.name, "").To("start it again")
	case errors.As(err, &known):
		return err
	}
	return fault.Wrap(fault.Unavailable, err, "the extract could not be read to its end").At(e.name, "").To("try again")
}

// bad returns the error of a malformed extract at a line and, where it is known, a column. It takes no value on
// purpose: a cell is personal data.
func (e *extract) bad(line int, column, problem, mend string) error {
	f := fault.New(fault.Invalid, "%s", problem).At(e.name, column).To("%s", mend)
	f.Line = line
	return f
}

// checkStated refuses a manifest digest that is none.
func (e *extract) checkStated() error {
	if e.stated == "" {
		return nil
	}
	if b, err := hex.DecodeString(e.stated); err != nil || len(b) != sha256.Size {
		return fault.New(fault.Invalid, "the manifest's SHA-256 is not 64 hexadecimal digits").At(e.name, "").
			With(e.stated).To("copy it from the manifest again")
	}
	return nil
}

// received returns the SHA-256 of the bytes received, in hexadecimal. It is the file's once all rows are read.
func (e *extract) received() string { return hex.EncodeToString(e.stream.digest.Sum(nil)) }

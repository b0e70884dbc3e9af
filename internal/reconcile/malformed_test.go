package reconcile_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"example.org/handover/internal/fault"
	"example.org/handover/internal/reconcile"
)

// TestMalformed holds every refusal to its place and text. Cells that must not be shown are named "secret".
func TestMalformed(t *testing.T) {
	big := strings.Repeat("x", 1<<20+1)
	tests := []struct {
		name, text string
		spec       reconcile.Spec
		line       int
		column     string
		problem    string
	}{
		{"empty", "", byID, 0, "", "the extract is empty"},
		{"byte order mark alone", "\xef\xbb\xbf", byID, 0, "", "the extract is empty"},
		{"empty lines alone", "\n\r\n\n", byID, 0, "", "the extract is empty"},
		{"no key column", "secret,A\n1,x\n", byID, 1, "ID", "the header lacks this key column"},
		{"half a key", "ID,A\n1,x\n", reconcile.Spec{Key: []string{"ID", "NO"}}, 1, "NO",
			"the header lacks this key column"},
		{"other separator", "ID;secret\n1;x\n", byID, 1, "ID", "the header lacks this key column"},
		{"no header, a value twice", "secret,secret\n1,x\n", byID, 1, "ID", "the header lacks this key column"},
		{"column twice", "ID,A,A\n1,x,y\n", byID, 1, "A", "the header has this column twice"},
		{"column twice but for white space", "ID,A,A \n1,x,y\n", byID, 1, "A", "the header has this column twice"},
		{"column without a name", "ID,,A\n1,x,y\n", byID, 1, "column 2", "the column has no name"},
		{"old Macintosh line ends", "ID,A\r1,secret\r", byID, 1, "column 2",
			"the column's name has a line break or another control character"},
		{"Unicode line break in the header", "ID,A\u2028B\n1,x\n", byID, 1, "column 2",
			"the column's name has a line break or another control character"},
		{"header not UTF-8", "ID,\xe9\n1,x\n", byID, 1, "column 2", "the cell is not UTF-8"},
		{"UTF-16", "\xff\xfeI\x00D\x00\n\x00", byID, 1, "column 1", "the cell has a NUL byte"},
		{"row too short", "ID,A\n1,x\nsecret\n", byID, 3, "", "the row has 1 cell, the header 2"},
		{"row too long", "ID,A\n1,x\n2,secret,secret\n", byID, 3, "", "the row has 3 cells, the header 2"},
		{"cell not UTF-8", "ID,A\n1,x\n\n2,secret\xe9\n", byID, 4, "A", "the cell is not UTF-8"},
		{"ignored cell not UTF-8", "ID,A\n1,secret\xe9\n", reconcile.Spec{Key: []string{"ID"}, Ignore: []string{"A"}},
			2, "A", "the cell is not UTF-8"},
		{"NUL", "ID,A\n1,secret\x00\n", byID, 2, "A", "the cell has a NUL byte"},
		{"NUL after an accent", "ID,A\n1,é\x00\n", byID, 2, "A", "the cell has a NUL byte"},
		{"line of a cell inside a row", "ID,A,B\n1,\"x\nx\",secret\x00\n", byID, 3, "B", "the cell has a NUL byte"},
		{"quote not closed", "ID,A\n1,x\n2,\"secret\n3,y\n", byID, 3, "",
			"a quote in the row is not closed or stands inside a cell"},
		{"quote inside", "ID,A\n1,secret\"x\n", byID, 2, "",
			"a quote in the row is not closed or stands inside a cell"},
		{"text after a quote", "ID,A\n1,\"secret\"x\n", byID, 2, "",
			"a quote in the row is not closed or stands inside a cell"},
		{"cell too large", "ID,A\n1,x\n2," + big + "\n", byID, 3, "A", "the cell is larger than 1 MiB"},
		{"column's name too large", "ID," + big + "\n", byID, 1, "column 2", "the cell is larger than 1 MiB"},
		{"row without end", "ID,A\n1,x\n2,\"" + strings.Repeat("secret\n", 3<<20) + "\"\n", byID, 2, "",
			"the row after this line is larger than 16 MiB"},
		{"blank key", "ID,A\n1,x\n \u00a0,secret\n", byID, 3, "ID", "the key is blank"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			const good = "ID,NO,A\n1,1,x\n"
			_, err := compareText(t, tt.text, good, tt.spec)
			checkFault(t, err, "source.csv", tt.line, tt.column, tt.problem)
			_, err = compareText(t, good, tt.text, tt.spec)
			checkFault(t, err, "target.csv", tt.line, tt.column, tt.problem)
		})
	}
}

// checkFault checks an Invalid error's place, that it has a mend, and that it shows no cell.
func checkFault(t *testing.T, err error, file string, line int, column, problem string) {
	t.Helper()
	var f *fault.Error
	if !errors.As(err, &f) {
		t.Fatalf("error %v, want one of package fault", err)
	}
	if f.Kind != fault.Invalid || f.File != file || f.Line != line || f.Pointer != column || f.Problem != problem {
		t.Errorf("got %s, %s:%d, %q, %q\nwant Invalid, %s:%d, %q, %q",
			f.Kind, f.File, f.Line, f.Pointer, f.Problem, file, line, column, problem)
	}
	if f.Mend == "" {
		t.Error("the error has no mend")
	}
	if strings.Contains(err.Error(), "secret") {
		t.Errorf("the error shows a cell: %v", err)
	}
}

func TestLargestCellPasses(t *testing.T) {
	text := "ID,A\n1," + strings.Repeat("x", 1<<20) + "\n"
	if r, err := compareText(t, text, text, byID); err != nil || !r.Passed {
		t.Errorf("passed %v, error %v", r.Passed, err)
	}
}

// TestManyRowsPassTheRowLimit holds that the limit counts a row, not the file.
func TestManyRowsPassTheRowLimit(t *testing.T) {
	var b bytes.Buffer
	b.WriteString("ID,A\n")
	cell := strings.Repeat("x", 1<<20)
	for i := range 20 {
		b.WriteString(string(rune('a'+i)) + "," + cell + "\n")
	}
	if r, err := compareText(t, b.String(), b.String(), byID); err != nil || r.Matched != 20 {
		t.Errorf("matched %d, error %v", r.Matched, err)
	}
}

func TestSpecIsChecked(t *testing.T) {
	tests := []struct {
		name    string
		spec    reconcile.Spec
		pointer string
	}{
		{"no key", reconcile.Spec{}, "/key"},
		{"blank key", reconcile.Spec{Key: []string{""}}, "/key"},
		{"stray space", reconcile.Spec{Key: []string{"ID "}}, "/key"},
		{"key twice", reconcile.Spec{Key: []string{"ID", "ID"}}, "/key"},
		{"key ignored", reconcile.Spec{Key: []string{"ID"}, Ignore: []string{"A", "ID"}}, "/ignore"},
		{"negative", reconcile.Spec{Key: []string{"ID"}, MinRows: -1}, "/minRows"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := compareText(t, "ID\n1\n", "ID\n1\n", tt.spec)
			var f *fault.Error
			if !errors.As(err, &f) || f.Kind != fault.Invalid || f.Pointer != tt.pointer || f.Mend == "" {
				t.Errorf("error %#v, want Invalid at %s with a mend", err, tt.pointer)
			}
		})
	}
}

func TestEmptySecret(t *testing.T) {
	_, err := reconcile.Compare(context.Background(), input("a", "ID\n1\n"), input("b", "ID\n1\n"), byID, nil)
	if fault.KindOf(err) != fault.Internal {
		t.Errorf("error %v, want Internal", err)
	}
}

// TestSourceIsBlamedFirst holds that of two malformed extracts it is always the source that is named.
func TestSourceIsBlamedFirst(t *testing.T) {
	long := "ID,A\n" + strings.Repeat("1,x\n", 5000) + "2\n"
	_, err := compareText(t, long, "ID,A\n1\n", byID)
	checkFault(t, err, "source.csv", 5002, "", "the row has 1 cell, the header 2")
}

func TestUnnamedInputs(t *testing.T) {
	for side, texts := range map[string][2]string{"source": {"", "ID\n1\n"}, "target": {"ID\n1\n", ""}} {
		_, err := reconcile.Compare(context.Background(), input("", texts[0]), input("", texts[1]), byID, secret)
		checkFault(t, err, side, 0, "", "the extract is empty")
	}
}

func TestManifest(t *testing.T) {
	const text = "ID\n1\n"
	const sum = "88c2bb7cb79a2d9b7157cfc2bee6b9d90742cf688474386a3a40be287b1c38fa"
	tests := []struct{ name, stated, failed, detail string }{
		{"as stated", sum, "", "source recorded (no manifest), target as its manifest states"},
		{"in capitals", strings.ToUpper(sum), "", "source recorded (no manifest), target as its manifest states"},
		{"another", strings.Repeat("0", 64), "M-06",
			"source recorded (no manifest), target not as its manifest states"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			target := reconcile.Input{Name: "t.csv", R: strings.NewReader(text), SHA256: tt.stated}
			r, err := reconcile.Compare(context.Background(), input("s.csv", text), target, byID, secret)
			if err != nil {
				t.Fatal(err)
			}
			if got := failed(r); got != tt.failed || r.Tests[4].Detail != tt.detail {
				t.Errorf("failed %q, %q, want %q, %q", got, r.Tests[4].Detail, tt.failed, tt.detail)
			}
			if tt.failed != "" && r.Summary() != "files: "+tt.detail {
				t.Errorf("summary %q", r.Summary())
			}
		})
	}
	target := reconcile.Input{Name: "t.csv", R: strings.NewReader(text), SHA256: "12ab"}
	_, err := reconcile.Compare(context.Background(), input("s.csv", text), target, byID, secret)
	checkFault(t, err, "t.csv", 0, "", "the manifest's SHA-256 is not 64 hexadecimal digits")
}

func TestReadingFails(t *testing.T) {
	broken := errors.New("connection lost")
	known := fault.New(fault.NotFound, "no such file")
	tests := []struct {
		name  string
		cause error
		after string
		kind  fault.Kind
	}{
		{"at once", broken, "", fault.Unavailable},
		{"in the header", broken, "ID", fault.Unavailable},
		{"in the rows", broken, "ID\n1\n2", fault.Unavailable},
		{"with a kind of its own", known, "ID\n1\n", fault.NotFound},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := io.MultiReader(strings.NewReader(tt.after), iotest.ErrReader(tt.cause))
			target := reconcile.Input{Name: "t.csv", R: r}
			_, err := reconcile.Compare(context.Background(), input("s.csv", "ID\n1\n"), target, byID, secret)
			if fault.KindOf(err) != tt.kind || !errors.Is(err, tt.cause) {
				t.Errorf("error %v, want %s around the cause", err, tt.kind)
			}
		})
	}
}

// TestCancel cancels while the target, which never ends, is being read.
func TestCancel(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	target := reconcile.Input{Name: "t.csv", R: &endless{stop: cancel}}
	_, err := reconcile.Compare(ctx, input("s.csv", "ID\n1\n"), target, byID, secret)
	if fault.KindOf(err) != fault.Unavailable || !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want Unavailable around context.Canceled", err)
	}
}

// endless is an extract without end that calls stop after a while.
type endless struct {
	reads int
	stop  func()
}

func (e *endless) Read(p []byte) (int, error) {
	if e.reads++; e.reads == 10 {
		e.stop()
	}
	for i := range p {
		p[i] = '\n'
	}
	return copy(p, "ID\n"), nil
}

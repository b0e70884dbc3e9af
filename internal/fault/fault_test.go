package fault_test

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"example.org/handover/internal/fault"
)

func TestErrorSaysWhatIsSet(t *testing.T) {
	line := fault.New(fault.Invalid, "there is no day %d", 30).At("a.json", "/start").With("2022-02-30").To("write a %s day", "real")
	line.Line = 7
	for want, err := range map[string]error{
		"the disk is full": fault.New(fault.Unavailable, "the disk is full"),
		"a.json: the file is empty; write something": fault.New(fault.Invalid, "the file is empty").At("a.json", "").
			To("write something"),
		"/start: no date": fault.New(fault.Invalid, "no date").At("", "/start"),
		`a.json:7: /start: there is no day 30 (got "2022-02-30"); write a real day`: line,
		"it cannot be read": fault.Wrap(fault.Internal, errors.New("secret"), "it cannot be read"),
	} {
		if got := err.Error(); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}

func TestKindOf(t *testing.T) {
	refused := fault.New(fault.Refused, "no")
	for _, c := range []struct {
		name string
		err  error
		want fault.Kind
	}{
		{"none", nil, ""},
		{"foreign", fs.ErrNotExist, fault.Internal},
		{"ours", refused, fault.Refused},
		{"wrapped by others", fmt.Errorf("deciding: %w", refused), fault.Refused},
		{"joined", errors.Join(fs.ErrNotExist, refused, fault.New(fault.Conflict, "late")), fault.Refused},
		{"the outer of two", fault.Wrap(fault.Unavailable, refused, "try later"), fault.Unavailable},
	} {
		if got := fault.KindOf(c.err); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

func TestIsAsksForTheKindAlone(t *testing.T) {
	cause := fs.ErrPermission
	err := fmt.Errorf("saving: %w", fault.Wrap(fault.Conflict, cause, "somebody else wrote first").At("x", "/y"))
	for _, c := range []struct {
		name   string
		target error
		want   bool
	}{
		{"its kind", &fault.Error{Kind: fault.Conflict}, true},
		{"another kind", &fault.Error{Kind: fault.Refused}, false},
		{"its kind with more", &fault.Error{Kind: fault.Conflict, Problem: "somebody else wrote first"}, false},
		{"its cause", fs.ErrPermission, true},
		{"another cause", fs.ErrNotExist, false},
	} {
		if got := errors.Is(err, c.target); got != c.want {
			t.Errorf("%s: got %t, want %t", c.name, got, c.want)
		}
	}
}

func TestKindsAreClosed(t *testing.T) {
	want := []fault.Kind{"Invalid", "Refused", "Forbidden", "NotFound", "Conflict", "Superseded", "Unavailable", "Internal"}
	if got := fault.Kinds(); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q: state machines name the kinds, so none may change", got, want)
	}
}

func TestShow(t *testing.T) {
	for in, want := range map[string]string{
		"":                      `""`,
		"2022-02-30":            `"2022-02-30"`,
		"a\x1b[2Jb\n":           `"a\x1b[2Jb\n"`,
		strings.Repeat("é", 60): `"` + strings.Repeat("é", 60) + `"`,
		strings.Repeat("é", 61): `"` + strings.Repeat("é", 60) + `…"`,
	} {
		if got := fault.Show(in); got != want {
			t.Errorf("Show(%q) = %s, want %s", in, got, want)
		}
	}
}

// TestShowNeverFloodsATerminal holds that whatever comes in, one short line without control characters comes out.
func TestShowNeverFloodsATerminal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		shown := fault.Show(string(rapid.SliceOf(rapid.Byte()).Draw(t, "value")))
		if utf8.RuneCountInString(shown) > 62*10 || strings.ContainsFunc(shown, func(r rune) bool { return r < ' ' || r == 0x7f }) {
			t.Fatalf("shown as %s", shown)
		}
	})
}

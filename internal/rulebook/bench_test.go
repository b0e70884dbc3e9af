package rulebook_test

import (
	"fmt"
	"strings"
	"testing"

	"example.org/handover/internal/rulebook"
)

// BenchmarkOpen is what a process pays once for its book.
func BenchmarkOpen(b *testing.B) {
	for b.Loop() {
		if _, err := rulebook.Open("children-services"); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkObligations applies the pack's own rules, as every command does.
func BenchmarkObligations(b *testing.B) {
	book, err := rulebook.Open("children-services")
	if err != nil {
		b.Fatal(err)
	}
	w := worlds()["doncaster"]
	f := w.facts(b, "", "registered-homes, lgps-employer, proposed-dismissals 0")
	cal := w.context(b, "", "")
	for b.Loop() {
		if _, err := book.Obligations(f, cal); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkThousandObligations applies a book of a thousand, each with a date of its own: rules with conditions, targets
// and items among them. It is
// to take less than 20 ms.
func BenchmarkThousandObligations(b *testing.B) {
	book := thousand()
	w := worlds()["doncaster"]
	f, cal := w.facts(b, "", "lgps-employer, proposed-dismissals 0"), w.context(b, "", "")
	for b.Loop() {
		all, err := book.Obligations(f, cal)
		if err != nil || len(all) != 1000 {
			b.Fatalf("%d obligations: %v", len(all), err)
		}
	}
}

// thousand is a book of 1,000 rules of the sorts that packs have.
func thousand() rulebook.Book {
	sorts := []rulebook.Rule{
		{Due: "at least %d days before transfer", Target: "%d clear days before transfer"},
		{Due: "%d working days before transfer", When: "not called-in and (lgps-employer or proposed-dismissals > 0)"},
		{Due: "%d clear working days before decision.made"},
		{Due: "window.{item}.closes", Each: "window", MetBy: "gate:CloseWindow/{item}"},
		{Due: "%d days after transfer or previous working day"},
	}
	var book rulebook.Book
	for i := range 1000 {
		r := sorts[i%len(sorts)]
		r.ID = fmt.Sprintf("X-%d", i)
		count := strings.NewReplacer("%d", fmt.Sprint(1+i/5))
		r.Due, r.Target = count.Replace(r.Due), count.Replace(r.Target)
		book.Rules = append(book.Rules, r)
	}
	return book
}

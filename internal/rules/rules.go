// Package rules opens rule books once and keeps them. It stands by itself so that a program that judges by the rules,
// but reads no documents that people write, does not link the validator of JSON Schema, which takes longer to start
// than all the rest of a function.
package rules

import (
	"sync"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/rulebook"
	"example.org/handover/statemachine"
)

// Shelf keeps the books of a library, each opened once; the packs of a library never change. It may be used by many
// goroutines at once.
type Shelf struct {
	library rulebook.Library
	table   *calendar.Table
	books   sync.Map // pack → rulebook.Book
}

// NewShelf returns a shelf for a library, which may have packs of a council's own, and for a table of bank holidays,
// which may be newer than the product.
func NewShelf(l rulebook.Library, t *calendar.Table) *Shelf { return &Shelf{library: l, table: t} }

// Of returns the calendar, the book of a pack and the version of the state machine. fault.NotFound for an
// unknown pack, fault.Invalid for packs that do not fit together.
func (s *Shelf) Of(pack string) (handover.Rules, error) {
	r := handover.Rules{Table: s.table, Machine: statemachine.Version()}
	if book, ok := s.books.Load(pack); ok {
		r.Book = book.(rulebook.Book)
		return r, nil
	}
	book, err := s.library.Open(pack)
	if err == nil {
		s.books.Store(pack, book)
	}
	r.Book = book
	return r, err
}

// published is the shelf of what comes with the product.
var published = sync.OnceValue(func() *Shelf { return NewShelf(rulebook.Library{}, calendar.Published()) })

// Of is Shelf.Of for the packs and the bank holidays that come with the product.
func Of(pack string) (handover.Rules, error) { return published().Of(pack) }

package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/rulebook"
	"example.org/handover/internal/rulebook/packfile"
	"example.org/handover/internal/rules"
)

// packsVariable names the folder in which a council keeps rule packs of its own.
const packsVariable = "HANDOVER_PACKS"

// library returns the packs that there are: the product's, and over them those of the council.
func (e env) library() (rulebook.Library, error) {
	dir := e.getenv(packsVariable)
	if dir == "" {
		return rulebook.Library{}, nil
	}
	own, err := packfile.ReadFolder(dir, os.DirFS(dir))
	return rulebook.Library{}.With(own...), err
}

// shelf returns the library with its books, each to be opened once, and the bank holidays that come with the product.
func (e env) shelf() (*rules.Shelf, error) {
	library, err := e.library()
	return rules.NewShelf(library, calendar.Published()), err
}

// holidaysFile is the name of a table of bank holidays in a data directory. While it is there, it takes the place of the
// one inside the program for every programme of the directory, whoever runs which command: a bank holiday that was
// proclaimed yesterday must not wait for a release.
const holidaysFile = "bank-holidays.csv"

// shelfIn is shelf for the programmes of a data directory, which may have a newer table of bank holidays. No directory
// has the one inside the program.
func (e env) shelfIn(dir string) (*rules.Shelf, error) {
	library, err := e.library()
	if err != nil {
		return nil, err
	}
	table, err := tableFile(e, filepath.Join(dir, holidaysFile))
	if dir == "" || errors.Is(err, fs.ErrNotExist) {
		table, err = calendar.Published(), nil
	}
	return rules.NewShelf(library, table), err
}

// rules returns the rules of a pack.
func (e env) rules(pack string) (handover.Rules, error) {
	shelf, err := e.shelf()
	if err != nil {
		return handover.Rules{}, err
	}
	return shelf.Of(pack)
}

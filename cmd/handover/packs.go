package main

import (
	"os"

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

// shelf returns the library with its books, each to be opened once.
func (e env) shelf() (*rules.Shelf, error) {
	library, err := e.library()
	return rules.NewShelf(library), err
}

// rules returns the rules of a pack.
func (e env) rules(pack string) (handover.Rules, error) {
	shelf, err := e.shelf()
	if err != nil {
		return handover.Rules{}, err
	}
	return shelf.Of(pack)
}

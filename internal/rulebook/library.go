package rulebook

import (
	"embed"
	"encoding/json"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"example.org/handover/internal/fault"
)

//go:embed packs/*.json
var packs embed.FS

// Library is the packs that there are: those that come with the product, and those that a council put beside or over
// them. It does not change and may be used by many goroutines at once. The zero Library has the product's packs.
type Library struct {
	own map[string]Pack
}

// With returns a library with packs of the council's own; one of a name that is there already takes its place.
func (l Library) With(own ...Pack) Library {
	all := Library{own: maps.Clone(l.own)}
	if all.own == nil {
		all.own = map[string]Pack{}
	}
	for _, p := range own {
		all.own[p.Pack] = p
	}
	return all
}

// Names lists the packs, in alphabetical order.
func (l Library) Names() []string {
	files, _ := fs.Glob(packs, "packs/*.json") // the pattern is right
	names := slices.Collect(maps.Keys(l.own))
	for _, f := range files {
		names = append(names, strings.TrimSuffix(strings.TrimPrefix(f, "packs/"), ".json"))
	}
	return unique(names)
}

// Pack returns a pack by name, without what it extends. An unknown name is fault.NotFound.
func (l Library) Pack(name string) (Pack, error) {
	if p, ok := l.own[name]; ok {
		return p, nil
	}
	raw, err := packs.ReadFile("packs/" + name + ".json")
	if err != nil {
		return Pack{}, fault.Wrap(fault.NotFound, err, "there is no rule pack of that name").With(name).
			To("use one of %s", strings.Join(l.Names(), ", "))
	}
	var p Pack
	if err := json.Unmarshal(raw, &p); err != nil {
		return Pack{}, fault.Wrap(fault.Internal, err, "the rule pack cannot be read").At(name+".json", "")
	}
	return p.From(name+".json", nil), nil
}

// Open reads a pack by name with all that it extends. An unknown name is fault.NotFound; packs that do not fit together
// are fault.Invalid, at the place in the file of the pack that is wrong.
func (l Library) Open(name string) (Book, error) {
	p, err := l.Pack(name)
	if err != nil {
		return Book{}, err
	}
	b := &binder{library: l, seen: map[string]bool{}}
	if err := b.add(p, nil); err != nil {
		return Book{}, err
	}
	return b.book(name), b.whole(p)
}

// Names lists the packs that come with the product.
func Names() []string { return Library{}.Names() }

// Open reads a pack that comes with the product, by name, with all that it extends. An unknown name is fault.NotFound.
func Open(name string) (Book, error) { return Library{}.Open(name) }

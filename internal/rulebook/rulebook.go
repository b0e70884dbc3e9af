// Package rulebook holds the rule packs: rules, checks and the reminder ladder as cited, effective-dated data. Applied
// to the facts of a programme a rule gives an obligation: what, who, due when, why that date, by which source.
package rulebook

import (
	"embed"
	"encoding/json"
	"io/fs"
	"slices"
	"strings"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/fault"
)

//go:embed packs/*.json
var packs embed.FS

// Pack is a rule pack as its file has it.
type Pack struct {
	Pack     string   `json:"pack"`
	Version  string   `json:"version"`
	Title    string   `json:"title"`
	Includes []string `json:"includes,omitempty"`
	Ladder   *Ladder  `json:"ladder,omitempty"`
	Rules    []Rule   `json:"rules,omitempty"`
	Checks   []Check  `json:"checks,omitempty"`
}

// Ladder says when a reminder of an obligation goes out: so many calendar days before it is due (moved back to a
// working day), and once it is overdue.
type Ladder struct {
	DaysBefore []int `json:"daysBefore"`
	Overdue    bool  `json:"overdue"`
}

// Source is where a rule comes from. Kind is statute, guidance, contract or assumption.
type Source struct {
	Kind string `json:"kind"`
	Cite string `json:"cite"`
}

// Rule is one rule of a pack. Due is an expression of the date language, with {item} standing for the id of a window,
// dataset or review where Each names one of these. MetBy says what closes its obligations: "gate:State", "check:ID"
// or "report".
type Rule struct {
	ID       string         `json:"id"`
	Stage    string         `json:"stage"`
	Title    string         `json:"title"`
	Owner    string         `json:"owner"`
	Due      string         `json:"due"`
	MetBy    string         `json:"metBy"`
	Each     string         `json:"each,omitempty"`
	When     string         `json:"when,omitempty"`
	From     *calendar.Date `json:"from,omitempty"` // applies to transfers on or after this day
	To       *calendar.Date `json:"to,omitempty"`   // and on or before this one
	Blocking bool           `json:"blocking"`
	IfMissed string         `json:"ifMissed"`
	Source   Source         `json:"source"`
}

// Check is one go-live check of a pack. Weight is blocking, conditional (blocking when its circumstance is stated) or
// advisory; Phase is decision, final, at-transfer or day-one; Proof names what the system proves by itself. A check
// with a Rule is due when that rule is, and gives no obligation of its own.
type Check struct {
	ID       string `json:"id"`
	Title    string `json:"title"`
	Evidence string `json:"evidence"`
	Owner    string `json:"owner"`
	Weight   string `json:"weight"`
	Phase    string `json:"phase"`
	When     string `json:"when,omitempty"`
	Proof    string `json:"proof,omitempty"`
	Rule     string `json:"rule,omitempty"`
	Due      string `json:"due,omitempty"`
}

// Book is a pack with all that it includes, ready to be applied.
type Book struct {
	Name    string
	Version string
	Ladder  Ladder
	Rules   []Rule
	Checks  []Check
}

// Names lists the packs that come with the product.
func Names() []string {
	var names []string
	files, _ := fs.Glob(packs, "packs/*.json")
	for _, f := range files {
		names = append(names, strings.TrimSuffix(strings.TrimPrefix(f, "packs/"), ".json"))
	}
	return names
}

// Open reads a pack by name with all that it includes. An unknown name is fault.NotFound.
func Open(name string) (Book, error) {
	b := Book{Name: name}
	if err := b.include(name, nil); err != nil {
		return Book{}, err
	}
	return b, nil
}

func (b *Book) include(name string, within []string) error {
	if slices.Contains(within, name) {
		return fault.New(fault.Invalid, "pack %s includes itself", name)
	}
	raw, err := packs.ReadFile("packs/" + name + ".json")
	if err != nil {
		return fault.Wrap(fault.NotFound, err, "there is no rule pack of that name").With(name).
			To("use one of %s", strings.Join(Names(), ", "))
	}
	var p Pack
	d := json.NewDecoder(strings.NewReader(string(raw)))
	d.DisallowUnknownFields()
	if err := d.Decode(&p); err != nil {
		return fault.Wrap(fault.Invalid, err, "the rule pack cannot be read").At(name+".json", "")
	}
	for _, i := range p.Includes {
		if err := b.include(i, append(within, name)); err != nil {
			return err
		}
	}
	if p.Ladder != nil {
		b.Ladder = *p.Ladder
	}
	b.Version = strings.TrimPrefix(b.Version+"+"+p.Pack+"@"+p.Version, "+")
	b.Rules = append(b.Rules, p.Rules...)
	b.Checks = append(b.Checks, p.Checks...)
	return nil
}

// Owners lists every role that owns a rule or a check that applies under the circumstances.
func (b Book) Owners(f Facts) []string {
	var owners []string
	for _, r := range b.Rules {
		if f.apply(r) && !slices.Contains(owners, r.Owner) {
			owners = append(owners, r.Owner)
		}
	}
	for _, c := range b.Checks {
		if c.Applies(f) && c.Proof == "" && !slices.Contains(owners, c.Owner) {
			owners = append(owners, c.Owner)
		}
	}
	return owners
}

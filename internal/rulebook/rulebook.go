// Package rulebook holds the rule packs: rules, checks and the reminder ladder as cited, effective-dated data. Applied
// to the facts of a programme a rule gives an obligation (what, who, due when, why that date, by which source) or, if
// it states a check rather than a date, a note.
//
// A file holds one concept: rulebook.go what a pack says, library.go which packs there are, extend.go how one builds on
// others, condition.go when a rule applies, obligation.go, note.go and exposure.go what follows from it. The packs that
// come with the product are held right by tests; packfile reads those that a council writes.
package rulebook

import (
	"errors"
	"slices"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/fault"
)

// Pack is a rule pack as its file has it. Extends names the packs that it builds on; Without leaves out some of their
// rules and checks, so that the pack may state its own of the same id.
type Pack struct {
	Schema      string     `json:"$schema,omitempty"`
	Pack        string     `json:"pack"`
	Version     string     `json:"version"`
	Title       string     `json:"title"`
	Description string     `json:"description,omitempty"`
	Extends     []string   `json:"extends,omitempty"`
	Without     []Omission `json:"without,omitempty"`
	Ladder      *Ladder    `json:"ladder,omitempty"`
	Rules       []Rule     `json:"rules,omitempty"`
	Checks      []Check    `json:"checks,omitempty"`

	file string                   // where the pack was read, for what is found wrong once it meets those that it extends
	line func(pointer string) int // nil: nobody knows
}

// From returns the pack with the name of the file that it was read from, and what tells the line of a JSON pointer in it.
func (p Pack) From(file string, line func(pointer string) int) Pack {
	p.file, p.line = file, line
	return p
}

// placed gives faults the pack's file and their line. None is no error.
func (p Pack) placed(found ...*fault.Error) error {
	var all []error
	for _, f := range found {
		f.File = p.file
		if p.line != nil {
			f.Line = p.line(f.Pointer)
		}
		all = append(all, f)
	}
	return errors.Join(all...)
}

// Omission leaves a rule or a check of an extended pack out, with the reason.
type Omission struct {
	ID      string `json:"id"`
	Because string `json:"because"`
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

// Rule is one rule of a pack. With Due it gives obligations, which MetBy closes: "gate:State", "check:ID" or "report".
// Without Due it states a check or a permission and gives a Note, which nobody is reminded of. Dates are expressions of
// the date language; {item} stands for the id of a window, dataset or review where Each names one of these.
//
// Several rules may share an id if no transfer falls into the effective dates of two: they are variants of one rule.
type Rule struct {
	ID        string         `json:"id"`
	Stage     string         `json:"stage"`
	Title     string         `json:"title"`
	Owner     string         `json:"owner"`
	Due       string         `json:"due,omitempty"`
	Target    string         `json:"target,omitempty"`    // the prudent day, where it is earlier than the last lawful one
	NotBefore string         `json:"notBefore,omitempty"` // the first day on which something is permitted; never with Due
	Avoid     *Avoid         `json:"avoid,omitempty"`
	MetBy     string         `json:"metBy,omitempty"`
	Each      string         `json:"each,omitempty"`
	When      string         `json:"when,omitempty"` // see Condition
	From      *calendar.Date `json:"from,omitempty"` // applies to transfers on or after this day
	To        *calendar.Date `json:"to,omitempty"`   // and on or before this one
	Blocking  bool           `json:"blocking"`
	Warning   string         `json:"warning,omitempty"` // what a date does not show, such as that the law fixes none
	IfMissed  string         `json:"ifMissed"`
	Exposure  *Exposure      `json:"exposure,omitempty"`
	Source    Source         `json:"source"`
}

// Avoid is a span of days, both ends included, in which a day should not fall.
type Avoid struct {
	Day  string `json:"day"`
	From string `json:"from"`
	To   string `json:"to"`
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

// Book is a pack with all that it extends, ready to be applied.
type Book struct {
	Name    string
	Version string
	Ladder  Ladder
	Rules   []Rule
	Checks  []Check
}

// Owners lists every role that owns an obligation or a check that applies. Notes wait for nobody, so whoever owns
// nothing else need not be there.
func (b Book) Owners(f Facts) []string {
	var owners []string
	for _, r := range b.Rules {
		if r.Due != "" && f.applies(r) == True && !slices.Contains(owners, r.Owner) {
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

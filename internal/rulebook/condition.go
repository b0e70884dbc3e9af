package rulebook

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// Truth is what a condition comes to. Unknown is between False and True: some figure that decides it is not stated.
type Truth int8

// The truths, in order.
const (
	False Truth = iota
	Unknown
	True
)

// Condition says when a rule applies: circumstances that the definition states, and figures compared with numbers,
// joined by "and", "or", "not" and brackets:
//
//	registered-homes
//	not recognised-union and proposed-dismissals >= 20
//	no-representatives and (employees < 50 or transferring-employees < 10)
//
// A circumstance that is not stated does not hold. A figure that is not stated is unknown, and so is whatever hangs on
// it. The zero Condition always holds.
type Condition struct {
	root node
}

// String prints the condition so that it parses to the same one.
func (c Condition) String() string {
	if c.root == nil {
		return ""
	}
	return c.root.text(0)
}

// Of says whether the condition holds, and names the figures that are missing where nobody can tell.
func (c Condition) Of(f Facts) (Truth, []string) {
	if c.root == nil {
		return True, nil
	}
	truth := c.root.of(f)
	if truth != Unknown {
		return truth, nil
	}
	var missing []string
	for _, name := range c.Figures() {
		if _, stated := f.Figures[name]; !stated {
			missing = append(missing, name)
		}
	}
	return Unknown, missing
}

// Circumstances lists the circumstances that the condition asks for, each once, in alphabetical order.
func (c Condition) Circumstances() []string { return c.names(false) }

// Figures lists the figures that the condition asks for, each once, in alphabetical order.
func (c Condition) Figures() []string { return c.names(true) }

func (c Condition) names(figures bool) []string {
	var all []string
	if c.root != nil {
		c.root.walk(func(name string, isFigure bool) {
			if isFigure == figures {
				all = append(all, name)
			}
		})
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// node is a part of a condition. text puts brackets around what binds less than the part around it: or 1, and 2, not 3.
type node interface {
	of(f Facts) Truth
	text(around int) string
	walk(each func(name string, isFigure bool))
}

type circumstance string

func (c circumstance) of(f Facts) Truth {
	if slices.Contains(f.Circumstances, string(c)) {
		return True
	}
	return False
}

func (c circumstance) text(int) string { return string(c) }

func (c circumstance) walk(each func(string, bool)) { each(string(c), false) }

type comparison struct {
	figure string
	sign   string // one of signs
	number int
}

// signs are the comparisons, the longer first, with the results of cmp.Compare for which they hold.
var signs = []struct {
	sign  string
	holds []int
}{{"<=", []int{-1, 0}}, {">=", []int{0, 1}}, {"<", []int{-1}}, {">", []int{1}}, {"=", []int{0}}}

func (c comparison) of(f Facts) Truth {
	value, stated := f.Figures[c.figure]
	if !stated {
		return Unknown
	}
	for _, s := range signs {
		if s.sign == c.sign && slices.Contains(s.holds, cmp.Compare(value, c.number)) {
			return True
		}
	}
	return False
}

func (c comparison) text(int) string { return c.figure + " " + c.sign + " " + strconv.Itoa(c.number) }

func (c comparison) walk(each func(string, bool)) { each(c.figure, true) }

type negation struct{ part node }

func (n negation) of(f Facts) Truth { return True - n.part.of(f) }

func (n negation) text(int) string { return "not " + n.part.text(3) }

func (n negation) walk(each func(string, bool)) { n.part.walk(each) }

// junction joins parts by "and", which comes to the least of them, or by "or", which comes to the most.
type junction struct {
	word  string
	parts []node
}

func (j junction) of(f Facts) Truth {
	truth := j.parts[0].of(f)
	for _, p := range j.parts[1:] {
		if j.word == "and" {
			truth = min(truth, p.of(f))
		} else {
			truth = max(truth, p.of(f))
		}
	}
	return truth
}

func (j junction) text(around int) string {
	own := map[string]int{"or": 1, "and": 2}[j.word]
	var parts []string
	for _, p := range j.parts {
		parts = append(parts, p.text(own))
	}
	text := strings.Join(parts, " "+j.word+" ")
	if own <= around {
		return "(" + text + ")"
	}
	return text
}

func (j junction) walk(each func(string, bool)) {
	for _, p := range j.parts {
		p.walk(each)
	}
}

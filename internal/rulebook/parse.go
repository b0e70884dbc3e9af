package rulebook

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"example.org/handover/internal/fault"
)

const (
	mostCondition = 200 // letters of a condition; its depth is bounded by that
	// MostFigure is the largest figure that a definition may state and a condition compare with.
	MostFigure = 10_000_000

	exampleCondition = "no-representatives and (employees < 50 or transferring-employees < 10)"
)

// ParseCondition reads a condition; "" is the one that always holds. An error is fault.Invalid and gives the column,
// what was expected there, and a correct example.
func ParseCondition(s string) (Condition, error) {
	if s == "" {
		return Condition{}, nil
	}
	if n := utf8.RuneCountInString(s); n > mostCondition {
		return Condition{}, fault.New(fault.Invalid, "the condition is too long, by column %d", mostCondition+1).With(s).
			To("write it in at most %d letters, like “%s”", mostCondition, exampleCondition)
	}
	p := &conditionParser{words: lexCondition(s), end: utf8.RuneCountInString(s) + 1}
	root, err := p.joined("or", func() (node, error) { return p.joined("and", p.factor) })
	if err == nil && p.next < len(p.words) {
		err = p.wrong("expected “and”, “or” or the end")
	}
	if err != nil {
		return Condition{}, err
	}
	return Condition{root}, nil
}

// word is a name, a number, a sign or a bracket, and the column of its first letter, counted from 1.
type word struct {
	text   string
	column int
}

// lexCondition splits at blanks, brackets and signs.
func lexCondition(s string) []word {
	var words []word
	letters := []rune(s)
	for i := 0; i < len(letters); {
		switch length := wordLength(letters[i:]); {
		case strings.ContainsRune(" \t\r\n", letters[i]):
			i++
		default:
			words = append(words, word{string(letters[i : i+length]), i + 1})
			i += length
		}
	}
	return words
}

func wordLength(letters []rune) int {
	if strings.ContainsRune("()", letters[0]) {
		return 1
	}
	if strings.ContainsRune("<>=", letters[0]) {
		if len(letters) > 1 && letters[0] != '=' && letters[1] == '=' {
			return 2
		}
		return 1
	}
	end := slices.IndexFunc(letters, func(r rune) bool { return strings.ContainsRune(" \t\r\n()<>=", r) })
	if end < 0 {
		return len(letters)
	}
	return max(end, 1)
}

type conditionParser struct {
	words []word
	next  int
	end   int // the column after the last letter
}

func (p *conditionParser) peek() string {
	if p.next >= len(p.words) {
		return ""
	}
	return p.words[p.next].text
}

func (p *conditionParser) accept(text string) bool {
	if p.peek() != text || text == "" {
		return false
	}
	p.next++
	return true
}

// wrong returns the fault of the next word, with a correct example.
func (p *conditionParser) wrong(format string, args ...any) error {
	column, got := p.end, "the end"
	if p.next < len(p.words) {
		column, got = p.words[p.next].column, p.words[p.next].text
	}
	return fault.New(fault.Invalid, "column %d: %s", column, fmt.Sprintf(format, args...)).With(got).
		To("write it like “%s”", exampleCondition)
}

// joined reads one part or several with a word between them.
func (p *conditionParser) joined(by string, part func() (node, error)) (node, error) {
	first, err := part()
	if err != nil {
		return nil, err
	}
	parts := []node{first}
	for p.accept(by) {
		another, err := part()
		if err != nil {
			return nil, err
		}
		parts = append(parts, another)
	}
	if len(parts) == 1 {
		return first, nil
	}
	return junction{by, parts}, nil
}

// factor reads "not PART", "(CONDITION)", a circumstance, or a comparison.
func (p *conditionParser) factor() (node, error) {
	switch {
	case p.accept("not"):
		part, err := p.factor()
		return negation{part}, err
	case p.accept("("):
		inner, err := p.joined("or", func() (node, error) { return p.joined("and", p.factor) })
		if err == nil && !p.accept(")") {
			err = p.wrong("expected “and”, “or” or “)”")
		}
		return inner, err
	case !isName(p.peek()):
		return nil, p.wrong("expected a circumstance, a figure, “not” or “(”")
	}
	name := p.words[p.next].text
	p.next++
	for _, s := range signs {
		if p.accept(s.sign) {
			number, err := p.number()
			return comparison{name, s.sign, number}, err
		}
	}
	return circumstance(name), nil
}

func (p *conditionParser) number() (int, error) {
	text := p.peek()
	n, err := strconv.Atoi(text)
	if err != nil || strings.Trim(text, "0123456789") != "" || len(text) > 1 && text[0] == '0' || n > MostFigure {
		return 0, p.wrong("expected a number from 0 to %d", MostFigure)
	}
	p.next++
	return n, nil
}

// isName reports whether a word is an id, as definitions write them, and no word of the language.
func isName(s string) bool {
	if slices.Contains([]string{"", "and", "or", "not"}, s) || strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
		return false
	}
	return !strings.HasPrefix(s, "-") && !strings.HasSuffix(s, "-") && !strings.Contains(s, "--") &&
		strings.Trim(s, "0123456789") != ""
}

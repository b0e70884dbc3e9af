package calendar

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"example.org/handover/internal/fault"
)

const mostExpression = 400 // letters of an expression

// token is a word of an expression and the column of its first letter, counted in letters from 1.
type token struct {
	text   string
	column int
}

// reserved are the words at which the language takes a turn. No anchor may have such a name, so that a word left out
// is found where it is missing.
const reserved = " after and as at before beginning clear day days deemed in month months or week weeks working year years "

// lex splits an expression at its blanks.
func lex(s string) []token {
	var tokens []token
	column, start, from := 1, -1, 1
	for i, r := range s {
		blank := r == ' ' || r == '\t' || r == '\n' || r == '\r'
		if blank && start >= 0 {
			tokens = append(tokens, token{text: s[start:i], column: from})
			start = -1
		}
		if !blank && start < 0 {
			start, from = i, column
		}
		column++
	}
	if start >= 0 {
		tokens = append(tokens, token{text: s[start:], column: from})
	}
	return tokens
}

// parser reads tokens from the first to the last.
type parser struct {
	tokens []token
	next   int
	end    int // the column after the last letter
}

func newParser(s string) (*parser, error) {
	letters := utf8.RuneCountInString(s)
	if letters > mostExpression {
		return nil, fault.New(fault.Invalid, "column %d: expected the end, since an expression has at most %d letters",
			mostExpression+1, mostExpression).With(s).To("write it like “%s”", exampleCount)
	}
	return &parser{tokens: lex(s), end: letters + 1}, nil
}

// peek returns the next word without taking it; "" at the end.
func (p *parser) peek() string {
	if p.next >= len(p.tokens) {
		return ""
	}
	return p.tokens[p.next].text
}

// accept takes the next words if they are those given, all of them or none.
func (p *parser) accept(words ...string) bool {
	for i, word := range words {
		if p.next+i >= len(p.tokens) || p.tokens[p.next+i].text != word {
			return false
		}
	}
	p.next += len(words)
	return true
}

// expect takes the next words, or says at which column which of them is missing.
func (p *parser) expect(example string, words ...string) error {
	for _, word := range words {
		if !p.accept(word) {
			return p.wrong(example, "expected “%s”", word)
		}
	}
	return nil
}

// column returns where the next word begins, or where one is missing.
func (p *parser) column() int {
	if p.next >= len(p.tokens) {
		return p.end
	}
	return p.tokens[p.next].column
}

// wrong returns the fault of the next word, with a correct example.
func (p *parser) wrong(example, format string, args ...any) error {
	got := "the end"
	if p.next < len(p.tokens) {
		got = p.tokens[p.next].text
	}
	return fault.New(fault.Invalid, "column %d: %s", p.column(), fmt.Sprintf(format, args...)).With(got).
		To("write it like “%s”", example)
}

// isAnchor reports whether a word is a dotted name of lower-case letters, digits and hyphens that begins with a letter
// and is no word of the language.
func isAnchor(s string) bool {
	if s == "" || s[0] < 'a' || s[0] > 'z' || strings.Contains(reserved, " "+s+" ") {
		return false
	}
	for part := range strings.SplitSeq(s, ".") {
		if part == "" || strings.Trim(part, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" ||
			strings.HasPrefix(part, "-") || strings.HasSuffix(part, "-") {
			return false
		}
	}
	return true
}

package document

import (
	"bytes"
	"encoding/json"
	"math"
	"strconv"
	"strings"
	"unicode/utf16"

	"example.org/handover/internal/fault"
)

// maxNumberLen bounds a number's literal, in bytes. Exact arithmetic on numbers without a bound is a way to stall a
// reader; money and counts need a fraction of it.
const maxNumberLen = 64

// text reads a string in quotes and returns what it stands for.
func (s *scanner) text() (string, *fault.Error) {
	start := s.pos
	s.pos++
	escaped := false
	for s.pos < len(s.data) {
		switch c := s.data[s.pos]; {
		case c == '"':
			s.pos++
			return s.unquote(start, escaped)
		case c == '\\':
			escaped = true
			if f := s.escape(); f != nil {
				return "", f
			}
		case c == '\n' || c == '\r':
			return "", s.wrong(start, "the text has no closing quote on its line").
				With(s.glimpse(start)).To(`close it with ", and write a line break as \n`)
		case c < 0x20:
			return "", s.wrong(s.pos, "the text has the control character 0x%02X in it", c).
				To(`remove it or write it as \u%04x`, c)
		default:
			s.pos++
		}
	}
	return "", s.wrong(start, "the text has no closing quote").With(s.glimpse(start)).To(`close it with "`)
}

// unquote returns the content of the literal that started at start and ends at s.pos.
func (s *scanner) unquote(start int, escaped bool) (string, *fault.Error) {
	if !escaped {
		return string(s.data[start+1 : s.pos-1]), nil
	}
	var text string
	if err := json.Unmarshal(s.data[start:s.pos], &text); err != nil {
		return "", s.wrong(start, "the text is not a JSON string").With(s.glimpse(start)).To("retype it")
	}
	return text, nil
}

// escape reads a backslash and what belongs to it. Half of a surrogate pair is refused: encoding/json would replace it,
// and two different names would become one.
func (s *scanner) escape() *fault.Error {
	rest := s.data[s.pos:]
	if len(rest) > 1 && strings.IndexByte(`"\/bfnrt`, rest[1]) >= 0 {
		s.pos += 2
		return nil
	}
	first := hexEscape(rest)
	if first < 0 {
		return s.wrong(s.pos, "the text has a backslash that starts no JSON escape").
			With(s.glimpse(s.pos)).To(`write a backslash as \\`)
	}
	s.pos += 6
	if !utf16.IsSurrogate(first) {
		return nil
	}
	second := hexEscape(s.data[s.pos:])
	if utf16.DecodeRune(first, second) == '\uFFFD' {
		return s.wrong(s.pos-6, `the text has half of a surrogate pair, \u%04x`, first).To("write the character itself")
	}
	s.pos += 6
	return nil
}

// hexEscape returns the code unit of \uXXXX at the start of b, or -1.
func hexEscape(b []byte) rune {
	if len(b) < 6 || b[0] != '\\' || b[1] != 'u' {
		return -1
	}
	unit, err := strconv.ParseUint(string(b[2:6]), 16, 16)
	if err != nil {
		return -1
	}
	return rune(unit)
}

// number reads a number as RFC 8259 section 6 has it.
func (s *scanner) number() *fault.Error {
	start := s.pos
	s.take('-')
	if s.take('0') {
		if isDigit(s.peek()) {
			return s.badNumber(start, "write it without leading zeros, or in quotes if it is a reference")
		}
	} else if !s.digits() {
		return s.badNumber(start, "write digits after the minus sign")
	}
	if s.take('.') && !s.digits() {
		return s.badNumber(start, "write digits after the point")
	}
	if s.take('e') || s.take('E') {
		if !s.take('+') {
			s.take('-')
		}
		if !s.digits() {
			return s.badNumber(start, "write digits after the e")
		}
	}
	return s.numberRange(start)
}

// badNumber is the fault of a number written in a way JSON does not know.
func (s *scanner) badNumber(start int, mend string) *fault.Error {
	f := s.wrong(start, "the number is not written as JSON has it").To("%s", mend)
	f.Value = literal(s.run(start))
	return f
}

// numberRange refuses numbers whose exact value is out of all proportion.
func (s *scanner) numberRange(start int) *fault.Error {
	text := string(s.data[start:s.pos])
	value, err := strconv.ParseFloat(text, 64)
	if len(text) <= maxNumberLen && err == nil && !vanishes(text, value) {
		return nil
	}
	f := s.wrong(start, "the number is too long, too large or too small").
		To("use at most %d characters and a size between 1e-300 and 1e308", maxNumberLen)
	f.Value = literal(text)
	return f
}

// vanishes says whether a literal other than a plain zero is so small that a double keeps nothing of it.
func vanishes(text string, value float64) bool {
	return strings.ContainsAny(text, "eE") && math.Abs(value) < 1e-300
}

// digits skips a run of digits and says whether there was one.
func (s *scanner) digits() bool {
	start := s.pos
	for isDigit(s.peek()) {
		s.pos++
	}
	return s.pos > start
}

// isDigit says whether c is one of 0 to 9.
func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// word reads true, false or null.
func (s *scanner) word() *fault.Error {
	for _, word := range []string{"true", "false", "null"} {
		if bytes.HasPrefix(s.data[s.pos:], []byte(word)) {
			s.pos += len(word)
			return nil
		}
	}
	return s.noValue()
}

// noValue explains what stands where a value should.
func (s *scanner) noValue() *fault.Error {
	if s.pos >= len(s.data) {
		return s.cutShort("value")
	}
	f := s.wrong(s.pos, "this is not a JSON value").With(s.glimpse(s.pos))
	switch word := s.run(s.pos); {
	case s.peek() == '\'' || bytes.HasPrefix(s.data[s.pos:], []byte("“")):
		return f.To(`use straight double quotes, "`)
	case s.peek() == '/' || s.peek() == '#':
		return f.To("JSON has no comments: remove it")
	case s.peek() == ',' || s.peek() == '}' || s.peek() == ']':
		return f.To("write the missing value, or remove the comma or the field's name")
	case strings.EqualFold(word, "true") || strings.EqualFold(word, "false") || strings.EqualFold(word, "null"):
		return f.To("write it in small letters: %s", strings.ToLower(word))
	default:
		return f.To("put text in double quotes")
	}
}

// run returns the letters, digits and signs that stand together at an offset.
func (s *scanner) run(start int) string {
	end := start
	for end < len(s.data) && bytes.IndexByte([]byte(" \t\r\n,:{}[]\""), s.data[end]) < 0 {
		end++
	}
	return string(s.data[start:end])
}

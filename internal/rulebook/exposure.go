package rulebook

import (
	"fmt"
	"strconv"
	"strings"
)

// Exposure is what a breach may cost, for each of the people that a figure counts: a fixed sum in pence, so many weeks'
// pay, or so many days' pay. Exactly one of the three is set.
type Exposure struct {
	Of       string `json:"of"` // the figure that counts the people
	Pence    int    `json:"pence,omitempty"`
	WeeksPay int    `json:"weeksPay,omitempty"`
	DaysPay  int    `json:"daysPay,omitempty"`
	AtLeast  bool   `json:"atLeast,omitempty"` // the sum is the least; otherwise the most
}

// WeeklyPay is the figure that gives the average gross pay of a week, in pence.
const WeeklyPay = "average-weekly-pay-pence"

// Amount is an exposure of one programme. Pence is whole pence, rounded up; Missing names the figures without which it
// cannot be worked out, and then Pence is 0. Words says it for people.
type Amount struct {
	Pence   int64    `json:"pence,omitempty"`
	Missing []string `json:"missing,omitempty"`
	Words   string   `json:"words"`
}

// figures are those that the exposure is worked out from.
func (e Exposure) figures() []string {
	if e.Pence > 0 {
		return []string{e.Of}
	}
	return []string{e.Of, WeeklyPay}
}

// For works the exposure out. Figures lie within 0 and MostFigure, so that nothing overflows.
func (e Exposure) For(f Facts) Amount {
	var a Amount
	for _, name := range e.figures() {
		if _, ok := f.Figures[name]; !ok {
			a.Missing = append(a.Missing, name)
		}
	}
	limit := "at most "
	if e.AtLeast {
		limit = "at least "
	}
	if len(a.Missing) > 0 {
		of := "the"
		if people, ok := f.Figures[e.Of]; ok {
			of = strconv.Itoa(people)
		}
		a.Words = fmt.Sprintf("%s%s for each of %s %s; state %s under figures to see the sum", limit, e.each(), of, spaced(e.Of),
			strings.Join(a.Missing, " and "))
		return a
	}
	people, weekly := int64(f.Figures[e.Of]), int64(f.Figures[WeeklyPay])
	switch {
	case e.Pence > 0:
		a.Pence = people * int64(e.Pence)
	case e.WeeksPay > 0:
		a.Pence = people * weekly * int64(e.WeeksPay)
	default:
		a.Pence = (people*weekly*int64(e.DaysPay) + 6) / 7 // a day's pay is a seventh of a week's
	}
	a.Words = fmt.Sprintf("%s%s: %s for each of %d %s", limit, Pounds(a.Pence), e.each(), people, spaced(e.Of))
	return a
}

// each says what one person's share is.
func (e Exposure) each() string {
	switch {
	case e.Pence > 0:
		return Pounds(int64(e.Pence))
	case e.WeeksPay > 0:
		return fmt.Sprintf("%d weeks' pay", e.WeeksPay)
	}
	return fmt.Sprintf("%d days' pay", e.DaysPay)
}

func spaced(name string) string { return strings.ReplaceAll(name, "-", " ") }

// Pounds writes a sum of pence, 0 or more, as people do: £225,000, or £225,000.50.
func Pounds(pence int64) string {
	digits := strconv.FormatInt(pence/100, 10)
	for at := len(digits) - 3; at > 0; at -= 3 {
		digits = digits[:at] + "," + digits[at:]
	}
	if rest := pence % 100; rest != 0 {
		return fmt.Sprintf("£%s.%02d", digits, rest)
	}
	return "£" + digits
}

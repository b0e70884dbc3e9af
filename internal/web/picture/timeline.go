package picture

import (
	"html"
	"html/template"
	"strconv"
	"strings"

	"example.org/handover/internal/calendar"
)

// Row is one line of a timeline: bars and points under one name.
type Row struct {
	Name   string
	Bars   []Bar
	Points []Point
}

// Bar is a period, both days included. Float marks slack that nobody has planned: it is drawn dashed.
type Bar struct {
	From, To calendar.Date
	Label    string
	Float    bool
	Done     bool
	Lapsed   bool // whether what it waits for did not come by its first day: it has not begun, whatever day it is
}

// Point is a day on which something happens; a done one is drawn full, one to come hollow.
type Point struct {
	On    calendar.Date
	Label string
	Done  bool
}

// Timeline is what a programme's picture of its calendar shows.
type Timeline struct {
	Title    string
	Rows     []Row
	Today    calendar.Date // zero: not shown
	Transfer calendar.Date
	Over     bool // whether nothing goes on any more: then what is not done is not overdue either
}

// Measures of the timeline, in units of the drawing.
const (
	nameWidth = 190.0
	dayArea   = 958.0 // with the names and the edge as wide as the page
	rowHeight = 34.0
	laneHigh  = 20.0 // of each further lane of a row whose points would overlap
	pointWide = 19.0 // of a point and some air
	headroom  = 46.0
	barHeight = 14.0
	nameLine  = 14.0 // of a name on two lines
	nameRunes = 28   // of a name on one line
)

// scale places days.
type scale struct {
	from calendar.Date
	days float64
}

func (s scale) x(d calendar.Date) float64 {
	return nameWidth + float64(s.from.DaysUntil(d))/s.days*dayArea
}

// span covers every day of the timeline, from the first of a month to the first of one.
func (t Timeline) span() scale {
	first, last := t.Transfer, t.Transfer
	widen := func(d calendar.Date) {
		if d.IsZero() {
			return
		}
		if d.Before(first) {
			first = d
		}
		if d.After(last) {
			last = d
		}
	}
	for _, r := range t.Rows {
		for _, b := range r.Bars {
			widen(b.From)
			widen(b.To)
		}
		for _, p := range r.Points {
			widen(p.On)
		}
	}
	from := monthOf(first)
	return scale{from, float64(max(from.DaysUntil(monthOf(last).AddMonths(1)), 1))}
}

// monthOf returns the first day of a day's month.
func monthOf(d calendar.Date) calendar.Date {
	_, _, day := d.Civil()
	return d.AddDays(1 - day)
}

// Draw draws the timeline; id distinguishes it from other pictures of the page.
func (t Timeline) Draw(id string) template.HTML {
	s, at := new(svg), t.span()
	bottom := headroom + 24
	for _, r := range t.Rows {
		bottom += r.height(at)
	}
	t.months(s, at, bottom)
	top := headroom
	for _, r := range t.Rows {
		t.draw(s, at, top, r)
		top += r.height(at)
	}
	vertical(s, at.x(t.Transfer), 24, bottom, "transfer-line")
	s.text(at.x(t.Transfer), bottom-4, "transfer-line-label", anchorAt(at.x(t.Transfer)), "Transfer")
	if !t.Today.IsZero() && !t.Today.Before(at.from) && at.x(t.Today) <= nameWidth+dayArea {
		vertical(s, at.x(t.Today), 40, bottom, "today-line") // below its name, which the line would strike through
		s.text(at.x(t.Today), 36, "today-line-label", todayAnchor(at.x(t.Today), at.x(t.Transfer)), "Today")
	}
	return s.close(id, nameWidth+dayArea+20, bottom+8, t.Title, t.describe())
}

// months draws the grid: every month, or every third one in a long programme.
func (t Timeline) months(s *svg, at scale, bottom float64) {
	step := 1
	if at.days > 400 {
		step = 3
	}
	last, shown := at.from.AddDays(int(at.days)), 0
	for m := at.from; m.Before(last); m = m.AddMonths(step) {
		x := at.x(m)
		s.add(`<line x1="%.1f" y1="20" x2="%.1f" y2="%.1f" class="grid"/>`, x, x, bottom-18)
		year, month, _ := m.Civil()
		label := month.String()[:3]
		if year != shown {
			label, shown = label+" "+strconv.Itoa(year), year
		}
		s.text(x+3, 16, "tick", "start", label)
	}
}

// lanes puts each point into the first lane in which it overlaps no earlier one.
func (r Row) lanes(at scale) (lane []int, count int) {
	var ends []float64
	for _, p := range r.Points {
		x, n := at.x(p.On), 0
		for n < len(ends) && x < ends[n] {
			n++
		}
		if n == len(ends) {
			ends = append(ends, 0)
		}
		ends[n] = x + pointWide
		lane = append(lane, n)
	}
	return lane, max(len(ends), 1)
}

// height is what a row needs: more where its points stand below each other.
func (r Row) height(at scale) float64 {
	_, lanes := r.lanes(at)
	return rowHeight + laneHigh*float64(lanes-1)
}

func (t Timeline) draw(s *svg, at scale, top float64, r Row) {
	middle, bottom := top+rowHeight/2, top+r.height(at)
	r.name(s, middle+4)
	s.add(`<line x1="%.1f" y1="%.1f" x2="%.1f" y2="%.1f" class="grid"/>`, nameWidth, bottom, nameWidth+dayArea,
		bottom)
	for _, b := range r.Bars {
		t.bar(s, at, middle-barHeight/2, b)
	}
	lane, _ := r.lanes(at)
	for i, p := range r.Points {
		t.point(s, at.x(p.On), middle-8+laneHigh*float64(lane[i]), p)
	}
}

// name writes the name of a row, on two lines if it is long.
func (r Row) name(s *svg, y float64) {
	first, rest := broken(r.Name, nameRunes)
	if rest == "" {
		s.text(0, y, "row-name", "start", shorten(first, nameRunes))
		return
	}
	s.text(0, y-nameLine/2, "row-name", "start", shorten(first, nameRunes))
	s.text(0, y+nameLine/2, "row-name", "start", shorten(rest, nameRunes))
}

// bar draws a period: full when it is done, full up to today while it is under way, hollow before, and with an
// exclamation mark when it is overdue.
func (t Timeline) bar(s *svg, at scale, top float64, b Bar) {
	state := t.stateOf(b)
	class := map[string]string{"done": "bar done", "overdue": "bar late"}[state]
	if class == "" {
		class = "bar"
	}
	if b.Float {
		class = "float"
	}
	x, end := at.x(b.From), at.x(b.To.AddDays(1))
	s.add(`<rect x="%.1f" y="%.1f" width="%.1f" height="%.1f" class="%s"><title>%s</title></rect>`, x, top,
		max(end-x, 2), barHeight, class, html.EscapeString(t.period(b)))
	switch {
	case class == "bar" && state == "under way" && b.From.Before(t.Today): // today is not over
		s.add(`<rect x="%.1f" y="%.1f" width="%.1f" height="%.1f" class="bar done"/>`, x, top, at.x(t.Today)-x, barHeight)
	case class == "bar late" && end-x > 12:
		s.text(end-4, top+12, "late-mark", "end", "!")
	case class == "bar late":
		s.text(x-3, top+12, "late-mark", "end", "!")
	}
}

// point draws a day: full when it is done, hollow before, and with an exclamation mark when it is overdue.
func (t Timeline) point(s *svg, x, y float64, p Point) {
	class := map[string]string{"done": "point done", "overdue": "point late"}[t.state(p.On, p.On, p.Done)]
	if class == "" {
		class = "point"
	}
	s.add(`<path d="M%.1f %.1fl8 8l-8 8l-8 -8z" class="%s"><title>%s</title></path>`, x, y, class,
		html.EscapeString(t.day(p)))
	if class == "point late" {
		s.text(x, y+12, "late-mark", "middle", "!")
	}
}

func vertical(s *svg, x, top, bottom float64, class string) {
	s.add(`<line x1="%.1f" y1="%.1f" x2="%.1f" y2="%.1f" class="%s"/>`, x, top, x, bottom-18, class)
}

// anchorAt keeps a name below a line within the picture.
func anchorAt(x float64) string {
	if x > nameWidth+dayArea-40 {
		return "end"
	}
	return "middle"
}

// todayAnchor keeps the name of today off the line of the transfer, if that is near.
func todayAnchor(today, transfer float64) string {
	switch near := transfer - today; {
	case near >= 0 && near < 30:
		return "end"
	case near < 0 && near > -30:
		return "start"
	}
	return anchorAt(today)
}

// broken breaks a name after the last word that fits.
func broken(name string, most int) (first, rest string) {
	if r := []rune(name); len(r) > most {
		if cut := strings.LastIndexByte(string(r[:most+1]), ' '); cut > 0 {
			return name[:cut], name[cut+1:]
		}
	}
	return name, ""
}

// shorten cuts a name to the runes that fit.
func shorten(name string, most int) string {
	if r := []rune(name); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return name
}

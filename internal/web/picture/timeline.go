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
		r.draw(s, at, top, t.Today)
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

func (r Row) draw(s *svg, at scale, top float64, today calendar.Date) {
	middle, bottom := top+rowHeight/2, top+r.height(at)
	s.text(0, middle+4, "row-name", "start", shorten(r.Name, 30))
	s.add(`<line x1="%.1f" y1="%.1f" x2="%.1f" y2="%.1f" class="grid"/>`, nameWidth, bottom, nameWidth+dayArea,
		bottom)
	for _, b := range r.Bars {
		b.draw(s, at, middle-barHeight/2, today)
	}
	lane, _ := r.lanes(at)
	for i, p := range r.Points {
		class := "point"
		if p.Done {
			class += " done"
		}
		x, y := at.x(p.On), middle-8+laneHigh*float64(lane[i])
		s.add(`<path d="M%.1f %.1fl8 8l-8 8l-8 -8z" class="%s"><title>%s</title></path>`, x, y, class,
			html.EscapeString(p.sentence()))
	}
}

// draw draws a bar: full when it is done, full up to today while it is under way, hollow before.
func (b Bar) draw(s *svg, at scale, top float64, today calendar.Date) {
	class := "bar"
	switch {
	case b.Float:
		class = "float"
	case b.Done:
		class = "bar done"
	}
	x, end := at.x(b.From), at.x(b.To.AddDays(1))
	s.add(`<rect x="%.1f" y="%.1f" width="%.1f" height="%.1f" class="%s"><title>%s</title></rect>`, x, top,
		max(end-x, 2), barHeight, class, html.EscapeString(b.sentence()))
	if class == "bar" && b.From.Before(today) {
		s.add(`<rect x="%.1f" y="%.1f" width="%.1f" height="%.1f" class="bar done"/>`, x, top,
			min(at.x(today), end)-x, barHeight)
	}
}

func (b Bar) sentence() string { return b.Label + ": " + b.From.Long() + " to " + b.To.Long() }

func (p Point) sentence() string {
	if p.Done {
		return p.Label + ": " + p.On.Long() + ", done"
	}
	return p.Label + ": " + p.On.Long()
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

// describe says in words what the picture shows, for those who do not see it.
func (t Timeline) describe() string {
	var parts []string
	for _, r := range t.Rows {
		for _, b := range r.Bars {
			parts = append(parts, r.Name+", "+b.sentence())
		}
		for _, p := range r.Points {
			parts = append(parts, r.Name+", "+p.sentence())
		}
	}
	return strings.Join(append(parts, "Transfer: "+t.Transfer.Long()), ". ") + "."
}

// shorten cuts a name to the runes that fit.
func shorten(name string, most int) string {
	if r := []rune(name); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return name
}

package main

import (
	"io"
	"slices"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/handover"
)

// tableDiff is what changes from one table to another. A holiday that changed its title or the day from which it was
// known is in both lists.
type tableDiff struct {
	Old          string                `json:"old"` // the tables' versions
	New          string                `json:"new"`
	Jurisdiction calendar.Jurisdiction `json:"jurisdiction"`
	Removed      []calendar.Holiday    `json:"removed"`
	Added        []calendar.Holiday    `json:"added"`
	Days         []dayChange           `json:"days"` // that open or close
	Years        []yearChange          `json:"years"`
	Moves        []handover.Shift      `json:"moves"` // dates of the programme, if one is given
}

type dayChange struct {
	Date   calendar.Date `json:"date"`
	Closed bool          `json:"closed"` // in the new table
}

type yearChange struct {
	Year int `json:"year"`
	From int `json:"from"` // working days
	To   int `json:"to"`
}

func (o *leafing) compare(e env, oldName, newName string) error {
	j, err := calendar.ParseJurisdiction(o.jurisdiction)
	if err != nil {
		return inFlag("--jurisdiction", err)
	}
	before, err := tableFile(e, oldName)
	if err != nil {
		return err
	}
	after, err := tableFile(e, newName)
	if err != nil {
		return err
	}
	d := differ(before, after, j)
	if o.programme != "" {
		if d.Moves, err = movesBetween(e, o.programme, before, after); err != nil {
			return err
		}
	}
	if o.json {
		d.Removed, d.Added, d.Days = orEmpty(d.Removed), orEmpty(d.Added), orEmpty(d.Days)
		d.Years, d.Moves = orEmpty(d.Years), orEmpty(d.Moves)
		return printJSON(e.stdout, d)
	}
	d.print(e.text(), o.programme != "")
	return nil
}

// differ compares two tables for a jurisdiction. Days and years that only one of the tables covers are compared too:
// there the other counts weekends alone.
func differ(before, after *calendar.Table, j calendar.Jurisdiction) tableDiff {
	d := tableDiff{Old: before.Version(), New: after.Version(), Jurisdiction: j}
	was, is := before.Calendar(j, calendar.Date{}), after.Calendar(j, calendar.Date{})
	d.Removed, d.Added = before.Without(after, j), after.Without(before, j)
	changed := map[int]bool{}
	seen := map[calendar.Date]bool{}
	for _, h := range slices.Concat(d.Removed, d.Added) {
		if was.IsWorkingDay(h.Date) != is.IsWorkingDay(h.Date) && !seen[h.Date] {
			seen[h.Date], changed[h.Date.Year()] = true, true
			d.Days = append(d.Days, dayChange{h.Date, !is.IsWorkingDay(h.Date)})
		}
	}
	slices.SortFunc(d.Days, func(a, b dayChange) int { return a.Date.Compare(b.Date) })
	for _, day := range d.Days {
		if y := day.Date.Year(); changed[y] {
			changed[y] = false
			if from, to := workingDaysOf(was, y), workingDaysOf(is, y); from != to {
				d.Years = append(d.Years, yearChange{y, from, to})
			}
		}
	}
	return d
}

// movesBetween plans a definition by both tables.
func movesBetween(e env, file string, before, after *calendar.Table) ([]handover.Shift, error) {
	d, err := readDefinition(e, file)
	if err != nil {
		return nil, err
	}
	rules, err := e.rules(d.Pack)
	if err != nil {
		return nil, err
	}
	var views [2]handover.View
	for i, table := range []*calendar.Table{before, after} {
		rules.Table = table
		if views[i], err = handover.PreviewOf(d, rules, calendar.Date{}); err != nil {
			return nil, err
		}
	}
	return handover.Shifts(views[0], views[1]), nil
}

func (d tableDiff) print(w io.Writer, programme bool) {
	say(w, "Bank holidays of %s\n  old table: %s\n  new table: %s", d.Jurisdiction, d.Old, d.New)
	if len(d.Removed)+len(d.Added) == 0 {
		say(w, "\nThe tables have the same holidays.")
	}
	for _, list := range []struct {
		head     string
		holidays []calendar.Holiday
	}{{"Only in the old table:", d.Removed}, {"Only in the new table:", d.Added}} {
		if len(list.holidays) > 0 {
			say(w, "\n%s", list.head)
			var rows [][]string
			for _, h := range list.holidays {
				rows = append(rows, []string{dated(h.Date), titled(h, d.Jurisdiction)})
			}
			printRows(w, rows)
		}
	}
	if len(d.Days) > 0 {
		say(w, "\nDays that change:")
	}
	for _, day := range d.Days {
		change := "becomes a working day"
		if day.Closed {
			change = "is no working day any more"
		}
		say(w, "  %s  %s", dated(day.Date), change)
	}
	for _, y := range d.Years {
		say(w, "  %d has %s instead of %d", y.Year, workingDays(y.To), y.From)
	}
	if programme {
		say(w, "\nDates of the programme that move: %d", len(d.Moves))
		printShifts(w, d.Moves)
	}
}

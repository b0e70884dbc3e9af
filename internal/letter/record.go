package letter

import (
	"cmp"
	"slices"
	"strings"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/handover"
)

// windowRow says how a consultation window went, in numbers only.
type windowRow struct {
	Title              string
	Closes             calendar.Date
	Received, Answered int
	Closed             bool
}

func (h head) windows() []windowRow {
	var rows []windowRow
	for _, w := range h.P.Windows {
		row := windowRow{Title: h.windowTitle(w.ID), Closes: h.P.Dates["window."+w.ID+".closes"],
			Received: len(w.Representations), Closed: !w.Closed.IsZero()}
		for _, r := range w.Representations {
			if r.Reply != "" {
				row.Answered++
			}
		}
		rows = append(rows, row)
	}
	return rows
}

// dateRow is a line of the timeline.
type dateRow struct {
	Date calendar.Date
	What string
}

// timeline returns the programme's named dates and what happened, in order of date and then of wording.
func (h head) timeline() []dateRow {
	var rows []dateRow
	for name, d := range h.P.Dates {
		if what := h.dateLabel(name); what != "" && !d.IsZero() {
			rows = append(rows, dateRow{d, what})
		}
	}
	for _, s := range h.P.Notice.Services {
		what := "Notice sent to " + h.addressee(s.Addressee) + " " + handover.By(s.Method)
		rows = append(rows, dateRow{calendar.DateOf(s.Sent), what})
	}
	if !h.P.Effective.IsZero() {
		rows = append(rows, dateRow{calendar.DateOf(h.P.Effective), "Service transferred"})
	}
	slices.SortFunc(rows, func(a, b dateRow) int {
		return cmp.Or(a.Date.Compare(b.Date), strings.Compare(a.What, b.What))
	})
	return rows
}

// dateLabel says in words what a named date of the programme is; "" for one that the timeline leaves out.
func (h head) dateLabel(name string) string {
	parts := strings.Split(name, ".")
	if len(parts) == 3 {
		switch parts[0] + "." + parts[2] {
		case "window.opens":
			return "Consultation opens: " + h.windowTitle(parts[1])
		case "window.closes":
			return "Last day of consultation: " + h.windowTitle(parts[1])
		case "dataset.first-run":
			return "First dry run due: " + h.datasetTitle(parts[1])
		case "dataset.last-run":
			return "Last dry run due: " + h.datasetTitle(parts[1])
		case "review.due":
			return "Review due: " + h.reviewTitle(parts[1])
		}
	}
	return map[string]string{
		"start": "Programme starts", "transfer": "Transfer planned", "decision.made": "Decision made",
		"decision.published": "Decision published", "decision.implementable": "Decision may be implemented",
		"notice.deemed": "Notice deemed served", "notice.ends": "Last day of the notice period",
	}[name]
}

func (h head) windowTitle(id string) string {
	return title(h.D.Windows, id, func(w handover.WindowPlan) (string, string) { return w.ID, w.Title })
}

func (h head) datasetTitle(id string) string {
	return title(h.D.Datasets, id, func(d handover.DatasetPlan) (string, string) { return d.ID, d.Title })
}

func (h head) reviewTitle(id string) string {
	return title(h.D.Ringfence.Reviews, id, func(r handover.ReviewPlan) (string, string) { return r.ID, r.Title })
}

func (h head) addressee(id string) string {
	return title(h.D.Contract.Addressees, id, func(a handover.Addressee) (string, string) { return a.ID, a.Name })
}

// title finds the title of an item by its id, and falls back to the id.
func title[T any](items []T, id string, of func(T) (id, title string)) string {
	for _, item := range items {
		if known, name := of(item); known == id {
			return name
		}
	}
	return id
}

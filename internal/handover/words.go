package handover

import (
	"fmt"
	"strings"

	"example.org/handover/internal/calendar"
)

// By says a method of service within a sentence: by first-class post.
func By(m calendar.Method) string {
	switch m {
	case calendar.FirstClassPost:
		return "by first-class post"
	case calendar.DX:
		return "by document exchange (DX)"
	case calendar.Email:
		return "by e-mail"
	}
	return "by " + strings.ReplaceAll(string(m), "-", " ")
}

// AddresseeName is what people call an addressee of the contract.
func (d *Definition) AddresseeName(id string) string {
	if a := find(d.Contract.Addressees, func(a *Addressee) bool { return a.ID == id }); a != nil {
		return a.Name
	}
	return id
}

// WindowTitle is what people call whom a consultation window is for.
func (d *Definition) WindowTitle(id string) string {
	if w := find(d.Windows, func(w *WindowPlan) bool { return w.ID == id }); w != nil {
		return w.Title
	}
	return id
}

// consultationOf is what people call a window.
func (p *Programme) consultationOf(window string) string {
	return "the consultation of " + p.Definition.WindowTitle(window)
}

// capital begins a sentence with words that are in ASCII.
func capital(words string) string { return strings.ToUpper(words[:1]) + words[1:] }

// DatasetTitle is what people call a dataset.
func (d *Definition) DatasetTitle(id string) string {
	if s := find(d.Datasets, func(s *DatasetPlan) bool { return s.ID == id }); s != nil {
		return s.Title
	}
	return id
}

// ItemTitle is what people call the window, dataset or review that an obligation is about.
func (d *Definition) ItemTitle(id string) string {
	for _, title := range []func(string) string{d.WindowTitle, d.DatasetTitle, d.ReviewTitle} {
		if name := title(id); name != id {
			return name
		}
	}
	return id
}

// ReviewTitle is what people call a review of the ring-fenced period.
func (d *Definition) ReviewTitle(id string) string {
	if r := find(d.Ringfence.Reviews, func(r *ReviewPlan) bool { return r.ID == id }); r != nil {
		return r.Title
	}
	return id
}

// Words is what a role is called within a sentence.
func (r Role) Words() string {
	switch r {
	case HRLead:
		return "HR lead"
	case "director-of-childrens-services":
		return "director of children's services"
	}
	return spoken(string(r))
}

// Called is what people call an obligation: its reference in the rule pack, then its title. The transfer itself, to
// which dates refer by that word, has no reference.
func Called(obligation, title string) string {
	if Stage(obligation) == TransferStage {
		return title
	}
	return obligation + ": " + title
}

// reference names an obligation within a sentence.
func reference(obligation string) string {
	if Stage(obligation) == TransferStage {
		return "the transfer"
	}
	return obligation
}

// ahead says how far a day is, within a sentence about what is due: is due in 7 days, on Friday 2 September 2022.
func ahead(today, due calendar.Date) string {
	switch days := today.DaysUntil(due); {
	case days < 0:
		return "was due on " + due.Long()
	case days == 0:
		return "is due today, on " + due.Long()
	case days == 1:
		return "is due tomorrow, on " + due.Long()
	default:
		return fmt.Sprintf("is due in %d days, on %s", days, due.Long())
	}
}

// spoken gives names with hyphens, such as circumstances in a condition, their form for people.
func spoken(condition string) string { return withoutHyphens.Replace(condition) }

var withoutHyphens = strings.NewReplacer("procurement-act", "Procurement Act", "lgps", "LGPS", "-", " ")

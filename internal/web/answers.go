package web

import (
	"net/url"
	"strconv"
	"strings"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/web/api"
	"example.org/handover/internal/web/form"
)

func itoa(n int) string { return strconv.Itoa(n) }

// digestOf tells two foresights apart by what they say, not by when they were made.
func digestOf(f handover.Foreseen) string {
	var said []string
	for _, l := range f.Lines {
		said = append(said, l.What, l.Why)
	}
	for _, m := range f.Mails {
		said = append(said, m.Subject, roleNames(m.To))
	}
	for _, n := range f.Next {
		said = append(said, n.What, roleNames(n.To))
	}
	return api.TagOf(said)
}

// answers gives what was answered twice: for people to check, and for the form that sends it again.
func (o *order) answers() (shown []answer, hidden url.Values) {
	hidden = url.Values{}
	day, month, year, clock := form.Parts()
	for _, f := range o.form.Fields {
		text := f.Shown
		switch {
		case f.Fixed != "":
			hidden.Set(knownField+f.Name, f.Fixed)
		case f.Kind == form.Upload:
			ref, ok := o.refs[f.Name]
			if !ok {
				continue
			}
			text = ref.Name[strings.LastIndex(ref.Name, "/")+1:]
			hidden.Set(f.Name, ref.Name)
			hidden.Set(f.Name+"-sha256", ref.SHA256)
		case f.Kind == form.Many:
			text = strings.Join(o.form.Given[f.Name], ", ")
			hidden[f.Name] = o.form.Given[f.Name]
		case f.Kind == form.Object:
			hidden.Set(f.Name, o.form.Given.Get(f.Name))
			if o.form.Given.Get(f.Name) != "" {
				text = "as written"
			}
		case f.Kind == form.Day || f.Kind == form.Moment:
			for _, part := range []string{day, month, year, clock} {
				if given := o.form.Given.Get(f.Name + part); given != "" {
					hidden.Set(f.Name+part, given)
				}
			}
			text = dated(o.form.Given, f.Name)
		default:
			text = strings.Join(strings.Fields(o.form.Given.Get(f.Name)), " ")
			hidden.Set(f.Name, text)
			for _, option := range f.Options {
				if option.Value == text {
					text = option.Label
				}
			}
		}
		if text != "" {
			shown = append(shown, answer{f.Label, text})
		}
	}
	return shown, hidden
}

// about is what is known of the check or the dataset that a command is about.
func (o *order) about() []answer {
	var all []answer
	add := func(label, text string) {
		if text != "" {
			all = append(all, answer{label, text})
		}
	}
	for _, c := range o.at.Checks {
		if c.ID == o.need.Subject {
			add("Status", form.Sentence(string(c.Status)))
			add("Evidence", c.Evidence)
			add("Submitted by", c.Submitter)
			add("Corrected by", c.Corrector)
			add("Judged by", c.Judge)
			add("Reason", c.Reason)
		}
	}
	for _, d := range o.at.Datasets {
		run := d.Dry
		if d.Live.Received() {
			run = d.Live
		}
		if d.ID == o.need.Subject && o.need.Command != (handover.ReceiveExtract{}).Name() {
			add("What was found", run.Summary)
			add("Handed in by", run.By)
		}
	}
	return all
}

// dated is a day, and a time where there is one, as people read it; it has been read before and is good.
func dated(given url.Values, name string) string {
	day, month, year, clock := form.Parts()
	n := make([]string, 3)
	for i, part := range []string{year, month, day} {
		n[i] = strings.TrimSpace(given.Get(name + part))
		for len(n[i]) < 2 {
			n[i] = "0" + n[i]
		}
	}
	d, err := calendar.ParseDate(strings.Join(n, "-"))
	if err != nil {
		return ""
	}
	if at := strings.TrimSpace(given.Get(name + clock)); at != "" {
		return d.Long() + " at " + at
	}
	return d.Long()
}

// everythingView lists every command for the page of all that can be done.
type everythingView struct {
	Commands []commandLine
}

// commandLine is a command with what it can be given about.
type commandLine struct {
	handover.Spec
	Href string
	Mine bool
	On   []act
}

func (s *site) everything(v *visit) (any, error) {
	var view everythingView
	for _, spec := range handover.Commands() {
		line := commandLine{Spec: spec, Href: "/programmes/" + v.Programme + "/do/" + spec.Name}
		line.On = v.acts(func(n handover.Need) bool { return n.Command == spec.Name })
		for _, a := range line.On {
			line.Mine = line.Mine || a.Mine
		}
		view.Commands = append(view.Commands, line)
	}
	return view, nil
}

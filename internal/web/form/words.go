package form

import (
	"slices"
	"strings"

	"example.org/handover/internal/handover"
)

type words struct{ label, hint string }

// wordsFor gives the label and hint of a field: those of the command, else those of the field, else its name.
func wordsFor(command, name string) words {
	const noNames = "One or two sentences. Do not name staff or children."
	const kept = "A records reference, such as EDRMS/1234. Do not upload or paste the document."
	switch command + "." + name {
	case "record-service.sent":
		return words{"When was it sent?", "The day and time at which it really was handed over, posted or sent."}
	case "record-service.reference":
		return words{"Where is the proof of service kept?", kept}
	case "report-undelivered.reason":
		return words{"What happened?", "Such as: returned by the post office on 20 July. " + noNames}
	case "record-representation.id":
		return words{"Short name of the representation", "Small letters, digits and hyphens, such as union-3."}
	case "answer-representation.id":
		return words{"Representation", ""}
	case "extend-window.closes":
		return words{"New last day of the window", "The window stays open until the end of this day."}
	case "sign-run.report":
		return words{"Digest of the report that you sign", "64 characters, shown on the report."}
	case "waive-check.until":
		return words{"Last day of the waiver", "The check opens again on the day after."}
	case "vote.until":
		return words{"New date and time of the transfer", "Only if you vote to defer."}
	case "vote.reason":
		return words{"Why?", "Needed if you vote to defer or to stop. " + noNames}
	case "vote.digest":
		return words{"Digest of the evidence", "Your vote counts over exactly this evidence."}
	case "amend.definition":
		return words{"The amended definition", "The whole of it, as JSON. It starts out as the one that holds."}
	case "correct.entry":
		return words{"Number of the wrong entry", "As the ledger shows it."}
	case "correct.command":
		return words{"Command that recorded it", "Leave it empty to strike the entry out."}
	case "correct.input":
		return words{"Input as it should have been", "A JSON object. Leave it empty to strike the entry out."}
	case "reassign.from":
		return words{"Whose duties?", ""}
	case "reassign.to":
		return words{"To whom?", "The id of a person, such as legal-2."}
	case "reassign.email":
		return words{"Address of office", "For somebody whom the programme does not know yet."}
	case "reassign.roles":
		return words{"Which roles?", "Choose none for all of them."}
	case "defer-transfer.until":
		return words{"New date and time of the transfer", "It must be later than the date that holds now."}
	}
	switch name {
	case "stage":
		return words{"Which stage?", ""}
	case "addressee":
		return words{"Addressee", ""}
	case "method":
		return words{"Method of service", ""}
	case "window":
		return words{"Consultation window", ""}
	case "dataset":
		return words{"Dataset", ""}
	case "source":
		return words{"Extract of the source system", "A CSV file of at most 16 MB."}
	case "target":
		return words{"Extract of the target system", "A CSV file of at most 16 MB."}
	case "check":
		return words{"Check", ""}
	case "evidence":
		return words{"Where is the evidence kept?", kept}
	case "reference":
		return words{"Where is the document kept?", kept}
	case "reply":
		return words{"Where is the reply kept?", kept}
	case "reason":
		return words{"Why?", noNames}
	case "phase":
		return words{"Which decision?", ""}
	case "outcome":
		return words{"Your vote", ""}
	case "review":
		return words{"Review", ""}
	case "obligation":
		return words{"Obligation", ""}
	case "occurred":
		return words{"When did it really happen?", "Leave it empty if it happened just now."}
	}
	return words{sentence(name), ""}
}

// optionLabel gives the words of a schema their form for people.
func optionLabel(value string) string {
	switch value {
	case "golive":
		return "Go-live checks"
	case "migration":
		return "Data migration"
	case "ringfence":
		return "Ring-fenced period"
	case "dx":
		return "DX"
	case "email":
		return "E-mail"
	case "go":
		return "Go: let the transfer take place"
	case "defer":
		return "Defer: put the transfer off to a later date"
	case "stop":
		return "Stop: end the programme without a transfer"
	case "decision":
		return "The decision"
	case "final":
		return "Its confirmation over the final evidence"
	}
	return sentence(value)
}

func sentence(name string) string {
	if name == "" {
		return ""
	}
	return strings.ToUpper(name[:1]) + strings.ReplaceAll(name[1:], "-", " ")
}

// rolesOf lists the roles that somebody holds, in the order of the definition.
func rolesOf(d *handover.Definition) []handover.Role {
	var roles []handover.Role
	for _, person := range d.People {
		for _, r := range person.Roles {
			if !slices.Contains(roles, r) {
				roles = append(roles, r)
			}
		}
	}
	return roles
}

// choices are the things of the programme that an id can name.
func choices(command, field string, p *handover.Programme) []Option {
	var all []Option
	add := func(id, title string) {
		if title == "" {
			title = id
		}
		all = append(all, Option{id, title})
	}
	d := &p.Definition
	switch field {
	case "window":
		for _, w := range d.Windows {
			add(w.ID, w.Title)
		}
	case "dataset":
		for _, s := range d.Datasets {
			add(s.ID, s.Title)
		}
	case "review":
		for _, r := range d.Ringfence.Reviews {
			add(r.ID, r.Title)
		}
	case "addressee":
		for _, a := range d.Contract.Addressees {
			add(a.ID, a.Name)
		}
	case "from":
		for _, person := range d.People {
			add(person.ID, "")
		}
	case "roles":
		for _, role := range rolesOf(d) {
			add(string(role), sentence(string(role)))
		}
	case "check":
		for _, c := range p.Checks {
			if c.Proof == "" {
				add(c.ID, c.ID+": "+c.Title)
			}
		}
	case "obligation":
		for _, o := range p.Obligations {
			if o.Open() && o.MetBy == "report" {
				add(o.ID, o.ID+": "+o.Title)
			}
		}
	case "id":
		if command == "answer-representation" {
			for _, w := range p.Windows {
				for _, r := range w.Representations {
					add(r.ID, r.ID)
				}
			}
		}
	}
	return all
}

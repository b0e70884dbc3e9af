package form

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"example.org/handover/internal/handover"
)

// words are what a field asks, what helps to answer it, and what messages call it.
type words struct{ label, hint, name string }

// MostExtract is how many bytes an uploaded extract may have. Only a server of one's own has forms: what comes to AWS
// comes through the API, whose files are smaller (api.MostFile), or lies in the bucket already.
const MostExtract = 16 << 20

var aTable = fmt.Sprintf("A CSV file of at most %d MB.", MostExtract>>20)

// What several hints say.
const (
	noNames = "One or two sentences. Do not name staff or children."
	kept    = "A records reference, such as EDRMS/1234. Do not upload or paste the document."
)

// asked has the words of each field: for one command, or for all.
var asked = map[string]words{
	"record-service.sent": {"When was it sent?",
		"The day and time at which it really was handed over, posted or sent.", "the day and time at which it was sent"},
	"record-service.reference": {"Where is the proof of service kept?", kept, "where the proof of service is kept"},
	"report-undelivered.reason": {"What happened?", "Such as: returned by the post office on 20 July. " + noNames,
		"what happened"},
	"record-representation.id": {"Short name of the representation",
		"Small letters, digits and hyphens, such as union-3.", "the short name of the representation"},
	"answer-representation.id": {"Representation", "", "the representation"},
	"extend-window.closes": {"New last day of the window", "The window stays open until the end of this day.",
		"the new last day of the window"},
	"sign-run.report": {"Digest of the report that you sign", "64 characters, shown on the report.",
		"the digest of the report that you sign"},
	"waive-check.until": {"Last day of the waiver", "The check opens again on the day after.",
		"the last day of the waiver"},
	"vote.until": {"New date and time of the transfer", "Only if you vote to defer.",
		"the new date and time of the transfer"},
	"vote.reason": {"Why?", "Needed if you vote to defer or to stop. " + noNames, "the reason for your vote"},
	"vote.digest": {"Digest of the evidence", "Your vote counts over exactly this evidence.",
		"the digest of the evidence"},
	"amend.definition": {"The amended definition",
		"The whole of it, as JSON. It starts out as the one that holds.", "the amended definition"},
	"correct.entry": {"Number of the wrong entry", "As the ledger shows it.", "the number of the wrong entry"},
	"correct.command": {"Command that recorded it", "Leave it empty to strike the entry out.",
		"the command that recorded it"},
	"correct.input": {"Input as it should have been", "A JSON object. Leave it empty to strike the entry out.",
		"the input as it should have been"},
	"reassign.from":  {"Whose duties?", "", "the person whose duties are given away"},
	"reassign.to":    {"To whom?", "The id of a person, such as legal-2.", "the person who takes them over"},
	"reassign.email": {"Address of office", "For somebody whom the programme does not know yet.", "the address of office"},
	"reassign.roles": {"Which roles?", "Choose none for all of them.", "the roles that are given away"},
	"defer-transfer.until": {"New date and time of the transfer", "It must be later than the date that holds now.",
		"the new date and time of the transfer"},
	"stage":      {"Which stage?", "", "the stage"},
	"addressee":  {"Addressee", "", "the addressee"},
	"method":     {"Method of service", "", "the method of service"},
	"window":     {"Consultation window", "", "the consultation window"},
	"dataset":    {"Dataset", "", "the dataset"},
	"source":     {"Extract of the source system", aTable, "the extract of the source system"},
	"target":     {"Extract of the target system", aTable, "the extract of the target system"},
	"check":      {"Check", "", "the check"},
	"evidence":   {"Where is the evidence kept?", kept, "where the evidence is kept"},
	"reference":  {"Where is the document kept?", kept, "where the document is kept"},
	"reply":      {"Where is the reply kept?", kept, "where the reply is kept"},
	"reason":     {"Why?", noNames, "the reason"},
	"phase":      {"Which decision?", "", "the decision that you vote on"},
	"outcome":    {"Your vote", "", "your vote"},
	"review":     {"Review", "", "the review"},
	"obligation": {"Obligation", "", "the obligation"},
	"occurred":   {"When did it really happen?", "Leave it empty if it happened just now.", "when it really happened"},
}

// wordsFor gives the words of a field: those of the command, else those of the field, else its name.
func wordsFor(command, name string) words {
	if w, ok := asked[command+"."+name]; ok {
		return w
	}
	if w, ok := asked[name]; ok {
		return w
	}
	return words{Sentence(name), "", "the " + strings.ReplaceAll(name, "-", " ")}
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
	return Sentence(value)
}

// Sentence gives a name with hyphens its form for people: "data-lead" is "Data lead".
func Sentence(name string) string {
	if name == "" {
		return ""
	}
	return strings.ToUpper(name[:1]) + strings.ReplaceAll(name[1:], "-", " ")
}

// Upper begins a sentence.
func Upper(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(first)) + text[size:]
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
	if of, ok := named[field]; ok {
		return of(p)
	}
	if command == "answer-representation" && field == "id" {
		return representations(p)
	}
	return nil
}

// named says what the ids of a field can name.
var named = map[string]func(p *handover.Programme) []Option{
	"window": func(p *handover.Programme) []Option {
		return options(p.Definition.Windows, func(w handover.WindowPlan) Option { return Option{w.ID, w.Title} })
	},
	"dataset": func(p *handover.Programme) []Option {
		return options(p.Definition.Datasets, func(d handover.DatasetPlan) Option { return Option{d.ID, d.Title} })
	},
	"review": func(p *handover.Programme) []Option {
		return options(p.Definition.Ringfence.Reviews, func(r handover.ReviewPlan) Option { return Option{r.ID, r.Title} })
	},
	"addressee": func(p *handover.Programme) []Option {
		return options(p.Definition.Contract.Addressees, func(a handover.Addressee) Option { return Option{a.ID, a.Name} })
	},
	"from": func(p *handover.Programme) []Option {
		return options(p.Definition.People, func(one handover.Person) Option { return Option{one.ID, one.ID} })
	},
	"roles": func(p *handover.Programme) []Option {
		return options(rolesOf(&p.Definition), func(r handover.Role) Option { return Option{string(r), Upper(r.Words())} })
	},
	"check": func(p *handover.Programme) []Option {
		judged := slices.DeleteFunc(slices.Clone(p.Checks), func(c handover.Check) bool { return c.Proof != "" })
		return options(judged, func(c handover.Check) Option { return Option{c.ID, c.ID + ": " + c.Title} })
	},
	"obligation": func(p *handover.Programme) []Option {
		open := slices.DeleteFunc(slices.Clone(p.Obligations), func(o handover.Obligation) bool {
			return !o.Open() || o.MetBy != "report"
		})
		return options(open, func(o handover.Obligation) Option { return Option{o.ID, o.ID + ": " + o.Title} })
	},
}

func options[T any](items []T, option func(T) Option) []Option {
	var all []Option
	for _, item := range items {
		all = append(all, option(item))
	}
	return all
}

func representations(p *handover.Programme) []Option {
	var all []Option
	for _, w := range p.Windows {
		all = append(all, options(w.Representations, func(r handover.Representation) Option { return Option{r.ID, r.ID} })...)
	}
	return all
}

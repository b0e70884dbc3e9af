package handover

import (
	"time"

	"example.org/handover/internal/calendar"
)

// Definition describes one programme; the programme office writes it. It is validated by the JSON schema first, then
// by Check.
type Definition struct {
	Schema        string                   `json:"$schema,omitempty"`
	Programme     string                   `json:"programme"`
	Title         string                   `json:"title"`
	Service       string                   `json:"service"`
	Jurisdiction  calendar.Jurisdiction    `json:"jurisdiction"`
	Closures      []Closure                `json:"closures,omitempty"`
	Start         calendar.Date            `json:"start"`
	Transfer      Local                    `json:"transfer"`
	Authority     Party                    `json:"authority"`
	Provider      Party                    `json:"provider"`
	Decision      ExecutiveDecision        `json:"decision"`
	Contract      Contract                 `json:"contract"`
	Windows       []WindowPlan             `json:"windows"`
	Datasets      []DatasetPlan            `json:"datasets"`
	Pack          string                   `json:"pack"`
	Circumstances []string                 `json:"circumstances,omitempty"`
	Figures       map[string]int           `json:"figures,omitempty"` // numbers that rules ask for, such as transferring-employees
	Dates         map[string]calendar.Date `json:"dates,omitempty"`   // dates that rules ask for; they know them as stated.<name>
	Owners        map[string]Role          `json:"owners,omitempty"`  // of rules and checks, instead of the pack's owner
	Checks        []LocalCheck             `json:"checks,omitempty"`  // beside those of the pack
	Stages        map[Stage]Mode           `json:"stages"`
	Quorum        int                      `json:"quorum"`
	Ringfence     RingfencePlan            `json:"ringfence"`
	People        []Person                 `json:"people"`
	Provenance    []Provenance             `json:"provenance,omitempty"`
}

// Local is a wall-clock time in London, YYYY-MM-DDTHH:MM[:SS].
type Local string

// Instant returns the UTC instant of l, or the zero time for a wall-clock time that does not exist or occurs twice,
// which Check refuses.
func (l Local) Instant() time.Time {
	t, err := calendar.ParseLocal(string(l))
	if err != nil {
		return time.Time{}
	}
	return t
}

// Date returns the civil date of l.
func (l Local) Date() calendar.Date { return calendar.DateOf(l.Instant()) }

// Closure is a day on which this programme does not work although the jurisdiction does.
type Closure struct {
	Date  calendar.Date `json:"date"`
	Title string        `json:"title"`
}

// Party is the authority (transferee) or the provider (transferor).
type Party struct {
	Name    string   `json:"name"`
	Address []string `json:"address"`
}

// ExecutiveDecision is the council's decision to end the contract. Implementable is an expression of the date
// language, since the council's constitution fixes its call-in period.
type ExecutiveDecision struct {
	Route         string        `json:"route"`
	Made          calendar.Date `json:"made"`
	Published     calendar.Date `json:"published"`
	Implementable string        `json:"implementable"`
}

// Contract is what the notice ends, and how its notices clause wants it done.
type Contract struct {
	Reference      string      `json:"reference"`
	Title          string      `json:"title"`
	Clause         string      `json:"clause"`
	NoticePeriod   Period      `json:"noticePeriod"`
	ServiceProfile string      `json:"serviceProfile"`
	ServeOn        Local       `json:"serveOn"`
	Signatory      string      `json:"signatory"` // a role
	Addressees     []Addressee `json:"addressees"`
}

// Period is a length in calendar units: days, weeks or months.
type Period struct {
	Count int    `json:"count"`
	Unit  string `json:"unit"`
}

// Addressee must be served by each of its methods; a missed co-addressee or method makes the notice invalid.
type Addressee struct {
	ID      string            `json:"id"`
	Name    string            `json:"name"`
	Address []string          `json:"address"`
	Methods []calendar.Method `json:"methods"`
}

// WindowPlan is one consultation window; Opens and Closes are expressions of the date language.
type WindowPlan struct {
	ID       string `json:"id"`
	Title    string `json:"title"`
	Audience string `json:"audience"`
	Opens    string `json:"opens"`
	Closes   string `json:"closes"`
}

// DatasetPlan is a set of records to move. Key names the columns that identify a row in both extracts.
type DatasetPlan struct {
	ID        string          `json:"id"`
	Title     string          `json:"title"`
	Key       []string        `json:"key"`
	Ignore    []string        `json:"ignore,omitempty"`
	MinRows   int             `json:"minRows,omitempty"`
	DryRuns   []calendar.Date `json:"dryRuns"`
	Rehearsal *ExtractPair    `json:"rehearsal,omitempty"`
}

// ExtractPair names two synthetic extracts, relative to the definition's file, that a rehearsal delivers.
type ExtractPair struct {
	Source string `json:"source"`
	Target string `json:"target"`
}

// RingfencePlan is the period after the transfer in which the service is run apart and reviewed.
type RingfencePlan struct {
	Reviews []ReviewPlan `json:"reviews"`
}

// ReviewPlan is one review; Due is an expression of the date language.
type ReviewPlan struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	Due   string `json:"due"`
}

// Person is somebody who acts or is reminded, known by an id and an address of office.
type Person struct {
	ID    string `json:"id"`
	Email string `json:"email"`
	Roles []Role `json:"roles"`
}

// Provenance says where the value at a JSON pointer comes from: reported, with its source, or assumed.
type Provenance struct {
	Of     string `json:"of"`
	Basis  string `json:"basis"`
	Source string `json:"source,omitempty"`
	Note   string `json:"note,omitempty"`
}

// Stage is a stage of the handover.
type Stage string

// The stages, in the order in which they begin.
const (
	NoticeStage       Stage = "notice"
	ConsultationStage Stage = "consultation"
	MigrationStage    Stage = "migration"
	GoLiveStage       Stage = "golive"
	TransferStage     Stage = "transfer"
	RingfenceStage    Stage = "ringfence"
)

// Stages lists the stages in order.
func Stages() []Stage {
	return []Stage{NoticeStage, ConsultationStage, MigrationStage, GoLiveStage, TransferStage, RingfenceStage}
}

// Mode says whether a stage begins when due or only when the programme office triggers it.
type Mode string

// The modes.
const (
	Automatic Mode = "automatic"
	Manual    Mode = "manual"
)

// Role is what a person is in a programme. Office roles come from the packs; these are the ones that rules of this
// package name.
type Role string

// Roles that commands ask for.
const (
	ProgrammeOffice Role = "programme-office"
	LegalLead       Role = "legal-lead"
	HRLead          Role = "hr-lead"
	DataLead        Role = "data-lead"
	DataOwner       Role = "data-owner"
	Approver        Role = "approver"
	SRO             Role = "senior-responsible-owner"
	System          Role = "system"
)

// Person returns the person with an id.
func (d *Definition) Person(id string) (Person, bool) {
	for _, p := range d.People {
		if p.ID == id {
			return p, true
		}
	}
	return Person{}, false
}

// Holders returns the people who hold a role.
func (d *Definition) Holders(role Role) []Person {
	var holders []Person
	for _, p := range d.People {
		if p.Holds(role) {
			holders = append(holders, p)
		}
	}
	return holders
}

// Actor is the person as the giver of a command.
func (p Person) Actor() Actor { return Actor{ID: p.ID, Roles: p.Roles} }

// Holds reports whether p holds a role.
func (p Person) Holds(role Role) bool {
	for _, r := range p.Roles {
		if r == role {
			return true
		}
	}
	return false
}

func find[T any](items []T, is func(*T) bool) *T {
	for i := range items {
		if is(&items[i]) {
			return &items[i]
		}
	}
	return nil
}

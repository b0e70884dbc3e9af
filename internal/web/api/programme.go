package api

import (
	"context"
	"slices"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/handover"
)

type needsIn struct {
	Dated
	Role   string `query:"role" minLength:"1" maxLength:"64" doc:"only what this role must do"`
	Person string `query:"person" minLength:"1" maxLength:"64" doc:"only what this person may do"`
	Stage  string `query:"stage" enum:"notice,consultation,migration,golive,transfer,ringfence"`
	Blocks bool   `query:"blocks" doc:"only what the handover waits for"`
}

type deadlinesIn struct {
	Dated
	Stage string `query:"stage" enum:"notice,consultation,migration,golive,transfer,ringfence"`
	Owner string `query:"owner" minLength:"1" maxLength:"64" doc:"only what this role owes"`
	Open  bool   `query:"open" doc:"only what is still owed"`
}

type checksIn struct {
	Dated
	Owner  string `query:"owner" minLength:"1" maxLength:"64"`
	Status string `query:"status" enum:"not-started,evidence-submitted,accepted,rejected,waived,not-applicable"`
	Phase  string `query:"phase" enum:"decision,final,at-transfer,day-one"`
}

type decisionIn struct {
	Dated
	Phase string `path:"phase" enum:"decision,final"`
}

func (s *Service) programmeRoutes(d *definition) {
	const of = "/api/programmes/{programme}"
	ask(d, of+"/status", "get-status", "Where a programme stands, what blocks it and what comes next",
		func(ctx context.Context, in *Dated) (*reply[handover.StatusView], error) {
			return about(ctx, s, *in, func(at Standing) (handover.StatusView, error) { return at.StatusAt(at.Now), nil })
		})
	ask(d, of+"/definition", "get-definition", "The definition that the programme was started with",
		func(ctx context.Context, in *Dated) (*reply[any], error) {
			return about(ctx, s, *in, func(at Standing) (any, error) { return at.Definition, nil })
		})
	ask(d, of+"/needs", "list-needs", "What people must do as things stand, with the command that does it",
		func(ctx context.Context, in *needsIn) (*reply[[]handover.Need], error) {
			return about(ctx, s, in.Dated, func(at Standing) ([]handover.Need, error) { return in.pick(at), nil })
		})
	ask(d, of+"/deadlines", "list-deadlines", "Every obligation with its date and why it is that date",
		func(ctx context.Context, in *deadlinesIn) (*reply[[]DatedDuty], error) {
			return about(ctx, s, in.Dated, func(at Standing) ([]DatedDuty, error) {
				all, err := s.Deadlines(at)
				return slices.DeleteFunc(all, in.leavesOut), err
			})
		})
	ask(d, of+"/checks", "list-checks", "The go-live checks",
		func(ctx context.Context, in *checksIn) (*reply[[]CheckView], error) {
			return about(ctx, s, in.Dated, func(at Standing) ([]CheckView, error) { return in.pick(at), nil })
		})
	ask(d, of+"/decisions/{phase}", "get-decision", "A decision: the evidence by its digest, the votes, who is missing",
		func(ctx context.Context, in *decisionIn) (*reply[handover.Room], error) {
			return about(ctx, s, in.Dated, func(at Standing) (handover.Room, error) {
				return at.RoomOf(handover.Phase(in.Phase)), nil
			})
		})
}

func (in *needsIn) pick(at Standing) []handover.Need {
	picked := []handover.Need{}
	who, known := at.Definition.Person(in.Person)
	for _, n := range at.Needs() {
		if (in.Role == "" || in.Role == string(n.Role)) && (in.Stage == "" || in.Stage == string(n.Stage)) &&
			(!in.Blocks || n.Blocks) && (in.Person == "" || known && at.MayGive(n, who)) {
			picked = append(picked, n)
		}
	}
	return picked
}

func (in *deadlinesIn) leavesOut(d DatedDuty) bool {
	return in.Stage != "" && in.Stage != string(d.Stage) || in.Owner != "" && in.Owner != string(d.Owner) || in.Open &&
		!d.Open
}

// CheckView is a go-live check with the day by which it has to be met.
type CheckView struct {
	handover.Check
	Due calendar.Date `json:"due,omitzero"`
}

func (in *checksIn) pick(at Standing) []CheckView {
	picked := []CheckView{}
	for _, c := range at.Checks {
		if (in.Owner == "" || in.Owner == string(c.Owner)) && (in.Status == "" || in.Status == string(c.Status)) &&
			(in.Phase == "" || in.Phase == string(c.Phase)) {
			picked = append(picked, CheckView{c, at.CheckDue(c)})
		}
	}
	return picked
}

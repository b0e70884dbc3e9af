package office

import (
	"context"
	"maps"

	"example.org/handover/internal/handover"
)

// Step is a task of the state machine: it looks into the ledger first, and does nothing twice.
type Step func(o *Office, ctx context.Context, c Call) (any, error)

// Steps gives the step of each task state of the machine, by state name. Whoever needs some of them only asks for those:
// a program links what the steps that it names need, and letters need templates.
func Steps() map[string]Step {
	all := map[string]Step{}
	for _, some := range []func() map[string]Step{PlanSteps, NoticeSteps, ConsultationSteps, MigrationSteps, GoliveSteps,
		TransferSteps} {
		maps.Copy(all, some())
	}
	return all
}

// PlanSteps fix obligations and dates.
func PlanSteps() map[string]Step {
	return map[string]Step{
		"Plan":           planning(func(n int) handover.Command { return handover.Plan{Execution: n} }),
		"Replan":         planning(func(n int) handover.Command { return handover.Replan{Execution: n} }),
		"ReplanDelivery": planning(func(n int) handover.Command { return handover.Replan{Execution: n} }),
		"Outcome":        outcome,
	}
}

// NoticeSteps draft the letters of notice.
func NoticeSteps() map[string]Step { return map[string]Step{"DraftNotice": draftNotice} }

// ConsultationSteps draft invitations and the measures letter.
func ConsultationSteps() map[string]Step { return map[string]Step{"InviteRepresentatives": invite} }

// MigrationSteps reconcile extracts and prove the cut-over.
func MigrationSteps() map[string]Step {
	return map[string]Step{
		"ReconcileDry":  func(o *Office, ctx context.Context, c Call) (any, error) { return o.reconcile(ctx, c, false) },
		"ReconcileLive": func(o *Office, ctx context.Context, c Call) (any, error) { return o.reconcile(ctx, c, true) },
		"ProveCutOver":  proveCutOver,
		"RollBack":      doing(func(n int) handover.Command { return handover.RollBack{Execution: n} }),
	}
}

// GoliveSteps run the automatic checks and compose the evidence.
func GoliveSteps() map[string]Step {
	return map[string]Step{
		"ProbeChecks":     doing(func(n int) handover.Command { return handover.ProbeChecks{Execution: n} }),
		"ComposeEvidence": doing(func(n int) handover.Command { return handover.ComposeEvidence{Execution: n} }),
	}
}

// TransferSteps bring the transfer into effect, and close or stand down the programme.
func TransferSteps() map[string]Step {
	return map[string]Step{
		"Transfer":  transfer,
		"Close":     closing,
		"StandDown": standDown,
	}
}

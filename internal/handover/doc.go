// Package handover is the domain: one programme, from notice to handover, as a ledger of entries. A command is decided
// against the folded state and gives entries or a refusal; state is the fold of the entries and nothing else. The
// package is pure: no clock, no store, no network; time and rules are arguments.
//
// A file holds one concept. The stages: notice.go, consultation.go, migration.go, golive.go (checks), decision.go,
// transfer.go, ringfence.go. What carries them: definition.go, programme.go (state), ledger.go (entries), command.go,
// gate.go (where the workflow waits), plan.go (obligations and dates), moves.go (dates that move), reminder.go,
// execution.go, settle.go (what follows from a change by itself), need.go (what people must still do), status.go and
// timeline.go (what they see). Before a programme starts: preview.go (its plan), findings.go (what is wrong with it),
// whatif.go (plans under a question), path.go and network.go (what decides the transfer).
package handover

package main

import (
	ics "github.com/arran4/golang-ical"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/handover"
)

// planICS writes the plan as a calendar of all-day events (RFC 5545). An event keeps its UID however its date moves, so
// that a calendar that takes the file in again moves the event instead of adding another.
func planICS(e env, s sheet) error {
	cal := ics.NewCalendar()
	cal.SetProductId("-//Handover//plan//EN")
	cal.SetMethod(ics.MethodPublish)
	cal.SetXWRCalName(s.definition.Title)
	// The plan is as old as what it was made from, not as the file: the same plan gives the same file.
	stamp := s.definition.Start
	if s.question.Known.After(stamp) {
		stamp = s.question.Known
	}
	for _, o := range s.view.Obligations {
		event := cal.AddEvent(o.ID + "." + s.view.Programme + "@handover.invalid")
		event.SetDtStampTime(stamp.At(0, 0))
		event.SetAllDayStartAt(o.Due.At(12, 0))
		event.SetAllDayEndAt(o.Due.AddDays(1).At(12, 0))
		event.SetSummary(summary(o))
		event.SetDescription(description(o))
		event.AddCategory(string(o.Stage))
		event.SetTimeTransparency(ics.TransparencyTransparent) // a deadline does not make anybody busy
		event.SetStatus(ics.ObjectStatusConfirmed)
		if o.Provisional {
			event.SetStatus(ics.ObjectStatusTentative)
		}
	}
	return cal.SerializeTo(e.stdout, ics.WithNewLineWindows)
}

func summary(o handover.PlannedObligation) string {
	text := o.ID + " " + o.Title
	if !o.At.IsZero() {
		text += " at " + o.At.In(calendar.London()).Format("15:04")
	}
	return text + " (" + string(o.Owner) + ")"
}

func description(o handover.PlannedObligation) string {
	text := "Why this day: " + o.Why + ".\nSource: " + o.Source.Cite + " (" + o.Source.Kind + ")."
	if o.IfMissed != "" {
		text += "\nIf missed: " + o.IfMissed
	}
	return text
}

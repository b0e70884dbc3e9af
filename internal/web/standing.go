package web

import (
	"example.org/handover/internal/calendar"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/web/form"
)

// standingOf says in words where a programme stands.
func standingOf(p *handover.Programme) string {
	switch p.Halt() {
	case handover.HaltPaused:
		return "Paused since " + calendar.DateOf(p.Paused().From).Long()
	case handover.HaltHeld:
		return "Running; the transfer is held"
	}
	return form.Sentence(string(p.Status))
}

// stageBox is a stage in the picture of all, with the act that begins it where it waits for whoever looks.
type stageBox struct {
	handover.StageView
	Look    string // its class
	Word    string // for its state
	Owed    string // how many deadlines are open
	Begins  string // what lets it begin or go on; "" once it has begun, and when nothing begins any more
	Trigger *act
}

func stageBoxOf(p *handover.Programme, stage handover.StageView) stageBox {
	box := stageBox{StageView: stage, Look: stage.State, Word: stateName(stage.State), Owed: "Nothing open"}
	if stage.Open > 0 {
		box.Owed = counted(stage.Open, "deadline") + " open"
	}
	switch {
	case p.Status != handover.Running:
		box.end()
	case stage.State == "held" && p.Paused() != nil && p.Triggered[stage.Stage]:
		box.Begins = "Released: it takes place once the programme is resumed and nothing is in its way"
	case stage.State == "held" && p.Paused() != nil:
		box.Begins = "It takes place once the programme is resumed and the office has released it"
	case stage.State == "held" && p.Triggered[stage.Stage]:
		box.Begins = "Released: it takes place once nothing is in its way"
	case stage.State == "held":
		box.Begins = "The office releases it"
	case stage.State == "active" || stage.State == "done":
	case stage.Mode == handover.Manual:
		box.Begins = "The office begins it"
	case p.Paused() != nil:
		box.Begins = "Begins by itself, but not during the pause"
	default:
		box.Begins = "Begins by itself"
	}
	return box
}

// end says where a stage stood when its programme was stopped.
func (b *stageBox) end() {
	switch b.State {
	case "done":
		return
	case "active", "stopped":
		b.Word = "Broken off"
	default:
		b.Word = "Never begun"
	}
	b.Look, b.Owed = "waiting", counted(b.Open, "deadline")+" left open"
}

package events

import "embed"

// Samples holds the sample definitions, in programmes, the synthetic extracts that they name, in extracts, and what goes
// wrong in the demonstration, in rehearsals.
//
//go:embed programmes/*.json extracts/*.csv rehearsals/demo.json
var Samples embed.FS

// MilestoneSchema is the JSON Schema of what other systems are told on the event bus.
//
//go:embed schema/milestone.schema.json
var MilestoneSchema []byte

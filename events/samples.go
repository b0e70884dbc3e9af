package events

import "embed"

// Samples holds the sample definitions, in programmes, and the synthetic extracts that they name, in extracts.
//
//go:embed programmes/*.json extracts/*.csv
var Samples embed.FS

// MilestoneSchema is the JSON Schema of what other systems are told on the event bus.
//
//go:embed schema/milestone.schema.json
var MilestoneSchema []byte

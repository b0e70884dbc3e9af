// Package events holds the documents that people write and the schemas that they keep to: programme definitions,
// rehearsal scripts, and the inputs of the commands.
package events

import _ "embed"

// ProgrammeSchema is the JSON Schema of a definition.
//
//go:embed schema/programme.schema.json
var ProgrammeSchema []byte

// CommandsSchema is the JSON Schema of the commands' inputs: one definition for each command, by its name.
//
//go:embed schema/commands.schema.json
var CommandsSchema []byte

// RehearsalSchema is the JSON Schema of a rehearsal script.
//
//go:embed schema/rehearsal.schema.json
var RehearsalSchema []byte

// RulepackSchema is the JSON Schema of a rule pack.
//
//go:embed schema/rulepack.schema.json
var RulepackSchema []byte

// PastSchema is the JSON Schema of the past of a programme that is adopted.
//
//go:embed schema/past.schema.json
var PastSchema []byte

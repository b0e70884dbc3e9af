// Package statemachine holds the one workflow definition that every engine runs: AWS Step Functions in the cloud,
// internal/local on a laptop.
package statemachine

import _ "embed"

// Definition is the Amazon States Language file, with ${…Function} placeholders where the functions' ARNs go.
//
//go:embed handover.asl.json
var Definition []byte

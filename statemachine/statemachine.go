// Package statemachine holds the one workflow definition that every engine runs: AWS Step Functions in the cloud,
// internal/local on a laptop.
package statemachine

import (
	"crypto/sha256"
	_ "embed" // the definition is part of the program
	"encoding/hex"
	"sync"
)

// Definition is the Amazon States Language file, with ${…Function} placeholders where the functions' ARNs go.
//
//go:embed handover.asl.json
var Definition []byte

// Version names the definition by its digest. A programme whose execution runs another version gets a new execution.
var Version = sync.OnceValue(func() string {
	sum := sha256.Sum256(Definition)
	return hex.EncodeToString(sum[:6])
})

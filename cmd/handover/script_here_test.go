//go:build !aws

package main

// program is what a script runs as handover.
func program() { main() }

// onAStack tells whether scripts run on a deployed stack too.
const onAStack = false

// Package policy has no code, only tests: they hold the whole repository to the rules that ARCHITECTURE.md and
// CONTRIBUTING.md state. Each rule is a function from sources to complaints, and each is shown to complain about a case
// that breaks it.
package policy

// Relay sends what has come into an outbox.
package main

import "example.org/handover/internal/app/cloud"

func main() { cloud.Main(cloud.Relay, cloud.Documents, cloud.Executions, cloud.Mail, cloud.Milestones) }

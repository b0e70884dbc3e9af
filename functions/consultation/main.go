// Consultation drafts the invitations and the measures letters of a window.
package main

import "example.org/handover/internal/app/cloud"

func main() { cloud.Main(cloud.Task("consultation"), cloud.Documents) }

// API serves the pages and takes commands and documents. What it proves leads to a checkpoint that it signs.
package main

import (
	"example.org/handover/internal/app/cloud"
	"example.org/handover/internal/app/cloud/checkpoints"
	"example.org/handover/internal/app/cloud/documents"
	"example.org/handover/internal/app/cloud/site"
)

func main() { cloud.Main(site.API, documents.Extracts, checkpoints.Part) }

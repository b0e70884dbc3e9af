// API serves the pages and takes commands and documents.
package main

import (
	"example.org/handover/internal/app/cloud"
	"example.org/handover/internal/app/cloud/documents"
	"example.org/handover/internal/app/cloud/site"
)

func main() { cloud.Main(site.API, documents.Part) }

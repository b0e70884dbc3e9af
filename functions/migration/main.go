// Migration reconciles the extracts of a dataset and proves the cut-over.
package main

import "example.org/handover/internal/app/cloud"

func main() { cloud.Main(cloud.Task("migration"), cloud.Documents, cloud.ReportKey) }

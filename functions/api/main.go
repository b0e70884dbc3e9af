// API serves the pages and takes commands and documents.
package main

import "example.org/handover/internal/app/cloud"

func main() { cloud.Main(cloud.API, cloud.Documents) }

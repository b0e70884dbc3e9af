// Notice drafts the letters of notice.
package main

import "example.org/handover/internal/app/cloud"

func main() { cloud.Main(cloud.Task("notice"), cloud.Documents) }

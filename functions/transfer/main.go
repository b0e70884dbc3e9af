// Transfer brings the transfer into effect, and closes or stands down the programme.
package main

import "example.org/handover/internal/app/cloud"

func main() { cloud.Main(cloud.Task("transfer"), cloud.Documents) }

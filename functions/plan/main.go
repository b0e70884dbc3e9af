// Plan fixes obligations and dates, and refuses a programme that cannot work. It touches the ledger and nothing
// else.
package main

import "example.org/handover/internal/app/cloud"

func main() { cloud.Main(cloud.Task("plan")) }

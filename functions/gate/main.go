// Gate keeps the token with which the workflow waits, and answers a gate that has been passed already.
package main

import "example.org/handover/internal/app/cloud"

func main() { cloud.Main(cloud.Task("gate"), cloud.Answers) }

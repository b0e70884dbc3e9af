// Clock looks every minute at what is due, and sends what nobody has sent yet.
package main

import "example.org/handover/internal/app/cloud"

func main() { cloud.Main(cloud.Clock, cloud.Documents, cloud.Executions, cloud.Mail, cloud.Milestones) }

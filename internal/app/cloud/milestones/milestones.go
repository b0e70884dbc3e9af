// Package milestones gives a function the bus on which other systems hear of milestones, and the topic of the office on
// duty.
package milestones

import (
	awseventbridge "github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/sns"

	"example.org/handover/internal/app/cloud"
	"example.org/handover/internal/eventbridge"
)

// Part gives bus and topic.
func Part(a *cloud.App) error {
	bus, err := a.Setting("BUS", cloud.Sending)
	if err != nil {
		return err
	}
	topic, err := a.Setting("DUTY_TOPIC", cloud.Sending)
	if err != nil {
		return err
	}
	a.Office.Bus = eventbridge.Bus{Events: awseventbridge.NewFromConfig(a.AWS), Topics: sns.NewFromConfig(a.AWS),
		Name: bus, Topic: topic}
	return nil
}

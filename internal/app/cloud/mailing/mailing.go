// Package mailing gives a function the post.
package mailing

import (
	"net"
	"net/url"

	"github.com/aws/aws-sdk-go-v2/service/sesv2"

	"example.org/handover/internal/app/cloud"
	"example.org/handover/internal/post"
	"example.org/handover/internal/ses"
)

// Part gives the post. A rehearsal posts nothing, unless it is asked to hand its mails to an AWS on this machine, which
// delivers none.
func Part(a *cloud.App) error {
	sender, err := a.Setting("SENDER", cloud.Sending)
	if err != nil {
		return err
	}
	a.Office.Post = ses.New(sesv2.NewFromConfig(a.AWS), sender)
	if a.Office.Rehearsal && (a.Env("REHEARSAL_MAIL") != "true" || !onThisMachine(a.Env("AWS_ENDPOINT_URL"))) {
		a.Office.Post = post.None{}
	}
	return nil
}

// onThisMachine reports whether an address names the machine itself by its number: a name may lead anywhere.
func onThisMachine(address string) bool {
	u, err := url.Parse(address)
	return err == nil && net.ParseIP(u.Hostname()).IsLoopback()
}

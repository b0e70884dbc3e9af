// Nothing is a function that does nothing: what its start takes, every function in Go takes on this machine.
package main

import "github.com/aws/aws-lambda-go/lambda"

func main() { lambda.Start(func() {}) }

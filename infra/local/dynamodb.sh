#!/usr/bin/env bash
# Runs the suite of the store on DynamoDB Local, AWS's own stand-in for DynamoDB. Its licence asks for an AWS account in
# good standing and lets nobody hand it on: so it is never fetched here and no part of any other check. Whoever may use it
# names the archive as AWS gives it out, with the folder DynamoDBLocal_lib beside it, or what Maven resolves for
# software.amazon.dynamodb:DynamoDBLocal:3.1.0:
#
#   DYNAMODB_LOCAL_JAR=~/dynamodb/DynamoDBLocal.jar infra/local/dynamodb.sh
#   DYNAMODB_LOCAL_CLASSPATH='target/dependency/*' infra/local/dynamodb.sh
#
# The second needs the native libraries of sqlite4java among them.
set -euo pipefail

cd "$(dirname "$0")/../.."
port=4574
log=.tools/run/dynamodb.log
jar=${DYNAMODB_LOCAL_JAR:-}
classpath=${DYNAMODB_LOCAL_CLASSPATH:-}

if [ -z "$jar$classpath" ]; then
  echo "dynamodb.sh: set DYNAMODB_LOCAL_JAR to the DynamoDBLocal.jar that you may use; this script's head says more" >&2
  exit 2
fi
if [ -n "$jar" ] && [ ! -f "$jar" ]; then
  echo "dynamodb.sh: DYNAMODB_LOCAL_JAR names $jar, which is not there" >&2
  exit 2
fi
if (: <>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
  echo "dynamodb.sh: something else listens on port $port" >&2
  exit 2
fi
type -P java >/dev/null || { echo "dynamodb.sh: it runs on Java 17 or later, and there is no java" >&2; exit 2; }

folder=$(dirname "${jar:-${classpath%\*}x}")
if [ -n "$jar" ]; then
  what=(-Djava.library.path="$folder/DynamoDBLocal_lib" -jar "$jar")
else
  what=(-Djava.library.path="$folder" -cp "$classpath" com.amazonaws.services.dynamodbv2.local.main.ServerRunner)
fi
mkdir -p .tools/run
java "${what[@]}" -inMemory -disableTelemetry -port $port >"$log" 2>&1 </dev/null &
server=$!
trap 'kill -TERM $server 2>/dev/null || true; wait $server 2>/dev/null || true' EXIT
for _ in $(seq 150); do
  kill -0 $server 2>/dev/null || break
  if (: <>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
    HANDOVER_AWS_ENDPOINT=http://127.0.0.1:$port go test -tags aws -count 1 -v -run '^TestStore$' ./internal/dynamo
    exit
  fi
  sleep 0.2
done
echo "dynamodb.sh: DynamoDB Local did not start; its log ends with:" >&2
tail -20 "$log" >&2
exit 1

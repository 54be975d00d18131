#!/bin/bash
# With a small limit of memory (ulimit -v) or of open files (ulimit -n), the released kubelb-ctl exits with an error instead of a
# signal or hanging; with a limit that it accepts, it reads clusters and bundles.
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
binary=$CLIENT_BIN/kubelb-ctl
directory=$(mktemp -d)
server=
trap '[[ -z $server ]] || kill "$server"; rm -rf "$directory"' EXIT

# A server that responds to every request, several at a time.
cat >"$directory/server.py" <<'PYTHON'
import http.server

BODY = b'{"kind":"Status","apiVersion":"v1","status":"Failure","reason":"Forbidden","message":"forbidden","code":403}'


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.send_response(403)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(BODY)))
        self.end_headers()
        self.wfile.write(BODY)

    do_POST = do_GET

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(server.server_port, flush=True)
server.serve_forever()
PYTHON
python3 "$directory/server.py" >"$directory/port" &
server=$!
until [[ -s $directory/port ]]; do sleep 0.1; done

cat >"$directory/config" <<YAML
apiVersion: v1
kind: Config
current-context: a
contexts: [{name: a, context: {cluster: a, user: a}}]
clusters: [{name: a, cluster: {server: "http://127.0.0.1:$(cat "$directory/port")"}}]
users: [{name: a, user: {}}]
YAML

# run OPTION LIMIT SOURCE: doctor on the server or on a bundle; the exit status is in $status.
run() {
    local words=(--from-bundle "$root/Tests/Recorded/01-healthy")
    if [[ $3 == live ]]; then words=(--kubeconfig "$directory/config" --request-timeout 2s); fi
    status=0
    (ulimit -c 0 "$1" "$2" && exec timeout -k 5 60 "$binary" doctor "${words[@]}") \
        >"$directory/out" 2>"$directory/error" || status=$?
}

refused() { # OPTION LIMIT MESSAGE
    for source in live bundle; do
        run "$1" "$2" "$source"
        if [[ $status -ne 3 ]] || ! grep -q "$3" "$directory/error"; then
            echo "error: ulimit $1 $2, $source: status $status: $(cat "$directory/error")" >&2
            exit 1
        fi
    done
}

# The exit status is the same as without a limit.
accepted() { # OPTION LIMIT
    for source in live bundle; do
        run -c 0 "$source"
        local expected=$status
        for _ in 1 2 3 4; do
            run "$1" "$2" "$source"
            if [[ $status -ne $expected || $status -gt 6 ]]; then
                echo "error: ulimit $1 $2, $source: status $status, not $expected: $(cat "$directory/error")" >&2
                exit 1
            fi
        done
    done
}

for limit in 50000 60000 65000 70000 80000 90000 110000 130000 140000 300000 520000; do
    refused -v "$limit" 'memory limit'
done
for limit in 524288 600000 800000; do accepted -v "$limit"; done
for limit in 4 5 6 7 8 12 16 31; do refused -n "$limit" 'open files'; done
for limit in 32 40 64; do accepted -n "$limit"; done

#!/bin/bash
# The completion scripts in real shells: candidates at many positions of a command line, without a cluster, from a kubeconfig,
# from a bundle and from served clusters, and through kubectl.
set -euo pipefail
. "$(dirname "$0")/serve.sh"

root=$PWD
directory=$(mktemp -d)
trap 'stop_serving; rm -rf "$directory"' EXIT
mkdir "$directory/bin" "$directory/files" "$directory/home"
cp "$CLIENT_BIN/kubelb-ctl" "$directory/bin/"
ln -s kubelb-ctl "$directory/bin/kubectl-kubelb_ctl"
cp completions/kubectl_complete-kubelb_ctl "$directory/bin/"
ln -s "$root/Tests/Recorded/01-healthy" "$directory/files/bundle"
touch "$directory/files/notes.txt"
export PATH=$directory/bin:$PATH HOME=$directory/home LC_ALL=C.UTF-8
unset XDG_CONFIG_HOME KUBELB_CTL_CONFIG KUBELB_CTL_PAIR KUBECONFIG KUBELB_CTL_MANAGEMENT_KUBECONFIG KUBELB_CTL_MANAGEMENT_CONTEXT TENANT_NAME
cd "$directory/files"

fail() {
    echo "error: $*" >&2
    exit 1
}

# Colons as in the names of cloud providers, a space, and a terminal escape sequence.
cat >"$directory/files/clusters" <<'END'
apiVersion: v1
kind: Config
current-context: prod:eu
clusters:
- {name: "eks:eu-1", cluster: {server: "https://127.0.0.1:1"}}
contexts:
- {name: "prod:eu", context: {cluster: "eks:eu-1", user: anna}}
- {name: "prod:us", context: {cluster: "eks:eu-1", user: anna}}
- {name: "staging", context: {cluster: "eks:eu-1", user: anna}}
- {name: "my context", context: {cluster: "eks:eu-1", user: anna}}
- {name: "bad\e]0;name", context: {cluster: "eks:eu-1", user: anna}}
users:
- {name: anna, user: {token: secret}}
END
cp "$directory/files/clusters" "$directory/home/clusters"
mkdir -p "$directory/home/.config/kubelb-ctl"
echo 'pairs: {acme: {context: "prod:eu"}, globex: {context: staging}}' >"$directory/home/.config/kubelb-ctl/config.yaml"
echo 'pairs: {initech: {context: staging}}' >"$directory/files/pairs.yaml"

# Tabs separate the columns.
cat >"$directory/cases" <<'END'
kubelb-ctl 	status doctor explain checks collect cleanup completion version help … !__complete
kubelb-ctl st	status
kubelb-ctl nosuch 	!status !svc/web
kubelb-ctl --h	--help
kubelb-ctl status --from-b	--from-bundle
kubelb-ctl status --name	--namespace
kubelb-ctl status -n default -o 	table wide short json yaml …
kubelb-ctl status -o js	json jsonpath= jsonpath-as-json= jsonpath-file=
kubelb-ctl status -ojs	json jsonpath= …
kubelb-ctl status --output=js	json jsonpath= …
kubelb-ctl status --output=	table json yaml …
kubelb-ctl status -A --color ne	never
kubelb-ctl status --suppress KLC-X00	KLC-X001 KLC-X002 …
kubelb-ctl status --checks KLC-X00	KLC-X001 KLC-X002 …
kubelb-ctl doctor --skip-checks KLC-X00	KLC-X001 KLC-X002 …
kubelb-ctl status --sort-by a	address age
kubelb-ctl status -o custom-columns-	custom-columns-file=
kubelb-ctl status --wait=	healthy address deleted
kubelb-ctl status --fail-on 	error warning info never
kubelb-ctl -n default status --color a	auto always
kubelb-ctl doctor -o ht	html
kubelb-ctl doctor --all-tenants -o gi	github
kubelb-ctl doctor --all-tenants -o ju	junit
kubelb-ctl doctor --report ju	junit=
kubelb-ctl status ing,gat	ing,gateways
kubelb-ctl checks -o 	table json yaml name jsonpath= custom-columns= …
kubelb-ctl status --pair 	acme globex
kubelb-ctl status --pair=g	globex
kubelb-ctl doctor --config pairs.yaml --pair 	initech !acme
kubelb-ctl config 	pairs view validate
kubelb-ctl cleanup -o 	table json yaml name jsonpath= custom-columns= …
kubelb-ctl checks -- -	!--output
kubelb-ctl explain KLC-X00	KLC-X001 KLC-X002 KLC-X003 KLC-X004 KLC-X005 …
kubelb-ctl explain KLC-C001 KLC-A00	KLC-A001 KLC-A002 …
kubelb-ctl completion 	bash zsh fish
kubelb-ctl help st	status
kubelb-ctl doctor --kubeconfig no	notes.txt
kubelb-ctl doctor --kubeconfig=no	notes.txt
kubelb-ctl collect no	notes.txt
kubelb-ctl status --kubeconfig clusters --context 	prod:eu prod:us staging my~context
kubelb-ctl status --kubeconfig clusters --context st	staging
kubelb-ctl status --kubeconfig=clusters --context=st	staging
kubelb-ctl status --kubeconfig ~/clusters --context st	staging
kubelb-ctl status --kubeconfig "$HOME/clusters" --context st	staging
kubelb-ctl status --kubeconfig clusters --management-context st	staging
kubelb-ctl status --management-kubeconfig clusters --mgmt-context st	staging
kubelb-ctl status --kubeconfig clusters --user 	anna
kubelb-ctl status --kubeconfig clusters -n 	!default
kubelb-ctl status --from-bundle bundle 	svc/web
kubelb-ctl status --from-bundle bundle svc/	svc/web
kubelb-ctl status --from-bundle bundle w	web
kubelb-ctl status --from-bundle bundle -ndefault s	svc/web services
kubelb-ctl status --from-bundle bundle -n kubelb 	!svc/web
kubelb-ctl status --from-bundle=bundle service 	web
kubelb-ctl status --from-bundle bundle default/svc/	default/svc/web
kubelb-ctl status --from-bundle bundle lb/6fa	lb/6fa9f0f1-a874-459d-8973-12ec8d561006
kubelb-ctl status --from-bundle bundle svc/web 	!svc/web
kubelb-ctl status --from-bundle bundle -n kube-n	kube-node-lease
kubelb-ctl status --from-bundle bundle --namespace=kube-n	kube-node-lease
kubelb-ctl status --from-bundle bundle --tenant d	demo
kubelb-ctl status --from-bundle notes.txt 	!svc/web
kubelb-ctl status --from-bundle nosuch svc/	!svc/web
kubelb-ctl status svc/| --from-bundle bundle	svc/web
kubelb-ctl cleanup --from-bundle bundle --remove-finalizers svc/	svc/web
kubectl-kubelb_ctl st	status
END
# Shells differ in the part of a word with a colon or a comma that is the candidate.
for shell in bash zsh zsh-autoload fish; do
    script=$root/completions/kubelb-ctl.${shell%-autoload}
    cp "$directory/cases" "$directory/all"
    case $shell in
        bash) printf 'kubelb-ctl status --kubeconfig clusters --context prod:\teu us\n' ;;
        *) printf 'kubelb-ctl status --kubeconfig clusters --context prod:\tprod:eu prod:us\n' ;;
    esac >>"$directory/all"
    case $shell in
        zsh*)
            printf 'kubelb-ctl status --%s\tKLC-X001 …\n' 'checks KLC-S001,KLC-X00' 'skip-checks=S,KLC-X00' \
                'suppress S,KLC-X00'
            printf 'kubelb-ctl events --types Normal,W\tWarning\nkubelb-ctl logs --component ccm,e\tenvoy\n'
            ;;
        *)
            printf 'kubelb-ctl status --checks KLC-S001,KLC-X00\tKLC-S001,KLC-X001 …\n'
            printf 'kubelb-ctl status --suppress S,KLC-X00\tS,KLC-X001 …\n'
            printf 'kubelb-ctl events --types Normal,W\tNormal,Warning\nkubelb-ctl logs --component ccm,e\tccm,envoy\n'
            ;;
    esac >>"$directory/all"
    python3 "$root/scripts/ask-completions.py" "$shell" "$script" "$directory/all"
done

# The printed scripts are the installed ones.
for shell in bash zsh fish; do
    kubelb-ctl completion "$shell" | cmp - "$root/completions/kubelb-ctl.$shell" || fail "completion $shell prints another script"
done

# A server that accepts the connection and never responds, and a kubeconfig that never ends: no output, and no delay.
exec 3< <(python3 -c 'import socket, time
listener = socket.socket(); listener.bind(("127.0.0.1", 0)); listener.listen()
print(listener.getsockname()[1], flush=True); time.sleep(60)')
waiting=$!
read -r port <&3
sed "s|127.0.0.1:1\"|127.0.0.1:$port\"|" clusters >hanging
mkfifo endless
for file in hanging endless clusters; do
    started=$SECONDS status=0
    timeout 10 kubelb-ctl __complete service -- status --kubeconfig "$file" '' >output 2>&1 || status=$?
    [[ $status -eq 0 && ! -s output ]] || fail "__complete prints something for $file, or ends with status $status: $(cat output)"
    ((SECONDS - started <= 4)) || fail "__complete takes $((SECONDS - started)) seconds with $file"
done
kill "$waiting" 2>/dev/null || true

# usage: plugin EXPECTED WORD…; checks the candidates of kubectl for the words of a plugin
plugin() {
    local found
    found=$("${ask[@]}" "${@:2}" 2>/dev/null | cut -f 1 | tr '\n' ' ')
    [[ $found == "$1 "* ]] || fail "${ask[*]} ${*:2} prints: $found"
}

ask=(kubectl_complete-kubelb_ctl)
plugin 'status :4' st
plugin 'json jsonpath= jsonpath-as-json= jsonpath-file= :4' status -o js
plugin '--output=json --output=jsonpath= --output=jsonpath-as-json= --output=jsonpath-file= :4' status --output=js
plugin 'KLC-S001,KLC-X001 :4' status --checks KLC-S001,KLC-X001
plugin 'svc/web :4' status --from-bundle bundle svc/
plugin 'KLC-X001 :4' explain KLC-X001
plugin ':0' doctor --kubeconfig ''
if command -v kubectl >/dev/null; then
    ask=(kubectl __complete kubelb-ctl)
    plugin 'status :4' st
    plugin 'svc/web :4' status --from-bundle bundle svc/
fi

# Live names, if the servers are built.
if [[ -x ${SANDBOX_BIN-}/kubelb-sandbox ]]; then
    serve "$SANDBOX_BIN/kubelb-sandbox" "$root/Tests/Recorded/01-healthy" "$directory/served"
    export KUBECONFIG=$directory/served/kubeconfig KUBELB_CTL_MANAGEMENT_CONTEXT=sandbox-management
    [[ $(kubelb-ctl __complete service -- status svc/ | cut -f 1) == svc/web ]] || fail 'no Service of a live cluster'
    [[ $(kubelb-ctl __complete namespace -- status -n kube-n) == kube-node-lease ]] || fail 'no namespace of a live cluster'
    [[ $(kubelb-ctl __complete tenant -- status d) == demo ]] || fail 'no tenant of a live cluster'
fi

#!/bin/bash
# The manifests in deploy/ can be applied to a cluster, grant exactly what --print-rbac prints, and run the image of this version.
# The command of their CronJob works as in a pod: with a service account alone, as another user, and on a read-only file system.
set -euo pipefail
cd "$(dirname "$0")/.."

client=$CLIENT_BIN/kubelb-ctl
directory=$(mktemp -d)
trap '"$SANDBOX_BIN/kubelb-sandbox" down --dir "$directory/sandbox" >/dev/null 2>&1 || true; rm -rf "$directory"' EXIT

fail() {
    echo "error: $*" >&2
    exit 1
}

# The second of the two manifests.
"$client" doctor --print-rbac | awk 'found; /^---$/ { found = 1 }' >"$directory/role.yaml"
diff -u deploy/rbac/management.yaml "$directory/role.yaml" >&2 || fail 'deploy/rbac differs from --print-rbac: make generate'

command -v kubectl >/dev/null || { echo 'no kubectl: skipping the other tests'; exit 0; }
"$SANDBOX_BIN/kubelb-sandbox" up --detach --dir "$directory/sandbox" --services 2 >/dev/null
export KUBECONFIG=$directory/sandbox/kubeconfig

kube() {
    kubectl --context sandbox-management --namespace kubelb-ctl "$@"
}

# usage: member PATH; a field of the container of the CronJob
member() {
    kube get cronjob kubelb-ctl-doctor -o "jsonpath={.spec.jobTemplate.spec.template.spec$1}"
}

# As committed, and with everything that it says can be uncommented.
cp -R deploy "$directory/plain"
cp -R deploy "$directory/volume"
sed -i 's/^# \(components:\)/\1/' "$directory/volume/kustomization.yaml"
for folder in plain volume; do
    kube apply -k "$directory/$folder" >"$directory/applied" || fail "the manifests cannot be applied ($folder)"
    kube apply -k "$directory/$folder" >"$directory/again"
    grep -q '^cronjob.batch/kubelb-ctl-doctor unchanged$' "$directory/again" || fail "there is no CronJob ($folder)"
    changed=$(grep -v ' unchanged$' "$directory/again" || true)
    [[ -z $changed ]] || fail "applied a second time, this is not the same: $changed"
done
kube get persistentvolumeclaim kubelb-ctl-reports >/dev/null
kube apply -f "$directory/role.yaml" | grep -q ' unchanged$' || fail 'the ClusterRole is not the one that --print-rbac prints'
[[ $(kube get clusterrolebinding kubelb-ctl-management -o 'jsonpath={.roleRef.name} {.subjects[*].namespace}/{.subjects[*].name}') \
    == 'kubelb-ctl-management kubelb-ctl/kubelb-ctl' && $(member .serviceAccountName) == kubelb-ctl ]] \
    || fail 'the pod does not get the permissions'
[[ $(member '.containers[0].image') == "kubelb-ctl:$("$client" version | awk '{ print $2 }')" ]] \
    || fail "the image is $(member '.containers[0].image'): set newTag in deploy/kustomization.yaml"
user=$(member .securityContext.runAsUser)
grep -qxF "USER $user:$(member .securityContext.runAsGroup)" Containerfile || fail "the image does not run as user $user"
mapfile -t arguments < <(member '.containers[0].args' | python3 -c 'import json, sys; print(*json.load(sys.stdin), sep="\n")')
[[ ${arguments[*]} == 'doctor --all-tenants '* ]] || fail "the arguments are ${arguments[*]}"

"$client" verify -A --wait=2m --context sandbox-tenant --management-context sandbox-management >"$directory/verify" 2>&1 \
    || { cat "$directory/verify" >&2; exit 1; }

unshare --mount true 2>/dev/null || { echo 'not root: skipping the run as in a pod'; exit 0; }
# usage: entry FILTER; of the kubeconfig
entry() {
    kubectl config view --raw -o "jsonpath={$1}"
}
mkdir "$directory/account" "$directory/reports"
chown "$user" "$directory/reports"
entry '.users[?(@.name=="sandbox-management-reader")].user.token' >"$directory/account/token"
entry '.clusters[?(@.name=="sandbox-management")].cluster.certificate-authority-data' | base64 --decode >"$directory/account/ca.crt"
chmod 644 "$directory/account"/*
server=$(entry '.clusters[?(@.name=="sandbox-management")].cluster.server')
address=${server#https://}
cat >"$directory/pod.sh" <<'END'
set -euo pipefail
mount -t tmpfs tmpfs /run
install -D "$CLIENT" /run/kubelb-ctl
mkdir -p /run/secrets/kubernetes.io/serviceaccount /run/reports
cp "$DIRECTORY"/account/* /run/secrets/kubernetes.io/serviceaccount
mount --bind "$DIRECTORY/reports" /run/reports
mount -o remount,ro /run
mount -o remount,bind,ro /
if touch "$DIRECTORY/written" 2>/dev/null; then echo 'error: the file system is writable' >&2; exit 1; fi
exec setpriv --reuid "$POD_USER" --regid "$POD_USER" --clear-groups --no-new-privs --bounding-set=-all /run/kubelb-ctl "$@"
END
status=0
env --ignore-environment PATH="$PATH" CLIENT="$client" DIRECTORY="$directory" POD_USER="$user" \
    KUBERNETES_SERVICE_HOST="${address%:*}" KUBERNETES_SERVICE_PORT="${address##*:}" \
    unshare --mount bash "$directory/pod.sh" "${arguments[@]//=\/reports\//=/run/reports/}" >"$directory/report" 2>&1 || status=$?
if [[ $status -ne 0 ]] || ! grep -q '^demo ' "$directory/report"; then
    cat "$directory/report" >&2
    fail "the command of the CronJob ended with status $status"
fi
grep -q '^demo ' "$directory/reports/doctor.txt" || fail 'there is no table on the volume'
python3 -m json.tool "$directory/reports/doctor.json" >/dev/null || fail 'there is no JSON on the volume'

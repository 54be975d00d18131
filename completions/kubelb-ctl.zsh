#compdef kubelb-ctl kubectl-kubelb_ctl
# Completion of kubelb-ctl for zsh, generated from its table of commands. Do not edit: make generate.
# Loaded from a directory of fpath as _kubelb-ctl, or by: source <(kubelb-ctl completion zsh)

# Asks the tool itself for names, with the other words of the line.
_kubelb-ctl_ask() {
    local program=${${(Q)tool_words[1]}/#\~\//$HOME/} line
    (( $+commands[$program] )) || [[ $program == */* && -x $program ]] || program=kubelb-ctl
    local -a found
    for line in "${(@f)$($program __complete $1 -- "${(@)tool_words[2,tool_current-1]}" \
        "${(@)tool_words[tool_current+1,-1]}" "$PREFIX" 2>/dev/null </dev/null)}"; do
        [[ -n $line ]] || continue
        if [[ $line == *$'\t'* ]]; then
            found+=("${${${line%%$'\t'*}//\\/\\\\}//:/\\:}:${line#*$'\t'}")
        else
            found+=("${${line//\\/\\\\}//:/\\:}")
        fi
    done
    _describe -t $1 $1 found
}

_kubelb-ctl_begin() {
    local -a tool_words=("${words[@]}")
    local tool_current=$CURRENT
    _kubelb-ctl_at
}

_kubelb-ctl_words_0() {
    local -a found=(
        'ccm:The CCM'
        'manager:The manager'
        'envoy:The tenant'\''s Envoy'
    )
    _describe -t values value found
}

_kubelb-ctl_words_1() {
    local -a found=(
        'KLC-A001:The tenant cluster'\''s API cannot be reached'
        'KLC-A002:The management cluster'\''s API cannot be reached'
        'KLC-A003:A cluster does not accept the credentials'
        'KLC-A004:Both sides are the same cluster'
        'KLC-A005:The two sides are swapped'
        'KLC-A006:The clocks do not agree'
        'KLC-A007:The API server'\''s certificate is not verified'
        'KLC-A008:An API server answers slowly'
        'KLC-R001:Some reads were forbidden'
        'KLC-R002:The CCM lacks rights in the tenant cluster'
        'KLC-R003:The CCM lacks rights in the tenant'\''s management namespace'
        'KLC-C001:No CCM runs in the tenant cluster'
        'KLC-C002:The CCM'\''s pods are not Ready'
        'KLC-C003:The CCM crash-loops'
        'KLC-C004:The CCM has no --cluster-name'
        'KLC-C005:The CCM'\''s --cluster-name matches no Tenant'
        'KLC-C006:--cluster-name is written with the prefix "tenant-"'
        'KLC-C007:The Service is not of the class that the CCM takes'
        'KLC-C008:Two controllers may serve the Service'
        'KLC-C009:The CCM has no usable management kubeconfig'
        'KLC-C010:The CCM cannot reach the management cluster'
        'KLC-C011:The CCM'\''s management credentials are not accepted'
        'KLC-C012:The CCM'\''s operations in the management cluster fail'
        'KLC-C013:The CCM'\''s Lease is not renewed'
        'KLC-C014:The CCM runs with --enable-cloud-provider=false'
        'KLC-C015:The CCM only converts Ingresses'
        'KLC-C016:More than one CCM is deployed'
        'KLC-C017:The CCM logs errors for the Service'
        'KLC-M001:No KubeLB manager works in the management cluster'
        'KLC-M002:The manager does not run in the namespace kubelb'
        'KLC-M003:The control plane'\''s Service envoycp does not lead to the manager'
        'KLC-M004:The management cluster does not serve KubeLB'\''s custom resources'
        'KLC-M005:There is no Config: KubeLB'\''s defaults are in force'
        'KLC-M006:Load balancing is disabled for all tenants'
        'KLC-M007:The Config asks for an Envoy topology other than shared'
        'KLC-M008:No manager holds the leader Lease'
        'KLC-M009:The manager fails to reconcile'
        'KLC-M010:Nothing in the management cluster gives addresses to Services'
        'KLC-T001:The Tenant does not exist'
        'KLC-T002:The Tenant is not Ready'
        'KLC-T003:The tenant'\''s namespace is missing or Terminating'
        'KLC-T004:The tenant'\''s namespace lacks KubeLB'\''s label'
        'KLC-T005:Load balancing is disabled for the tenant'
        'KLC-T006:The CCM'\''s account or rights in the tenant'\''s namespace are missing'
        'KLC-T007:The ConfigMap kube-public/cluster-info is missing'
        'KLC-T008:Two clusters seem to share the tenant'
        'KLC-T009:A ResourceQuota of the tenant'\''s namespace is used up'
        'KLC-T010:A NetworkPolicy cuts the tenant'\''s Envoy off'
        'KLC-N001:Addresses/default of the tenant is missing'
        'KLC-N002:No Ready node has an address of the chosen type'
        'KLC-N003:Addresses/default differs from the Ready nodes'
        'KLC-N004:No node can be reached from the management cluster'
        'KLC-N005:Some nodes cannot be reached from the management cluster'
        'KLC-N006:The address cannot be reached from here'
        'KLC-S001:The Service is not of type LoadBalancer'
        'KLC-S002:A port of the Service has no node port'
        'KLC-S003:The Service has a port of a protocol that KubeLB does not carry'
        'KLC-S004:No ready endpoint stands behind the Service'
        'KLC-S005:Only nodes with an endpoint answer (externalTrafficPolicy Local)'
        'KLC-S006:loadBalancerSourceRanges is set, and KubeLB does not enforce it'
        'KLC-S007:The Service asks for something that KubeLB does not pass on'
        'KLC-S008:PROXY protocol is asked for in a way that KubeLB ignores'
        'KLC-S009:ClientIP affinity is kept by a hash, without a timeout'
        'KLC-S010:The Service is being deleted and waits for KubeLB'
        'KLC-S011:The CCM has not taken the Service'
        'KLC-S012:The Service does not show the address of its LoadBalancer'
        'KLC-S013:The Service'\''s target does not exist'
        'KLC-S014:The Service is stopped, and no check says why'
        'KLC-L001:The Service has no LoadBalancer in the management cluster'
        'KLC-L002:The LoadBalancer'\''s origin labels are missing or wrong'
        'KLC-L003:The LoadBalancer differs from what the CCM would write'
        'KLC-L004:The LoadBalancer names no usable endpoints'
        'KLC-L005:The manager has not accepted the LoadBalancer'
        'KLC-L006:The LoadBalancer is being deleted and does not go'
        'KLC-L007:The LoadBalancer does not show the address it was given'
        'KLC-L008:Several LoadBalancers name the same Service as their origin'
        'KLC-L009:A hostname is asked for, and the settings do not allow it'
        'KLC-L010:The manager logs errors for the LoadBalancer'
        'KLC-D001:The envoy Service is missing or not as it should be'
        'KLC-D002:The envoy Service has no address'
        'KLC-D003:The envoy Service is not of the class that is configured'
        'KLC-D004:Envoy ports are shared by two Services, or serve no port'
        'KLC-D005:No Envoy runs for the tenant'
        'KLC-D006:Envoy pods cannot run'
        'KLC-D007:Envoy is not connected to the manager'
        'KLC-D008:Envoy rejects its configuration'
        'KLC-D009:Envoy'\''s configuration lacks a port of the Service'
        'KLC-D010:Envoy reaches no node of the Service'
        'KLC-D011:Envoy reaches only some nodes of the Service'
        'KLC-D012:Nothing checks the health of UDP ports'
        'KLC-D015:Envoy'\''s admin port is open to the pod network'
        'KLC-D016:Envoy runs with too few replicas'
        'KLC-D017:A Ready Envoy has no configuration'
        'KLC-D018:UDP is sent to nodes that cannot pass it on'
        'KLC-D019:UDP to the nodes is turned back'
        'KLC-D020:ClientIP affinity goes by a management node'\''s address'
        'KLC-D021:The LoadBalancer reports an old Envoy port'
        'KLC-V001:The CCM is of an older minor version than the manager'
        'KLC-V002:The CCM is newer than the manager'
        'KLC-V003:The checks know this KubeLB only in part'
        'KLC-X001:A LoadBalancer is left behind: its Service is gone'
        'KLC-X002:A LoadBalancer is left behind: its Service was made anew'
        'KLC-X003:The Service is no longer KubeLB'\''s, its LoadBalancer remains'
        'KLC-X004:An envoy Service is left behind: its LoadBalancer is gone'
        'KLC-X005:An Envoy or a namespace is left behind'
        'KLC-X006:A LoadBalancer that no Service stands behind is left alone'
    )
    _describe -t values value found
}

_kubelb-ctl_words_2() {
    local -a found=(
        'status:Show how far Services have come, and what holds them up'
        'trace:Follow Services through both clusters, hop by hop'
        'verify:Test whether Services are right and carry traffic'
        'logs:Show what CCM, manager and Envoy log, in one stream'
        'events:Show the Events of every object on the path'
        'doctor:Check both clusters: controllers, tenant, nodes, Services'
        'cleanup:Find what KubeLB left behind, and delete it if told so'
        'collect:Write a redacted bundle of both clusters'
        'config:Show and check the configuration file'
        'explain:Tell what a finding means and how to mend it'
        'checks:List every check with its code'
        'completion:Print the completion script for a shell'
        'version:Show the version of the tool'
        'help:Show the help of the tool or of one command'
    )
    _describe -t values value found
}

_kubelb-ctl_at_commands() {
    local -a found=(
        'status:Show how far Services have come, and what holds them up'
        'trace:Follow Services through both clusters, hop by hop'
        'verify:Test whether Services are right and carry traffic'
        'logs:Show what CCM, manager and Envoy log, in one stream'
        'events:Show the Events of every object on the path'
        'doctor:Check both clusters: controllers, tenant, nodes, Services'
        'cleanup:Find what KubeLB left behind, and delete it if told so'
        'collect:Write a redacted bundle of both clusters'
        'config:Show and check the configuration file'
        'explain:Tell what a finding means and how to mend it'
        'checks:List every check with its code'
        'completion:Print the completion script for a shell'
        'version:Show the version of the tool'
        'help:Show the help of the tool or of one command'
    )
    _describe -t commands command found
}

_kubelb-ctl_at() {
    local curcontext=$curcontext context state state_descr line
    typeset -A opt_args
    _arguments -C -s -S -A "-*" \
        '(--help -h)--help[Show this help]' \
        '(--help -h)-h[Show this help]' \
        '!--namespace=[Look at this namespace of the tenant cluster]:NAMESPACE: ' \
        '!-n+[Look at this namespace of the tenant cluster]:NAMESPACE: ' \
        '!--all-namespaces[Look at all namespaces, one row a Service]' \
        '!-A[Look at all namespaces, one row a Service]' \
        '!--selector=[Only Services with these labels, as in kubectl]:SELECTOR: ' \
        '!-l+[Only Services with these labels, as in kubectl]:SELECTOR: ' \
        '!--show-ignored[List Services of other controllers, too]' \
        '!--from-bundle=[Read both clusters from a bundle: a directory or a .tar.gz]:PATH: ' \
        '!--tenant=[The tenant'\''s name (default: the CCM'\''s --cluster-name)]:NAME: ' \
        '!--print-rbac[Print the rights that the tool asks for, and end]' \
        '!--pair=[The pair of clusters of this name in the configuration file]:NAME: ' \
        '!--config=[The configuration file (default: ~/.config/kubelb-ctl/config.yaml)]:FILE: ' \
        '!--kubeconfig=[The kubeconfig file of the tenant cluster]:PATH: ' \
        '!--context=[The kubeconfig context of the tenant cluster]:NAME: ' \
        '!--cluster=[The cluster of the kubeconfig, in place of the context'\''s]:NAME: ' \
        '!--user=[The user of the kubeconfig, in place of the context'\''s]:NAME: ' \
        '!--as=[Act as this user]:USER: ' \
        '!*--as-group=[Act as a member of this group]:GROUP: ' \
        '!--as-uid=[Act with this UID]:UID: ' \
        '!--management-kubeconfig=[The kubeconfig file of the management cluster]:PATH: ' \
        '!--mgmt-kubeconfig=[The kubeconfig file of the management cluster]:PATH: ' \
        '!--management-context=[The kubeconfig context of the management cluster]:NAME: ' \
        '!--mgmt-context=[The kubeconfig context of the management cluster]:NAME: ' \
        '!--management-cluster=[The cluster of the kubeconfig, in place of the context'\''s]:NAME: ' \
        '!--mgmt-cluster=[The cluster of the kubeconfig, in place of the context'\''s]:NAME: ' \
        '!--management-user=[The user of the kubeconfig, in place of the context'\''s]:NAME: ' \
        '!--mgmt-user=[The user of the kubeconfig, in place of the context'\''s]:NAME: ' \
        '!--management-as=[Act as this user]:USER: ' \
        '!--mgmt-as=[Act as this user]:USER: ' \
        '!*--management-as-group=[Act as a member of this group]:GROUP: ' \
        '!*--mgmt-as-group=[Act as a member of this group]:GROUP: ' \
        '!--management-as-uid=[Act with this UID]:UID: ' \
        '!--mgmt-as-uid=[Act with this UID]:UID: ' \
        '!--no-ccm-credentials[Without a management cluster named, do not use the CCM'\''s own credentials]' \
        '!--insecure-ccm-server[Connect to the server of the CCM'\''s kubeconfig even if it is link-local or plain HTTP]' \
        '!--request-timeout=[Give up on a request after this time]:TIME: ' \
        '!--chunk-size=[Read lists in pages of this many objects]:N: ' \
        '!--no-metrics[Do not ask Envoy and the controllers for their statistics (pods/proxy)]' \
        '!--no-logs[Do not read what the CCM and the manager log (pods/log)]' \
        '!--fail-on=[End with status 1 from this severity on]:SEVERITY: ' \
        '!--exit-zero[End with status 0 once there is a report, whatever it says]' \
        '!*--checks=[Run only these checks: KLC-S005, KLC-S*, S]:CODES: ' \
        '!*--skip-checks=[Leave these checks out]:CODES: ' \
        '!*--suppress=[Do not count these findings, of one object or of all]:CODE[=TYPE/NS/NAME]: ' \
        '!--baseline=[Do not count the findings of this file]:FILE: ' \
        '!--update-baseline[Write what is found now to the baseline]' \
        '!--output=[Output format]:FORMAT: ' \
        '!-o+[Output format]:FORMAT: ' \
        '!--color=[Use colour]:WHEN: ' \
        '!--ascii[Print ASCII characters only]' \
        '!--no-headers[Print tables without their heading]' \
        '!*--report=[Write the report to a file, too; - is stdout]:FORMAT=FILE: ' \
        '!--quiet[Print the verdict only]' \
        '!-q[Print the verdict only]' \
        '!--verbose[List what is suppressed and what was not collected, too]' \
        '!-v[List what is suppressed and what was not collected, too]' \
        '!--watch[Go on looking: drawn in place on a terminal, otherwise a line for each change]' \
        '!-w[Go on looking: drawn in place on a terminal, otherwise a line for each change]' \
        '!--wait=-[Look again at every change until it is so; exit status 4 when the time is up]::healthy|address|deleted: ' \
        '!--interval=[Let this time pass between two looks at what cannot be watched]:TIME: ' \
        '!--timeout=[Give up after this time (with --wait alone: 5m)]:TIME: ' \
        '!--timeline[Tell what happened: writes, conditions, Events, restarts, log lines of both clusters]' \
        '!--since=[Tell what happened since then, as 10m or 2h]:TIME: ' \
        '!*--port=[Probe only this port of the Services]:PORT[/PROTOCOL]: ' \
        '!--tls[Make a TLS handshake at each TCP port; certificates are not checked]' \
        '!--http=[Ask each TCP port for this path, over TLS with --tls]:PATH: ' \
        '!--expect-status=[The HTTP statuses that are right: 200, 2xx, 200-399]:STATUS: ' \
        '!--server-name=[The host name in TLS and HTTP, in place of the address]:NAME: ' \
        '!--udp-payload=[Send this once to each UDP port; \\n, \\0 and \\xHH stand for bytes]:TEXT: ' \
        '!--from-node-ports[Probe the node ports from here, too, which is not where Envoy is]' \
        '!--print-probe[Print kubectl commands that probe from within the clusters, and end]' \
        '!--probe-timeout=[Give up on a probe after this time]:TIME: ' \
        '!--component=[Whose logs, with commas between them]:LIST: ' \
        '!--follow[Go on with what comes, of new pods too; begins 10 minutes ago where nothing else is said]' \
        '!-f[Go on with what comes, of new pods too; begins 10 minutes ago where nothing else is said]' \
        '!--previous[The run before the last restart]' \
        '!-p[The run before the last restart]' \
        '!--since-time=[Not older than 2026-11-22T12:00:00Z]:TIME: ' \
        '!--tail=[Of each log look at the last N lines only, before any is left out]:N: ' \
        '!--level=[Only lines of at least this level, and those that have none]:LEVEL: ' \
        '!--grep=[Only lines that match]:REGEX: ' \
        '!--no-prefix[Do not say before each line where it comes from]' \
        '!--types=[Of these types, with commas between them]:LIST: ' \
        '!--all-pairs[Check every pair of the configuration file, one row each]' \
        '!--yes[Delete what is marked DELETE, without asking]' \
        '!-y[Delete what is marked DELETE, without asking]' \
        '!--apply[Delete what is marked DELETE, after a question on the terminal]' \
        '!--plan-out=[Write the plan to a new file]:FILE: ' \
        '!--plan=[Delete what this plan says, if all of it is still true]:FILE: ' \
        '!--include-replaced[Also LoadBalancers whose Service was made anew under the same name]' \
        '!--max-deletes=[Refuse where more is to be deleted]:N: ' \
        '!--remove-finalizers=[Take KubeLB'\''s finalizers off this one object, as a last resort]:lb/UID|svc/NAME: ' \
        '1: :_kubelb-ctl_at_commands' \
        '*:: :->argument' && return
    [[ $state == argument ]] || return
    case $words[1] in
    status) _kubelb-ctl_at_status ;;
    trace) _kubelb-ctl_at_trace ;;
    verify) _kubelb-ctl_at_verify ;;
    logs) _kubelb-ctl_at_logs ;;
    events) _kubelb-ctl_at_events ;;
    doctor) _kubelb-ctl_at_doctor ;;
    cleanup) _kubelb-ctl_at_cleanup ;;
    collect) _kubelb-ctl_at_collect ;;
    config) _kubelb-ctl_at_config ;;
    explain) _kubelb-ctl_at_explain ;;
    checks) _kubelb-ctl_at_checks ;;
    completion) _kubelb-ctl_at_completion ;;
    version) _kubelb-ctl_at_version ;;
    help) _kubelb-ctl_at_help ;;
    esac
}

_kubelb-ctl_at_status() {
    _arguments -s -S \
        '(--namespace -n)--namespace=[Look at this namespace of the tenant cluster]:NAMESPACE: _kubelb-ctl_ask namespace' \
        '(--namespace -n)-n+[Look at this namespace of the tenant cluster]:NAMESPACE: _kubelb-ctl_ask namespace' \
        '(--all-namespaces -A)--all-namespaces[Look at all namespaces, one row a Service]' \
        '(--all-namespaces -A)-A[Look at all namespaces, one row a Service]' \
        '(--selector -l)--selector=[Only Services with these labels, as in kubectl]:SELECTOR: ' \
        '(--selector -l)-l+[Only Services with these labels, as in kubectl]:SELECTOR: ' \
        '--show-ignored[List Services of other controllers, too]' \
        '--from-bundle=[Read both clusters from a bundle: a directory or a .tar.gz]:PATH:_files' \
        '--tenant=[The tenant'\''s name (default: the CCM'\''s --cluster-name)]:NAME: _kubelb-ctl_ask tenant' \
        '--print-rbac[Print the rights that the tool asks for, and end]' \
        '--pair=[The pair of clusters of this name in the configuration file]:NAME: _kubelb-ctl_ask pair' \
        '--config=[The configuration file (default: ~/.config/kubelb-ctl/config.yaml)]:FILE:_files' \
        '--kubeconfig=[The kubeconfig file of the tenant cluster]:PATH:_files' \
        '--context=[The kubeconfig context of the tenant cluster]:NAME: _kubelb-ctl_ask context' \
        '--cluster=[The cluster of the kubeconfig, in place of the context'\''s]:NAME: _kubelb-ctl_ask cluster' \
        '--user=[The user of the kubeconfig, in place of the context'\''s]:NAME: _kubelb-ctl_ask user' \
        '--as=[Act as this user]:USER: ' \
        '*--as-group=[Act as a member of this group]:GROUP: ' \
        '--as-uid=[Act with this UID]:UID: ' \
        '(--management-kubeconfig --mgmt-kubeconfig)--management-kubeconfig=[The kubeconfig file of the management cluster]:PATH:_files' \
        '!--mgmt-kubeconfig=[The kubeconfig file of the management cluster]:PATH:_files' \
        '(--management-context --mgmt-context)--management-context=[The kubeconfig context of the management cluster]:NAME: _kubelb-ctl_ask management-context' \
        '!--mgmt-context=[The kubeconfig context of the management cluster]:NAME: _kubelb-ctl_ask management-context' \
        '(--management-cluster --mgmt-cluster)--management-cluster=[The cluster of the kubeconfig, in place of the context'\''s]:NAME: _kubelb-ctl_ask management-cluster' \
        '!--mgmt-cluster=[The cluster of the kubeconfig, in place of the context'\''s]:NAME: _kubelb-ctl_ask management-cluster' \
        '(--management-user --mgmt-user)--management-user=[The user of the kubeconfig, in place of the context'\''s]:NAME: _kubelb-ctl_ask management-user' \
        '!--mgmt-user=[The user of the kubeconfig, in place of the context'\''s]:NAME: _kubelb-ctl_ask management-user' \
        '(--management-as --mgmt-as)--management-as=[Act as this user]:USER: ' \
        '!--mgmt-as=[Act as this user]:USER: ' \
        '*--management-as-group=[Act as a member of this group]:GROUP: ' \
        '!*--mgmt-as-group=[Act as a member of this group]:GROUP: ' \
        '(--management-as-uid --mgmt-as-uid)--management-as-uid=[Act with this UID]:UID: ' \
        '!--mgmt-as-uid=[Act with this UID]:UID: ' \
        '--no-ccm-credentials[Without a management cluster named, do not use the CCM'\''s own credentials]' \
        '--insecure-ccm-server[Connect to the server of the CCM'\''s kubeconfig even if it is link-local or plain HTTP]' \
        '--request-timeout=[Give up on a request after this time]:TIME: ' \
        '--chunk-size=[Read lists in pages of this many objects]:N: ' \
        '--no-metrics[Do not ask Envoy and the controllers for their statistics (pods/proxy)]' \
        '--no-logs[Do not read what the CCM and the manager log (pods/log)]' \
        '--fail-on=[End with status 1 from this severity on]:SEVERITY:(error warning info never)' \
        '--exit-zero[End with status 0 once there is a report, whatever it says]' \
        '*--checks=[Run only these checks: KLC-S005, KLC-S*, S]:CODES: ' \
        '*--skip-checks=[Leave these checks out]:CODES: ' \
        '*--suppress=[Do not count these findings, of one object or of all]:CODE[=TYPE/NS/NAME]: ' \
        '--baseline=[Do not count the findings of this file]:FILE:_files' \
        '--update-baseline[Write what is found now to the baseline]' \
        '(--output -o)--output=[Output format]:FORMAT:(table wide short json yaml name junit sarif github markdown html)' \
        '(--output -o)-o+[Output format]:FORMAT:(table wide short json yaml name junit sarif github markdown html)' \
        '--color=[Use colour]:WHEN:(auto always never)' \
        '--ascii[Print ASCII characters only]' \
        '--no-headers[Print tables without their heading]' \
        '*--report=[Write the report to a file, too; - is stdout]:FORMAT=FILE:_files' \
        '(--quiet -q)--quiet[Print the verdict only]' \
        '(--quiet -q)-q[Print the verdict only]' \
        '(--verbose -v)--verbose[List what is suppressed and what was not collected, too]' \
        '(--verbose -v)-v[List what is suppressed and what was not collected, too]' \
        '(--watch -w)--watch[Go on looking: drawn in place on a terminal, otherwise a line for each change]' \
        '(--watch -w)-w[Go on looking: drawn in place on a terminal, otherwise a line for each change]' \
        '--wait=-[Look again at every change until it is so; exit status 4 when the time is up]::healthy|address|deleted: ' \
        '--interval=[Let this time pass between two looks at what cannot be watched]:TIME: ' \
        '--timeout=[Give up after this time (with --wait alone: 5m)]:TIME: ' \
        '(--help -h)--help[Show this help]' \
        '(--help -h)-h[Show this help]' \
        '*:svc/NAME: _kubelb-ctl_ask service'
}

_kubelb-ctl_at_trace() {
    _arguments -s -S \
        '(--namespace -n)--namespace=[Look at this namespace of the tenant cluster]:NAMESPACE: _kubelb-ctl_ask namespace' \
        '(--namespace -n)-n+[Look at this namespace of the tenant cluster]:NAMESPACE: _kubelb-ctl_ask namespace' \
        '(--all-namespaces -A)--all-namespaces[Look at all namespaces]' \
        '(--all-namespaces -A)-A[Look at all namespaces]' \
        '(--selector -l)--selector=[Only Services with these labels, as in kubectl]:SELECTOR: ' \
        '(--selector -l)-l+[Only Services with these labels, as in kubectl]:SELECTOR: ' \
        '--show-ignored[List Services of other controllers, too]' \
        '--timeline[Tell what happened: writes, conditions, Events, restarts, log lines of both clusters]' \
        '--since=[Tell what happened since then, as 10m or 2h]:TIME: ' \
        '--from-bundle=[Read both clusters from a bundle: a directory or a .tar.gz]:PATH:_files' \
        '--tenant=[The tenant'\''s name (default: the CCM'\''s --cluster-name)]:NAME: _kubelb-ctl_ask tenant' \
        '--print-rbac[Print the rights that the tool asks for, and end]' \
        '--pair=[The pair of clusters of this name in the configuration file]:NAME: _kubelb-ctl_ask pair' \
        '--config=[The configuration file (default: ~/.config/kubelb-ctl/config.yaml)]:FILE:_files' \
        '--kubeconfig=[The kubeconfig file of the tenant cluster]:PATH:_files' \
        '--context=[The kubeconfig context of the tenant cluster]:NAME: _kubelb-ctl_ask context' \
        '--cluster=[The cluster of the kubeconfig, in place of the context'\''s]:NAME: _kubelb-ctl_ask cluster' \
        '--user=[The user of the kubeconfig, in place of the context'\''s]:NAME: _kubelb-ctl_ask user' \
        '--as=[Act as this user]:USER: ' \
        '*--as-group=[Act as a member of this group]:GROUP: ' \
        '--as-uid=[Act with this UID]:UID: ' \
        '(--management-kubeconfig --mgmt-kubeconfig)--management-kubeconfig=[The kubeconfig file of the management cluster]:PATH:_files' \
        '!--mgmt-kubeconfig=[The kubeconfig file of the management cluster]:PATH:_files' \
        '(--management-context --mgmt-context)--management-context=[The kubeconfig context of the management cluster]:NAME: _kubelb-ctl_ask management-context' \
        '!--mgmt-context=[The kubeconfig context of the management cluster]:NAME: _kubelb-ctl_ask management-context' \
        '(--management-cluster --mgmt-cluster)--management-cluster=[The cluster of the kubeconfig, in place of the context'\''s]:NAME: _kubelb-ctl_ask management-cluster' \
        '!--mgmt-cluster=[The cluster of the kubeconfig, in place of the context'\''s]:NAME: _kubelb-ctl_ask management-cluster' \
        '(--management-user --mgmt-user)--management-user=[The user of the kubeconfig, in place of the context'\''s]:NAME: _kubelb-ctl_ask management-user' \
        '!--mgmt-user=[The user of the kubeconfig, in place of the context'\''s]:NAME: _kubelb-ctl_ask management-user' \
        '(--management-as --mgmt-as)--management-as=[Act as this user]:USER: ' \
        '!--mgmt-as=[Act as this user]:USER: ' \
        '*--management-as-group=[Act as a member of this group]:GROUP: ' \
        '!*--mgmt-as-group=[Act as a member of this group]:GROUP: ' \
        '(--management-as-uid --mgmt-as-uid)--management-as-uid=[Act with this UID]:UID: ' \
        '!--mgmt-as-uid=[Act with this UID]:UID: ' \
        '--no-ccm-credentials[Without a management cluster named, do not use the CCM'\''s own credentials]' \
        '--insecure-ccm-server[Connect to the server of the CCM'\''s kubeconfig even if it is link-local or plain HTTP]' \
        '--request-timeout=[Give up on a request after this time]:TIME: ' \
        '--chunk-size=[Read lists in pages of this many objects]:N: ' \
        '--no-metrics[Do not ask Envoy and the controllers for their statistics (pods/proxy)]' \
        '--no-logs[Do not read what the CCM and the manager log (pods/log)]' \
        '(--output -o)--output=[Output format; table is the tree]:FORMAT:(table tree wide short json yaml name mermaid svg markdown html)' \
        '(--output -o)-o+[Output format; table is the tree]:FORMAT:(table tree wide short json yaml name mermaid svg markdown html)' \
        '--color=[Use colour]:WHEN:(auto always never)' \
        '--ascii[Print ASCII characters only]' \
        '*--report=[Write the report to a file, too; - is stdout]:FORMAT=FILE:_files' \
        '(--quiet -q)--quiet[Print the verdict only]' \
        '(--quiet -q)-q[Print the verdict only]' \
        '(--verbose -v)--verbose[List what is suppressed and what was not collected, too]' \
        '(--verbose -v)-v[List what is suppressed and what was not collected, too]' \
        '(--help -h)--help[Show this help]' \
        '(--help -h)-h[Show this help]' \
        '*:svc/NAME: _kubelb-ctl_ask service'
}

_kubelb-ctl_at_verify() {
    _arguments -s -S \
        '(--namespace -n)--namespace=[Look at this namespace of the tenant cluster]:NAMESPACE: _kubelb-ctl_ask namespace' \
        '(--namespace -n)-n+[Look at this namespace of the tenant cluster]:NAMESPACE: _kubelb-ctl_ask namespace' \
        '(--all-namespaces -A)--all-namespaces[Look at all namespaces, one row a Service]' \
        '(--all-namespaces -A)-A[Look at all namespaces, one row a Service]' \
        '(--selector -l)--selector=[Only Services with these labels, as in kubectl]:SELECTOR: ' \
        '(--selector -l)-l+[Only Services with these labels, as in kubectl]:SELECTOR: ' \
        '--show-ignored[List Services of other controllers, too]' \
        '*--port=[Probe only this port of the Services]:PORT[/PROTOCOL]: ' \
        '--tls[Make a TLS handshake at each TCP port; certificates are not checked]' \
        '--http=[Ask each TCP port for this path, over TLS with --tls]:PATH:_files' \
        '--expect-status=[The HTTP statuses that are right: 200, 2xx, 200-399]:STATUS: ' \
        '--server-name=[The host name in TLS and HTTP, in place of the address]:NAME: ' \
        '--udp-payload=[Send this once to each UDP port; \\n, \\0 and \\xHH stand for bytes]:TEXT: ' \
        '--from-node-ports[Probe the node ports from here, too, which is not where Envoy is]' \
        '--print-probe[Print kubectl commands that probe from within the clusters, and end]' \
        '--probe-timeout=[Give up on a probe after this time]:TIME: ' \
        '--wait=-[Look again until all passes, for so long]::TIME: ' \
        '--interval=[Let this time pass between two looks]:TIME: ' \
        '--timeout=[Give up on all of it after this time]:TIME: ' \
        '--from-bundle=[Read both clusters from a bundle: a directory or a .tar.gz]:PATH:_files' \
        '--tenant=[The tenant'\''s name (default: the CCM'\''s --cluster-name)]:NAME: _kubelb-ctl_ask tenant' \
        '--print-rbac[Print the rights that the tool asks for, and end]' \
        '--pair=[The pair of clusters of this name in the configuration file]:NAME: _kubelb-ctl_ask pair' \
        '--config=[The configuration file (default: ~/.config/kubelb-ctl/config.yaml)]:FILE:_files' \
        '--kubeconfig=[The kubeconfig file of the tenant cluster]:PATH:_files' \
        '--context=[The kubeconfig context of the tenant cluster]:NAME: _kubelb-ctl_ask context' \
        '--cluster=[The cluster of the kubeconfig, in place of the context'\''s]:NAME: _kubelb-ctl_ask cluster' \
        '--user=[The user of the kubeconfig, in place of the context'\''s]:NAME: _kubelb-ctl_ask user' \
        '--as=[Act as this user]:USER: ' \
        '*--as-group=[Act as a member of this group]:GROUP: ' \
        '--as-uid=[Act with this UID]:UID: ' \
        '(--management-kubeconfig --mgmt-kubeconfig)--management-kubeconfig=[The kubeconfig file of the management cluster]:PATH:_files' \
        '!--mgmt-kubeconfig=[The kubeconfig file of the management cluster]:PATH:_files' \
        '(--management-context --mgmt-context)--management-context=[The kubeconfig context of the management cluster]:NAME: _kubelb-ctl_ask management-context' \
        '!--mgmt-context=[The kubeconfig context of the management cluster]:NAME: _kubelb-ctl_ask management-context' \
        '(--management-cluster --mgmt-cluster)--management-cluster=[The cluster of the kubeconfig, in place of the context'\''s]:NAME: _kubelb-ctl_ask management-cluster' \
        '!--mgmt-cluster=[The cluster of the kubeconfig, in place of the context'\''s]:NAME: _kubelb-ctl_ask management-cluster' \
        '(--management-user --mgmt-user)--management-user=[The user of the kubeconfig, in place of the context'\''s]:NAME: _kubelb-ctl_ask management-user' \
        '!--mgmt-user=[The user of the kubeconfig, in place of the context'\''s]:NAME: _kubelb-ctl_ask management-user' \
        '(--management-as --mgmt-as)--management-as=[Act as this user]:USER: ' \
        '!--mgmt-as=[Act as this user]:USER: ' \
        '*--management-as-group=[Act as a member of this group]:GROUP: ' \
        '!*--mgmt-as-group=[Act as a member of this group]:GROUP: ' \
        '(--management-as-uid --mgmt-as-uid)--management-as-uid=[Act with this UID]:UID: ' \
        '!--mgmt-as-uid=[Act with this UID]:UID: ' \
        '--no-ccm-credentials[Without a management cluster named, do not use the CCM'\''s own credentials]' \
        '--insecure-ccm-server[Connect to the server of the CCM'\''s kubeconfig even if it is link-local or plain HTTP]' \
        '--request-timeout=[Give up on a request after this time]:TIME: ' \
        '--chunk-size=[Read lists in pages of this many objects]:N: ' \
        '--no-metrics[Do not ask Envoy and the controllers for their statistics (pods/proxy)]' \
        '--no-logs[Do not read what the CCM and the manager log (pods/log)]' \
        '--fail-on=[End with status 1 from this severity on]:SEVERITY:(error warning info never)' \
        '--exit-zero[End with status 0 once there is a report, whatever it says]' \
        '*--checks=[Run only these checks: KLC-S005, KLC-S*, S]:CODES: ' \
        '*--skip-checks=[Leave these checks out]:CODES: ' \
        '*--suppress=[Do not count these findings, of one object or of all]:CODE[=TYPE/NS/NAME]: ' \
        '--baseline=[Do not count the findings of this file]:FILE:_files' \
        '--update-baseline[Write what is found now to the baseline]' \
        '(--output -o)--output=[Output format]:FORMAT:(table wide short json yaml name junit sarif github markdown html)' \
        '(--output -o)-o+[Output format]:FORMAT:(table wide short json yaml name junit sarif github markdown html)' \
        '--color=[Use colour]:WHEN:(auto always never)' \
        '--ascii[Print ASCII characters only]' \
        '--no-headers[Print tables without their heading]' \
        '*--report=[Write the report to a file, too; - is stdout]:FORMAT=FILE:_files' \
        '(--quiet -q)--quiet[Print the verdict only]' \
        '(--quiet -q)-q[Print the verdict only]' \
        '(--verbose -v)--verbose[List what is suppressed and what was not collected, too]' \
        '(--verbose -v)-v[List what is suppressed and what was not collected, too]' \
        '(--help -h)--help[Show this help]' \
        '(--help -h)-h[Show this help]' \
        '*:svc/NAME: _kubelb-ctl_ask service'
}

_kubelb-ctl_at_logs() {
    _arguments -s -S \
        '(--namespace -n)--namespace=[The namespace of the Services in the tenant cluster]:NAMESPACE: _kubelb-ctl_ask namespace' \
        '(--namespace -n)-n+[The namespace of the Services in the tenant cluster]:NAMESPACE: _kubelb-ctl_ask namespace' \
        '--component=[Whose logs, with commas between them]:LIST: _kubelb-ctl_words_0' \
        '(--follow -f)--follow[Go on with what comes, of new pods too; begins 10 minutes ago where nothing else is said]' \
        '(--follow -f)-f[Go on with what comes, of new pods too; begins 10 minutes ago where nothing else is said]' \
        '(--previous -p)--previous[The run before the last restart]' \
        '(--previous -p)-p[The run before the last restart]' \
        '--since=[Not older than 10m, 90s or 1h30m]:TIME: ' \
        '--since-time=[Not older than 2026-11-22T12:00:00Z]:TIME: ' \
        '--tail=[Of each log look at the last N lines only, before any is left out]:N: ' \
        '--level=[Only lines of at least this level, and those that have none]:LEVEL:(debug info warning error)' \
        '--grep=[Only lines that match]:REGEX: ' \
        '--from-bundle=[Read both clusters from a bundle: a directory or a .tar.gz]:PATH:_files' \
        '--tenant=[The tenant'\''s name (default: the CCM'\''s --cluster-name)]:NAME: _kubelb-ctl_ask tenant' \
        '--print-rbac[Print the rights that the tool asks for, and end]' \
        '--pair=[The pair of clusters of this name in the configuration file]:NAME: _kubelb-ctl_ask pair' \
        '--config=[The configuration file (default: ~/.config/kubelb-ctl/config.yaml)]:FILE:_files' \
        '--kubeconfig=[The kubeconfig file of the tenant cluster]:PATH:_files' \
        '--context=[The kubeconfig context of the tenant cluster]:NAME: _kubelb-ctl_ask context' \
        '--cluster=[The cluster of the kubeconfig, in place of the context'\''s]:NAME: _kubelb-ctl_ask cluster' \
        '--user=[The user of the kubeconfig, in place of the context'\''s]:NAME: _kubelb-ctl_ask user' \
        '--as=[Act as this user]:USER: ' \
        '*--as-group=[Act as a member of this group]:GROUP: ' \
        '--as-uid=[Act with this UID]:UID: ' \
        '(--management-kubeconfig --mgmt-kubeconfig)--management-kubeconfig=[The kubeconfig file of the management cluster]:PATH:_files' \
        '!--mgmt-kubeconfig=[The kubeconfig file of the management cluster]:PATH:_files' \
        '(--management-context --mgmt-context)--management-context=[The kubeconfig context of the management cluster]:NAME: _kubelb-ctl_ask management-context' \
        '!--mgmt-context=[The kubeconfig context of the management cluster]:NAME: _kubelb-ctl_ask management-context' \
        '(--management-cluster --mgmt-cluster)--management-cluster=[The cluster of the kubeconfig, in place of the context'\''s]:NAME: _kubelb-ctl_ask management-cluster' \
        '!--mgmt-cluster=[The cluster of the kubeconfig, in place of the context'\''s]:NAME: _kubelb-ctl_ask management-cluster' \
        '(--management-user --mgmt-user)--management-user=[The user of the kubeconfig, in place of the context'\''s]:NAME: _kubelb-ctl_ask management-user' \
        '!--mgmt-user=[The user of the kubeconfig, in place of the context'\''s]:NAME: _kubelb-ctl_ask management-user' \
        '(--management-as --mgmt-as)--management-as=[Act as this user]:USER: ' \
        '!--mgmt-as=[Act as this user]:USER: ' \
        '*--management-as-group=[Act as a member of this group]:GROUP: ' \
        '!*--mgmt-as-group=[Act as a member of this group]:GROUP: ' \
        '(--management-as-uid --mgmt-as-uid)--management-as-uid=[Act with this UID]:UID: ' \
        '!--mgmt-as-uid=[Act with this UID]:UID: ' \
        '--no-ccm-credentials[Without a management cluster named, do not use the CCM'\''s own credentials]' \
        '--insecure-ccm-server[Connect to the server of the CCM'\''s kubeconfig even if it is link-local or plain HTTP]' \
        '--request-timeout=[Give up on a request after this time]:TIME: ' \
        '--chunk-size=[Read lists in pages of this many objects]:N: ' \
        '(--output -o)--output=[Text, one JSON object a line, or the lines as they are]:FORMAT:(text json raw)' \
        '(--output -o)-o+[Text, one JSON object a line, or the lines as they are]:FORMAT:(text json raw)' \
        '--no-prefix[Do not say before each line where it comes from]' \
        '--color=[Use colour]:WHEN:(auto always never)' \
        '--ascii[Print ASCII characters only]' \
        '(--help -h)--help[Show this help]' \
        '(--help -h)-h[Show this help]' \
        '*:svc/NAME: _kubelb-ctl_ask service'
}

_kubelb-ctl_at_events() {
    _arguments -s -S \
        '(--namespace -n)--namespace=[Look at this namespace of the tenant cluster]:NAMESPACE: _kubelb-ctl_ask namespace' \
        '(--namespace -n)-n+[Look at this namespace of the tenant cluster]:NAMESPACE: _kubelb-ctl_ask namespace' \
        '(--all-namespaces -A)--all-namespaces[Look at all namespaces]' \
        '(--all-namespaces -A)-A[Look at all namespaces]' \
        '(--selector -l)--selector=[Only Services with these labels, as in kubectl]:SELECTOR: ' \
        '(--selector -l)-l+[Only Services with these labels, as in kubectl]:SELECTOR: ' \
        '(--watch -w)--watch[Go on with what comes, until interrupted]' \
        '(--watch -w)-w[Go on with what comes, until interrupted]' \
        '--since=[Not older than 10m, 90s or 1h30m]:TIME: ' \
        '--types=[Of these types, with commas between them]:LIST:(Normal Warning)' \
        '--from-bundle=[Read both clusters from a bundle: a directory or a .tar.gz]:PATH:_files' \
        '--tenant=[The tenant'\''s name (default: the CCM'\''s --cluster-name)]:NAME: _kubelb-ctl_ask tenant' \
        '--print-rbac[Print the rights that the tool asks for, and end]' \
        '--pair=[The pair of clusters of this name in the configuration file]:NAME: _kubelb-ctl_ask pair' \
        '--config=[The configuration file (default: ~/.config/kubelb-ctl/config.yaml)]:FILE:_files' \
        '--kubeconfig=[The kubeconfig file of the tenant cluster]:PATH:_files' \
        '--context=[The kubeconfig context of the tenant cluster]:NAME: _kubelb-ctl_ask context' \
        '--cluster=[The cluster of the kubeconfig, in place of the context'\''s]:NAME: _kubelb-ctl_ask cluster' \
        '--user=[The user of the kubeconfig, in place of the context'\''s]:NAME: _kubelb-ctl_ask user' \
        '--as=[Act as this user]:USER: ' \
        '*--as-group=[Act as a member of this group]:GROUP: ' \
        '--as-uid=[Act with this UID]:UID: ' \
        '(--management-kubeconfig --mgmt-kubeconfig)--management-kubeconfig=[The kubeconfig file of the management cluster]:PATH:_files' \
        '!--mgmt-kubeconfig=[The kubeconfig file of the management cluster]:PATH:_files' \
        '(--management-context --mgmt-context)--management-context=[The kubeconfig context of the management cluster]:NAME: _kubelb-ctl_ask management-context' \
        '!--mgmt-context=[The kubeconfig context of the management cluster]:NAME: _kubelb-ctl_ask management-context' \
        '(--management-cluster --mgmt-cluster)--management-cluster=[The cluster of the kubeconfig, in place of the context'\''s]:NAME: _kubelb-ctl_ask management-cluster' \
        '!--mgmt-cluster=[The cluster of the kubeconfig, in place of the context'\''s]:NAME: _kubelb-ctl_ask management-cluster' \
        '(--management-user --mgmt-user)--management-user=[The user of the kubeconfig, in place of the context'\''s]:NAME: _kubelb-ctl_ask management-user' \
        '!--mgmt-user=[The user of the kubeconfig, in place of the context'\''s]:NAME: _kubelb-ctl_ask management-user' \
        '(--management-as --mgmt-as)--management-as=[Act as this user]:USER: ' \
        '!--mgmt-as=[Act as this user]:USER: ' \
        '*--management-as-group=[Act as a member of this group]:GROUP: ' \
        '!*--mgmt-as-group=[Act as a member of this group]:GROUP: ' \
        '(--management-as-uid --mgmt-as-uid)--management-as-uid=[Act with this UID]:UID: ' \
        '!--mgmt-as-uid=[Act with this UID]:UID: ' \
        '--no-ccm-credentials[Without a management cluster named, do not use the CCM'\''s own credentials]' \
        '--insecure-ccm-server[Connect to the server of the CCM'\''s kubeconfig even if it is link-local or plain HTTP]' \
        '--request-timeout=[Give up on a request after this time]:TIME: ' \
        '--chunk-size=[Read lists in pages of this many objects]:N: ' \
        '(--output -o)--output=[Output format]:FORMAT:(table wide short json yaml name)' \
        '(--output -o)-o+[Output format]:FORMAT:(table wide short json yaml name)' \
        '--color=[Use colour]:WHEN:(auto always never)' \
        '--ascii[Print ASCII characters only]' \
        '--no-headers[Print tables without their heading]' \
        '(--help -h)--help[Show this help]' \
        '(--help -h)-h[Show this help]' \
        '*:svc/NAME: _kubelb-ctl_ask service'
}

_kubelb-ctl_at_doctor() {
    _arguments -s -S \
        '--all-pairs[Check every pair of the configuration file, one row each]' \
        '--show-ignored[List Services of other controllers, too]' \
        '--from-bundle=[Read both clusters from a bundle: a directory or a .tar.gz]:PATH:_files' \
        '--tenant=[The tenant'\''s name (default: the CCM'\''s --cluster-name)]:NAME: _kubelb-ctl_ask tenant' \
        '--print-rbac[Print the rights that the tool asks for, and end]' \
        '--pair=[The pair of clusters of this name in the configuration file]:NAME: _kubelb-ctl_ask pair' \
        '--config=[The configuration file (default: ~/.config/kubelb-ctl/config.yaml)]:FILE:_files' \
        '--kubeconfig=[The kubeconfig file of the tenant cluster]:PATH:_files' \
        '--context=[The kubeconfig context of the tenant cluster]:NAME: _kubelb-ctl_ask context' \
        '--cluster=[The cluster of the kubeconfig, in place of the context'\''s]:NAME: _kubelb-ctl_ask cluster' \
        '--user=[The user of the kubeconfig, in place of the context'\''s]:NAME: _kubelb-ctl_ask user' \
        '--as=[Act as this user]:USER: ' \
        '*--as-group=[Act as a member of this group]:GROUP: ' \
        '--as-uid=[Act with this UID]:UID: ' \
        '(--management-kubeconfig --mgmt-kubeconfig)--management-kubeconfig=[The kubeconfig file of the management cluster]:PATH:_files' \
        '!--mgmt-kubeconfig=[The kubeconfig file of the management cluster]:PATH:_files' \
        '(--management-context --mgmt-context)--management-context=[The kubeconfig context of the management cluster]:NAME: _kubelb-ctl_ask management-context' \
        '!--mgmt-context=[The kubeconfig context of the management cluster]:NAME: _kubelb-ctl_ask management-context' \
        '(--management-cluster --mgmt-cluster)--management-cluster=[The cluster of the kubeconfig, in place of the context'\''s]:NAME: _kubelb-ctl_ask management-cluster' \
        '!--mgmt-cluster=[The cluster of the kubeconfig, in place of the context'\''s]:NAME: _kubelb-ctl_ask management-cluster' \
        '(--management-user --mgmt-user)--management-user=[The user of the kubeconfig, in place of the context'\''s]:NAME: _kubelb-ctl_ask management-user' \
        '!--mgmt-user=[The user of the kubeconfig, in place of the context'\''s]:NAME: _kubelb-ctl_ask management-user' \
        '(--management-as --mgmt-as)--management-as=[Act as this user]:USER: ' \
        '!--mgmt-as=[Act as this user]:USER: ' \
        '*--management-as-group=[Act as a member of this group]:GROUP: ' \
        '!*--mgmt-as-group=[Act as a member of this group]:GROUP: ' \
        '(--management-as-uid --mgmt-as-uid)--management-as-uid=[Act with this UID]:UID: ' \
        '!--mgmt-as-uid=[Act with this UID]:UID: ' \
        '--no-ccm-credentials[Without a management cluster named, do not use the CCM'\''s own credentials]' \
        '--insecure-ccm-server[Connect to the server of the CCM'\''s kubeconfig even if it is link-local or plain HTTP]' \
        '--request-timeout=[Give up on a request after this time]:TIME: ' \
        '--chunk-size=[Read lists in pages of this many objects]:N: ' \
        '--no-metrics[Do not ask Envoy and the controllers for their statistics (pods/proxy)]' \
        '--no-logs[Do not read what the CCM and the manager log (pods/log)]' \
        '--fail-on=[End with status 1 from this severity on]:SEVERITY:(error warning info never)' \
        '--exit-zero[End with status 0 once there is a report, whatever it says]' \
        '*--checks=[Run only these checks: KLC-S005, KLC-S*, S]:CODES: ' \
        '*--skip-checks=[Leave these checks out]:CODES: ' \
        '*--suppress=[Do not count these findings, of one object or of all]:CODE[=TYPE/NS/NAME]: ' \
        '--baseline=[Do not count the findings of this file]:FILE:_files' \
        '--update-baseline[Write what is found now to the baseline]' \
        '(--output -o)--output=[Output format]:FORMAT:(table wide short json yaml name junit sarif github markdown html)' \
        '(--output -o)-o+[Output format]:FORMAT:(table wide short json yaml name junit sarif github markdown html)' \
        '--color=[Use colour]:WHEN:(auto always never)' \
        '--ascii[Print ASCII characters only]' \
        '--no-headers[Print tables without their heading]' \
        '*--report=[Write the report to a file, too; - is stdout]:FORMAT=FILE:_files' \
        '(--quiet -q)--quiet[Print the verdict only]' \
        '(--quiet -q)-q[Print the verdict only]' \
        '(--verbose -v)--verbose[List what is suppressed and what was not collected, too]' \
        '(--verbose -v)-v[List what is suppressed and what was not collected, too]' \
        '--wait=-[Look again at every change until it is so; exit status 4 when the time is up]::healthy: ' \
        '--interval=[Let this time pass between two looks at what cannot be watched]:TIME: ' \
        '--timeout=[Give up after this time (with --wait alone: 5m)]:TIME: ' \
        '(--help -h)--help[Show this help]' \
        '(--help -h)-h[Show this help]' \
        '1::tenant/NAME: _kubelb-ctl_ask tenant-argument'
}

_kubelb-ctl_at_cleanup() {
    _arguments -s -S \
        '(--yes -y)--yes[Delete what is marked DELETE, without asking]' \
        '(--yes -y)-y[Delete what is marked DELETE, without asking]' \
        '--apply[Delete what is marked DELETE, after a question on the terminal]' \
        '--plan-out=[Write the plan to a new file]:FILE:_files' \
        '--plan=[Delete what this plan says, if all of it is still true]:FILE:_files' \
        '--include-replaced[Also LoadBalancers whose Service was made anew under the same name]' \
        '--max-deletes=[Refuse where more is to be deleted]:N: ' \
        '--remove-finalizers=[Take KubeLB'\''s finalizers off this one object, as a last resort]:lb/UID|svc/NAME: _kubelb-ctl_ask service' \
        '(--namespace -n)--namespace=[The namespace of the Service after --remove-finalizers]:NAMESPACE: _kubelb-ctl_ask namespace' \
        '(--namespace -n)-n+[The namespace of the Service after --remove-finalizers]:NAMESPACE: _kubelb-ctl_ask namespace' \
        '--from-bundle=[Read both clusters from a bundle: a directory or a .tar.gz]:PATH:_files' \
        '--tenant=[The tenant'\''s name (default: the CCM'\''s --cluster-name)]:NAME: _kubelb-ctl_ask tenant' \
        '--print-rbac[Print the rights that the tool asks for, and end]' \
        '--pair=[The pair of clusters of this name in the configuration file]:NAME: _kubelb-ctl_ask pair' \
        '--config=[The configuration file (default: ~/.config/kubelb-ctl/config.yaml)]:FILE:_files' \
        '--kubeconfig=[The kubeconfig file of the tenant cluster]:PATH:_files' \
        '--context=[The kubeconfig context of the tenant cluster]:NAME: _kubelb-ctl_ask context' \
        '--cluster=[The cluster of the kubeconfig, in place of the context'\''s]:NAME: _kubelb-ctl_ask cluster' \
        '--user=[The user of the kubeconfig, in place of the context'\''s]:NAME: _kubelb-ctl_ask user' \
        '--as=[Act as this user]:USER: ' \
        '*--as-group=[Act as a member of this group]:GROUP: ' \
        '--as-uid=[Act with this UID]:UID: ' \
        '(--management-kubeconfig --mgmt-kubeconfig)--management-kubeconfig=[The kubeconfig file of the management cluster]:PATH:_files' \
        '!--mgmt-kubeconfig=[The kubeconfig file of the management cluster]:PATH:_files' \
        '(--management-context --mgmt-context)--management-context=[The kubeconfig context of the management cluster]:NAME: _kubelb-ctl_ask management-context' \
        '!--mgmt-context=[The kubeconfig context of the management cluster]:NAME: _kubelb-ctl_ask management-context' \
        '(--management-cluster --mgmt-cluster)--management-cluster=[The cluster of the kubeconfig, in place of the context'\''s]:NAME: _kubelb-ctl_ask management-cluster' \
        '!--mgmt-cluster=[The cluster of the kubeconfig, in place of the context'\''s]:NAME: _kubelb-ctl_ask management-cluster' \
        '(--management-user --mgmt-user)--management-user=[The user of the kubeconfig, in place of the context'\''s]:NAME: _kubelb-ctl_ask management-user' \
        '!--mgmt-user=[The user of the kubeconfig, in place of the context'\''s]:NAME: _kubelb-ctl_ask management-user' \
        '(--management-as --mgmt-as)--management-as=[Act as this user]:USER: ' \
        '!--mgmt-as=[Act as this user]:USER: ' \
        '*--management-as-group=[Act as a member of this group]:GROUP: ' \
        '!*--mgmt-as-group=[Act as a member of this group]:GROUP: ' \
        '(--management-as-uid --mgmt-as-uid)--management-as-uid=[Act with this UID]:UID: ' \
        '!--mgmt-as-uid=[Act with this UID]:UID: ' \
        '--no-ccm-credentials[Without a management cluster named, do not use the CCM'\''s own credentials]' \
        '--insecure-ccm-server[Connect to the server of the CCM'\''s kubeconfig even if it is link-local or plain HTTP]' \
        '--request-timeout=[Give up on a request after this time]:TIME: ' \
        '--chunk-size=[Read lists in pages of this many objects]:N: ' \
        '(--output -o)--output=[Output format]:FORMAT:(table json yaml name)' \
        '(--output -o)-o+[Output format]:FORMAT:(table json yaml name)' \
        '--color=[Use colour]:WHEN:(auto always never)' \
        '--ascii[Print ASCII characters only]' \
        '(--help -h)--help[Show this help]' \
        '(--help -h)-h[Show this help]'
}

_kubelb-ctl_at_collect() {
    _arguments -s -S \
        '--tenant=[The tenant'\''s name (default: the CCM'\''s --cluster-name)]:NAME: _kubelb-ctl_ask tenant' \
        '--no-metrics[Do not ask Envoy and the controllers for their statistics (pods/proxy)]' \
        '--no-logs[Do not read what the CCM and the manager log (pods/log)]' \
        '--pair=[The pair of clusters of this name in the configuration file]:NAME: _kubelb-ctl_ask pair' \
        '--config=[The configuration file (default: ~/.config/kubelb-ctl/config.yaml)]:FILE:_files' \
        '--kubeconfig=[The kubeconfig file of the tenant cluster]:PATH:_files' \
        '--context=[The kubeconfig context of the tenant cluster]:NAME: _kubelb-ctl_ask context' \
        '--cluster=[The cluster of the kubeconfig, in place of the context'\''s]:NAME: _kubelb-ctl_ask cluster' \
        '--user=[The user of the kubeconfig, in place of the context'\''s]:NAME: _kubelb-ctl_ask user' \
        '--as=[Act as this user]:USER: ' \
        '*--as-group=[Act as a member of this group]:GROUP: ' \
        '--as-uid=[Act with this UID]:UID: ' \
        '(--management-kubeconfig --mgmt-kubeconfig)--management-kubeconfig=[The kubeconfig file of the management cluster]:PATH:_files' \
        '!--mgmt-kubeconfig=[The kubeconfig file of the management cluster]:PATH:_files' \
        '(--management-context --mgmt-context)--management-context=[The kubeconfig context of the management cluster]:NAME: _kubelb-ctl_ask management-context' \
        '!--mgmt-context=[The kubeconfig context of the management cluster]:NAME: _kubelb-ctl_ask management-context' \
        '(--management-cluster --mgmt-cluster)--management-cluster=[The cluster of the kubeconfig, in place of the context'\''s]:NAME: _kubelb-ctl_ask management-cluster' \
        '!--mgmt-cluster=[The cluster of the kubeconfig, in place of the context'\''s]:NAME: _kubelb-ctl_ask management-cluster' \
        '(--management-user --mgmt-user)--management-user=[The user of the kubeconfig, in place of the context'\''s]:NAME: _kubelb-ctl_ask management-user' \
        '!--mgmt-user=[The user of the kubeconfig, in place of the context'\''s]:NAME: _kubelb-ctl_ask management-user' \
        '(--management-as --mgmt-as)--management-as=[Act as this user]:USER: ' \
        '!--mgmt-as=[Act as this user]:USER: ' \
        '*--management-as-group=[Act as a member of this group]:GROUP: ' \
        '!*--mgmt-as-group=[Act as a member of this group]:GROUP: ' \
        '(--management-as-uid --mgmt-as-uid)--management-as-uid=[Act with this UID]:UID: ' \
        '!--mgmt-as-uid=[Act with this UID]:UID: ' \
        '--no-ccm-credentials[Without a management cluster named, do not use the CCM'\''s own credentials]' \
        '--insecure-ccm-server[Connect to the server of the CCM'\''s kubeconfig even if it is link-local or plain HTTP]' \
        '--request-timeout=[Give up on a request after this time]:TIME: ' \
        '--chunk-size=[Read lists in pages of this many objects]:N: ' \
        '(--help -h)--help[Show this help]' \
        '(--help -h)-h[Show this help]' \
        '1::PATH:_files'
}

_kubelb-ctl_at_config_commands() {
    local -a found=(
        'view:Show what counts, and where each value comes from'
        'validate:Check the file, and the kubeconfigs that it names'
    )
    _describe -t commands command found
}

_kubelb-ctl_at_config() {
    local curcontext=$curcontext context state state_descr line
    typeset -A opt_args
    _arguments -C -s -S -A "-*" \
        '(--help -h)--help[Show this help]' \
        '(--help -h)-h[Show this help]' \
        '!--namespace=[Look at this namespace of the tenant cluster]:NAMESPACE: ' \
        '!-n+[Look at this namespace of the tenant cluster]:NAMESPACE: ' \
        '!--all-namespaces[Look at all namespaces, one row a Service]' \
        '!-A[Look at all namespaces, one row a Service]' \
        '!--selector=[Only Services with these labels, as in kubectl]:SELECTOR: ' \
        '!-l+[Only Services with these labels, as in kubectl]:SELECTOR: ' \
        '!--show-ignored[List Services of other controllers, too]' \
        '!--from-bundle=[Read both clusters from a bundle: a directory or a .tar.gz]:PATH: ' \
        '!--tenant=[The tenant'\''s name (default: the CCM'\''s --cluster-name)]:NAME: ' \
        '!--print-rbac[Print the rights that the tool asks for, and end]' \
        '!--pair=[The pair of clusters of this name in the configuration file]:NAME: ' \
        '!--config=[The configuration file (default: ~/.config/kubelb-ctl/config.yaml)]:FILE: ' \
        '!--kubeconfig=[The kubeconfig file of the tenant cluster]:PATH: ' \
        '!--context=[The kubeconfig context of the tenant cluster]:NAME: ' \
        '!--cluster=[The cluster of the kubeconfig, in place of the context'\''s]:NAME: ' \
        '!--user=[The user of the kubeconfig, in place of the context'\''s]:NAME: ' \
        '!--as=[Act as this user]:USER: ' \
        '!*--as-group=[Act as a member of this group]:GROUP: ' \
        '!--as-uid=[Act with this UID]:UID: ' \
        '!--management-kubeconfig=[The kubeconfig file of the management cluster]:PATH: ' \
        '!--mgmt-kubeconfig=[The kubeconfig file of the management cluster]:PATH: ' \
        '!--management-context=[The kubeconfig context of the management cluster]:NAME: ' \
        '!--mgmt-context=[The kubeconfig context of the management cluster]:NAME: ' \
        '!--management-cluster=[The cluster of the kubeconfig, in place of the context'\''s]:NAME: ' \
        '!--mgmt-cluster=[The cluster of the kubeconfig, in place of the context'\''s]:NAME: ' \
        '!--management-user=[The user of the kubeconfig, in place of the context'\''s]:NAME: ' \
        '!--mgmt-user=[The user of the kubeconfig, in place of the context'\''s]:NAME: ' \
        '!--management-as=[Act as this user]:USER: ' \
        '!--mgmt-as=[Act as this user]:USER: ' \
        '!*--management-as-group=[Act as a member of this group]:GROUP: ' \
        '!*--mgmt-as-group=[Act as a member of this group]:GROUP: ' \
        '!--management-as-uid=[Act with this UID]:UID: ' \
        '!--mgmt-as-uid=[Act with this UID]:UID: ' \
        '!--no-ccm-credentials[Without a management cluster named, do not use the CCM'\''s own credentials]' \
        '!--insecure-ccm-server[Connect to the server of the CCM'\''s kubeconfig even if it is link-local or plain HTTP]' \
        '!--request-timeout=[Give up on a request after this time]:TIME: ' \
        '!--chunk-size=[Read lists in pages of this many objects]:N: ' \
        '!--no-metrics[Do not ask Envoy and the controllers for their statistics (pods/proxy)]' \
        '!--no-logs[Do not read what the CCM and the manager log (pods/log)]' \
        '!--fail-on=[End with status 1 from this severity on]:SEVERITY: ' \
        '!--exit-zero[End with status 0 once there is a report, whatever it says]' \
        '!*--checks=[Run only these checks: KLC-S005, KLC-S*, S]:CODES: ' \
        '!*--skip-checks=[Leave these checks out]:CODES: ' \
        '!*--suppress=[Do not count these findings, of one object or of all]:CODE[=TYPE/NS/NAME]: ' \
        '!--baseline=[Do not count the findings of this file]:FILE: ' \
        '!--update-baseline[Write what is found now to the baseline]' \
        '!--output=[Output format]:FORMAT: ' \
        '!-o+[Output format]:FORMAT: ' \
        '!--color=[Use colour]:WHEN: ' \
        '!--ascii[Print ASCII characters only]' \
        '!--no-headers[Print tables without their heading]' \
        '!*--report=[Write the report to a file, too; - is stdout]:FORMAT=FILE: ' \
        '!--quiet[Print the verdict only]' \
        '!-q[Print the verdict only]' \
        '!--verbose[List what is suppressed and what was not collected, too]' \
        '!-v[List what is suppressed and what was not collected, too]' \
        '!--watch[Go on looking: drawn in place on a terminal, otherwise a line for each change]' \
        '!-w[Go on looking: drawn in place on a terminal, otherwise a line for each change]' \
        '!--wait=-[Look again at every change until it is so; exit status 4 when the time is up]::healthy|address|deleted: ' \
        '!--interval=[Let this time pass between two looks at what cannot be watched]:TIME: ' \
        '!--timeout=[Give up after this time (with --wait alone: 5m)]:TIME: ' \
        '!--timeline[Tell what happened: writes, conditions, Events, restarts, log lines of both clusters]' \
        '!--since=[Tell what happened since then, as 10m or 2h]:TIME: ' \
        '!*--port=[Probe only this port of the Services]:PORT[/PROTOCOL]: ' \
        '!--tls[Make a TLS handshake at each TCP port; certificates are not checked]' \
        '!--http=[Ask each TCP port for this path, over TLS with --tls]:PATH: ' \
        '!--expect-status=[The HTTP statuses that are right: 200, 2xx, 200-399]:STATUS: ' \
        '!--server-name=[The host name in TLS and HTTP, in place of the address]:NAME: ' \
        '!--udp-payload=[Send this once to each UDP port; \\n, \\0 and \\xHH stand for bytes]:TEXT: ' \
        '!--from-node-ports[Probe the node ports from here, too, which is not where Envoy is]' \
        '!--print-probe[Print kubectl commands that probe from within the clusters, and end]' \
        '!--probe-timeout=[Give up on a probe after this time]:TIME: ' \
        '!--component=[Whose logs, with commas between them]:LIST: ' \
        '!--follow[Go on with what comes, of new pods too; begins 10 minutes ago where nothing else is said]' \
        '!-f[Go on with what comes, of new pods too; begins 10 minutes ago where nothing else is said]' \
        '!--previous[The run before the last restart]' \
        '!-p[The run before the last restart]' \
        '!--since-time=[Not older than 2026-11-22T12:00:00Z]:TIME: ' \
        '!--tail=[Of each log look at the last N lines only, before any is left out]:N: ' \
        '!--level=[Only lines of at least this level, and those that have none]:LEVEL: ' \
        '!--grep=[Only lines that match]:REGEX: ' \
        '!--no-prefix[Do not say before each line where it comes from]' \
        '!--types=[Of these types, with commas between them]:LIST: ' \
        '!--all-pairs[Check every pair of the configuration file, one row each]' \
        '!--yes[Delete what is marked DELETE, without asking]' \
        '!-y[Delete what is marked DELETE, without asking]' \
        '!--apply[Delete what is marked DELETE, after a question on the terminal]' \
        '!--plan-out=[Write the plan to a new file]:FILE: ' \
        '!--plan=[Delete what this plan says, if all of it is still true]:FILE: ' \
        '!--include-replaced[Also LoadBalancers whose Service was made anew under the same name]' \
        '!--max-deletes=[Refuse where more is to be deleted]:N: ' \
        '!--remove-finalizers=[Take KubeLB'\''s finalizers off this one object, as a last resort]:lb/UID|svc/NAME: ' \
        '1: :_kubelb-ctl_at_config_commands' \
        '*:: :->argument' && return
    [[ $state == argument ]] || return
    case $words[1] in
    view) _kubelb-ctl_at_config_view ;;
    validate) _kubelb-ctl_at_config_validate ;;
    esac
}

_kubelb-ctl_at_config_view() {
    _arguments -s -S \
        '--tenant=[The tenant'\''s name (default: the CCM'\''s --cluster-name)]:NAME: _kubelb-ctl_ask tenant' \
        '--pair=[The pair of clusters of this name in the configuration file]:NAME: _kubelb-ctl_ask pair' \
        '--config=[The configuration file (default: ~/.config/kubelb-ctl/config.yaml)]:FILE:_files' \
        '--kubeconfig=[The kubeconfig file of the tenant cluster]:PATH:_files' \
        '--context=[The kubeconfig context of the tenant cluster]:NAME: _kubelb-ctl_ask context' \
        '--cluster=[The cluster of the kubeconfig, in place of the context'\''s]:NAME: _kubelb-ctl_ask cluster' \
        '--user=[The user of the kubeconfig, in place of the context'\''s]:NAME: _kubelb-ctl_ask user' \
        '--as=[Act as this user]:USER: ' \
        '*--as-group=[Act as a member of this group]:GROUP: ' \
        '--as-uid=[Act with this UID]:UID: ' \
        '(--management-kubeconfig --mgmt-kubeconfig)--management-kubeconfig=[The kubeconfig file of the management cluster]:PATH:_files' \
        '!--mgmt-kubeconfig=[The kubeconfig file of the management cluster]:PATH:_files' \
        '(--management-context --mgmt-context)--management-context=[The kubeconfig context of the management cluster]:NAME: _kubelb-ctl_ask management-context' \
        '!--mgmt-context=[The kubeconfig context of the management cluster]:NAME: _kubelb-ctl_ask management-context' \
        '(--management-cluster --mgmt-cluster)--management-cluster=[The cluster of the kubeconfig, in place of the context'\''s]:NAME: _kubelb-ctl_ask management-cluster' \
        '!--mgmt-cluster=[The cluster of the kubeconfig, in place of the context'\''s]:NAME: _kubelb-ctl_ask management-cluster' \
        '(--management-user --mgmt-user)--management-user=[The user of the kubeconfig, in place of the context'\''s]:NAME: _kubelb-ctl_ask management-user' \
        '!--mgmt-user=[The user of the kubeconfig, in place of the context'\''s]:NAME: _kubelb-ctl_ask management-user' \
        '(--management-as --mgmt-as)--management-as=[Act as this user]:USER: ' \
        '!--mgmt-as=[Act as this user]:USER: ' \
        '*--management-as-group=[Act as a member of this group]:GROUP: ' \
        '!*--mgmt-as-group=[Act as a member of this group]:GROUP: ' \
        '(--management-as-uid --mgmt-as-uid)--management-as-uid=[Act with this UID]:UID: ' \
        '!--mgmt-as-uid=[Act with this UID]:UID: ' \
        '--no-ccm-credentials[Without a management cluster named, do not use the CCM'\''s own credentials]' \
        '--insecure-ccm-server[Connect to the server of the CCM'\''s kubeconfig even if it is link-local or plain HTTP]' \
        '--request-timeout=[Give up on a request after this time]:TIME: ' \
        '--chunk-size=[Read lists in pages of this many objects]:N: ' \
        '--no-metrics[Do not ask Envoy and the controllers for their statistics (pods/proxy)]' \
        '--no-logs[Do not read what the CCM and the manager log (pods/log)]' \
        '(--output -o)--output=[Output format]:FORMAT:(table json yaml)' \
        '(--output -o)-o+[Output format]:FORMAT:(table json yaml)' \
        '--color=[Use colour]:WHEN:(auto always never)' \
        '--ascii[Print ASCII characters only]' \
        '--no-headers[Print tables without their heading]' \
        '(--help -h)--help[Show this help]' \
        '(--help -h)-h[Show this help]'
}

_kubelb-ctl_at_config_validate() {
    _arguments -s -S \
        '--config=[The configuration file (default: ~/.config/kubelb-ctl/config.yaml)]:FILE:_files' \
        '(--output -o)--output=[Output format]:FORMAT:(table json yaml)' \
        '(--output -o)-o+[Output format]:FORMAT:(table json yaml)' \
        '(--help -h)--help[Show this help]' \
        '(--help -h)-h[Show this help]'
}

_kubelb-ctl_at_explain() {
    _arguments -s -S \
        '(--help -h)--help[Show this help]' \
        '(--help -h)-h[Show this help]' \
        '*:CODE: _kubelb-ctl_words_1'
}

_kubelb-ctl_at_checks() {
    _arguments -s -S \
        '(--output -o)--output=[Output format]:FORMAT:(table json yaml name)' \
        '(--output -o)-o+[Output format]:FORMAT:(table json yaml name)' \
        '(--help -h)--help[Show this help]' \
        '(--help -h)-h[Show this help]'
}

_kubelb-ctl_at_completion() {
    _arguments -s -S \
        '(--help -h)--help[Show this help]' \
        '(--help -h)-h[Show this help]' \
        '1:SHELL:(bash zsh fish)'
}

_kubelb-ctl_at_version() {
    _arguments -s -S \
        '(--help -h)--help[Show this help]' \
        '(--help -h)-h[Show this help]'
}

_kubelb-ctl_at_help() {
    _arguments -s -S \
        '(--help -h)--help[Show this help]' \
        '(--help -h)-h[Show this help]' \
        '1::COMMAND: _kubelb-ctl_words_2'
}

if [[ $funcstack[1] == _kubelb-ctl ]]; then
    _kubelb-ctl_begin
elif (( $+functions[compdef] )); then
    compdef _kubelb-ctl_begin kubelb-ctl kubectl-kubelb_ctl
fi

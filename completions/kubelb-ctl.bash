# Completion of kubelb-ctl for bash, generated from its table of commands. Do not edit: make generate.
# Loaded by: source <(kubelb-ctl completion bash)

# What a word names behind a command, as found.
_kubelb_ctl_command() {
    case "$1/$2" in
    '/status') found='status'; return 0 ;;
    '/trace') found='trace'; return 0 ;;
    '/verify') found='verify'; return 0 ;;
    '/logs') found='logs'; return 0 ;;
    '/events') found='events'; return 0 ;;
    '/doctor') found='doctor'; return 0 ;;
    '/cleanup') found='cleanup'; return 0 ;;
    '/collect') found='collect'; return 0 ;;
    '/config') found='config'; return 0 ;;
    'config/view') found='config view'; return 0 ;;
    'config/validate') found='config validate'; return 0 ;;
    'config/pairs') found='config pairs'; return 0 ;;
    '/explain') found='explain'; return 0 ;;
    '/checks') found='checks'; return 0 ;;
    '/completion') found='completion'; return 0 ;;
    '/version') found='version'; return 0 ;;
    '/options') found='options'; return 0 ;;
    '/help') found='help'; return 0 ;;
    esac
    return 1
}

# The commands behind a command, as words.
_kubelb_ctl_commands() {
    case "$1" in
    '') words='status trace verify logs events doctor cleanup collect config explain checks completion version options help' ;;
    'config') words='view validate pairs' ;;
    esac
}

# The options of a command, as words.
_kubelb_ctl_options() {
    case "$1" in
    '') words='--help -h' ;;
    'status') words='--namespace -n --all-namespaces -A --selector -l --field-selector --show-ignored --layer --problems --sort-by --show-labels --label-columns -L --from-bundle --tenant --print-rbac --pair --config --kubeconfig --context --cluster --user --as --as-group --as-uid --as-user-extra --server -s --certificate-authority --insecure-skip-tls-verify --tls-server-name --token --client-certificate --client-key --management-kubeconfig --management-context --management-cluster --management-user --management-as --management-as-group --management-as-uid --management-as-user-extra --management-server --management-certificate-authority --management-insecure-skip-tls-verify --management-tls-server-name --management-token --management-client-certificate --management-client-key --no-ccm-credentials --insecure-ccm-server --request-timeout --chunk-size --cache-dir --no-metrics --no-logs --verbose -v --dry-run-apply --fail-on --exit-zero --checks --skip-checks --suppress --baseline --update-baseline --output -o --color --ascii --no-headers --report --quiet -q --watch -w --wait --interval --timeout --all-tenants --management-only --metrics --dry-run --help -h' ;;
    'trace') words='--namespace -n --all-namespaces -A --selector -l --field-selector --show-ignored --layer --timeline --since --from-bundle --tenant --print-rbac --pair --config --kubeconfig --context --cluster --user --as --as-group --as-uid --as-user-extra --server -s --certificate-authority --insecure-skip-tls-verify --tls-server-name --token --client-certificate --client-key --management-kubeconfig --management-context --management-cluster --management-user --management-as --management-as-group --management-as-uid --management-as-user-extra --management-server --management-certificate-authority --management-insecure-skip-tls-verify --management-tls-server-name --management-token --management-client-certificate --management-client-key --no-ccm-credentials --insecure-ccm-server --request-timeout --chunk-size --cache-dir --no-metrics --no-logs --verbose -v --dry-run-apply --management-only --output -o --color --ascii --report --quiet -q --help -h' ;;
    'verify') words='--namespace -n --all-namespaces -A --selector -l --field-selector --show-ignored --layer --port --tls --http --expect-status --server-name --udp-payload --from-node-ports --print-probe --probe-timeout --path --no-http --no-dns --wait --interval --timeout --from-bundle --tenant --print-rbac --pair --config --kubeconfig --context --cluster --user --as --as-group --as-uid --as-user-extra --server -s --certificate-authority --insecure-skip-tls-verify --tls-server-name --token --client-certificate --client-key --management-kubeconfig --management-context --management-cluster --management-user --management-as --management-as-group --management-as-uid --management-as-user-extra --management-server --management-certificate-authority --management-insecure-skip-tls-verify --management-tls-server-name --management-token --management-client-certificate --management-client-key --no-ccm-credentials --insecure-ccm-server --request-timeout --chunk-size --cache-dir --no-metrics --no-logs --verbose -v --management-only --fail-on --exit-zero --checks --skip-checks --suppress --baseline --update-baseline --output -o --color --ascii --no-headers --report --quiet -q --help -h' ;;
    'logs') words='--namespace -n --component --follow -f --previous -p --since --since-time --tail --level --grep --all --from-bundle --tenant --print-rbac --pair --config --kubeconfig --context --cluster --user --as --as-group --as-uid --as-user-extra --server -s --certificate-authority --insecure-skip-tls-verify --tls-server-name --token --client-certificate --client-key --management-kubeconfig --management-context --management-cluster --management-user --management-as --management-as-group --management-as-uid --management-as-user-extra --management-server --management-certificate-authority --management-insecure-skip-tls-verify --management-tls-server-name --management-token --management-client-certificate --management-client-key --no-ccm-credentials --insecure-ccm-server --request-timeout --chunk-size --cache-dir --verbose -v --management-only --output -o --no-prefix --color --ascii --help -h' ;;
    'events') words='--namespace -n --all-namespaces -A --selector -l --field-selector --watch -w --since --types --from-bundle --tenant --print-rbac --pair --config --kubeconfig --context --cluster --user --as --as-group --as-uid --as-user-extra --server -s --certificate-authority --insecure-skip-tls-verify --tls-server-name --token --client-certificate --client-key --management-kubeconfig --management-context --management-cluster --management-user --management-as --management-as-group --management-as-uid --management-as-user-extra --management-server --management-certificate-authority --management-insecure-skip-tls-verify --management-tls-server-name --management-token --management-client-certificate --management-client-key --no-ccm-credentials --insecure-ccm-server --request-timeout --chunk-size --cache-dir --verbose -v --management-only --output -o --color --ascii --no-headers --help -h' ;;
    'doctor') words='--all-pairs --show-ignored --layer --from-bundle --tenant --print-rbac --pair --config --kubeconfig --context --cluster --user --as --as-group --as-uid --as-user-extra --server -s --certificate-authority --insecure-skip-tls-verify --tls-server-name --token --client-certificate --client-key --management-kubeconfig --management-context --management-cluster --management-user --management-as --management-as-group --management-as-uid --management-as-user-extra --management-server --management-certificate-authority --management-insecure-skip-tls-verify --management-tls-server-name --management-token --management-client-certificate --management-client-key --no-ccm-credentials --insecure-ccm-server --request-timeout --chunk-size --cache-dir --no-metrics --no-logs --verbose -v --dry-run-apply --fail-on --exit-zero --checks --skip-checks --suppress --baseline --update-baseline --output -o --color --ascii --no-headers --report --quiet -q --watch -w --wait --interval --timeout --all-tenants --management-only --metrics --dry-run --help -h' ;;
    'cleanup') words='--yes -y --apply --plan-out --plan --include-replaced --include-gateways --max-deletes --remove-finalizers --namespace -n --all-tenants --from-bundle --tenant --print-rbac --pair --config --kubeconfig --context --cluster --user --as --as-group --as-uid --as-user-extra --server -s --certificate-authority --insecure-skip-tls-verify --tls-server-name --token --client-certificate --client-key --management-kubeconfig --management-context --management-cluster --management-user --management-as --management-as-group --management-as-uid --management-as-user-extra --management-server --management-certificate-authority --management-insecure-skip-tls-verify --management-tls-server-name --management-token --management-client-certificate --management-client-key --no-ccm-credentials --insecure-ccm-server --request-timeout --chunk-size --cache-dir --verbose -v --output -o --color --ascii --help -h' ;;
    'collect') words='--tenant --no-metrics --no-logs --pair --config --kubeconfig --context --cluster --user --as --as-group --as-uid --as-user-extra --server -s --certificate-authority --insecure-skip-tls-verify --tls-server-name --token --client-certificate --client-key --management-kubeconfig --management-context --management-cluster --management-user --management-as --management-as-group --management-as-uid --management-as-user-extra --management-server --management-certificate-authority --management-insecure-skip-tls-verify --management-tls-server-name --management-token --management-client-certificate --management-client-key --no-ccm-credentials --insecure-ccm-server --request-timeout --chunk-size --cache-dir --management-only --help -h' ;;
    'config') words='--help -h' ;;
    'config view') words='--tenant --pair --config --kubeconfig --context --cluster --user --as --as-group --as-uid --as-user-extra --server -s --certificate-authority --insecure-skip-tls-verify --tls-server-name --token --client-certificate --client-key --management-kubeconfig --management-context --management-cluster --management-user --management-as --management-as-group --management-as-uid --management-as-user-extra --management-server --management-certificate-authority --management-insecure-skip-tls-verify --management-tls-server-name --management-token --management-client-certificate --management-client-key --no-ccm-credentials --insecure-ccm-server --request-timeout --chunk-size --cache-dir --no-metrics --no-logs --verbose -v --output -o --color --ascii --no-headers --help -h' ;;
    'config validate') words='--config --output -o --help -h' ;;
    'config pairs') words='--pair --config --kubeconfig --context --cluster --user --as --as-group --as-uid --as-user-extra --server -s --certificate-authority --insecure-skip-tls-verify --tls-server-name --token --client-certificate --client-key --management-kubeconfig --management-context --management-cluster --management-user --management-as --management-as-group --management-as-uid --management-as-user-extra --management-server --management-certificate-authority --management-insecure-skip-tls-verify --management-tls-server-name --management-token --management-client-certificate --management-client-key --no-ccm-credentials --insecure-ccm-server --request-timeout --chunk-size --cache-dir --missing --help -h' ;;
    'explain') words='--help -h' ;;
    'checks') words='--output -o --no-headers --help -h' ;;
    'completion') words='--help -h' ;;
    'version') words='--output -o --server --client --pair --config --kubeconfig --context --cluster --user --as --as-group --as-uid --as-user-extra --certificate-authority --insecure-skip-tls-verify --tls-server-name --token --client-certificate --client-key --management-kubeconfig --management-context --management-cluster --management-user --management-as --management-as-group --management-as-uid --management-as-user-extra --management-certificate-authority --management-insecure-skip-tls-verify --management-tls-server-name --management-token --management-client-certificate --management-client-key --no-ccm-credentials --insecure-ccm-server --request-timeout --chunk-size --cache-dir --verbose -v --help -h' ;;
    'options') words='--help -h' ;;
    'help') words='--help -h' ;;
    esac
}

# Whether the word behind this one is its value.
_kubelb_ctl_takes_value() {
    case "$1" in
    --namespace | -n | --selector | -l | --field-selector | --layer | --sort-by | --label-columns | -L | --from-bundle | --tenant | --pair | --config | --kubeconfig | --context | --cluster | --user | --as | --as-group | --as-uid | --as-user-extra | --server | -s | --certificate-authority | --tls-server-name | --token | --client-certificate | --client-key | --management-kubeconfig | --mgmt-kubeconfig | --management-context | --mgmt-context | --management-cluster | --mgmt-cluster | --management-user | --mgmt-user | --management-as | --mgmt-as | --management-as-group | --mgmt-as-group | --management-as-uid | --mgmt-as-uid | --management-as-user-extra | --mgmt-as-user-extra | --management-server | --mgmt-server | --management-certificate-authority | --mgmt-certificate-authority | --management-tls-server-name | --mgmt-tls-server-name | --management-token | --mgmt-token | --management-client-certificate | --mgmt-client-certificate | --management-client-key | --mgmt-client-key | --request-timeout | --chunk-size | --cache-dir | --fail-on | --checks | --skip-checks | --suppress | --baseline | --output | -o | --color | --report | --interval | --timeout | --metrics | --dry-run | --since | --port | --http | --expect-status | --server-name | --udp-payload | --probe-timeout | --path | --component | --since-time | --tail | --level | --grep | --types | --plan-out | --plan | --max-deletes | --remove-finalizers) return 0 ;;
    esac
    return 1
}

# What the value of an option is, by the command and the option.
_kubelb_ctl_value() {
    case "$1 $2" in
    *' --namespace' | *' -n') kind=live words=namespace ;;
    *' --layer') kind=words words='4 7' ;;
    *' --sort-by') kind=words words='namespace name class ports address loadbalancer stage upstreams age findings hosts kind state via' ;;
    *' --from-bundle' | *' --config' | *' --kubeconfig' | *' --certificate-authority' | *' --client-certificate' | *' --client-key' | *' --management-kubeconfig' | *' --mgmt-kubeconfig' | *' --management-certificate-authority' | *' --mgmt-certificate-authority' | *' --management-client-certificate' | *' --mgmt-client-certificate' | *' --management-client-key' | *' --mgmt-client-key' | *' --baseline' | *' --http' | *' --path' | *' --plan-out' | *' --plan') kind='file' ;;
    *' --tenant') kind=live words=tenant ;;
    *' --pair') kind=live words=pair ;;
    *' --context') kind=live words=context ;;
    *' --cluster') kind=live words=cluster ;;
    *' --user') kind=live words=user ;;
    *' --management-context' | *' --mgmt-context') kind=live words=management-context ;;
    *' --management-cluster' | *' --mgmt-cluster') kind=live words=management-cluster ;;
    *' --management-user' | *' --mgmt-user') kind=live words=management-user ;;
    *' --cache-dir') kind='directory' ;;
    *' --fail-on') kind=words words='error warning info never' ;;
    *' --checks' | *' --skip-checks' | *' --suppress') kind=list words='KLC-A001 KLC-A002 KLC-A003 KLC-A004 KLC-A005 KLC-A006 KLC-A007 KLC-A008 KLC-A009 KLC-R001 KLC-R002 KLC-R003 KLC-R004 KLC-C001 KLC-C002 KLC-C003 KLC-C004 KLC-C005 KLC-C006 KLC-C007 KLC-C008 KLC-C009 KLC-C010 KLC-C011 KLC-C012 KLC-C013 KLC-C014 KLC-C015 KLC-C016 KLC-C017 KLC-C018 KLC-C019 KLC-M001 KLC-M002 KLC-M003 KLC-M004 KLC-M005 KLC-M006 KLC-M007 KLC-M008 KLC-M009 KLC-M010 KLC-M012 KLC-M013 KLC-M014 KLC-M015 KLC-M016 KLC-M017 KLC-M018 KLC-M019 KLC-M020 KLC-T001 KLC-T002 KLC-T003 KLC-T004 KLC-T005 KLC-T006 KLC-T007 KLC-T008 KLC-T009 KLC-T010 KLC-T011 KLC-T012 KLC-T013 KLC-T014 KLC-T015 KLC-T016 KLC-N001 KLC-N002 KLC-N003 KLC-N004 KLC-N005 KLC-N006 KLC-N008 KLC-N009 KLC-N010 KLC-N011 KLC-S001 KLC-S002 KLC-S003 KLC-S004 KLC-S005 KLC-S006 KLC-S007 KLC-S008 KLC-S009 KLC-S010 KLC-S011 KLC-S012 KLC-S013 KLC-S014 KLC-S015 KLC-S016 KLC-S017 KLC-S018 KLC-I001 KLC-I002 KLC-I003 KLC-I004 KLC-I005 KLC-I006 KLC-I007 KLC-I008 KLC-I009 KLC-I010 KLC-I011 KLC-B001 KLC-B002 KLC-B003 KLC-B004 KLC-B005 KLC-B006 KLC-B007 KLC-B008 KLC-B009 KLC-B010 KLC-B011 KLC-K001 KLC-K002 KLC-K003 KLC-K004 KLC-K005 KLC-K006 KLC-K007 KLC-K008 KLC-K009 KLC-K010 KLC-K011 KLC-L001 KLC-L002 KLC-L003 KLC-L004 KLC-L005 KLC-L006 KLC-L007 KLC-L008 KLC-L009 KLC-L010 KLC-L011 KLC-L012 KLC-P001 KLC-P002 KLC-P003 KLC-P004 KLC-P005 KLC-P006 KLC-P007 KLC-P008 KLC-P009 KLC-P010 KLC-P011 KLC-G001 KLC-G002 KLC-G003 KLC-G004 KLC-G005 KLC-G006 KLC-G007 KLC-G008 KLC-G009 KLC-G010 KLC-G011 KLC-G012 KLC-G013 KLC-G014 KLC-G015 KLC-G016 KLC-G017 KLC-G018 KLC-G019 KLC-G020 KLC-G021 KLC-H001 KLC-H002 KLC-H003 KLC-H004 KLC-H005 KLC-H006 KLC-H007 KLC-E001 KLC-E002 KLC-E003 KLC-E004 KLC-E005 KLC-E006 KLC-D001 KLC-D002 KLC-D003 KLC-D004 KLC-D005 KLC-D006 KLC-D007 KLC-D008 KLC-D009 KLC-D010 KLC-D011 KLC-D012 KLC-D015 KLC-D016 KLC-D017 KLC-D018 KLC-D019 KLC-D020 KLC-D021 KLC-D022 KLC-D023 KLC-D024 KLC-D025 KLC-D026 KLC-D027 KLC-D028 KLC-D029 KLC-D030 KLC-D031 KLC-D032 KLC-D033 KLC-D034 KLC-D035 KLC-D036 KLC-D037 KLC-D038 KLC-D039 KLC-D040 KLC-D041 KLC-D042 KLC-D043 KLC-D044 KLC-D045 KLC-D046 KLC-D047 KLC-D048 KLC-D049 KLC-D050 KLC-V001 KLC-V002 KLC-V003 KLC-V004 KLC-V005 KLC-X001 KLC-X002 KLC-X003 KLC-X004 KLC-X005 KLC-X006 KLC-X007 KLC-X008 KLC-X009 KLC-X010' ;;
    'status --output' | 'status -o' | 'trace --output' | 'trace -o' | 'verify --output' | 'verify -o' | 'doctor --output' | 'doctor -o') kind=live words=format ;;
    *' --color') kind=words words='auto always never' ;;
    *' --report') kind=live words=report-format ;;
    'status --wait') kind=words words='healthy address deleted' ;;
    *' --metrics') kind=words words='needed all' ;;
    *' --dry-run') kind=words words='reads' ;;
    *' --component') kind=list words='ccm manager envoy' ;;
    *' --level') kind=words words='debug info warning error' ;;
    'logs --output' | 'logs -o') kind=words words='text json raw jsonpath= jsonpath-as-json= jsonpath-file= custom-columns= custom-columns-file=' ;;
    *' --types') kind=list words='Normal Warning' ;;
    'events --output' | 'events -o') kind=words words='table wide short json yaml name jsonpath= jsonpath-as-json= jsonpath-file= custom-columns= custom-columns-file=' ;;
    'doctor --wait') kind=words words='healthy' ;;
    *' --remove-finalizers') kind=live words=service ;;
    'cleanup --output' | 'cleanup -o' | 'checks --output' | 'checks -o') kind=words words='table json yaml name jsonpath= jsonpath-as-json= jsonpath-file= custom-columns= custom-columns-file=' ;;
    'config view --output' | 'config view -o' | 'config validate --output' | 'config validate -o') kind=words words='table json yaml jsonpath= jsonpath-as-json= jsonpath-file= custom-columns= custom-columns-file=' ;;
    'version --output' | 'version -o') kind=words words='text json yaml jsonpath= jsonpath-as-json= jsonpath-file= custom-columns= custom-columns-file=' ;;
    esac
}

# What an argument is, by the command and the argument's position.
_kubelb_ctl_argument() {
    case "$1 $2" in
    'status '*) kind=live words=service ;;
    'trace '*) kind=live words=service ;;
    'verify '*) kind=live words=service ;;
    'logs '*) kind=live words=service ;;
    'events '*) kind=live words=service ;;
    'doctor 0') kind=live words=tenant-argument ;;
    'collect 0') kind='file' ;;
    'explain '*) kind=words words='KLC-A001 KLC-A002 KLC-A003 KLC-A004 KLC-A005 KLC-A006 KLC-A007 KLC-A008 KLC-A009 KLC-R001 KLC-R002 KLC-R003 KLC-R004 KLC-C001 KLC-C002 KLC-C003 KLC-C004 KLC-C005 KLC-C006 KLC-C007 KLC-C008 KLC-C009 KLC-C010 KLC-C011 KLC-C012 KLC-C013 KLC-C014 KLC-C015 KLC-C016 KLC-C017 KLC-C018 KLC-C019 KLC-M001 KLC-M002 KLC-M003 KLC-M004 KLC-M005 KLC-M006 KLC-M007 KLC-M008 KLC-M009 KLC-M010 KLC-M012 KLC-M013 KLC-M014 KLC-M015 KLC-M016 KLC-M017 KLC-M018 KLC-M019 KLC-M020 KLC-T001 KLC-T002 KLC-T003 KLC-T004 KLC-T005 KLC-T006 KLC-T007 KLC-T008 KLC-T009 KLC-T010 KLC-T011 KLC-T012 KLC-T013 KLC-T014 KLC-T015 KLC-T016 KLC-N001 KLC-N002 KLC-N003 KLC-N004 KLC-N005 KLC-N006 KLC-N008 KLC-N009 KLC-N010 KLC-N011 KLC-S001 KLC-S002 KLC-S003 KLC-S004 KLC-S005 KLC-S006 KLC-S007 KLC-S008 KLC-S009 KLC-S010 KLC-S011 KLC-S012 KLC-S013 KLC-S014 KLC-S015 KLC-S016 KLC-S017 KLC-S018 KLC-I001 KLC-I002 KLC-I003 KLC-I004 KLC-I005 KLC-I006 KLC-I007 KLC-I008 KLC-I009 KLC-I010 KLC-I011 KLC-B001 KLC-B002 KLC-B003 KLC-B004 KLC-B005 KLC-B006 KLC-B007 KLC-B008 KLC-B009 KLC-B010 KLC-B011 KLC-K001 KLC-K002 KLC-K003 KLC-K004 KLC-K005 KLC-K006 KLC-K007 KLC-K008 KLC-K009 KLC-K010 KLC-K011 KLC-L001 KLC-L002 KLC-L003 KLC-L004 KLC-L005 KLC-L006 KLC-L007 KLC-L008 KLC-L009 KLC-L010 KLC-L011 KLC-L012 KLC-P001 KLC-P002 KLC-P003 KLC-P004 KLC-P005 KLC-P006 KLC-P007 KLC-P008 KLC-P009 KLC-P010 KLC-P011 KLC-G001 KLC-G002 KLC-G003 KLC-G004 KLC-G005 KLC-G006 KLC-G007 KLC-G008 KLC-G009 KLC-G010 KLC-G011 KLC-G012 KLC-G013 KLC-G014 KLC-G015 KLC-G016 KLC-G017 KLC-G018 KLC-G019 KLC-G020 KLC-G021 KLC-H001 KLC-H002 KLC-H003 KLC-H004 KLC-H005 KLC-H006 KLC-H007 KLC-E001 KLC-E002 KLC-E003 KLC-E004 KLC-E005 KLC-E006 KLC-D001 KLC-D002 KLC-D003 KLC-D004 KLC-D005 KLC-D006 KLC-D007 KLC-D008 KLC-D009 KLC-D010 KLC-D011 KLC-D012 KLC-D015 KLC-D016 KLC-D017 KLC-D018 KLC-D019 KLC-D020 KLC-D021 KLC-D022 KLC-D023 KLC-D024 KLC-D025 KLC-D026 KLC-D027 KLC-D028 KLC-D029 KLC-D030 KLC-D031 KLC-D032 KLC-D033 KLC-D034 KLC-D035 KLC-D036 KLC-D037 KLC-D038 KLC-D039 KLC-D040 KLC-D041 KLC-D042 KLC-D043 KLC-D044 KLC-D045 KLC-D046 KLC-D047 KLC-D048 KLC-D049 KLC-D050 KLC-V001 KLC-V002 KLC-V003 KLC-V004 KLC-V005 KLC-X001 KLC-X002 KLC-X003 KLC-X004 KLC-X005 KLC-X006 KLC-X007 KLC-X008 KLC-X009 KLC-X010 Accepted=False/NotAllowedByListeners Accepted=False/NoMatchingListenerHostname Accepted=False/NoMatchingParent Accepted=False/UnsupportedValue ResolvedRefs=False/BackendNotFound ResolvedRefs=False/RefNotPermitted ResolvedRefs=False/InvalidKind ResolvedRefs=False/UnsupportedProtocol Accepted=Unknown/Pending Accepted=False/InvalidParameters Accepted=False/ListenersNotValid Programmed=False/AddressNotAssigned Programmed=False/NoResources Programmed=False/Invalid Conflicted=True/HostnameConflict Conflicted=True/ProtocolConflict Accepted=False/PortUnavailable ResolvedRefs=False/InvalidCertificateRef ResolvedRefs=False/InvalidRouteKinds Ready=False/DoesNotExist Ready=False/Expired Issuing=False/Failed Ready=False/Pending Ready=False/Denied ResourceAppliedSuccessfully=False/InstallationFailed Accepted=False/DomainNotAllowed' ;;
    'completion 0') kind=words words='bash zsh fish' ;;
    'help 0') kind=words words='status trace verify logs events doctor cleanup collect config explain checks completion version options help' ;;
    esac
}

# Puts words together again that bash has split at = and :, as COMP_WORDBREAKS says: sets line, the words, and at, the
# place of the current one. The text before the part that bash replaces goes to kept.
_kubelb_ctl_join() {
    local rest=$COMP_LINE before word previous='' i last=-1
    for ((i = 0; i < ${#COMP_WORDS[@]}; i++)); do
        word=${COMP_WORDS[i]}
        before=$rest
        rest=${rest#"${rest%%[![:space:]]*}"}
        if ((last >= 0)) && [[ $before == "$rest" ]] && [[ -z $word || $word$previous == *[=:]* ]] \
            && [[ -z $word || -z ${word//[=:]/} || -z ${previous//[=:]/} ]]; then
            ((i == COMP_CWORD)) && kept=${line[last]}
            line[last]+=$word
            ((i == COMP_CWORD)) && [[ -z ${word//[=:]/} ]] && kept=${line[last]}
        else
            ((i == COMP_CWORD)) && kept=''
            last=$((last + 1))
            line[last]=$word
        fi
        ((i == COMP_CWORD)) && at=$last
        rest=${rest#"$word"}
        previous=$word
    done
}

# Looks into letters behind one dash: sets option to the one that takes a value, and value and head where the value is
# in the same word.
_kubelb_ctl_letters() {
    local i
    option='' value='' head=''
    for ((i = 1; i < ${#1}; i++)); do
        _kubelb_ctl_takes_value "-${1:i:1}" || continue
        option=-${1:i:1}
        head=${1:0:i+1}
        value=${1:i+1}
        [[ $value != =* ]] || head+='=' value=${value#=}
        return
    done
}

# Asks the tool itself for names, with the other words of the line.
_kubelb_ctl_ask() {
    local program=${line[0]/#\~\//$HOME/}
    type -P -- "$program" >/dev/null || program=kubelb-ctl
    "$program" __complete "$1" -- "${line[@]:1:at-1}" "${line[@]:at+1}" "$2" 2>/dev/null </dev/null
}

_kubelb_ctl_complete() {
    local IFS=$' \t\n' line=() at=0 kept='' found='' path='' position=0 pending='' ended='' i word
    local option='' value='' head='' kind='' words=''
    COMPREPLY=()
    _kubelb_ctl_join
    for ((i = 1; i < at; i++)); do
        word=${line[i]}
        if [[ -n $pending ]]; then
            pending=''
        elif [[ -n $ended ]]; then
            position=$((position + 1))
        elif [[ $word == -- ]]; then
            ended=yes
        elif [[ $word == --*=* ]]; then
            :
        elif [[ $word == --* ]]; then
            _kubelb_ctl_takes_value "$word" && pending=$word
        elif [[ $word == -?* ]]; then
            _kubelb_ctl_letters "$word"
            [[ -z $option || $word != "$head" || $head == *= ]] || pending=$option
        elif ((position == 0)) && _kubelb_ctl_command "$path" "$word"; then
            path=$found
        else
            position=$((position + 1))
        fi
    done

    word=${line[at]-}
    option='' value=$word head=''
    if [[ -n $pending ]]; then
        _kubelb_ctl_value "$path" "$pending"
    elif [[ -z $ended && $word == --*=* ]]; then
        head=${word%%=*}=
        value=${word#*=}
        _kubelb_ctl_value "$path" "${word%%=*}"
    elif [[ -z $ended && $word == -* ]]; then
        [[ $word == --* ]] || _kubelb_ctl_letters "$word"
        if [[ -n $option && $word != "$head" || $head == *= ]]; then
            _kubelb_ctl_value "$path" "$option"
        else
            head='' value=$word
            kind=words
            _kubelb_ctl_options "$path"
        fi
    else
        ((position > 0)) || _kubelb_ctl_commands "$path"
        if [[ -n $words ]]; then kind=words; else _kubelb_ctl_argument "$path" "$position"; fi
    fi
    _kubelb_ctl_reply
}

# Turns kind and words into candidates.
_kubelb_ctl_reply() {
    local candidates=() candidate quote='' typed=$value
    [[ $typed != [\"\']* ]] || quote=${typed:0:1}
    typed=${typed#"$quote"}
    case $kind in
    words) read -ra candidates <<<"$words" ;;
    list)
        read -ra candidates <<<"$words"
        [[ $typed != *,* ]] || candidates=("${candidates[@]/#/${typed%,*},}")
        ;;
    live)
        while IFS= read -r candidate; do
            candidate=${candidate%%$'\t'*}
            # Quoted as it would have to be typed; %q also quotes commas, which nobody types so.
            if [[ -z $quote ]]; then
                printf -v candidate '%q' "$candidate"
                candidate=${candidate//\\,/,}
            fi
            candidates+=("$candidate")
        done < <(_kubelb_ctl_ask "$words" "$value")
        ;;
    file | directory)
        compopt -o filenames 2>/dev/null
        while IFS= read -r candidate; do candidates+=("$candidate"); done \
            < <(compgen -A "$kind" -- "$typed")
        ;;
    esac
    for candidate in "${candidates[@]}"; do
        [[ $candidate == "$typed"* ]] || continue
        candidate=$head$candidate
        COMPREPLY+=("${candidate#"$kept"}")
    done
    # The value follows.
    [[ ${#COMPREPLY[@]} -ne 1 || ${COMPREPLY[0]} != *= ]] || compopt -o nospace 2>/dev/null || :
}

complete -F _kubelb_ctl_complete kubelb-ctl kubectl-kubelb_ctl

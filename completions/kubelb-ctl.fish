# Completion of kubelb-ctl for fish, generated from its table of commands. Do not edit: make generate.
# Loaded by: kubelb-ctl completion fish | source

# What a word names behind a command.
function __kubelb_ctl_command
    switch "$argv[1]/$argv[2]"
        case '/status'
            echo 'status'
        case '/trace'
            echo 'trace'
        case '/verify'
            echo 'verify'
        case '/doctor'
            echo 'doctor'
        case '/cleanup'
            echo 'cleanup'
        case '/collect'
            echo 'collect'
        case '/explain'
            echo 'explain'
        case '/checks'
            echo 'checks'
        case '/completion'
            echo 'completion'
        case '/version'
            echo 'version'
        case '/help'
            echo 'help'
        case '*'
            return 1
    end
end

# The command of the line in its first line, in the second how many arguments it has before the cursor.
function __kubelb_ctl_line
    set -l words (commandline -opc)
    set -e words[1]
    set -l path ''
    set -l count 0
    set -l pending ''
    set -l ended ''
    set -l with_value --namespace -n --selector -l --from-bundle --tenant --kubeconfig --context --cluster --user --as --as-group --as-uid --management-kubeconfig --mgmt-kubeconfig --management-context --mgmt-context --management-cluster --mgmt-cluster --management-user --mgmt-user --management-as --mgmt-as --management-as-group --mgmt-as-group --management-as-uid --mgmt-as-uid --request-timeout --chunk-size --output -o --color --since --port --http --expect-status --server-name --udp-payload --probe-timeout --interval --timeout --plan-out --plan --max-deletes --remove-finalizers
    for word in $words
        if test -n "$pending"
            set pending ''
        else if test -n "$ended"
            set count (math $count + 1)
        else if test "$word" = --
            set ended yes
        else if string match -q -- '--*' $word
            contains -- $word $with_value; and set pending $word
        else if string match -q -- '-?*' $word
            # In -An the last letter takes the next word; in -nshop the first one has its value.
            for letter in (string split '' -- (string sub -s 2 -- $word))
                contains -- "-$letter" $with_value; or continue
                string match -q -- "*$letter" $word; and set pending $word
                break
            end
        else if test $count -eq 0; and __kubelb_ctl_command "$path" "$word" >/dev/null
            set path (__kubelb_ctl_command "$path" "$word")
        else
            set count (math $count + 1)
        end
    end
    printf '%s\n' "$path" $count
end

# Whether the line is of a command.
function __kubelb_ctl_in
    set -l line (__kubelb_ctl_line)
    test "$line[1]" = "$argv[1]"
end

# Whether the cursor is at an argument of a command: at a position, or, with a third word, behind it as well.
function __kubelb_ctl_at
    set -l line (__kubelb_ctl_line)
    test "$line[1]" = "$argv[1]"; or return 1
    if set -q argv[3]
        test $line[2] -ge $argv[2]
    else
        test $line[2] -eq $argv[2]
    end
end

# Whether the cursor is at the value of an option.
function __kubelb_ctl_after
    set -l words (commandline -opc)
    test "$words[-1]" = "$argv[1]"; or string match -q -- "$argv[1]=*" (commandline -ct)
end

# What is typed of the value at the cursor.
function __kubelb_ctl_typed
    string replace -r -- '^(--[^=]*=|-[A-Za-z]=?)' '' (commandline -ct)
end

# Asks the tool itself for names, with the other words of the line.
function __kubelb_ctl_ask
    set -l words (commandline -opc)
    set -l program (string replace -r '^~/' "$HOME/" -- $words[1])
    type -q -- $program; or set program kubelb-ctl
    set -e words[1]
    $program __complete $argv[1] -- $words (__kubelb_ctl_typed) 2>/dev/null </dev/null
end

complete -c kubelb-ctl -e
complete -c kubelb-ctl -f
complete -c kubelb-ctl -n '__kubelb_ctl_at \'\' 0' -a status -d 'Show how far Services have come, and what holds them up'
complete -c kubelb-ctl -n '__kubelb_ctl_at \'\' 0' -a trace -d 'Follow Services through both clusters, hop by hop'
complete -c kubelb-ctl -n '__kubelb_ctl_at \'\' 0' -a verify -d 'Test whether Services are right and carry traffic'
complete -c kubelb-ctl -n '__kubelb_ctl_at \'\' 0' -a doctor -d 'Check both clusters: controllers, tenant, nodes, Services'
complete -c kubelb-ctl -n '__kubelb_ctl_at \'\' 0' -a cleanup -d 'Find what KubeLB left behind, and delete it if told so'
complete -c kubelb-ctl -n '__kubelb_ctl_at \'\' 0' -a collect -d 'Write a redacted bundle of both clusters'
complete -c kubelb-ctl -n '__kubelb_ctl_at \'\' 0' -a explain -d 'Tell what a finding means and how to mend it'
complete -c kubelb-ctl -n '__kubelb_ctl_at \'\' 0' -a checks -d 'List every check with its code'
complete -c kubelb-ctl -n '__kubelb_ctl_at \'\' 0' -a completion -d 'Print the completion script for a shell'
complete -c kubelb-ctl -n '__kubelb_ctl_at \'\' 0' -a version -d 'Show the version of the tool'
complete -c kubelb-ctl -n '__kubelb_ctl_at \'\' 0' -a help -d 'Show the help of the tool or of one command'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'\'' -l help -s h -d 'Show this help'
complete -c kubelb-ctl -n '__kubelb_ctl_at \'status\' 0 more' -k -a '(__kubelb_ctl_ask service)'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'status\'' -l namespace -s n -x -k -a '(__kubelb_ctl_ask namespace)' -d 'Look at this namespace of the tenant cluster'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'status\'' -l all-namespaces -s A -d 'Look at all namespaces, one row a Service'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'status\'' -l selector -s l -x -d 'Only Services with these labels, as in kubectl'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'status\'' -l show-ignored -d 'List Services of other controllers, too'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'status\'' -l from-bundle -r -k -F -d 'Read both clusters from a bundle: a directory or a .tar.gz'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'status\'' -l tenant -x -k -a '(__kubelb_ctl_ask tenant)' -d 'The tenant\'s name (default: the CCM\'s --cluster-name)'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'status\'' -l print-rbac -d 'Print the rights that the tool asks for, and end'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'status\'' -l kubeconfig -r -k -F -d 'The kubeconfig file of the tenant cluster'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'status\'' -l context -x -k -a '(__kubelb_ctl_ask context)' -d 'The kubeconfig context of the tenant cluster'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'status\'' -l cluster -x -k -a '(__kubelb_ctl_ask cluster)' -d 'The cluster of the kubeconfig, in place of the context\'s'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'status\'' -l user -x -k -a '(__kubelb_ctl_ask user)' -d 'The user of the kubeconfig, in place of the context\'s'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'status\'' -l as -x -d 'Act as this user'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'status\'' -l as-group -x -d 'Act as a member of this group'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'status\'' -l as-uid -x -d 'Act with this UID'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'status\'' -l management-kubeconfig -r -k -F -d 'The kubeconfig file of the management cluster'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'status\'; and __kubelb_ctl_after --mgmt-kubeconfig' -l mgmt-kubeconfig -r -k -F -d 'The kubeconfig file of the management cluster'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'status\'' -l management-context -x -k -a '(__kubelb_ctl_ask management-context)' -d 'The kubeconfig context of the management cluster'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'status\'; and __kubelb_ctl_after --mgmt-context' -l mgmt-context -x -k -a '(__kubelb_ctl_ask management-context)' -d 'The kubeconfig context of the management cluster'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'status\'' -l management-cluster -x -k -a '(__kubelb_ctl_ask management-cluster)' -d 'The cluster of the kubeconfig, in place of the context\'s'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'status\'; and __kubelb_ctl_after --mgmt-cluster' -l mgmt-cluster -x -k -a '(__kubelb_ctl_ask management-cluster)' -d 'The cluster of the kubeconfig, in place of the context\'s'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'status\'' -l management-user -x -k -a '(__kubelb_ctl_ask management-user)' -d 'The user of the kubeconfig, in place of the context\'s'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'status\'; and __kubelb_ctl_after --mgmt-user' -l mgmt-user -x -k -a '(__kubelb_ctl_ask management-user)' -d 'The user of the kubeconfig, in place of the context\'s'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'status\'' -l management-as -x -d 'Act as this user'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'status\'; and __kubelb_ctl_after --mgmt-as' -l mgmt-as -x -d 'Act as this user'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'status\'' -l management-as-group -x -d 'Act as a member of this group'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'status\'; and __kubelb_ctl_after --mgmt-as-group' -l mgmt-as-group -x -d 'Act as a member of this group'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'status\'' -l management-as-uid -x -d 'Act with this UID'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'status\'; and __kubelb_ctl_after --mgmt-as-uid' -l mgmt-as-uid -x -d 'Act with this UID'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'status\'' -l no-ccm-credentials -d 'Without a management cluster named, do not use the CCM\'s own credentials'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'status\'' -l request-timeout -x -d 'Give up on a request after this time'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'status\'' -l chunk-size -x -d 'Read lists in pages of this many objects'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'status\'' -l no-metrics -d 'Do not ask Envoy and the controllers for their statistics (pods/proxy)'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'status\'' -l output -s o -x -k -a 'table wide short json yaml name junit' -d 'Output format'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'status\'' -l color -x -k -a 'auto always never' -d 'Use colour'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'status\'' -l ascii -d 'Print ASCII characters only'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'status\'' -l no-headers -d 'Print tables without their heading'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'status\'' -l help -s h -d 'Show this help'
complete -c kubelb-ctl -n '__kubelb_ctl_at \'trace\' 0 more' -k -a '(__kubelb_ctl_ask service)'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'trace\'' -l namespace -s n -x -k -a '(__kubelb_ctl_ask namespace)' -d 'Look at this namespace of the tenant cluster'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'trace\'' -l all-namespaces -s A -d 'Look at all namespaces'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'trace\'' -l selector -s l -x -d 'Only Services with these labels, as in kubectl'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'trace\'' -l show-ignored -d 'List Services of other controllers, too'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'trace\'' -l timeline -d 'Tell what happened: writes, conditions, Events, restarts, log lines of both clusters'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'trace\'' -l since -x -d 'Tell what happened since then, as 10m or 2h'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'trace\'' -l from-bundle -r -k -F -d 'Read both clusters from a bundle: a directory or a .tar.gz'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'trace\'' -l tenant -x -k -a '(__kubelb_ctl_ask tenant)' -d 'The tenant\'s name (default: the CCM\'s --cluster-name)'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'trace\'' -l print-rbac -d 'Print the rights that the tool asks for, and end'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'trace\'' -l kubeconfig -r -k -F -d 'The kubeconfig file of the tenant cluster'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'trace\'' -l context -x -k -a '(__kubelb_ctl_ask context)' -d 'The kubeconfig context of the tenant cluster'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'trace\'' -l cluster -x -k -a '(__kubelb_ctl_ask cluster)' -d 'The cluster of the kubeconfig, in place of the context\'s'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'trace\'' -l user -x -k -a '(__kubelb_ctl_ask user)' -d 'The user of the kubeconfig, in place of the context\'s'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'trace\'' -l as -x -d 'Act as this user'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'trace\'' -l as-group -x -d 'Act as a member of this group'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'trace\'' -l as-uid -x -d 'Act with this UID'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'trace\'' -l management-kubeconfig -r -k -F -d 'The kubeconfig file of the management cluster'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'trace\'; and __kubelb_ctl_after --mgmt-kubeconfig' -l mgmt-kubeconfig -r -k -F -d 'The kubeconfig file of the management cluster'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'trace\'' -l management-context -x -k -a '(__kubelb_ctl_ask management-context)' -d 'The kubeconfig context of the management cluster'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'trace\'; and __kubelb_ctl_after --mgmt-context' -l mgmt-context -x -k -a '(__kubelb_ctl_ask management-context)' -d 'The kubeconfig context of the management cluster'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'trace\'' -l management-cluster -x -k -a '(__kubelb_ctl_ask management-cluster)' -d 'The cluster of the kubeconfig, in place of the context\'s'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'trace\'; and __kubelb_ctl_after --mgmt-cluster' -l mgmt-cluster -x -k -a '(__kubelb_ctl_ask management-cluster)' -d 'The cluster of the kubeconfig, in place of the context\'s'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'trace\'' -l management-user -x -k -a '(__kubelb_ctl_ask management-user)' -d 'The user of the kubeconfig, in place of the context\'s'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'trace\'; and __kubelb_ctl_after --mgmt-user' -l mgmt-user -x -k -a '(__kubelb_ctl_ask management-user)' -d 'The user of the kubeconfig, in place of the context\'s'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'trace\'' -l management-as -x -d 'Act as this user'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'trace\'; and __kubelb_ctl_after --mgmt-as' -l mgmt-as -x -d 'Act as this user'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'trace\'' -l management-as-group -x -d 'Act as a member of this group'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'trace\'; and __kubelb_ctl_after --mgmt-as-group' -l mgmt-as-group -x -d 'Act as a member of this group'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'trace\'' -l management-as-uid -x -d 'Act with this UID'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'trace\'; and __kubelb_ctl_after --mgmt-as-uid' -l mgmt-as-uid -x -d 'Act with this UID'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'trace\'' -l no-ccm-credentials -d 'Without a management cluster named, do not use the CCM\'s own credentials'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'trace\'' -l request-timeout -x -d 'Give up on a request after this time'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'trace\'' -l chunk-size -x -d 'Read lists in pages of this many objects'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'trace\'' -l no-metrics -d 'Do not ask Envoy and the controllers for their statistics (pods/proxy)'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'trace\'' -l output -s o -x -k -a 'table tree wide short json yaml name mermaid svg' -d 'Output format; table is the tree'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'trace\'' -l color -x -k -a 'auto always never' -d 'Use colour'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'trace\'' -l ascii -d 'Print ASCII characters only'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'trace\'' -l help -s h -d 'Show this help'
complete -c kubelb-ctl -n '__kubelb_ctl_at \'verify\' 0 more' -k -a '(__kubelb_ctl_ask service)'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'verify\'' -l namespace -s n -x -k -a '(__kubelb_ctl_ask namespace)' -d 'Look at this namespace of the tenant cluster'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'verify\'' -l all-namespaces -s A -d 'Look at all namespaces, one row a Service'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'verify\'' -l selector -s l -x -d 'Only Services with these labels, as in kubectl'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'verify\'' -l show-ignored -d 'List Services of other controllers, too'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'verify\'' -l port -x -d 'Probe only this port of the Services'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'verify\'' -l tls -d 'Make a TLS handshake at each TCP port; certificates are not checked'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'verify\'' -l http -r -k -F -d 'Ask each TCP port for this path, over TLS with --tls'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'verify\'' -l expect-status -x -d 'The HTTP statuses that are right: 200, 2xx, 200-399'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'verify\'' -l server-name -x -d 'The host name in TLS and HTTP, in place of the address'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'verify\'' -l udp-payload -x -d 'Send this once to each UDP port; \\n, \\0 and \\xHH stand for bytes'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'verify\'' -l from-node-ports -d 'Probe the node ports from here, too, which is not where Envoy is'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'verify\'' -l print-probe -d 'Print kubectl commands that probe from within the clusters, and end'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'verify\'' -l probe-timeout -x -d 'Give up on a probe after this time'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'verify\'' -l wait -d 'Look again until all passes, for so long'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'verify\'' -l interval -x -d 'Let this time pass between two looks'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'verify\'' -l timeout -x -d 'Give up on all of it after this time'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'verify\'' -l from-bundle -r -k -F -d 'Read both clusters from a bundle: a directory or a .tar.gz'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'verify\'' -l tenant -x -k -a '(__kubelb_ctl_ask tenant)' -d 'The tenant\'s name (default: the CCM\'s --cluster-name)'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'verify\'' -l print-rbac -d 'Print the rights that the tool asks for, and end'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'verify\'' -l kubeconfig -r -k -F -d 'The kubeconfig file of the tenant cluster'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'verify\'' -l context -x -k -a '(__kubelb_ctl_ask context)' -d 'The kubeconfig context of the tenant cluster'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'verify\'' -l cluster -x -k -a '(__kubelb_ctl_ask cluster)' -d 'The cluster of the kubeconfig, in place of the context\'s'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'verify\'' -l user -x -k -a '(__kubelb_ctl_ask user)' -d 'The user of the kubeconfig, in place of the context\'s'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'verify\'' -l as -x -d 'Act as this user'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'verify\'' -l as-group -x -d 'Act as a member of this group'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'verify\'' -l as-uid -x -d 'Act with this UID'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'verify\'' -l management-kubeconfig -r -k -F -d 'The kubeconfig file of the management cluster'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'verify\'; and __kubelb_ctl_after --mgmt-kubeconfig' -l mgmt-kubeconfig -r -k -F -d 'The kubeconfig file of the management cluster'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'verify\'' -l management-context -x -k -a '(__kubelb_ctl_ask management-context)' -d 'The kubeconfig context of the management cluster'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'verify\'; and __kubelb_ctl_after --mgmt-context' -l mgmt-context -x -k -a '(__kubelb_ctl_ask management-context)' -d 'The kubeconfig context of the management cluster'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'verify\'' -l management-cluster -x -k -a '(__kubelb_ctl_ask management-cluster)' -d 'The cluster of the kubeconfig, in place of the context\'s'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'verify\'; and __kubelb_ctl_after --mgmt-cluster' -l mgmt-cluster -x -k -a '(__kubelb_ctl_ask management-cluster)' -d 'The cluster of the kubeconfig, in place of the context\'s'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'verify\'' -l management-user -x -k -a '(__kubelb_ctl_ask management-user)' -d 'The user of the kubeconfig, in place of the context\'s'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'verify\'; and __kubelb_ctl_after --mgmt-user' -l mgmt-user -x -k -a '(__kubelb_ctl_ask management-user)' -d 'The user of the kubeconfig, in place of the context\'s'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'verify\'' -l management-as -x -d 'Act as this user'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'verify\'; and __kubelb_ctl_after --mgmt-as' -l mgmt-as -x -d 'Act as this user'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'verify\'' -l management-as-group -x -d 'Act as a member of this group'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'verify\'; and __kubelb_ctl_after --mgmt-as-group' -l mgmt-as-group -x -d 'Act as a member of this group'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'verify\'' -l management-as-uid -x -d 'Act with this UID'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'verify\'; and __kubelb_ctl_after --mgmt-as-uid' -l mgmt-as-uid -x -d 'Act with this UID'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'verify\'' -l no-ccm-credentials -d 'Without a management cluster named, do not use the CCM\'s own credentials'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'verify\'' -l request-timeout -x -d 'Give up on a request after this time'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'verify\'' -l chunk-size -x -d 'Read lists in pages of this many objects'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'verify\'' -l no-metrics -d 'Do not ask Envoy and the controllers for their statistics (pods/proxy)'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'verify\'' -l output -s o -x -k -a 'table wide short json yaml name junit' -d 'Output format'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'verify\'' -l color -x -k -a 'auto always never' -d 'Use colour'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'verify\'' -l ascii -d 'Print ASCII characters only'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'verify\'' -l no-headers -d 'Print tables without their heading'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'verify\'' -l help -s h -d 'Show this help'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'doctor\'' -l show-ignored -d 'List Services of other controllers, too'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'doctor\'' -l from-bundle -r -k -F -d 'Read both clusters from a bundle: a directory or a .tar.gz'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'doctor\'' -l tenant -x -k -a '(__kubelb_ctl_ask tenant)' -d 'The tenant\'s name (default: the CCM\'s --cluster-name)'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'doctor\'' -l print-rbac -d 'Print the rights that the tool asks for, and end'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'doctor\'' -l kubeconfig -r -k -F -d 'The kubeconfig file of the tenant cluster'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'doctor\'' -l context -x -k -a '(__kubelb_ctl_ask context)' -d 'The kubeconfig context of the tenant cluster'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'doctor\'' -l cluster -x -k -a '(__kubelb_ctl_ask cluster)' -d 'The cluster of the kubeconfig, in place of the context\'s'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'doctor\'' -l user -x -k -a '(__kubelb_ctl_ask user)' -d 'The user of the kubeconfig, in place of the context\'s'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'doctor\'' -l as -x -d 'Act as this user'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'doctor\'' -l as-group -x -d 'Act as a member of this group'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'doctor\'' -l as-uid -x -d 'Act with this UID'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'doctor\'' -l management-kubeconfig -r -k -F -d 'The kubeconfig file of the management cluster'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'doctor\'; and __kubelb_ctl_after --mgmt-kubeconfig' -l mgmt-kubeconfig -r -k -F -d 'The kubeconfig file of the management cluster'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'doctor\'' -l management-context -x -k -a '(__kubelb_ctl_ask management-context)' -d 'The kubeconfig context of the management cluster'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'doctor\'; and __kubelb_ctl_after --mgmt-context' -l mgmt-context -x -k -a '(__kubelb_ctl_ask management-context)' -d 'The kubeconfig context of the management cluster'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'doctor\'' -l management-cluster -x -k -a '(__kubelb_ctl_ask management-cluster)' -d 'The cluster of the kubeconfig, in place of the context\'s'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'doctor\'; and __kubelb_ctl_after --mgmt-cluster' -l mgmt-cluster -x -k -a '(__kubelb_ctl_ask management-cluster)' -d 'The cluster of the kubeconfig, in place of the context\'s'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'doctor\'' -l management-user -x -k -a '(__kubelb_ctl_ask management-user)' -d 'The user of the kubeconfig, in place of the context\'s'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'doctor\'; and __kubelb_ctl_after --mgmt-user' -l mgmt-user -x -k -a '(__kubelb_ctl_ask management-user)' -d 'The user of the kubeconfig, in place of the context\'s'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'doctor\'' -l management-as -x -d 'Act as this user'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'doctor\'; and __kubelb_ctl_after --mgmt-as' -l mgmt-as -x -d 'Act as this user'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'doctor\'' -l management-as-group -x -d 'Act as a member of this group'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'doctor\'; and __kubelb_ctl_after --mgmt-as-group' -l mgmt-as-group -x -d 'Act as a member of this group'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'doctor\'' -l management-as-uid -x -d 'Act with this UID'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'doctor\'; and __kubelb_ctl_after --mgmt-as-uid' -l mgmt-as-uid -x -d 'Act with this UID'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'doctor\'' -l no-ccm-credentials -d 'Without a management cluster named, do not use the CCM\'s own credentials'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'doctor\'' -l request-timeout -x -d 'Give up on a request after this time'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'doctor\'' -l chunk-size -x -d 'Read lists in pages of this many objects'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'doctor\'' -l no-metrics -d 'Do not ask Envoy and the controllers for their statistics (pods/proxy)'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'doctor\'' -l output -s o -x -k -a 'table wide short json yaml name junit' -d 'Output format'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'doctor\'' -l color -x -k -a 'auto always never' -d 'Use colour'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'doctor\'' -l ascii -d 'Print ASCII characters only'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'doctor\'' -l no-headers -d 'Print tables without their heading'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'doctor\'' -l help -s h -d 'Show this help'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'cleanup\'' -l yes -s y -d 'Delete what is marked DELETE, without asking'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'cleanup\'' -l apply -d 'Delete what is marked DELETE, after a question on the terminal'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'cleanup\'' -l plan-out -r -k -F -d 'Write the plan to a new file'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'cleanup\'' -l plan -r -k -F -d 'Delete what this plan says, if all of it is still true'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'cleanup\'' -l include-replaced -d 'Also LoadBalancers whose Service was made anew under the same name'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'cleanup\'' -l max-deletes -x -d 'Refuse where more is to be deleted'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'cleanup\'' -l remove-finalizers -x -k -a '(__kubelb_ctl_ask service)' -d 'Take KubeLB\'s finalizers off this one object, as a last resort'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'cleanup\'' -l namespace -s n -x -k -a '(__kubelb_ctl_ask namespace)' -d 'The namespace of the Service after --remove-finalizers'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'cleanup\'' -l from-bundle -r -k -F -d 'Read both clusters from a bundle: a directory or a .tar.gz'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'cleanup\'' -l tenant -x -k -a '(__kubelb_ctl_ask tenant)' -d 'The tenant\'s name (default: the CCM\'s --cluster-name)'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'cleanup\'' -l print-rbac -d 'Print the rights that the tool asks for, and end'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'cleanup\'' -l kubeconfig -r -k -F -d 'The kubeconfig file of the tenant cluster'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'cleanup\'' -l context -x -k -a '(__kubelb_ctl_ask context)' -d 'The kubeconfig context of the tenant cluster'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'cleanup\'' -l cluster -x -k -a '(__kubelb_ctl_ask cluster)' -d 'The cluster of the kubeconfig, in place of the context\'s'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'cleanup\'' -l user -x -k -a '(__kubelb_ctl_ask user)' -d 'The user of the kubeconfig, in place of the context\'s'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'cleanup\'' -l as -x -d 'Act as this user'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'cleanup\'' -l as-group -x -d 'Act as a member of this group'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'cleanup\'' -l as-uid -x -d 'Act with this UID'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'cleanup\'' -l management-kubeconfig -r -k -F -d 'The kubeconfig file of the management cluster'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'cleanup\'; and __kubelb_ctl_after --mgmt-kubeconfig' -l mgmt-kubeconfig -r -k -F -d 'The kubeconfig file of the management cluster'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'cleanup\'' -l management-context -x -k -a '(__kubelb_ctl_ask management-context)' -d 'The kubeconfig context of the management cluster'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'cleanup\'; and __kubelb_ctl_after --mgmt-context' -l mgmt-context -x -k -a '(__kubelb_ctl_ask management-context)' -d 'The kubeconfig context of the management cluster'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'cleanup\'' -l management-cluster -x -k -a '(__kubelb_ctl_ask management-cluster)' -d 'The cluster of the kubeconfig, in place of the context\'s'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'cleanup\'; and __kubelb_ctl_after --mgmt-cluster' -l mgmt-cluster -x -k -a '(__kubelb_ctl_ask management-cluster)' -d 'The cluster of the kubeconfig, in place of the context\'s'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'cleanup\'' -l management-user -x -k -a '(__kubelb_ctl_ask management-user)' -d 'The user of the kubeconfig, in place of the context\'s'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'cleanup\'; and __kubelb_ctl_after --mgmt-user' -l mgmt-user -x -k -a '(__kubelb_ctl_ask management-user)' -d 'The user of the kubeconfig, in place of the context\'s'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'cleanup\'' -l management-as -x -d 'Act as this user'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'cleanup\'; and __kubelb_ctl_after --mgmt-as' -l mgmt-as -x -d 'Act as this user'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'cleanup\'' -l management-as-group -x -d 'Act as a member of this group'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'cleanup\'; and __kubelb_ctl_after --mgmt-as-group' -l mgmt-as-group -x -d 'Act as a member of this group'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'cleanup\'' -l management-as-uid -x -d 'Act with this UID'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'cleanup\'; and __kubelb_ctl_after --mgmt-as-uid' -l mgmt-as-uid -x -d 'Act with this UID'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'cleanup\'' -l no-ccm-credentials -d 'Without a management cluster named, do not use the CCM\'s own credentials'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'cleanup\'' -l request-timeout -x -d 'Give up on a request after this time'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'cleanup\'' -l chunk-size -x -d 'Read lists in pages of this many objects'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'cleanup\'' -l output -s o -x -k -a 'table json yaml name' -d 'Output format'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'cleanup\'' -l color -x -k -a 'auto always never' -d 'Use colour'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'cleanup\'' -l ascii -d 'Print ASCII characters only'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'cleanup\'' -l help -s h -d 'Show this help'
complete -c kubelb-ctl -n '__kubelb_ctl_at \'collect\' 0' -k -F
complete -c kubelb-ctl -n '__kubelb_ctl_in \'collect\'' -l tenant -x -k -a '(__kubelb_ctl_ask tenant)' -d 'The tenant\'s name (default: the CCM\'s --cluster-name)'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'collect\'' -l no-metrics -d 'Do not ask Envoy and the controllers for their statistics (pods/proxy)'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'collect\'' -l kubeconfig -r -k -F -d 'The kubeconfig file of the tenant cluster'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'collect\'' -l context -x -k -a '(__kubelb_ctl_ask context)' -d 'The kubeconfig context of the tenant cluster'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'collect\'' -l cluster -x -k -a '(__kubelb_ctl_ask cluster)' -d 'The cluster of the kubeconfig, in place of the context\'s'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'collect\'' -l user -x -k -a '(__kubelb_ctl_ask user)' -d 'The user of the kubeconfig, in place of the context\'s'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'collect\'' -l as -x -d 'Act as this user'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'collect\'' -l as-group -x -d 'Act as a member of this group'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'collect\'' -l as-uid -x -d 'Act with this UID'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'collect\'' -l management-kubeconfig -r -k -F -d 'The kubeconfig file of the management cluster'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'collect\'; and __kubelb_ctl_after --mgmt-kubeconfig' -l mgmt-kubeconfig -r -k -F -d 'The kubeconfig file of the management cluster'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'collect\'' -l management-context -x -k -a '(__kubelb_ctl_ask management-context)' -d 'The kubeconfig context of the management cluster'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'collect\'; and __kubelb_ctl_after --mgmt-context' -l mgmt-context -x -k -a '(__kubelb_ctl_ask management-context)' -d 'The kubeconfig context of the management cluster'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'collect\'' -l management-cluster -x -k -a '(__kubelb_ctl_ask management-cluster)' -d 'The cluster of the kubeconfig, in place of the context\'s'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'collect\'; and __kubelb_ctl_after --mgmt-cluster' -l mgmt-cluster -x -k -a '(__kubelb_ctl_ask management-cluster)' -d 'The cluster of the kubeconfig, in place of the context\'s'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'collect\'' -l management-user -x -k -a '(__kubelb_ctl_ask management-user)' -d 'The user of the kubeconfig, in place of the context\'s'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'collect\'; and __kubelb_ctl_after --mgmt-user' -l mgmt-user -x -k -a '(__kubelb_ctl_ask management-user)' -d 'The user of the kubeconfig, in place of the context\'s'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'collect\'' -l management-as -x -d 'Act as this user'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'collect\'; and __kubelb_ctl_after --mgmt-as' -l mgmt-as -x -d 'Act as this user'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'collect\'' -l management-as-group -x -d 'Act as a member of this group'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'collect\'; and __kubelb_ctl_after --mgmt-as-group' -l mgmt-as-group -x -d 'Act as a member of this group'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'collect\'' -l management-as-uid -x -d 'Act with this UID'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'collect\'; and __kubelb_ctl_after --mgmt-as-uid' -l mgmt-as-uid -x -d 'Act with this UID'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'collect\'' -l no-ccm-credentials -d 'Without a management cluster named, do not use the CCM\'s own credentials'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'collect\'' -l request-timeout -x -d 'Give up on a request after this time'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'collect\'' -l chunk-size -x -d 'Read lists in pages of this many objects'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'collect\'' -l help -s h -d 'Show this help'
complete -c kubelb-ctl -n '__kubelb_ctl_at \'explain\' 0 more' -k -a 'KLC-A001\\t\'The tenant cluster\\\'s API cannot be reached\' KLC-A002\\t\'The management cluster\\\'s API cannot be reached\' KLC-A003\\t\'A cluster does not accept the credentials\' KLC-A004\\t\'Both sides are the same cluster\' KLC-A005\\t\'The two sides are swapped\' KLC-A006\\t\'The clocks do not agree\' KLC-A007\\t\'The API server\\\'s certificate is not verified\' KLC-A008\\t\'An API server answers slowly\' KLC-R001\\t\'Some reads were forbidden\' KLC-R002\\t\'The CCM lacks rights in the tenant cluster\' KLC-R003\\t\'The CCM lacks rights in the tenant\\\'s management namespace\' KLC-C001\\t\'No CCM runs in the tenant cluster\' KLC-C002\\t\'The CCM\\\'s pods are not Ready\' KLC-C003\\t\'The CCM crash-loops\' KLC-C004\\t\'The CCM has no --cluster-name\' KLC-C005\\t\'The CCM\\\'s --cluster-name matches no Tenant\' KLC-C006\\t\'--cluster-name is written with the prefix "tenant-"\' KLC-C007\\t\'The Service is not of the class that the CCM takes\' KLC-C008\\t\'Two controllers may serve the Service\' KLC-C009\\t\'The CCM has no usable management kubeconfig\' KLC-C010\\t\'The CCM cannot reach the management cluster\' KLC-C011\\t\'The CCM\\\'s management credentials are not accepted\' KLC-C012\\t\'The CCM\\\'s operations in the management cluster fail\' KLC-C013\\t\'The CCM\\\'s Lease is not renewed\' KLC-C014\\t\'The CCM runs with --enable-cloud-provider=false\' KLC-C015\\t\'The CCM only converts Ingresses\' KLC-C016\\t\'More than one CCM is deployed\' KLC-C017\\t\'The CCM logs errors for the Service\' KLC-M001\\t\'No KubeLB manager works in the management cluster\' KLC-M002\\t\'The manager does not run in the namespace kubelb\' KLC-M003\\t\'The control plane\\\'s Service envoycp does not lead to the manager\' KLC-M004\\t\'The management cluster does not serve KubeLB\\\'s custom resources\' KLC-M005\\t\'There is no Config: KubeLB\\\'s defaults are in force\' KLC-M006\\t\'Load balancing is disabled for all tenants\' KLC-M007\\t\'The Config asks for an Envoy topology other than shared\' KLC-M008\\t\'No manager holds the leader Lease\' KLC-M009\\t\'The manager fails to reconcile\' KLC-M010\\t\'Nothing in the management cluster gives addresses to Services\' KLC-T001\\t\'The Tenant does not exist\' KLC-T002\\t\'The Tenant is not Ready\' KLC-T003\\t\'The tenant\\\'s namespace is missing or Terminating\' KLC-T004\\t\'The tenant\\\'s namespace lacks KubeLB\\\'s label\' KLC-T005\\t\'Load balancing is disabled for the tenant\' KLC-T006\\t\'The CCM\\\'s account or rights in the tenant\\\'s namespace are missing\' KLC-T007\\t\'The ConfigMap kube-public/cluster-info is missing\' KLC-T008\\t\'Two clusters seem to share the tenant\' KLC-T009\\t\'A ResourceQuota of the tenant\\\'s namespace is used up\' KLC-N001\\t\'Addresses/default of the tenant is missing\' KLC-N002\\t\'No Ready node has an address of the chosen type\' KLC-N003\\t\'Addresses/default differs from the Ready nodes\' KLC-N004\\t\'No node can be reached from the management cluster\' KLC-N005\\t\'Some nodes cannot be reached from the management cluster\' KLC-N006\\t\'The address cannot be reached from here\' KLC-S001\\t\'The Service is not of type LoadBalancer\' KLC-S002\\t\'A port of the Service has no node port\' KLC-S003\\t\'The Service has a port of a protocol that KubeLB does not carry\' KLC-S004\\t\'No ready endpoint stands behind the Service\' KLC-S005\\t\'Only nodes with an endpoint answer (externalTrafficPolicy Local)\' KLC-S006\\t\'loadBalancerSourceRanges is set, and KubeLB does not enforce it\' KLC-S007\\t\'The Service asks for something that KubeLB does not pass on\' KLC-S008\\t\'PROXY protocol is asked for in a way that KubeLB ignores\' KLC-S009\\t\'ClientIP affinity is kept by a hash, without a timeout\' KLC-S010\\t\'The Service is being deleted and waits for KubeLB\' KLC-S011\\t\'The CCM has not taken the Service\' KLC-S012\\t\'The Service does not show the address of its LoadBalancer\' KLC-S013\\t\'The Service\\\'s target does not exist\' KLC-L001\\t\'The Service has no LoadBalancer in the management cluster\' KLC-L002\\t\'The LoadBalancer\\\'s origin labels are missing or wrong\' KLC-L003\\t\'The LoadBalancer differs from what the CCM would write\' KLC-L004\\t\'The LoadBalancer names no usable endpoints\' KLC-L005\\t\'The manager has not accepted the LoadBalancer\' KLC-L006\\t\'The LoadBalancer is being deleted and does not go\' KLC-L007\\t\'The LoadBalancer does not show the address it was given\' KLC-L008\\t\'Several LoadBalancers name the same Service as their origin\' KLC-L009\\t\'A hostname is asked for, and the settings do not allow it\' KLC-D001\\t\'The envoy Service is missing or lacks ports\' KLC-D002\\t\'The envoy Service has no address\' KLC-D003\\t\'The envoy Service is not of the class that is configured\' KLC-D004\\t\'Envoy ports are shared by two Services, or serve no port\' KLC-D005\\t\'No Envoy runs for the tenant\' KLC-D006\\t\'Envoy pods cannot run\' KLC-D007\\t\'Envoy is not connected to the manager\' KLC-D008\\t\'Envoy rejects its configuration\' KLC-D009\\t\'Envoy\\\'s configuration lacks a port of the Service\' KLC-D010\\t\'Envoy reaches no node of the Service\' KLC-D011\\t\'Envoy reaches only some nodes of the Service\' KLC-D012\\t\'Nothing checks the health of UDP ports\' KLC-D015\\t\'Envoy\\\'s admin port is open to the pod network\' KLC-D016\\t\'Envoy runs with too few replicas\' KLC-D017\\t\'A Ready Envoy has no configuration\' KLC-D018\\t\'UDP is sent to nodes that cannot pass it on\' KLC-D019\\t\'UDP to the nodes is turned back\' KLC-D020\\t\'ClientIP affinity goes by a management node\\\'s address\' KLC-D021\\t\'The LoadBalancer reports an old Envoy port\' KLC-V001\\t\'The CCM is of an older minor version than the manager\' KLC-V002\\t\'The CCM is newer than the manager\' KLC-V003\\t\'The checks know this KubeLB only in part\' KLC-X001\\t\'A LoadBalancer is left behind: its Service is gone\' KLC-X002\\t\'A LoadBalancer is left behind: its Service was made anew\' KLC-X003\\t\'The Service is no longer KubeLB\\\'s, its LoadBalancer remains\' KLC-X004\\t\'An envoy Service is left behind: its LoadBalancer is gone\' KLC-X005\\t\'An Envoy or a namespace is left behind\' KLC-X006\\t\'A LoadBalancer that no Service stands behind is left alone\''
complete -c kubelb-ctl -n '__kubelb_ctl_in \'explain\'' -l help -s h -d 'Show this help'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'checks\'' -l output -s o -x -k -a 'table json yaml name' -d 'Output format'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'checks\'' -l help -s h -d 'Show this help'
complete -c kubelb-ctl -n '__kubelb_ctl_at \'completion\' 0' -k -a 'bash zsh fish'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'completion\'' -l help -s h -d 'Show this help'
complete -c kubelb-ctl -n '__kubelb_ctl_in \'version\'' -l help -s h -d 'Show this help'
complete -c kubelb-ctl -n '__kubelb_ctl_at \'help\' 0' -k -a 'status\\t\'Show how far Services have come, and what holds them up\' trace\\t\'Follow Services through both clusters, hop by hop\' verify\\t\'Test whether Services are right and carry traffic\' doctor\\t\'Check both clusters: controllers, tenant, nodes, Services\' cleanup\\t\'Find what KubeLB left behind, and delete it if told so\' collect\\t\'Write a redacted bundle of both clusters\' explain\\t\'Tell what a finding means and how to mend it\' checks\\t\'List every check with its code\' completion\\t\'Print the completion script for a shell\' version\\t\'Show the version of the tool\' help\\t\'Show the help of the tool or of one command\''
complete -c kubelb-ctl -n '__kubelb_ctl_in \'help\'' -l help -s h -d 'Show this help'
complete -c kubectl-kubelb_ctl -w kubelb-ctl

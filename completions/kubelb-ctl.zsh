#compdef kubelb-ctl kubectl-kubelb_ctl
# Completion of kubelb-ctl for zsh, generated from its table of commands. Do not edit: make generate.
# Loaded from a directory of fpath as _kubelb-ctl, or by: source <(kubelb-ctl completion zsh)

# Asks the tool itself for names, with the other words of the line.
_kubelb-ctl_ask() {
    local program=${${(Q)tool_words[1]}/#\~\//$HOME/} line
    (( $+commands[$program] )) || [[ $program == */* && -x $program ]] || program=kubelb-ctl
    local -a found open
    for line in "${(@f)$($program __complete $1 -- "${(@)tool_words[2,tool_current-1]}" \
        "${(@)tool_words[tool_current+1,-1]}" "$PREFIX" 2>/dev/null </dev/null)}"; do
        [[ -n $line ]] || continue
        if [[ $line == *= ]]; then
            # The value follows.
            open+=("${${line//\\/\\\\}//:/\\:}")
        elif [[ $line == *$'\t'* ]]; then
            found+=("${${${line%%$'\t'*}//\\/\\\\}//:/\\:}:${line#*$'\t'}")
        else
            found+=("${${line//\\/\\\\}//:/\\:}")
        fi
    done
    (( $#open )) && _describe -t $1 $1 open -S ''
    _describe -t $1 $1 found
}

_kubelb-ctl_begin() {
    local -a tool_words=("${words[@]}")
    local tool_current=$CURRENT
    _kubelb-ctl_at
}

_kubelb-ctl_words_0() {
    local -a found=(
        'KLC-A001:The tenant cluster'\''s API server is unreachable'
        'KLC-A002:The management cluster'\''s API server is unreachable'
        'KLC-A003:A cluster rejects the credentials'
        'KLC-A004:Both sides are the same cluster'
        'KLC-A005:The two clusters are swapped'
        'KLC-A006:The clock of a cluster differs from this machine'\''s'
        'KLC-A007:The API server'\''s certificate is not verified'
        'KLC-A008:An API server responds slowly'
        'KLC-A009:An API server does not accept writes'
        'KLC-R001:Some reads were forbidden'
        'KLC-R002:The CCM lacks permissions in the tenant cluster'
        'KLC-R003:The CCM lacks permissions in the tenant'\''s management namespace'
        'KLC-R004:The manager lacks permissions in the management cluster'
        'KLC-C001:No CCM is running in the tenant cluster'
        'KLC-C002:The CCM'\''s pods are not Ready'
        'KLC-C003:The CCM is crash-looping'
        'KLC-C004:The CCM has no --cluster-name'
        'KLC-C005:The CCM works for a Tenant that is missing or not its own'
        'KLC-C006:--cluster-name has the prefix "tenant-"'
        'KLC-C007:The CCM does not manage the Service'\''s class'
        'KLC-C008:Two controllers may manage the Service'
        'KLC-C009:The CCM has no usable kubeconfig for the management cluster'
        'KLC-C010:The CCM cannot reach the management cluster'
        'KLC-C011:The management cluster rejects the CCM'\''s credentials'
        'KLC-C012:The CCM'\''s operations in the management cluster fail'
        'KLC-C013:The CCM'\''s Lease is not renewed'
        'KLC-C014:The CCM runs with --enable-cloud-provider=false'
        'KLC-C015:The CCM only converts Ingresses'
        'KLC-C016:More than one CCM is deployed'
        'KLC-C017:The CCM logs errors for the Service'
        'KLC-C018:The CCM keeps restarting'
        'KLC-C019:A service mesh blocks the CCM'\''s connections'
        'KLC-M001:No KubeLB manager is running in the management cluster'
        'KLC-M002:The manager does not run in the namespace kubelb'
        'KLC-M003:The control plane Service envoycp does not route to the manager'
        'KLC-M004:The management cluster does not serve KubeLB'\''s custom resources'
        'KLC-M005:No Config exists'
        'KLC-M006:Load balancing is disabled for all tenants'
        'KLC-M007:The Config sets an Envoy topology other than shared'
        'KLC-M008:No manager holds the leader Lease'
        'KLC-M009:The manager fails to reconcile'
        'KLC-M010:No load-balancer implementation assigns addresses to Services'
        'KLC-M012:No pod announces the addresses of Services'
        'KLC-M013:The manager keeps restarting'
        'KLC-M014:Ingress or the Gateway API is disabled in the management cluster'
        'KLC-M015:The management cluster does not serve the Gateway API'
        'KLC-M016:The Gateway API CRDs of the two clusters differ'
        'KLC-M017:MetalLB rejects its configuration'
        'KLC-M018:A pod of the manager cannot run'
        'KLC-M019:The load-balancer implementation does not work'
        'KLC-M020:An address pool is nearly exhausted'
        'KLC-T001:The Tenant does not exist'
        'KLC-T002:The Tenant is not Ready'
        'KLC-T003:The tenant'\''s namespace is missing or Terminating'
        'KLC-T004:The tenant'\''s namespace lacks KubeLB'\''s label'
        'KLC-T005:Load balancing is disabled for the tenant'
        'KLC-T006:The CCM'\''s account or permissions in the tenant namespace are missing'
        'KLC-T007:The ConfigMap kube-public/cluster-info is missing'
        'KLC-T008:Two clusters appear to share the tenant'
        'KLC-T009:A ResourceQuota of the tenant'\''s namespace is exhausted'
        'KLC-T010:A NetworkPolicy blocks the tenant'\''s Envoy'
        'KLC-T011:The tenant'\''s limit of LoadBalancers is reached'
        'KLC-T012:allowedRoutes from Same does not exclude other namespaces'
        'KLC-T013:A Secret with the CCM'\''s credentials does not exist'
        'KLC-T014:The tenant'\''s CCM does not connect to the management cluster'
        'KLC-T015:A ResourceQuota of the tenant'\''s namespace is nearly exhausted'
        'KLC-T016:The tenant'\''s CCM has written nothing although something waits for it'
        'KLC-N001:The tenant'\''s Addresses/default is missing'
        'KLC-N002:No Ready node has an address of the configured type'
        'KLC-N003:Addresses/default differs from the Ready nodes'
        'KLC-N004:No node is reachable from the management cluster'
        'KLC-N005:Some nodes are unreachable from the management cluster'
        'KLC-N006:The address is unreachable from this machine'
        'KLC-N008:Nodes do not serve one node port'
        'KLC-N009:A network component of the tenant'\''s nodes is not Ready'
        'KLC-N010:Some addresses of the nodes are unreachable'
        'KLC-N011:A node port is outside of the range that Cilium serves'
        'KLC-S001:The Service is not of type LoadBalancer'
        'KLC-S002:A port of the Service has no node port'
        'KLC-S003:The Service has a port with an unsupported protocol'
        'KLC-S004:The Service has no ready endpoints'
        'KLC-S005:Only nodes with an endpoint respond (externalTrafficPolicy Local)'
        'KLC-S006:loadBalancerSourceRanges is set, but KubeLB does not enforce it'
        'KLC-S007:The Service requests something that KubeLB does not propagate'
        'KLC-S008:PROXY protocol is requested in a way that KubeLB ignores'
        'KLC-S009:ClientIP affinity is ignored, or uses a hash without a timeout'
        'KLC-S010:The Service is stuck deleting'
        'KLC-S011:The CCM has not picked up the Service'
        'KLC-S012:The Service does not show the address of its LoadBalancer'
        'KLC-S013:The Service'\''s selector or target port matches nothing'
        'KLC-S014:The Service is stopped, and no check explains why'
        'KLC-S015:An EndpointSlice made by hand adds endpoints to the Service'
        'KLC-S016:The Service selects pods of another workload'
        'KLC-S017:An envoy Service has endpoints that are not Envoy'
        'KLC-S018:Istio refuses connections without mutual TLS'
        'KLC-I001:KubeLB does not manage the class of the Ingress or Gateway'
        'KLC-I002:The CCM'\''s controller for this kind is disabled'
        'KLC-I003:KubeLB manages only Gateways named kubelb and routes attached to them'
        'KLC-I004:A name is too long for KubeLB'
        'KLC-I005:The Ingress matches every host'
        'KLC-I006:KubeLB does not propagate a policy or route of this kind'
        'KLC-I007:The conversion of an Ingress is incomplete or outdated'
        'KLC-I008:The CCM panics on an Ingress'
        'KLC-I009:Two controllers serve the Ingress'
        'KLC-I010:Redirects lead in a loop'
        'KLC-I011:Sticky sessions end at the tenant'\''s Envoy'
        'KLC-B001:A backend Service does not exist'
        'KLC-B002:KubeLB does not support the kind or type of a backend'
        'KLC-B003:A backend of type LoadBalancer gets a second load balancer'
        'KLC-B004:The CCM overwrites a Service that has the name of a NodePort copy'
        'KLC-B005:A backend'\''s port is not a port of the Service'
        'KLC-B006:A backend has no working Service in the management cluster'
        'KLC-B007:The CCM does not watch a backend in another namespace'
        'KLC-B008:A backend has no ready endpoint'
        'KLC-B009:Two backends share a port of Envoy'
        'KLC-B010:Every backend of a rule has weight 0'
        'KLC-B011:The NodePort copy of a backend has no endpoints'
        'KLC-K001:A TLS Secret does not reach the management cluster'
        'KLC-K002:The generated object does not name the synced Secret'
        'KLC-K003:The manager fails to sync a Secret'
        'KLC-K004:cert-manager has not issued a certificate'
        'KLC-K005:Two objects share the name of a TLS Secret'
        'KLC-K006:Several synced Secrets claim the same origin'
        'KLC-K007:An annotation names a Secret that is not in the management cluster'
        'KLC-K008:A synced Secret is stuck deleting'
        'KLC-K009:The certificate of an Ingress cannot be used'
        'KLC-K010:cert-manager repeats an error about a certificate in its log'
        'KLC-K011:The proxies of a Gateway reject a certificate'
        'KLC-L001:The Service has no LoadBalancer in the management cluster'
        'KLC-L002:The LoadBalancer'\''s origin labels are missing or wrong'
        'KLC-L003:The LoadBalancer differs from what the CCM would write'
        'KLC-L004:The LoadBalancer has no usable endpoints'
        'KLC-L005:The manager has not accepted the LoadBalancer'
        'KLC-L006:The LoadBalancer is stuck deleting'
        'KLC-L007:The LoadBalancer does not show its assigned address'
        'KLC-L008:Several LoadBalancers have the same Service as their origin'
        'KLC-L009:A hostname is requested, but the settings do not allow it'
        'KLC-L010:The manager logs errors for the LoadBalancer'
        'KLC-L011:The manager rejects the LoadBalancer'
        'KLC-L012:The hostname blocks the LoadBalancer'
        'KLC-P001:The CCM cannot propagate the Ingress, Gateway or route'
        'KLC-P002:The Route is missing or out of date'
        'KLC-P003:The NodePort copy of a backend is missing or outdated'
        'KLC-P004:The generated object is missing or outdated in the management cluster'
        'KLC-P005:The manager could not create a backend'\''s Service'
        'KLC-P006:The status is not copied back to the tenant cluster'
        'KLC-P007:The Ingress, Gateway or route is stuck deleting'
        'KLC-P008:The Route is stuck deleting'
        'KLC-P009:An Ingress, Gateway or route is stopped, and no check explains why'
        'KLC-P010:The manager has not accepted the Route'
        'KLC-P011:The manager cannot create a TCPRoute, TLSRoute or UDPRoute'
        'KLC-G001:No controller serves the class of the generated Ingress'
        'KLC-G002:No controller serves the class of the generated Gateway'
        'KLC-G003:Annotations are not propagated to the generated object'
        'KLC-G004:Several Gateways named kubelb compete for one'
        'KLC-G005:The generated Ingress or Gateway is not served'
        'KLC-G006:Two objects collide in the management cluster'
        'KLC-G007:The Gateway does not accept the route'
        'KLC-G008:A listener of the Gateway does not work'
        'KLC-G009:A removed annotation is still set on the generated object'
        'KLC-G010:Envoy reaches no node for a backend'
        'KLC-G011:The backend expects another protocol than Envoy uses'
        'KLC-G012:ingress-nginx rejects request bodies as too large'
        'KLC-G013:ingress-nginx denies clients by their addresses'
        'KLC-G014:ingress-nginx cannot connect to the tenant'\''s Envoy'
        'KLC-G015:The external authentication of an Ingress or route cannot be reached'
        'KLC-G016:Envoy Gateway does not accept a policy of a generated object'
        'KLC-G017:The controller of an Ingress or Gateway repeats an error in its log'
        'KLC-G018:ingress-nginx does not apply an annotation'
        'KLC-G019:Health checks of the tenant'\''s Envoy fail'
        'KLC-G020:No rule of a route matches the requests for its host'
        'KLC-G021:The proxies of a Gateway end requests because of a setting'
        'KLC-H001:A host does not resolve to the address of its Ingress or Gateway'
        'KLC-H002:external-dns does not read the routes of a domain that it manages'
        'KLC-H003:The DNS record of a host belongs to another external-dns'
        'KLC-H004:external-dns fails to update DNS records'
        'KLC-H005:A filter of external-dns excludes the object of a host'
        'KLC-H006:external-dns publishes another address than the object has'
        'KLC-H007:external-dns runs without changing DNS records'
        'KLC-E001:The tenant'\''s limit of LoadBalancers or Gateways is nearly reached'
        'KLC-E002:A Tunnel is not ready'
        'KLC-E003:No ReferenceGrant allows a backend in another namespace'
        'KLC-E004:A WAF policy is not in force'
        'KLC-E005:The mTLS transport to the tenant cluster has a problem'
        'KLC-E006:KubeLB reports insights about the tenant'
        'KLC-D001:The envoy Service is missing or misconfigured'
        'KLC-D002:The envoy Service has no address'
        'KLC-D003:The envoy Service does not have the configured class'
        'KLC-D004:Envoy ports are shared by two Services, or have no LoadBalancer port'
        'KLC-D005:No Envoy is running for the tenant'
        'KLC-D006:Envoy pods cannot run'
        'KLC-D007:Envoy is not connected to the manager'
        'KLC-D008:Envoy rejects its configuration'
        'KLC-D009:Envoy'\''s configuration lacks a port of the Service'
        'KLC-D010:Envoy cannot reach any node of the Service'
        'KLC-D011:Envoy can reach only some nodes of the Service'
        'KLC-D012:UDP ports have no health checks'
        'KLC-D015:Envoy'\''s admin port is open to the pod network'
        'KLC-D016:Envoy runs with too few replicas'
        'KLC-D017:A Ready Envoy has no configuration'
        'KLC-D018:Envoy sends UDP to nodes that cannot forward it'
        'KLC-D019:Nodes reject or drop UDP traffic'
        'KLC-D020:ClientIP affinity uses a management node'\''s address'
        'KLC-D021:The LoadBalancer status shows a stale Envoy port'
        'KLC-D022:The load balancer of the envoy Service reports a problem'
        'KLC-D023:Several load-balancer implementations serve the envoy Service'
        'KLC-D024:No management node may receive load-balancer traffic'
        'KLC-D025:MetalLB does not announce the address'
        'KLC-D026:Envoy'\''s connection limit is reached'
        'KLC-D027:One address and port is assigned to two Services'
        'KLC-D028:The rollout of Envoy is stuck'
        'KLC-D029:Envoy pods on one management node reach no nodes of a tenant'
        'KLC-D030:No node can announce the address'
        'KLC-D031:Cilium does not announce the address'
        'KLC-D032:Envoy does not listen at the target port of the Service'
        'KLC-D033:The Service has the address of a node'
        'KLC-D034:The announcing node does not forward traffic to Envoy'
        'KLC-D035:A node of the management cluster drops connections of Envoy'
        'KLC-D036:An autoscaler and the manager scale Envoy against each other'
        'KLC-D037:Envoy keeps restarting'
        'KLC-D038:The envoy Service admits some clients only'
        'KLC-D039:Envoy holds as many connections of clients as it may'
        'KLC-D040:The load-balancer implementation repeats an error'
        'KLC-D041:MetalLB'\''s speakers cannot reach each other'
        'KLC-D042:Something keeps deleting the envoy Service'
        'KLC-D043:Calico does not advertise the address'
        'KLC-D044:Envoy logs that its connections to the manager fail'
        'KLC-D045:An Envoy workload of the former kind is left over'
        'KLC-D046:Settings are changed back and forth'
        'KLC-D047:PROXY headers of the load balancer reach the pods'
        'KLC-D048:The tenant'\''s Envoy differs from those of other tenants'
        'KLC-D049:kube-router does not announce the address'
        'KLC-D050:Nodes in IPVS mode take the address of a load balancer for their own'
        'KLC-V001:The CCM has an older minor version than the manager'
        'KLC-V002:The CCM is newer than the manager'
        'KLC-V003:This KubeLB version is only partly supported'
        'KLC-V004:This KubeLB version has known limits at Layer 7'
        'KLC-V005:Requests fail because of a limit of this KubeLB version'
        'KLC-X001:Orphaned LoadBalancer: its Service is gone'
        'KLC-X002:Orphaned LoadBalancer: its Service was recreated'
        'KLC-X003:KubeLB no longer manages the Service, but its LoadBalancer remains'
        'KLC-X004:Orphaned envoy Service: its LoadBalancer is gone'
        'KLC-X005:Orphaned Envoy or tenant namespace'
        'KLC-X006:A LoadBalancer without a Service is kept'
        'KLC-X007:A Route is orphaned: its Ingress, Gateway or route is gone'
        'KLC-X008:KubeLB still serves an object that it no longer handles'
        'KLC-X009:A generated object is orphaned, or still served although disabled'
        'KLC-X010:A backend Service, NodePort copy or SyncSecret is unused'
    )
    compset -P '*,'
    _describe -t values value found
}

_kubelb-ctl_words_1() {
    local -a found=(
        'ccm:The CCM'
        'manager:The manager'
        'envoy:The tenant'\''s Envoy'
    )
    compset -P '*,'
    _describe -t values value found
}

_kubelb-ctl_words_2() {
    local -a found=(
        'text'
        'json'
        'raw'
    )
    local -a open=(
        'jsonpath='
        'jsonpath-as-json='
        'jsonpath-file='
        'custom-columns='
        'custom-columns-file='
    )
    _describe -t values value found -- open -S ''
}

_kubelb-ctl_words_3() {
    local -a found=(
        'Normal'
        'Warning'
    )
    compset -P '*,'
    _describe -t values value found
}

_kubelb-ctl_words_4() {
    local -a found=(
        'table'
        'wide'
        'short'
        'json'
        'yaml'
        'name'
    )
    local -a open=(
        'jsonpath='
        'jsonpath-as-json='
        'jsonpath-file='
        'custom-columns='
        'custom-columns-file='
    )
    _describe -t values value found -- open -S ''
}

_kubelb-ctl_words_5() {
    local -a found=(
        'table'
        'json'
        'yaml'
        'name'
    )
    local -a open=(
        'jsonpath='
        'jsonpath-as-json='
        'jsonpath-file='
        'custom-columns='
        'custom-columns-file='
    )
    _describe -t values value found -- open -S ''
}

_kubelb-ctl_words_6() {
    local -a found=(
        'table'
        'json'
        'yaml'
    )
    local -a open=(
        'jsonpath='
        'jsonpath-as-json='
        'jsonpath-file='
        'custom-columns='
        'custom-columns-file='
    )
    _describe -t values value found -- open -S ''
}

_kubelb-ctl_words_7() {
    local -a found=(
        'text'
        'json'
        'yaml'
    )
    local -a open=(
        'jsonpath='
        'jsonpath-as-json='
        'jsonpath-file='
        'custom-columns='
        'custom-columns-file='
    )
    _describe -t values value found -- open -S ''
}

_kubelb-ctl_words_8() {
    local -a found=(
        'KLC-A001:The tenant cluster'\''s API server is unreachable'
        'KLC-A002:The management cluster'\''s API server is unreachable'
        'KLC-A003:A cluster rejects the credentials'
        'KLC-A004:Both sides are the same cluster'
        'KLC-A005:The two clusters are swapped'
        'KLC-A006:The clock of a cluster differs from this machine'\''s'
        'KLC-A007:The API server'\''s certificate is not verified'
        'KLC-A008:An API server responds slowly'
        'KLC-A009:An API server does not accept writes'
        'KLC-R001:Some reads were forbidden'
        'KLC-R002:The CCM lacks permissions in the tenant cluster'
        'KLC-R003:The CCM lacks permissions in the tenant'\''s management namespace'
        'KLC-R004:The manager lacks permissions in the management cluster'
        'KLC-C001:No CCM is running in the tenant cluster'
        'KLC-C002:The CCM'\''s pods are not Ready'
        'KLC-C003:The CCM is crash-looping'
        'KLC-C004:The CCM has no --cluster-name'
        'KLC-C005:The CCM works for a Tenant that is missing or not its own'
        'KLC-C006:--cluster-name has the prefix "tenant-"'
        'KLC-C007:The CCM does not manage the Service'\''s class'
        'KLC-C008:Two controllers may manage the Service'
        'KLC-C009:The CCM has no usable kubeconfig for the management cluster'
        'KLC-C010:The CCM cannot reach the management cluster'
        'KLC-C011:The management cluster rejects the CCM'\''s credentials'
        'KLC-C012:The CCM'\''s operations in the management cluster fail'
        'KLC-C013:The CCM'\''s Lease is not renewed'
        'KLC-C014:The CCM runs with --enable-cloud-provider=false'
        'KLC-C015:The CCM only converts Ingresses'
        'KLC-C016:More than one CCM is deployed'
        'KLC-C017:The CCM logs errors for the Service'
        'KLC-C018:The CCM keeps restarting'
        'KLC-C019:A service mesh blocks the CCM'\''s connections'
        'KLC-M001:No KubeLB manager is running in the management cluster'
        'KLC-M002:The manager does not run in the namespace kubelb'
        'KLC-M003:The control plane Service envoycp does not route to the manager'
        'KLC-M004:The management cluster does not serve KubeLB'\''s custom resources'
        'KLC-M005:No Config exists'
        'KLC-M006:Load balancing is disabled for all tenants'
        'KLC-M007:The Config sets an Envoy topology other than shared'
        'KLC-M008:No manager holds the leader Lease'
        'KLC-M009:The manager fails to reconcile'
        'KLC-M010:No load-balancer implementation assigns addresses to Services'
        'KLC-M012:No pod announces the addresses of Services'
        'KLC-M013:The manager keeps restarting'
        'KLC-M014:Ingress or the Gateway API is disabled in the management cluster'
        'KLC-M015:The management cluster does not serve the Gateway API'
        'KLC-M016:The Gateway API CRDs of the two clusters differ'
        'KLC-M017:MetalLB rejects its configuration'
        'KLC-M018:A pod of the manager cannot run'
        'KLC-M019:The load-balancer implementation does not work'
        'KLC-M020:An address pool is nearly exhausted'
        'KLC-T001:The Tenant does not exist'
        'KLC-T002:The Tenant is not Ready'
        'KLC-T003:The tenant'\''s namespace is missing or Terminating'
        'KLC-T004:The tenant'\''s namespace lacks KubeLB'\''s label'
        'KLC-T005:Load balancing is disabled for the tenant'
        'KLC-T006:The CCM'\''s account or permissions in the tenant namespace are missing'
        'KLC-T007:The ConfigMap kube-public/cluster-info is missing'
        'KLC-T008:Two clusters appear to share the tenant'
        'KLC-T009:A ResourceQuota of the tenant'\''s namespace is exhausted'
        'KLC-T010:A NetworkPolicy blocks the tenant'\''s Envoy'
        'KLC-T011:The tenant'\''s limit of LoadBalancers is reached'
        'KLC-T012:allowedRoutes from Same does not exclude other namespaces'
        'KLC-T013:A Secret with the CCM'\''s credentials does not exist'
        'KLC-T014:The tenant'\''s CCM does not connect to the management cluster'
        'KLC-T015:A ResourceQuota of the tenant'\''s namespace is nearly exhausted'
        'KLC-T016:The tenant'\''s CCM has written nothing although something waits for it'
        'KLC-N001:The tenant'\''s Addresses/default is missing'
        'KLC-N002:No Ready node has an address of the configured type'
        'KLC-N003:Addresses/default differs from the Ready nodes'
        'KLC-N004:No node is reachable from the management cluster'
        'KLC-N005:Some nodes are unreachable from the management cluster'
        'KLC-N006:The address is unreachable from this machine'
        'KLC-N008:Nodes do not serve one node port'
        'KLC-N009:A network component of the tenant'\''s nodes is not Ready'
        'KLC-N010:Some addresses of the nodes are unreachable'
        'KLC-N011:A node port is outside of the range that Cilium serves'
        'KLC-S001:The Service is not of type LoadBalancer'
        'KLC-S002:A port of the Service has no node port'
        'KLC-S003:The Service has a port with an unsupported protocol'
        'KLC-S004:The Service has no ready endpoints'
        'KLC-S005:Only nodes with an endpoint respond (externalTrafficPolicy Local)'
        'KLC-S006:loadBalancerSourceRanges is set, but KubeLB does not enforce it'
        'KLC-S007:The Service requests something that KubeLB does not propagate'
        'KLC-S008:PROXY protocol is requested in a way that KubeLB ignores'
        'KLC-S009:ClientIP affinity is ignored, or uses a hash without a timeout'
        'KLC-S010:The Service is stuck deleting'
        'KLC-S011:The CCM has not picked up the Service'
        'KLC-S012:The Service does not show the address of its LoadBalancer'
        'KLC-S013:The Service'\''s selector or target port matches nothing'
        'KLC-S014:The Service is stopped, and no check explains why'
        'KLC-S015:An EndpointSlice made by hand adds endpoints to the Service'
        'KLC-S016:The Service selects pods of another workload'
        'KLC-S017:An envoy Service has endpoints that are not Envoy'
        'KLC-S018:Istio refuses connections without mutual TLS'
        'KLC-I001:KubeLB does not manage the class of the Ingress or Gateway'
        'KLC-I002:The CCM'\''s controller for this kind is disabled'
        'KLC-I003:KubeLB manages only Gateways named kubelb and routes attached to them'
        'KLC-I004:A name is too long for KubeLB'
        'KLC-I005:The Ingress matches every host'
        'KLC-I006:KubeLB does not propagate a policy or route of this kind'
        'KLC-I007:The conversion of an Ingress is incomplete or outdated'
        'KLC-I008:The CCM panics on an Ingress'
        'KLC-I009:Two controllers serve the Ingress'
        'KLC-I010:Redirects lead in a loop'
        'KLC-I011:Sticky sessions end at the tenant'\''s Envoy'
        'KLC-B001:A backend Service does not exist'
        'KLC-B002:KubeLB does not support the kind or type of a backend'
        'KLC-B003:A backend of type LoadBalancer gets a second load balancer'
        'KLC-B004:The CCM overwrites a Service that has the name of a NodePort copy'
        'KLC-B005:A backend'\''s port is not a port of the Service'
        'KLC-B006:A backend has no working Service in the management cluster'
        'KLC-B007:The CCM does not watch a backend in another namespace'
        'KLC-B008:A backend has no ready endpoint'
        'KLC-B009:Two backends share a port of Envoy'
        'KLC-B010:Every backend of a rule has weight 0'
        'KLC-B011:The NodePort copy of a backend has no endpoints'
        'KLC-K001:A TLS Secret does not reach the management cluster'
        'KLC-K002:The generated object does not name the synced Secret'
        'KLC-K003:The manager fails to sync a Secret'
        'KLC-K004:cert-manager has not issued a certificate'
        'KLC-K005:Two objects share the name of a TLS Secret'
        'KLC-K006:Several synced Secrets claim the same origin'
        'KLC-K007:An annotation names a Secret that is not in the management cluster'
        'KLC-K008:A synced Secret is stuck deleting'
        'KLC-K009:The certificate of an Ingress cannot be used'
        'KLC-K010:cert-manager repeats an error about a certificate in its log'
        'KLC-K011:The proxies of a Gateway reject a certificate'
        'KLC-L001:The Service has no LoadBalancer in the management cluster'
        'KLC-L002:The LoadBalancer'\''s origin labels are missing or wrong'
        'KLC-L003:The LoadBalancer differs from what the CCM would write'
        'KLC-L004:The LoadBalancer has no usable endpoints'
        'KLC-L005:The manager has not accepted the LoadBalancer'
        'KLC-L006:The LoadBalancer is stuck deleting'
        'KLC-L007:The LoadBalancer does not show its assigned address'
        'KLC-L008:Several LoadBalancers have the same Service as their origin'
        'KLC-L009:A hostname is requested, but the settings do not allow it'
        'KLC-L010:The manager logs errors for the LoadBalancer'
        'KLC-L011:The manager rejects the LoadBalancer'
        'KLC-L012:The hostname blocks the LoadBalancer'
        'KLC-P001:The CCM cannot propagate the Ingress, Gateway or route'
        'KLC-P002:The Route is missing or out of date'
        'KLC-P003:The NodePort copy of a backend is missing or outdated'
        'KLC-P004:The generated object is missing or outdated in the management cluster'
        'KLC-P005:The manager could not create a backend'\''s Service'
        'KLC-P006:The status is not copied back to the tenant cluster'
        'KLC-P007:The Ingress, Gateway or route is stuck deleting'
        'KLC-P008:The Route is stuck deleting'
        'KLC-P009:An Ingress, Gateway or route is stopped, and no check explains why'
        'KLC-P010:The manager has not accepted the Route'
        'KLC-P011:The manager cannot create a TCPRoute, TLSRoute or UDPRoute'
        'KLC-G001:No controller serves the class of the generated Ingress'
        'KLC-G002:No controller serves the class of the generated Gateway'
        'KLC-G003:Annotations are not propagated to the generated object'
        'KLC-G004:Several Gateways named kubelb compete for one'
        'KLC-G005:The generated Ingress or Gateway is not served'
        'KLC-G006:Two objects collide in the management cluster'
        'KLC-G007:The Gateway does not accept the route'
        'KLC-G008:A listener of the Gateway does not work'
        'KLC-G009:A removed annotation is still set on the generated object'
        'KLC-G010:Envoy reaches no node for a backend'
        'KLC-G011:The backend expects another protocol than Envoy uses'
        'KLC-G012:ingress-nginx rejects request bodies as too large'
        'KLC-G013:ingress-nginx denies clients by their addresses'
        'KLC-G014:ingress-nginx cannot connect to the tenant'\''s Envoy'
        'KLC-G015:The external authentication of an Ingress or route cannot be reached'
        'KLC-G016:Envoy Gateway does not accept a policy of a generated object'
        'KLC-G017:The controller of an Ingress or Gateway repeats an error in its log'
        'KLC-G018:ingress-nginx does not apply an annotation'
        'KLC-G019:Health checks of the tenant'\''s Envoy fail'
        'KLC-G020:No rule of a route matches the requests for its host'
        'KLC-G021:The proxies of a Gateway end requests because of a setting'
        'KLC-H001:A host does not resolve to the address of its Ingress or Gateway'
        'KLC-H002:external-dns does not read the routes of a domain that it manages'
        'KLC-H003:The DNS record of a host belongs to another external-dns'
        'KLC-H004:external-dns fails to update DNS records'
        'KLC-H005:A filter of external-dns excludes the object of a host'
        'KLC-H006:external-dns publishes another address than the object has'
        'KLC-H007:external-dns runs without changing DNS records'
        'KLC-E001:The tenant'\''s limit of LoadBalancers or Gateways is nearly reached'
        'KLC-E002:A Tunnel is not ready'
        'KLC-E003:No ReferenceGrant allows a backend in another namespace'
        'KLC-E004:A WAF policy is not in force'
        'KLC-E005:The mTLS transport to the tenant cluster has a problem'
        'KLC-E006:KubeLB reports insights about the tenant'
        'KLC-D001:The envoy Service is missing or misconfigured'
        'KLC-D002:The envoy Service has no address'
        'KLC-D003:The envoy Service does not have the configured class'
        'KLC-D004:Envoy ports are shared by two Services, or have no LoadBalancer port'
        'KLC-D005:No Envoy is running for the tenant'
        'KLC-D006:Envoy pods cannot run'
        'KLC-D007:Envoy is not connected to the manager'
        'KLC-D008:Envoy rejects its configuration'
        'KLC-D009:Envoy'\''s configuration lacks a port of the Service'
        'KLC-D010:Envoy cannot reach any node of the Service'
        'KLC-D011:Envoy can reach only some nodes of the Service'
        'KLC-D012:UDP ports have no health checks'
        'KLC-D015:Envoy'\''s admin port is open to the pod network'
        'KLC-D016:Envoy runs with too few replicas'
        'KLC-D017:A Ready Envoy has no configuration'
        'KLC-D018:Envoy sends UDP to nodes that cannot forward it'
        'KLC-D019:Nodes reject or drop UDP traffic'
        'KLC-D020:ClientIP affinity uses a management node'\''s address'
        'KLC-D021:The LoadBalancer status shows a stale Envoy port'
        'KLC-D022:The load balancer of the envoy Service reports a problem'
        'KLC-D023:Several load-balancer implementations serve the envoy Service'
        'KLC-D024:No management node may receive load-balancer traffic'
        'KLC-D025:MetalLB does not announce the address'
        'KLC-D026:Envoy'\''s connection limit is reached'
        'KLC-D027:One address and port is assigned to two Services'
        'KLC-D028:The rollout of Envoy is stuck'
        'KLC-D029:Envoy pods on one management node reach no nodes of a tenant'
        'KLC-D030:No node can announce the address'
        'KLC-D031:Cilium does not announce the address'
        'KLC-D032:Envoy does not listen at the target port of the Service'
        'KLC-D033:The Service has the address of a node'
        'KLC-D034:The announcing node does not forward traffic to Envoy'
        'KLC-D035:A node of the management cluster drops connections of Envoy'
        'KLC-D036:An autoscaler and the manager scale Envoy against each other'
        'KLC-D037:Envoy keeps restarting'
        'KLC-D038:The envoy Service admits some clients only'
        'KLC-D039:Envoy holds as many connections of clients as it may'
        'KLC-D040:The load-balancer implementation repeats an error'
        'KLC-D041:MetalLB'\''s speakers cannot reach each other'
        'KLC-D042:Something keeps deleting the envoy Service'
        'KLC-D043:Calico does not advertise the address'
        'KLC-D044:Envoy logs that its connections to the manager fail'
        'KLC-D045:An Envoy workload of the former kind is left over'
        'KLC-D046:Settings are changed back and forth'
        'KLC-D047:PROXY headers of the load balancer reach the pods'
        'KLC-D048:The tenant'\''s Envoy differs from those of other tenants'
        'KLC-D049:kube-router does not announce the address'
        'KLC-D050:Nodes in IPVS mode take the address of a load balancer for their own'
        'KLC-V001:The CCM has an older minor version than the manager'
        'KLC-V002:The CCM is newer than the manager'
        'KLC-V003:This KubeLB version is only partly supported'
        'KLC-V004:This KubeLB version has known limits at Layer 7'
        'KLC-V005:Requests fail because of a limit of this KubeLB version'
        'KLC-X001:Orphaned LoadBalancer: its Service is gone'
        'KLC-X002:Orphaned LoadBalancer: its Service was recreated'
        'KLC-X003:KubeLB no longer manages the Service, but its LoadBalancer remains'
        'KLC-X004:Orphaned envoy Service: its LoadBalancer is gone'
        'KLC-X005:Orphaned Envoy or tenant namespace'
        'KLC-X006:A LoadBalancer without a Service is kept'
        'KLC-X007:A Route is orphaned: its Ingress, Gateway or route is gone'
        'KLC-X008:KubeLB still serves an object that it no longer handles'
        'KLC-X009:A generated object is orphaned, or still served although disabled'
        'KLC-X010:A backend Service, NodePort copy or SyncSecret is unused'
        'Accepted=False/NotAllowedByListeners:Condition of HTTPRoute and GRPCRoute'
        'Accepted=False/NoMatchingListenerHostname:Condition of HTTPRoute and GRPCRoute'
        'Accepted=False/NoMatchingParent:Condition of HTTPRoute and GRPCRoute'
        'Accepted=False/UnsupportedValue:Condition of HTTPRoute and GRPCRoute'
        'ResolvedRefs=False/BackendNotFound:Condition of HTTPRoute and GRPCRoute'
        'ResolvedRefs=False/RefNotPermitted:Condition of routes and listeners'
        'ResolvedRefs=False/InvalidKind:Condition of HTTPRoute and GRPCRoute'
        'ResolvedRefs=False/UnsupportedProtocol:Condition of HTTPRoute and GRPCRoute'
        'Accepted=Unknown/Pending:Condition of Gateway and GatewayClass'
        'Accepted=False/InvalidParameters:Condition of Gateway and GatewayClass'
        'Accepted=False/ListenersNotValid:Condition of Gateway'
        'Programmed=False/AddressNotAssigned:Condition of Gateway'
        'Programmed=False/NoResources:Condition of Gateway'
        'Programmed=False/Invalid:Condition of Gateway'
        'Conflicted=True/HostnameConflict:Condition of listeners of a Gateway'
        'Conflicted=True/ProtocolConflict:Condition of listeners of a Gateway'
        'Accepted=False/PortUnavailable:Condition of listeners of a Gateway'
        'ResolvedRefs=False/InvalidCertificateRef:Condition of listeners of a Gateway'
        'ResolvedRefs=False/InvalidRouteKinds:Condition of listeners of a Gateway'
        'Ready=False/DoesNotExist:Condition of Certificate'
        'Ready=False/Expired:Condition of Certificate'
        'Issuing=False/Failed:Condition of Certificate'
        'Ready=False/Pending:Condition of CertificateRequest'
        'Ready=False/Denied:Condition of CertificateRequest'
        'ResourceAppliedSuccessfully=False/InstallationFailed:Condition of the status of a Route'
        'Accepted=False/DomainNotAllowed:Condition of Route (Enterprise Edition)'
    )
    _describe -t values value found
}

_kubelb-ctl_words_9() {
    local -a found=(
        'status:Show the status of Services and routes and what blocks them'
        'trace:Trace the path of Services and routes through both clusters'
        'verify:Test that Services and routes carry traffic'
        'logs:Show the logs of the CCM, the manager and Envoy'
        'events:Show the Events on the path of Services and routes'
        'doctor:Check both clusters: controllers, tenant, nodes, Services'
        'cleanup:Find orphaned KubeLB objects and delete them on request'
        'collect:Write a redacted bundle of both clusters'
        'config:Show and validate the configuration file'
        'explain:Explain what a finding or a condition means'
        'checks:List all checks with their codes'
        'completion:Print the completion script for a shell'
        'version:Show the version of the tool'
        'options:List the options that several commands have'
        'help:Show help for the tool or a command'
    )
    _describe -t values value found
}

_kubelb-ctl_at_commands() {
    local -a found=(
        'status:Show the status of Services and routes and what blocks them'
        'trace:Trace the path of Services and routes through both clusters'
        'verify:Test that Services and routes carry traffic'
        'logs:Show the logs of the CCM, the manager and Envoy'
        'events:Show the Events on the path of Services and routes'
        'doctor:Check both clusters: controllers, tenant, nodes, Services'
        'cleanup:Find orphaned KubeLB objects and delete them on request'
        'collect:Write a redacted bundle of both clusters'
        'config:Show and validate the configuration file'
        'explain:Explain what a finding or a condition means'
        'checks:List all checks with their codes'
        'completion:Print the completion script for a shell'
        'version:Show the version of the tool'
        'options:List the options that several commands have'
        'help:Show help for the tool or a command'
    )
    _describe -t commands command found
}

_kubelb-ctl_at() {
    local curcontext=$curcontext context state state_descr line
    typeset -A opt_args
    _arguments -C -s -S -A "-*" \
        '(--help -h)--help[Show this help]' \
        '(--help -h)-h[Show this help]' \
        '!--namespace=[Use this namespace of the tenant cluster]:NAMESPACE: ' \
        '!-n+[Use this namespace of the tenant cluster]:NAMESPACE: ' \
        '!--all-namespaces[Show Services in all namespaces]' \
        '!-A[Show Services in all namespaces]' \
        '!--selector=[Select Services by label, as in kubectl]:SELECTOR: ' \
        '!-l+[Select Services by label, as in kubectl]:SELECTOR: ' \
        '!--field-selector=[Select Services by field, as in kubectl]:SELECTOR: ' \
        '!--show-ignored[Also list Services of other controllers]' \
        '!--layer=[Show only Services (4), or only Ingresses, Gateways and routes (7)]:LAYER: ' \
        '!--problems[List only Services and routes that need attention]' \
        '!--sort-by=[Sort rows by a column or a JSONPath expression]:COLUMN: ' \
        '!--show-labels[Show a column with all labels]' \
        '!*--label-columns=[Show labels as columns]:LABELS: ' \
        '!*-L+[Show labels as columns]:LABELS: ' \
        '!--from-bundle=[Read both clusters from a bundle (a directory or .tar.gz file)]:PATH: ' \
        '!--tenant=[Set the tenant name (default: the CCM'\''s --cluster-name)]:NAME: ' \
        '!--print-rbac[Print the RBAC permissions that the tool needs, then exit]' \
        '!--pair=[Use this pair of clusters from the configuration file]:NAME: ' \
        '!--config=[Use this configuration file (default: ~/.config/kubelb-ctl/config.yaml)]:FILE: ' \
        '!--kubeconfig=[Use this kubeconfig file for the tenant cluster]:PATH: ' \
        '!--context=[Use this kubeconfig context for the tenant cluster]:NAME: ' \
        '!--cluster=[Use this cluster of the kubeconfig instead of the context'\''s]:NAME: ' \
        '!--user=[Use this user of the kubeconfig instead of the context'\''s]:NAME: ' \
        '!--as=[Impersonate this user]:USER: ' \
        '!*--as-group=[Impersonate this group]:GROUP: ' \
        '!--as-uid=[Impersonate this UID]:UID: ' \
        '!*--as-user-extra=[Impersonate a user with this extra attribute]:KEY=VALUE: ' \
        '!--server=[Connect to this API server instead of the kubeconfig'\''s]:URL: ' \
        '!-s+[Connect to this API server instead of the kubeconfig'\''s]:URL: ' \
        '!--certificate-authority=[Verify the server with the CA certificates in this file]:FILE: ' \
        '!--insecure-skip-tls-verify[Do not verify the server'\''s certificate]' \
        '!--tls-server-name=[Verify the server'\''s certificate for this name]:NAME: ' \
        '!--token=[Authenticate with this bearer token; other users of the machine can see it]:TOKEN: ' \
        '!--client-certificate=[Authenticate with the client certificate in this file]:FILE: ' \
        '!--client-key=[Use the key in this file for the client certificate]:FILE: ' \
        '!--management-kubeconfig=[Use this kubeconfig file for the management cluster]:PATH: ' \
        '!--mgmt-kubeconfig=[Use this kubeconfig file for the management cluster]:PATH: ' \
        '!--management-context=[Use this kubeconfig context for the management cluster]:NAME: ' \
        '!--mgmt-context=[Use this kubeconfig context for the management cluster]:NAME: ' \
        '!--management-cluster=[Use this cluster of the kubeconfig instead of the context'\''s]:NAME: ' \
        '!--mgmt-cluster=[Use this cluster of the kubeconfig instead of the context'\''s]:NAME: ' \
        '!--management-user=[Use this user of the kubeconfig instead of the context'\''s]:NAME: ' \
        '!--mgmt-user=[Use this user of the kubeconfig instead of the context'\''s]:NAME: ' \
        '!--management-as=[Impersonate this user]:USER: ' \
        '!--mgmt-as=[Impersonate this user]:USER: ' \
        '!*--management-as-group=[Impersonate this group]:GROUP: ' \
        '!*--mgmt-as-group=[Impersonate this group]:GROUP: ' \
        '!--management-as-uid=[Impersonate this UID]:UID: ' \
        '!--mgmt-as-uid=[Impersonate this UID]:UID: ' \
        '!*--management-as-user-extra=[Impersonate a user with this extra attribute]:KEY=VALUE: ' \
        '!*--mgmt-as-user-extra=[Impersonate a user with this extra attribute]:KEY=VALUE: ' \
        '!--management-server=[Connect to this API server instead of the kubeconfig'\''s]:URL: ' \
        '!--mgmt-server=[Connect to this API server instead of the kubeconfig'\''s]:URL: ' \
        '!--management-certificate-authority=[Verify the server with the CA certificates in this file]:FILE: ' \
        '!--mgmt-certificate-authority=[Verify the server with the CA certificates in this file]:FILE: ' \
        '!--management-insecure-skip-tls-verify[Do not verify the server'\''s certificate]' \
        '!--management-tls-server-name=[Verify the server'\''s certificate for this name]:NAME: ' \
        '!--mgmt-tls-server-name=[Verify the server'\''s certificate for this name]:NAME: ' \
        '!--management-token=[Authenticate with this bearer token; other users of the machine can see it]:TOKEN: ' \
        '!--mgmt-token=[Authenticate with this bearer token; other users of the machine can see it]:TOKEN: ' \
        '!--management-client-certificate=[Authenticate with the client certificate in this file]:FILE: ' \
        '!--mgmt-client-certificate=[Authenticate with the client certificate in this file]:FILE: ' \
        '!--management-client-key=[Use the key in this file for the client certificate]:FILE: ' \
        '!--mgmt-client-key=[Use the key in this file for the client certificate]:FILE: ' \
        '!--no-ccm-credentials[Do not fall back to the CCM'\''s credentials if no management cluster is set]' \
        '!--insecure-ccm-server[Connect to the server in the CCM'\''s kubeconfig even if it is link-local or plain HTTP]' \
        '!--request-timeout=[Time out a request after this long]:TIME: ' \
        '!--chunk-size=[Read lists in pages of this many objects]:N: ' \
        '!--cache-dir=[Accepted as in kubectl, without effect: nothing is cached]:DIR: ' \
        '!--no-metrics[Do not read metrics of Envoy and the controllers (pods/proxy)]' \
        '!--no-logs[Do not read the logs of controllers and of Envoy (pods/log)]' \
        '!--verbose=-[Also list suppressed findings and reads that were not collected; from 6 on, log requests to stderr, from 8 on with headers]::LEVEL: ' \
        '!--v=-[Also list suppressed findings and reads that were not collected; from 6 on, log requests to stderr, from 8 on with headers]::LEVEL: ' \
        '!-v[Also list suppressed findings and reads that were not collected; from 6 on, log requests to stderr, from 8 on with headers]' \
        '!--dry-run-apply[Send missing or outdated generated objects as a server-side dry run, and report the responses]' \
        '!--fail-on=[Exit with status 1 for findings of at least this severity]:SEVERITY: ' \
        '!--exit-zero[Exit with status 0 whenever a report is produced]' \
        '!*--checks=[Run only these checks, for example KLC-S005, KLC-S* or S]:CODES: ' \
        '!*--skip-checks=[Skip these checks]:CODES: ' \
        '!*--suppress=[Suppress these findings, for one object or for all]:CODE[=TYPE/NS/NAME]: ' \
        '!--baseline=[Suppress the findings listed in this file]:FILE: ' \
        '!--update-baseline[Write the current findings to the baseline file]' \
        '!--output=[Select the output format]:FORMAT: ' \
        '!-o+[Select the output format]:FORMAT: ' \
        '!--color=[Use colour in the output]:WHEN: ' \
        '!--ascii[Print ASCII characters only]' \
        '!--no-headers[Print tables without headers]' \
        '!*--report=[Also write the report to a file; - is stdout]:FORMAT=FILE: ' \
        '!--quiet[Print only the verdict; status prints the state of each Service]' \
        '!-q[Print only the verdict; status prints the state of each Service]' \
        '!--watch[Watch for changes: redraw on a terminal, otherwise print a line per change]' \
        '!-w[Watch for changes: redraw on a terminal, otherwise print a line per change]' \
        '!--wait=-[Wait until the condition is met; exit status 4 on timeout]::healthy|address|deleted: ' \
        '!--interval=[Read objects that cannot be watched at this interval]:TIME: ' \
        '!--timeout=[Stop waiting after this long (--wait alone: 5m)]:TIME: ' \
        '!--all-tenants[Check every tenant, using the management cluster and the tenant clusters of pairs that lead to it]' \
        '!--management-only[Read the management cluster alone; with --tenant, check that tenant]' \
        '!--metrics=[Read the metrics of Envoy of tenants whose state depends on them, or of all tenants]:TENANTS: ' \
        '!--dry-run=[Print the requests that reading takes, and send none]:WHAT: ' \
        '!--timeline[Show a timeline of writes, conditions, Events, restarts and log lines in both clusters]' \
        '!--since=[Show a timeline of this period, for example 10m or 2h]:TIME: ' \
        '!*--port=[Probe only this port]:PORT[/PROTOCOL]: ' \
        '!--tls[Perform a TLS handshake on each TCP port]' \
        '!--http=[Request this path from each TCP port]:PATH: ' \
        '!--expect-status=[Accept these HTTP statuses only]:STATUS: ' \
        '!--server-name=[Use this host name in TLS and HTTP]:NAME: ' \
        '!--udp-payload=[Send this payload once to each UDP port]:TEXT: ' \
        '!--from-node-ports[Also probe the node ports from this machine]' \
        '!--print-probe[Print kubectl commands that probe, then exit]' \
        '!--probe-timeout=[Time out a probe after this long]:TIME: ' \
        '!--path=[Request this path of each host]:PATH: ' \
        '!--no-http[Send no HTTP requests to hosts]' \
        '!--no-dns[Do not look up these hosts in DNS]' \
        '!--component=[Show only logs of these components (comma-separated)]:LIST: ' \
        '!--follow[Follow new lines, including those of new pods; starts 10 minutes back by default]' \
        '!-f[Follow new lines, including those of new pods; starts 10 minutes back by default]' \
        '!--previous[Show the logs from before the last restart]' \
        '!-p[Show the logs from before the last restart]' \
        '!--since-time=[Show only lines newer than this time, for example 2026-11-22T12:00:00Z]:TIME: ' \
        '!--tail=[Read only the last N lines of each log, before filtering]:N: ' \
        '!--level=[Show only lines of at least this level, and lines without a level]:LEVEL: ' \
        '!--grep=[Show only lines that match this regular expression]:REGEX: ' \
        '!--all[Include the lines that the manager logs for each snapshot sent to Envoy]' \
        '!--no-prefix[Do not prefix lines with their source]' \
        '!--types=[Show only Events of these types (comma-separated)]:LIST: ' \
        '!--all-pairs[Check every pair in the configuration file, one row each]' \
        '!--yes[Delete objects marked DELETE without confirmation]' \
        '!-y[Delete objects marked DELETE without confirmation]' \
        '!--apply[Delete objects marked DELETE after confirmation on the terminal]' \
        '!--plan-out=[Write the plan to a new file]:FILE: ' \
        '!--plan=[Apply this plan, if all of it is still valid]:FILE: ' \
        '!--include-replaced[Include LoadBalancers and SyncSecrets whose Service or SyncSecret was recreated under the same name]' \
        '!--include-gateways[Include orphaned Gateways, which release their address]' \
        '!--max-deletes=[Refuse to delete more than this many objects]:N: ' \
        '!--remove-finalizers=[Remove KubeLB'\''s finalizers from this object, as a last resort]:KIND/NAME: ' \
        '!--missing[List the tenants of the management cluster that no pair leads to]' \
        '!--client[Show only the version of the tool, which is the default]' \
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
    options) _kubelb-ctl_at_options ;;
    help) _kubelb-ctl_at_help ;;
    esac
}

_kubelb-ctl_at_status() {
    _arguments -s -S \
        '(--namespace -n)--namespace=[Use this namespace of the tenant cluster]:NAMESPACE: _kubelb-ctl_ask namespace' \
        '(--namespace -n)-n+[Use this namespace of the tenant cluster]:NAMESPACE: _kubelb-ctl_ask namespace' \
        '(--all-namespaces -A)--all-namespaces[Show Services in all namespaces]' \
        '(--all-namespaces -A)-A[Show Services in all namespaces]' \
        '(--selector -l)--selector=[Select Services by label, as in kubectl]:SELECTOR: ' \
        '(--selector -l)-l+[Select Services by label, as in kubectl]:SELECTOR: ' \
        '--field-selector=[Select Services by field, as in kubectl]:SELECTOR: ' \
        '--show-ignored[Also list Services of other controllers]' \
        '--layer=[Show only Services (4), or only Ingresses, Gateways and routes (7)]:LAYER:(4 7)' \
        '--problems[List only Services and routes that need attention]' \
        '--sort-by=[Sort rows by a column or a JSONPath expression]:COLUMN:(namespace name class ports address loadbalancer stage upstreams age findings hosts kind state via)' \
        '--show-labels[Show a column with all labels]' \
        '*--label-columns=[Show labels as columns]:LABELS: ' \
        '*-L+[Show labels as columns]:LABELS: ' \
        '--from-bundle=[Read both clusters from a bundle (a directory or .tar.gz file)]:PATH:_files' \
        '--tenant=[Set the tenant name (default: the CCM'\''s --cluster-name)]:NAME: _kubelb-ctl_ask tenant' \
        '--print-rbac[Print the RBAC permissions that the tool needs, then exit]' \
        '--pair=[Use this pair of clusters from the configuration file]:NAME: _kubelb-ctl_ask pair' \
        '--config=[Use this configuration file (default: ~/.config/kubelb-ctl/config.yaml)]:FILE:_files' \
        '--kubeconfig=[Use this kubeconfig file for the tenant cluster]:PATH:_files' \
        '--context=[Use this kubeconfig context for the tenant cluster]:NAME: _kubelb-ctl_ask context' \
        '--cluster=[Use this cluster of the kubeconfig instead of the context'\''s]:NAME: _kubelb-ctl_ask cluster' \
        '--user=[Use this user of the kubeconfig instead of the context'\''s]:NAME: _kubelb-ctl_ask user' \
        '--as=[Impersonate this user]:USER: ' \
        '*--as-group=[Impersonate this group]:GROUP: ' \
        '--as-uid=[Impersonate this UID]:UID: ' \
        '*--as-user-extra=[Impersonate a user with this extra attribute]:KEY=VALUE: ' \
        '(--server -s)--server=[Connect to this API server instead of the kubeconfig'\''s]:URL: ' \
        '(--server -s)-s+[Connect to this API server instead of the kubeconfig'\''s]:URL: ' \
        '--certificate-authority=[Verify the server with the CA certificates in this file]:FILE:_files' \
        '--insecure-skip-tls-verify[Do not verify the server'\''s certificate]' \
        '--tls-server-name=[Verify the server'\''s certificate for this name]:NAME: ' \
        '--token=[Authenticate with this bearer token; other users of the machine can see it]:TOKEN: ' \
        '--client-certificate=[Authenticate with the client certificate in this file]:FILE:_files' \
        '--client-key=[Use the key in this file for the client certificate]:FILE:_files' \
        '(--management-kubeconfig --mgmt-kubeconfig)--management-kubeconfig=[Use this kubeconfig file for the management cluster]:PATH:_files' \
        '!--mgmt-kubeconfig=[Use this kubeconfig file for the management cluster]:PATH:_files' \
        '(--management-context --mgmt-context)--management-context=[Use this kubeconfig context for the management cluster]:NAME: _kubelb-ctl_ask management-context' \
        '!--mgmt-context=[Use this kubeconfig context for the management cluster]:NAME: _kubelb-ctl_ask management-context' \
        '(--management-cluster --mgmt-cluster)--management-cluster=[Use this cluster of the kubeconfig instead of the context'\''s]:NAME: _kubelb-ctl_ask management-cluster' \
        '!--mgmt-cluster=[Use this cluster of the kubeconfig instead of the context'\''s]:NAME: _kubelb-ctl_ask management-cluster' \
        '(--management-user --mgmt-user)--management-user=[Use this user of the kubeconfig instead of the context'\''s]:NAME: _kubelb-ctl_ask management-user' \
        '!--mgmt-user=[Use this user of the kubeconfig instead of the context'\''s]:NAME: _kubelb-ctl_ask management-user' \
        '(--management-as --mgmt-as)--management-as=[Impersonate this user]:USER: ' \
        '!--mgmt-as=[Impersonate this user]:USER: ' \
        '*--management-as-group=[Impersonate this group]:GROUP: ' \
        '!*--mgmt-as-group=[Impersonate this group]:GROUP: ' \
        '(--management-as-uid --mgmt-as-uid)--management-as-uid=[Impersonate this UID]:UID: ' \
        '!--mgmt-as-uid=[Impersonate this UID]:UID: ' \
        '*--management-as-user-extra=[Impersonate a user with this extra attribute]:KEY=VALUE: ' \
        '!*--mgmt-as-user-extra=[Impersonate a user with this extra attribute]:KEY=VALUE: ' \
        '(--management-server --mgmt-server)--management-server=[Connect to this API server instead of the kubeconfig'\''s]:URL: ' \
        '!--mgmt-server=[Connect to this API server instead of the kubeconfig'\''s]:URL: ' \
        '(--management-certificate-authority --mgmt-certificate-authority)--management-certificate-authority=[Verify the server with the CA certificates in this file]:FILE:_files' \
        '!--mgmt-certificate-authority=[Verify the server with the CA certificates in this file]:FILE:_files' \
        '--management-insecure-skip-tls-verify[Do not verify the server'\''s certificate]' \
        '(--management-tls-server-name --mgmt-tls-server-name)--management-tls-server-name=[Verify the server'\''s certificate for this name]:NAME: ' \
        '!--mgmt-tls-server-name=[Verify the server'\''s certificate for this name]:NAME: ' \
        '(--management-token --mgmt-token)--management-token=[Authenticate with this bearer token; other users of the machine can see it]:TOKEN: ' \
        '!--mgmt-token=[Authenticate with this bearer token; other users of the machine can see it]:TOKEN: ' \
        '(--management-client-certificate --mgmt-client-certificate)--management-client-certificate=[Authenticate with the client certificate in this file]:FILE:_files' \
        '!--mgmt-client-certificate=[Authenticate with the client certificate in this file]:FILE:_files' \
        '(--management-client-key --mgmt-client-key)--management-client-key=[Use the key in this file for the client certificate]:FILE:_files' \
        '!--mgmt-client-key=[Use the key in this file for the client certificate]:FILE:_files' \
        '--no-ccm-credentials[Do not fall back to the CCM'\''s credentials if no management cluster is set]' \
        '--insecure-ccm-server[Connect to the server in the CCM'\''s kubeconfig even if it is link-local or plain HTTP]' \
        '--request-timeout=[Time out a request after this long]:TIME: ' \
        '--chunk-size=[Read lists in pages of this many objects]:N: ' \
        '--cache-dir=[Accepted as in kubectl, without effect: nothing is cached]:DIR:_files -/' \
        '--no-metrics[Do not read metrics of Envoy and the controllers (pods/proxy)]' \
        '--no-logs[Do not read the logs of controllers and of Envoy (pods/log)]' \
        '(--verbose --v -v)--verbose=-[Also list suppressed findings and reads that were not collected; from 6 on, log requests to stderr, from 8 on with headers]::LEVEL: ' \
        '!--v=-[Also list suppressed findings and reads that were not collected; from 6 on, log requests to stderr, from 8 on with headers]::LEVEL: ' \
        '(--verbose --v -v)-v[Also list suppressed findings and reads that were not collected; from 6 on, log requests to stderr, from 8 on with headers]' \
        '--dry-run-apply[Send missing or outdated generated objects as a server-side dry run, and report the responses]' \
        '--fail-on=[Exit with status 1 for findings of at least this severity]:SEVERITY:(error warning info never)' \
        '--exit-zero[Exit with status 0 whenever a report is produced]' \
        '*--checks=[Run only these checks, for example KLC-S005, KLC-S* or S]:CODES: _kubelb-ctl_words_0' \
        '*--skip-checks=[Skip these checks]:CODES: _kubelb-ctl_words_0' \
        '*--suppress=[Suppress these findings, for one object or for all]:CODE[=TYPE/NS/NAME]: _kubelb-ctl_words_0' \
        '--baseline=[Suppress the findings listed in this file]:FILE:_files' \
        '--update-baseline[Write the current findings to the baseline file]' \
        '(--output -o)--output=[Select the output format]:FORMAT: _kubelb-ctl_ask format' \
        '(--output -o)-o+[Select the output format]:FORMAT: _kubelb-ctl_ask format' \
        '--color=[Use colour in the output]:WHEN:(auto always never)' \
        '--ascii[Print ASCII characters only]' \
        '--no-headers[Print tables without headers]' \
        '*--report=[Also write the report to a file; - is stdout]:FORMAT=FILE: _kubelb-ctl_ask report-format' \
        '(--quiet -q)--quiet[Print only the verdict; status prints the state of each Service]' \
        '(--quiet -q)-q[Print only the verdict; status prints the state of each Service]' \
        '(--watch -w)--watch[Watch for changes: redraw on a terminal, otherwise print a line per change]' \
        '(--watch -w)-w[Watch for changes: redraw on a terminal, otherwise print a line per change]' \
        '--wait=-[Wait until the condition is met; exit status 4 on timeout]::healthy|address|deleted:(healthy address deleted)' \
        '--interval=[Read objects that cannot be watched at this interval]:TIME: ' \
        '--timeout=[Stop waiting after this long (--wait alone: 5m)]:TIME: ' \
        '--all-tenants[Check every tenant, using the management cluster and the tenant clusters of pairs that lead to it]' \
        '--management-only[Read the management cluster alone; with --tenant, check that tenant]' \
        '--metrics=[Read the metrics of Envoy of tenants whose state depends on them, or of all tenants]:TENANTS:(needed all)' \
        '--dry-run=[Print the requests that reading takes, and send none]:WHAT:(reads)' \
        '(--help -h)--help[Show this help]' \
        '(--help -h)-h[Show this help]' \
        '*:svc/NAME: _kubelb-ctl_ask service'
}

_kubelb-ctl_at_trace() {
    _arguments -s -S \
        '(--namespace -n)--namespace=[Use this namespace of the tenant cluster]:NAMESPACE: _kubelb-ctl_ask namespace' \
        '(--namespace -n)-n+[Use this namespace of the tenant cluster]:NAMESPACE: _kubelb-ctl_ask namespace' \
        '(--all-namespaces -A)--all-namespaces[Trace Services, Ingresses, Gateways and routes in all namespaces]' \
        '(--all-namespaces -A)-A[Trace Services, Ingresses, Gateways and routes in all namespaces]' \
        '(--selector -l)--selector=[Select Services by label, as in kubectl]:SELECTOR: ' \
        '(--selector -l)-l+[Select Services by label, as in kubectl]:SELECTOR: ' \
        '--field-selector=[Select Services by field, as in kubectl]:SELECTOR: ' \
        '--show-ignored[Also list Services of other controllers]' \
        '--layer=[Show only Services (4), or only Ingresses, Gateways and routes (7)]:LAYER:(4 7)' \
        '--timeline[Show a timeline of writes, conditions, Events, restarts and log lines in both clusters]' \
        '--since=[Show a timeline of this period, for example 10m or 2h]:TIME: ' \
        '--from-bundle=[Read both clusters from a bundle (a directory or .tar.gz file)]:PATH:_files' \
        '--tenant=[Set the tenant name (default: the CCM'\''s --cluster-name)]:NAME: _kubelb-ctl_ask tenant' \
        '--print-rbac[Print the RBAC permissions that the tool needs, then exit]' \
        '--pair=[Use this pair of clusters from the configuration file]:NAME: _kubelb-ctl_ask pair' \
        '--config=[Use this configuration file (default: ~/.config/kubelb-ctl/config.yaml)]:FILE:_files' \
        '--kubeconfig=[Use this kubeconfig file for the tenant cluster]:PATH:_files' \
        '--context=[Use this kubeconfig context for the tenant cluster]:NAME: _kubelb-ctl_ask context' \
        '--cluster=[Use this cluster of the kubeconfig instead of the context'\''s]:NAME: _kubelb-ctl_ask cluster' \
        '--user=[Use this user of the kubeconfig instead of the context'\''s]:NAME: _kubelb-ctl_ask user' \
        '--as=[Impersonate this user]:USER: ' \
        '*--as-group=[Impersonate this group]:GROUP: ' \
        '--as-uid=[Impersonate this UID]:UID: ' \
        '*--as-user-extra=[Impersonate a user with this extra attribute]:KEY=VALUE: ' \
        '(--server -s)--server=[Connect to this API server instead of the kubeconfig'\''s]:URL: ' \
        '(--server -s)-s+[Connect to this API server instead of the kubeconfig'\''s]:URL: ' \
        '--certificate-authority=[Verify the server with the CA certificates in this file]:FILE:_files' \
        '--insecure-skip-tls-verify[Do not verify the server'\''s certificate]' \
        '--tls-server-name=[Verify the server'\''s certificate for this name]:NAME: ' \
        '--token=[Authenticate with this bearer token; other users of the machine can see it]:TOKEN: ' \
        '--client-certificate=[Authenticate with the client certificate in this file]:FILE:_files' \
        '--client-key=[Use the key in this file for the client certificate]:FILE:_files' \
        '(--management-kubeconfig --mgmt-kubeconfig)--management-kubeconfig=[Use this kubeconfig file for the management cluster]:PATH:_files' \
        '!--mgmt-kubeconfig=[Use this kubeconfig file for the management cluster]:PATH:_files' \
        '(--management-context --mgmt-context)--management-context=[Use this kubeconfig context for the management cluster]:NAME: _kubelb-ctl_ask management-context' \
        '!--mgmt-context=[Use this kubeconfig context for the management cluster]:NAME: _kubelb-ctl_ask management-context' \
        '(--management-cluster --mgmt-cluster)--management-cluster=[Use this cluster of the kubeconfig instead of the context'\''s]:NAME: _kubelb-ctl_ask management-cluster' \
        '!--mgmt-cluster=[Use this cluster of the kubeconfig instead of the context'\''s]:NAME: _kubelb-ctl_ask management-cluster' \
        '(--management-user --mgmt-user)--management-user=[Use this user of the kubeconfig instead of the context'\''s]:NAME: _kubelb-ctl_ask management-user' \
        '!--mgmt-user=[Use this user of the kubeconfig instead of the context'\''s]:NAME: _kubelb-ctl_ask management-user' \
        '(--management-as --mgmt-as)--management-as=[Impersonate this user]:USER: ' \
        '!--mgmt-as=[Impersonate this user]:USER: ' \
        '*--management-as-group=[Impersonate this group]:GROUP: ' \
        '!*--mgmt-as-group=[Impersonate this group]:GROUP: ' \
        '(--management-as-uid --mgmt-as-uid)--management-as-uid=[Impersonate this UID]:UID: ' \
        '!--mgmt-as-uid=[Impersonate this UID]:UID: ' \
        '*--management-as-user-extra=[Impersonate a user with this extra attribute]:KEY=VALUE: ' \
        '!*--mgmt-as-user-extra=[Impersonate a user with this extra attribute]:KEY=VALUE: ' \
        '(--management-server --mgmt-server)--management-server=[Connect to this API server instead of the kubeconfig'\''s]:URL: ' \
        '!--mgmt-server=[Connect to this API server instead of the kubeconfig'\''s]:URL: ' \
        '(--management-certificate-authority --mgmt-certificate-authority)--management-certificate-authority=[Verify the server with the CA certificates in this file]:FILE:_files' \
        '!--mgmt-certificate-authority=[Verify the server with the CA certificates in this file]:FILE:_files' \
        '--management-insecure-skip-tls-verify[Do not verify the server'\''s certificate]' \
        '(--management-tls-server-name --mgmt-tls-server-name)--management-tls-server-name=[Verify the server'\''s certificate for this name]:NAME: ' \
        '!--mgmt-tls-server-name=[Verify the server'\''s certificate for this name]:NAME: ' \
        '(--management-token --mgmt-token)--management-token=[Authenticate with this bearer token; other users of the machine can see it]:TOKEN: ' \
        '!--mgmt-token=[Authenticate with this bearer token; other users of the machine can see it]:TOKEN: ' \
        '(--management-client-certificate --mgmt-client-certificate)--management-client-certificate=[Authenticate with the client certificate in this file]:FILE:_files' \
        '!--mgmt-client-certificate=[Authenticate with the client certificate in this file]:FILE:_files' \
        '(--management-client-key --mgmt-client-key)--management-client-key=[Use the key in this file for the client certificate]:FILE:_files' \
        '!--mgmt-client-key=[Use the key in this file for the client certificate]:FILE:_files' \
        '--no-ccm-credentials[Do not fall back to the CCM'\''s credentials if no management cluster is set]' \
        '--insecure-ccm-server[Connect to the server in the CCM'\''s kubeconfig even if it is link-local or plain HTTP]' \
        '--request-timeout=[Time out a request after this long]:TIME: ' \
        '--chunk-size=[Read lists in pages of this many objects]:N: ' \
        '--cache-dir=[Accepted as in kubectl, without effect: nothing is cached]:DIR:_files -/' \
        '--no-metrics[Do not read metrics of Envoy and the controllers (pods/proxy)]' \
        '--no-logs[Do not read the logs of controllers and of Envoy (pods/log)]' \
        '(--verbose --v -v)--verbose=-[Also list suppressed findings and reads that were not collected; from 6 on, log requests to stderr, from 8 on with headers]::LEVEL: ' \
        '!--v=-[Also list suppressed findings and reads that were not collected; from 6 on, log requests to stderr, from 8 on with headers]::LEVEL: ' \
        '(--verbose --v -v)-v[Also list suppressed findings and reads that were not collected; from 6 on, log requests to stderr, from 8 on with headers]' \
        '--dry-run-apply[Send missing or outdated generated objects as a server-side dry run, and report the responses]' \
        '--management-only[Read the management cluster alone; trace the path of a tenant'\''s LoadBalancers and Routes there]' \
        '(--output -o)--output=[Select the output format; table is the tree]:FORMAT: _kubelb-ctl_ask format' \
        '(--output -o)-o+[Select the output format; table is the tree]:FORMAT: _kubelb-ctl_ask format' \
        '--color=[Use colour in the output]:WHEN:(auto always never)' \
        '--ascii[Print ASCII characters only]' \
        '*--report=[Also write the report to a file; - is stdout]:FORMAT=FILE: _kubelb-ctl_ask report-format' \
        '(--quiet -q)--quiet[Print only the verdict; status prints the state of each Service]' \
        '(--quiet -q)-q[Print only the verdict; status prints the state of each Service]' \
        '(--help -h)--help[Show this help]' \
        '(--help -h)-h[Show this help]' \
        '*:svc/NAME: _kubelb-ctl_ask service'
}

_kubelb-ctl_at_verify() {
    _arguments -s -S \
        '(--namespace -n)--namespace=[Use this namespace of the tenant cluster]:NAMESPACE: _kubelb-ctl_ask namespace' \
        '(--namespace -n)-n+[Use this namespace of the tenant cluster]:NAMESPACE: _kubelb-ctl_ask namespace' \
        '(--all-namespaces -A)--all-namespaces[Show Services in all namespaces]' \
        '(--all-namespaces -A)-A[Show Services in all namespaces]' \
        '(--selector -l)--selector=[Select Services by label, as in kubectl]:SELECTOR: ' \
        '(--selector -l)-l+[Select Services by label, as in kubectl]:SELECTOR: ' \
        '--field-selector=[Select Services by field, as in kubectl]:SELECTOR: ' \
        '--show-ignored[Also list Services of other controllers]' \
        '--layer=[Show only Services (4), or only Ingresses, Gateways and routes (7)]:LAYER:(4 7)' \
        '*--port=[Probe only this port]:PORT[/PROTOCOL]: ' \
        '--tls[Perform a TLS handshake on each TCP port]' \
        '--http=[Request this path from each TCP port]:PATH:_files' \
        '--expect-status=[Accept these HTTP statuses only]:STATUS: ' \
        '--server-name=[Use this host name in TLS and HTTP]:NAME: ' \
        '--udp-payload=[Send this payload once to each UDP port]:TEXT: ' \
        '--from-node-ports[Also probe the node ports from this machine]' \
        '--print-probe[Print kubectl commands that probe, then exit]' \
        '--probe-timeout=[Time out a probe after this long]:TIME: ' \
        '--path=[Request this path of each host]:PATH:_files' \
        '--no-http[Send no HTTP requests to hosts]' \
        '--no-dns[Do not look up these hosts in DNS]' \
        '--wait=-[Retry until all tests pass]::TIME: ' \
        '--interval=[Wait this long between retries]:TIME: ' \
        '--timeout=[Stop after this long in total]:TIME: ' \
        '--from-bundle=[Read both clusters from a bundle (a directory or .tar.gz file)]:PATH:_files' \
        '--tenant=[Set the tenant name (default: the CCM'\''s --cluster-name)]:NAME: _kubelb-ctl_ask tenant' \
        '--print-rbac[Print the RBAC permissions that the tool needs, then exit]' \
        '--pair=[Use this pair of clusters from the configuration file]:NAME: _kubelb-ctl_ask pair' \
        '--config=[Use this configuration file (default: ~/.config/kubelb-ctl/config.yaml)]:FILE:_files' \
        '--kubeconfig=[Use this kubeconfig file for the tenant cluster]:PATH:_files' \
        '--context=[Use this kubeconfig context for the tenant cluster]:NAME: _kubelb-ctl_ask context' \
        '--cluster=[Use this cluster of the kubeconfig instead of the context'\''s]:NAME: _kubelb-ctl_ask cluster' \
        '--user=[Use this user of the kubeconfig instead of the context'\''s]:NAME: _kubelb-ctl_ask user' \
        '--as=[Impersonate this user]:USER: ' \
        '*--as-group=[Impersonate this group]:GROUP: ' \
        '--as-uid=[Impersonate this UID]:UID: ' \
        '*--as-user-extra=[Impersonate a user with this extra attribute]:KEY=VALUE: ' \
        '(--server -s)--server=[Connect to this API server instead of the kubeconfig'\''s]:URL: ' \
        '(--server -s)-s+[Connect to this API server instead of the kubeconfig'\''s]:URL: ' \
        '--certificate-authority=[Verify the server with the CA certificates in this file]:FILE:_files' \
        '--insecure-skip-tls-verify[Do not verify the server'\''s certificate]' \
        '--tls-server-name=[Verify the server'\''s certificate for this name]:NAME: ' \
        '--token=[Authenticate with this bearer token; other users of the machine can see it]:TOKEN: ' \
        '--client-certificate=[Authenticate with the client certificate in this file]:FILE:_files' \
        '--client-key=[Use the key in this file for the client certificate]:FILE:_files' \
        '(--management-kubeconfig --mgmt-kubeconfig)--management-kubeconfig=[Use this kubeconfig file for the management cluster]:PATH:_files' \
        '!--mgmt-kubeconfig=[Use this kubeconfig file for the management cluster]:PATH:_files' \
        '(--management-context --mgmt-context)--management-context=[Use this kubeconfig context for the management cluster]:NAME: _kubelb-ctl_ask management-context' \
        '!--mgmt-context=[Use this kubeconfig context for the management cluster]:NAME: _kubelb-ctl_ask management-context' \
        '(--management-cluster --mgmt-cluster)--management-cluster=[Use this cluster of the kubeconfig instead of the context'\''s]:NAME: _kubelb-ctl_ask management-cluster' \
        '!--mgmt-cluster=[Use this cluster of the kubeconfig instead of the context'\''s]:NAME: _kubelb-ctl_ask management-cluster' \
        '(--management-user --mgmt-user)--management-user=[Use this user of the kubeconfig instead of the context'\''s]:NAME: _kubelb-ctl_ask management-user' \
        '!--mgmt-user=[Use this user of the kubeconfig instead of the context'\''s]:NAME: _kubelb-ctl_ask management-user' \
        '(--management-as --mgmt-as)--management-as=[Impersonate this user]:USER: ' \
        '!--mgmt-as=[Impersonate this user]:USER: ' \
        '*--management-as-group=[Impersonate this group]:GROUP: ' \
        '!*--mgmt-as-group=[Impersonate this group]:GROUP: ' \
        '(--management-as-uid --mgmt-as-uid)--management-as-uid=[Impersonate this UID]:UID: ' \
        '!--mgmt-as-uid=[Impersonate this UID]:UID: ' \
        '*--management-as-user-extra=[Impersonate a user with this extra attribute]:KEY=VALUE: ' \
        '!*--mgmt-as-user-extra=[Impersonate a user with this extra attribute]:KEY=VALUE: ' \
        '(--management-server --mgmt-server)--management-server=[Connect to this API server instead of the kubeconfig'\''s]:URL: ' \
        '!--mgmt-server=[Connect to this API server instead of the kubeconfig'\''s]:URL: ' \
        '(--management-certificate-authority --mgmt-certificate-authority)--management-certificate-authority=[Verify the server with the CA certificates in this file]:FILE:_files' \
        '!--mgmt-certificate-authority=[Verify the server with the CA certificates in this file]:FILE:_files' \
        '--management-insecure-skip-tls-verify[Do not verify the server'\''s certificate]' \
        '(--management-tls-server-name --mgmt-tls-server-name)--management-tls-server-name=[Verify the server'\''s certificate for this name]:NAME: ' \
        '!--mgmt-tls-server-name=[Verify the server'\''s certificate for this name]:NAME: ' \
        '(--management-token --mgmt-token)--management-token=[Authenticate with this bearer token; other users of the machine can see it]:TOKEN: ' \
        '!--mgmt-token=[Authenticate with this bearer token; other users of the machine can see it]:TOKEN: ' \
        '(--management-client-certificate --mgmt-client-certificate)--management-client-certificate=[Authenticate with the client certificate in this file]:FILE:_files' \
        '!--mgmt-client-certificate=[Authenticate with the client certificate in this file]:FILE:_files' \
        '(--management-client-key --mgmt-client-key)--management-client-key=[Use the key in this file for the client certificate]:FILE:_files' \
        '!--mgmt-client-key=[Use the key in this file for the client certificate]:FILE:_files' \
        '--no-ccm-credentials[Do not fall back to the CCM'\''s credentials if no management cluster is set]' \
        '--insecure-ccm-server[Connect to the server in the CCM'\''s kubeconfig even if it is link-local or plain HTTP]' \
        '--request-timeout=[Time out a request after this long]:TIME: ' \
        '--chunk-size=[Read lists in pages of this many objects]:N: ' \
        '--cache-dir=[Accepted as in kubectl, without effect: nothing is cached]:DIR:_files -/' \
        '--no-metrics[Do not read metrics of Envoy and the controllers (pods/proxy)]' \
        '--no-logs[Do not read the logs of controllers and of Envoy (pods/log)]' \
        '(--verbose --v -v)--verbose=-[Also list suppressed findings and reads that were not collected; from 6 on, log requests to stderr, from 8 on with headers]::LEVEL: ' \
        '!--v=-[Also list suppressed findings and reads that were not collected; from 6 on, log requests to stderr, from 8 on with headers]::LEVEL: ' \
        '(--verbose --v -v)-v[Also list suppressed findings and reads that were not collected; from 6 on, log requests to stderr, from 8 on with headers]' \
        '--management-only[Read the management cluster alone; test the LoadBalancers and Routes of a tenant]' \
        '--fail-on=[Exit with status 1 for findings of at least this severity]:SEVERITY:(error warning info never)' \
        '--exit-zero[Exit with status 0 whenever a report is produced]' \
        '*--checks=[Run only these checks, for example KLC-S005, KLC-S* or S]:CODES: _kubelb-ctl_words_0' \
        '*--skip-checks=[Skip these checks]:CODES: _kubelb-ctl_words_0' \
        '*--suppress=[Suppress these findings, for one object or for all]:CODE[=TYPE/NS/NAME]: _kubelb-ctl_words_0' \
        '--baseline=[Suppress the findings listed in this file]:FILE:_files' \
        '--update-baseline[Write the current findings to the baseline file]' \
        '(--output -o)--output=[Select the output format]:FORMAT: _kubelb-ctl_ask format' \
        '(--output -o)-o+[Select the output format]:FORMAT: _kubelb-ctl_ask format' \
        '--color=[Use colour in the output]:WHEN:(auto always never)' \
        '--ascii[Print ASCII characters only]' \
        '--no-headers[Print tables without headers]' \
        '*--report=[Also write the report to a file; - is stdout]:FORMAT=FILE: _kubelb-ctl_ask report-format' \
        '(--quiet -q)--quiet[Print only the verdict; status prints the state of each Service]' \
        '(--quiet -q)-q[Print only the verdict; status prints the state of each Service]' \
        '(--help -h)--help[Show this help]' \
        '(--help -h)-h[Show this help]' \
        '*:svc/NAME: _kubelb-ctl_ask service'
}

_kubelb-ctl_at_logs() {
    _arguments -s -S \
        '(--namespace -n)--namespace=[Use this namespace of the tenant cluster]:NAMESPACE: _kubelb-ctl_ask namespace' \
        '(--namespace -n)-n+[Use this namespace of the tenant cluster]:NAMESPACE: _kubelb-ctl_ask namespace' \
        '--component=[Show only logs of these components (comma-separated)]:LIST: _kubelb-ctl_words_1' \
        '(--follow -f)--follow[Follow new lines, including those of new pods; starts 10 minutes back by default]' \
        '(--follow -f)-f[Follow new lines, including those of new pods; starts 10 minutes back by default]' \
        '(--previous -p)--previous[Show the logs from before the last restart]' \
        '(--previous -p)-p[Show the logs from before the last restart]' \
        '--since=[Show only lines newer than this, for example 10m, 90s or 1h30m]:TIME: ' \
        '--since-time=[Show only lines newer than this time, for example 2026-11-22T12:00:00Z]:TIME: ' \
        '--tail=[Read only the last N lines of each log, before filtering]:N: ' \
        '--level=[Show only lines of at least this level, and lines without a level]:LEVEL:(debug info warning error)' \
        '--grep=[Show only lines that match this regular expression]:REGEX: ' \
        '--all[Include the lines that the manager logs for each snapshot sent to Envoy]' \
        '--from-bundle=[Read both clusters from a bundle (a directory or .tar.gz file)]:PATH:_files' \
        '--tenant=[Set the tenant name (default: the CCM'\''s --cluster-name)]:NAME: _kubelb-ctl_ask tenant' \
        '--print-rbac[Print the RBAC permissions that the tool needs, then exit]' \
        '--pair=[Use this pair of clusters from the configuration file]:NAME: _kubelb-ctl_ask pair' \
        '--config=[Use this configuration file (default: ~/.config/kubelb-ctl/config.yaml)]:FILE:_files' \
        '--kubeconfig=[Use this kubeconfig file for the tenant cluster]:PATH:_files' \
        '--context=[Use this kubeconfig context for the tenant cluster]:NAME: _kubelb-ctl_ask context' \
        '--cluster=[Use this cluster of the kubeconfig instead of the context'\''s]:NAME: _kubelb-ctl_ask cluster' \
        '--user=[Use this user of the kubeconfig instead of the context'\''s]:NAME: _kubelb-ctl_ask user' \
        '--as=[Impersonate this user]:USER: ' \
        '*--as-group=[Impersonate this group]:GROUP: ' \
        '--as-uid=[Impersonate this UID]:UID: ' \
        '*--as-user-extra=[Impersonate a user with this extra attribute]:KEY=VALUE: ' \
        '(--server -s)--server=[Connect to this API server instead of the kubeconfig'\''s]:URL: ' \
        '(--server -s)-s+[Connect to this API server instead of the kubeconfig'\''s]:URL: ' \
        '--certificate-authority=[Verify the server with the CA certificates in this file]:FILE:_files' \
        '--insecure-skip-tls-verify[Do not verify the server'\''s certificate]' \
        '--tls-server-name=[Verify the server'\''s certificate for this name]:NAME: ' \
        '--token=[Authenticate with this bearer token; other users of the machine can see it]:TOKEN: ' \
        '--client-certificate=[Authenticate with the client certificate in this file]:FILE:_files' \
        '--client-key=[Use the key in this file for the client certificate]:FILE:_files' \
        '(--management-kubeconfig --mgmt-kubeconfig)--management-kubeconfig=[Use this kubeconfig file for the management cluster]:PATH:_files' \
        '!--mgmt-kubeconfig=[Use this kubeconfig file for the management cluster]:PATH:_files' \
        '(--management-context --mgmt-context)--management-context=[Use this kubeconfig context for the management cluster]:NAME: _kubelb-ctl_ask management-context' \
        '!--mgmt-context=[Use this kubeconfig context for the management cluster]:NAME: _kubelb-ctl_ask management-context' \
        '(--management-cluster --mgmt-cluster)--management-cluster=[Use this cluster of the kubeconfig instead of the context'\''s]:NAME: _kubelb-ctl_ask management-cluster' \
        '!--mgmt-cluster=[Use this cluster of the kubeconfig instead of the context'\''s]:NAME: _kubelb-ctl_ask management-cluster' \
        '(--management-user --mgmt-user)--management-user=[Use this user of the kubeconfig instead of the context'\''s]:NAME: _kubelb-ctl_ask management-user' \
        '!--mgmt-user=[Use this user of the kubeconfig instead of the context'\''s]:NAME: _kubelb-ctl_ask management-user' \
        '(--management-as --mgmt-as)--management-as=[Impersonate this user]:USER: ' \
        '!--mgmt-as=[Impersonate this user]:USER: ' \
        '*--management-as-group=[Impersonate this group]:GROUP: ' \
        '!*--mgmt-as-group=[Impersonate this group]:GROUP: ' \
        '(--management-as-uid --mgmt-as-uid)--management-as-uid=[Impersonate this UID]:UID: ' \
        '!--mgmt-as-uid=[Impersonate this UID]:UID: ' \
        '*--management-as-user-extra=[Impersonate a user with this extra attribute]:KEY=VALUE: ' \
        '!*--mgmt-as-user-extra=[Impersonate a user with this extra attribute]:KEY=VALUE: ' \
        '(--management-server --mgmt-server)--management-server=[Connect to this API server instead of the kubeconfig'\''s]:URL: ' \
        '!--mgmt-server=[Connect to this API server instead of the kubeconfig'\''s]:URL: ' \
        '(--management-certificate-authority --mgmt-certificate-authority)--management-certificate-authority=[Verify the server with the CA certificates in this file]:FILE:_files' \
        '!--mgmt-certificate-authority=[Verify the server with the CA certificates in this file]:FILE:_files' \
        '--management-insecure-skip-tls-verify[Do not verify the server'\''s certificate]' \
        '(--management-tls-server-name --mgmt-tls-server-name)--management-tls-server-name=[Verify the server'\''s certificate for this name]:NAME: ' \
        '!--mgmt-tls-server-name=[Verify the server'\''s certificate for this name]:NAME: ' \
        '(--management-token --mgmt-token)--management-token=[Authenticate with this bearer token; other users of the machine can see it]:TOKEN: ' \
        '!--mgmt-token=[Authenticate with this bearer token; other users of the machine can see it]:TOKEN: ' \
        '(--management-client-certificate --mgmt-client-certificate)--management-client-certificate=[Authenticate with the client certificate in this file]:FILE:_files' \
        '!--mgmt-client-certificate=[Authenticate with the client certificate in this file]:FILE:_files' \
        '(--management-client-key --mgmt-client-key)--management-client-key=[Use the key in this file for the client certificate]:FILE:_files' \
        '!--mgmt-client-key=[Use the key in this file for the client certificate]:FILE:_files' \
        '--no-ccm-credentials[Do not fall back to the CCM'\''s credentials if no management cluster is set]' \
        '--insecure-ccm-server[Connect to the server in the CCM'\''s kubeconfig even if it is link-local or plain HTTP]' \
        '--request-timeout=[Time out a request after this long]:TIME: ' \
        '--chunk-size=[Read lists in pages of this many objects]:N: ' \
        '--cache-dir=[Accepted as in kubectl, without effect: nothing is cached]:DIR:_files -/' \
        '(--verbose --v -v)--verbose=-[Also list suppressed findings and reads that were not collected; from 6 on, log requests to stderr, from 8 on with headers]::LEVEL: ' \
        '!--v=-[Also list suppressed findings and reads that were not collected; from 6 on, log requests to stderr, from 8 on with headers]::LEVEL: ' \
        '(--verbose --v -v)-v[Also list suppressed findings and reads that were not collected; from 6 on, log requests to stderr, from 8 on with headers]' \
        '--management-only[Read the management cluster alone; show the logs for a tenant, LoadBalancer or Route]' \
        '(--output -o)--output=[Select the output format]:FORMAT: _kubelb-ctl_words_2' \
        '(--output -o)-o+[Select the output format]:FORMAT: _kubelb-ctl_words_2' \
        '--no-prefix[Do not prefix lines with their source]' \
        '--color=[Use colour in the output]:WHEN:(auto always never)' \
        '--ascii[Print ASCII characters only]' \
        '(--help -h)--help[Show this help]' \
        '(--help -h)-h[Show this help]' \
        '*:svc/NAME: _kubelb-ctl_ask service'
}

_kubelb-ctl_at_events() {
    _arguments -s -S \
        '(--namespace -n)--namespace=[Use this namespace of the tenant cluster]:NAMESPACE: _kubelb-ctl_ask namespace' \
        '(--namespace -n)-n+[Use this namespace of the tenant cluster]:NAMESPACE: _kubelb-ctl_ask namespace' \
        '(--all-namespaces -A)--all-namespaces[Show Events of Services in all namespaces]' \
        '(--all-namespaces -A)-A[Show Events of Services in all namespaces]' \
        '(--selector -l)--selector=[Select Services by label, as in kubectl]:SELECTOR: ' \
        '(--selector -l)-l+[Select Services by label, as in kubectl]:SELECTOR: ' \
        '--field-selector=[Select Services by field, as in kubectl]:SELECTOR: ' \
        '(--watch -w)--watch[Follow new Events until interrupted]' \
        '(--watch -w)-w[Follow new Events until interrupted]' \
        '--since=[Show only Events newer than this, for example 10m, 90s or 1h30m]:TIME: ' \
        '--types=[Show only Events of these types (comma-separated)]:LIST: _kubelb-ctl_words_3' \
        '--from-bundle=[Read both clusters from a bundle (a directory or .tar.gz file)]:PATH:_files' \
        '--tenant=[Set the tenant name (default: the CCM'\''s --cluster-name)]:NAME: _kubelb-ctl_ask tenant' \
        '--print-rbac[Print the RBAC permissions that the tool needs, then exit]' \
        '--pair=[Use this pair of clusters from the configuration file]:NAME: _kubelb-ctl_ask pair' \
        '--config=[Use this configuration file (default: ~/.config/kubelb-ctl/config.yaml)]:FILE:_files' \
        '--kubeconfig=[Use this kubeconfig file for the tenant cluster]:PATH:_files' \
        '--context=[Use this kubeconfig context for the tenant cluster]:NAME: _kubelb-ctl_ask context' \
        '--cluster=[Use this cluster of the kubeconfig instead of the context'\''s]:NAME: _kubelb-ctl_ask cluster' \
        '--user=[Use this user of the kubeconfig instead of the context'\''s]:NAME: _kubelb-ctl_ask user' \
        '--as=[Impersonate this user]:USER: ' \
        '*--as-group=[Impersonate this group]:GROUP: ' \
        '--as-uid=[Impersonate this UID]:UID: ' \
        '*--as-user-extra=[Impersonate a user with this extra attribute]:KEY=VALUE: ' \
        '(--server -s)--server=[Connect to this API server instead of the kubeconfig'\''s]:URL: ' \
        '(--server -s)-s+[Connect to this API server instead of the kubeconfig'\''s]:URL: ' \
        '--certificate-authority=[Verify the server with the CA certificates in this file]:FILE:_files' \
        '--insecure-skip-tls-verify[Do not verify the server'\''s certificate]' \
        '--tls-server-name=[Verify the server'\''s certificate for this name]:NAME: ' \
        '--token=[Authenticate with this bearer token; other users of the machine can see it]:TOKEN: ' \
        '--client-certificate=[Authenticate with the client certificate in this file]:FILE:_files' \
        '--client-key=[Use the key in this file for the client certificate]:FILE:_files' \
        '(--management-kubeconfig --mgmt-kubeconfig)--management-kubeconfig=[Use this kubeconfig file for the management cluster]:PATH:_files' \
        '!--mgmt-kubeconfig=[Use this kubeconfig file for the management cluster]:PATH:_files' \
        '(--management-context --mgmt-context)--management-context=[Use this kubeconfig context for the management cluster]:NAME: _kubelb-ctl_ask management-context' \
        '!--mgmt-context=[Use this kubeconfig context for the management cluster]:NAME: _kubelb-ctl_ask management-context' \
        '(--management-cluster --mgmt-cluster)--management-cluster=[Use this cluster of the kubeconfig instead of the context'\''s]:NAME: _kubelb-ctl_ask management-cluster' \
        '!--mgmt-cluster=[Use this cluster of the kubeconfig instead of the context'\''s]:NAME: _kubelb-ctl_ask management-cluster' \
        '(--management-user --mgmt-user)--management-user=[Use this user of the kubeconfig instead of the context'\''s]:NAME: _kubelb-ctl_ask management-user' \
        '!--mgmt-user=[Use this user of the kubeconfig instead of the context'\''s]:NAME: _kubelb-ctl_ask management-user' \
        '(--management-as --mgmt-as)--management-as=[Impersonate this user]:USER: ' \
        '!--mgmt-as=[Impersonate this user]:USER: ' \
        '*--management-as-group=[Impersonate this group]:GROUP: ' \
        '!*--mgmt-as-group=[Impersonate this group]:GROUP: ' \
        '(--management-as-uid --mgmt-as-uid)--management-as-uid=[Impersonate this UID]:UID: ' \
        '!--mgmt-as-uid=[Impersonate this UID]:UID: ' \
        '*--management-as-user-extra=[Impersonate a user with this extra attribute]:KEY=VALUE: ' \
        '!*--mgmt-as-user-extra=[Impersonate a user with this extra attribute]:KEY=VALUE: ' \
        '(--management-server --mgmt-server)--management-server=[Connect to this API server instead of the kubeconfig'\''s]:URL: ' \
        '!--mgmt-server=[Connect to this API server instead of the kubeconfig'\''s]:URL: ' \
        '(--management-certificate-authority --mgmt-certificate-authority)--management-certificate-authority=[Verify the server with the CA certificates in this file]:FILE:_files' \
        '!--mgmt-certificate-authority=[Verify the server with the CA certificates in this file]:FILE:_files' \
        '--management-insecure-skip-tls-verify[Do not verify the server'\''s certificate]' \
        '(--management-tls-server-name --mgmt-tls-server-name)--management-tls-server-name=[Verify the server'\''s certificate for this name]:NAME: ' \
        '!--mgmt-tls-server-name=[Verify the server'\''s certificate for this name]:NAME: ' \
        '(--management-token --mgmt-token)--management-token=[Authenticate with this bearer token; other users of the machine can see it]:TOKEN: ' \
        '!--mgmt-token=[Authenticate with this bearer token; other users of the machine can see it]:TOKEN: ' \
        '(--management-client-certificate --mgmt-client-certificate)--management-client-certificate=[Authenticate with the client certificate in this file]:FILE:_files' \
        '!--mgmt-client-certificate=[Authenticate with the client certificate in this file]:FILE:_files' \
        '(--management-client-key --mgmt-client-key)--management-client-key=[Use the key in this file for the client certificate]:FILE:_files' \
        '!--mgmt-client-key=[Use the key in this file for the client certificate]:FILE:_files' \
        '--no-ccm-credentials[Do not fall back to the CCM'\''s credentials if no management cluster is set]' \
        '--insecure-ccm-server[Connect to the server in the CCM'\''s kubeconfig even if it is link-local or plain HTTP]' \
        '--request-timeout=[Time out a request after this long]:TIME: ' \
        '--chunk-size=[Read lists in pages of this many objects]:N: ' \
        '--cache-dir=[Accepted as in kubectl, without effect: nothing is cached]:DIR:_files -/' \
        '(--verbose --v -v)--verbose=-[Also list suppressed findings and reads that were not collected; from 6 on, log requests to stderr, from 8 on with headers]::LEVEL: ' \
        '!--v=-[Also list suppressed findings and reads that were not collected; from 6 on, log requests to stderr, from 8 on with headers]::LEVEL: ' \
        '(--verbose --v -v)-v[Also list suppressed findings and reads that were not collected; from 6 on, log requests to stderr, from 8 on with headers]' \
        '--management-only[Read the management cluster alone; show the Events of a tenant, LoadBalancer or Route]' \
        '(--output -o)--output=[Select the output format]:FORMAT: _kubelb-ctl_words_4' \
        '(--output -o)-o+[Select the output format]:FORMAT: _kubelb-ctl_words_4' \
        '--color=[Use colour in the output]:WHEN:(auto always never)' \
        '--ascii[Print ASCII characters only]' \
        '--no-headers[Print tables without headers]' \
        '(--help -h)--help[Show this help]' \
        '(--help -h)-h[Show this help]' \
        '*:svc/NAME: _kubelb-ctl_ask service'
}

_kubelb-ctl_at_doctor() {
    _arguments -s -S \
        '--all-pairs[Check every pair in the configuration file, one row each]' \
        '--show-ignored[Also list Services of other controllers]' \
        '--layer=[Show only Services (4), or only Ingresses, Gateways and routes (7)]:LAYER:(4 7)' \
        '--from-bundle=[Read both clusters from a bundle (a directory or .tar.gz file)]:PATH:_files' \
        '--tenant=[Set the tenant name (default: the CCM'\''s --cluster-name)]:NAME: _kubelb-ctl_ask tenant' \
        '--print-rbac[Print the RBAC permissions that the tool needs, then exit]' \
        '--pair=[Use this pair of clusters from the configuration file]:NAME: _kubelb-ctl_ask pair' \
        '--config=[Use this configuration file (default: ~/.config/kubelb-ctl/config.yaml)]:FILE:_files' \
        '--kubeconfig=[Use this kubeconfig file for the tenant cluster]:PATH:_files' \
        '--context=[Use this kubeconfig context for the tenant cluster]:NAME: _kubelb-ctl_ask context' \
        '--cluster=[Use this cluster of the kubeconfig instead of the context'\''s]:NAME: _kubelb-ctl_ask cluster' \
        '--user=[Use this user of the kubeconfig instead of the context'\''s]:NAME: _kubelb-ctl_ask user' \
        '--as=[Impersonate this user]:USER: ' \
        '*--as-group=[Impersonate this group]:GROUP: ' \
        '--as-uid=[Impersonate this UID]:UID: ' \
        '*--as-user-extra=[Impersonate a user with this extra attribute]:KEY=VALUE: ' \
        '(--server -s)--server=[Connect to this API server instead of the kubeconfig'\''s]:URL: ' \
        '(--server -s)-s+[Connect to this API server instead of the kubeconfig'\''s]:URL: ' \
        '--certificate-authority=[Verify the server with the CA certificates in this file]:FILE:_files' \
        '--insecure-skip-tls-verify[Do not verify the server'\''s certificate]' \
        '--tls-server-name=[Verify the server'\''s certificate for this name]:NAME: ' \
        '--token=[Authenticate with this bearer token; other users of the machine can see it]:TOKEN: ' \
        '--client-certificate=[Authenticate with the client certificate in this file]:FILE:_files' \
        '--client-key=[Use the key in this file for the client certificate]:FILE:_files' \
        '(--management-kubeconfig --mgmt-kubeconfig)--management-kubeconfig=[Use this kubeconfig file for the management cluster]:PATH:_files' \
        '!--mgmt-kubeconfig=[Use this kubeconfig file for the management cluster]:PATH:_files' \
        '(--management-context --mgmt-context)--management-context=[Use this kubeconfig context for the management cluster]:NAME: _kubelb-ctl_ask management-context' \
        '!--mgmt-context=[Use this kubeconfig context for the management cluster]:NAME: _kubelb-ctl_ask management-context' \
        '(--management-cluster --mgmt-cluster)--management-cluster=[Use this cluster of the kubeconfig instead of the context'\''s]:NAME: _kubelb-ctl_ask management-cluster' \
        '!--mgmt-cluster=[Use this cluster of the kubeconfig instead of the context'\''s]:NAME: _kubelb-ctl_ask management-cluster' \
        '(--management-user --mgmt-user)--management-user=[Use this user of the kubeconfig instead of the context'\''s]:NAME: _kubelb-ctl_ask management-user' \
        '!--mgmt-user=[Use this user of the kubeconfig instead of the context'\''s]:NAME: _kubelb-ctl_ask management-user' \
        '(--management-as --mgmt-as)--management-as=[Impersonate this user]:USER: ' \
        '!--mgmt-as=[Impersonate this user]:USER: ' \
        '*--management-as-group=[Impersonate this group]:GROUP: ' \
        '!*--mgmt-as-group=[Impersonate this group]:GROUP: ' \
        '(--management-as-uid --mgmt-as-uid)--management-as-uid=[Impersonate this UID]:UID: ' \
        '!--mgmt-as-uid=[Impersonate this UID]:UID: ' \
        '*--management-as-user-extra=[Impersonate a user with this extra attribute]:KEY=VALUE: ' \
        '!*--mgmt-as-user-extra=[Impersonate a user with this extra attribute]:KEY=VALUE: ' \
        '(--management-server --mgmt-server)--management-server=[Connect to this API server instead of the kubeconfig'\''s]:URL: ' \
        '!--mgmt-server=[Connect to this API server instead of the kubeconfig'\''s]:URL: ' \
        '(--management-certificate-authority --mgmt-certificate-authority)--management-certificate-authority=[Verify the server with the CA certificates in this file]:FILE:_files' \
        '!--mgmt-certificate-authority=[Verify the server with the CA certificates in this file]:FILE:_files' \
        '--management-insecure-skip-tls-verify[Do not verify the server'\''s certificate]' \
        '(--management-tls-server-name --mgmt-tls-server-name)--management-tls-server-name=[Verify the server'\''s certificate for this name]:NAME: ' \
        '!--mgmt-tls-server-name=[Verify the server'\''s certificate for this name]:NAME: ' \
        '(--management-token --mgmt-token)--management-token=[Authenticate with this bearer token; other users of the machine can see it]:TOKEN: ' \
        '!--mgmt-token=[Authenticate with this bearer token; other users of the machine can see it]:TOKEN: ' \
        '(--management-client-certificate --mgmt-client-certificate)--management-client-certificate=[Authenticate with the client certificate in this file]:FILE:_files' \
        '!--mgmt-client-certificate=[Authenticate with the client certificate in this file]:FILE:_files' \
        '(--management-client-key --mgmt-client-key)--management-client-key=[Use the key in this file for the client certificate]:FILE:_files' \
        '!--mgmt-client-key=[Use the key in this file for the client certificate]:FILE:_files' \
        '--no-ccm-credentials[Do not fall back to the CCM'\''s credentials if no management cluster is set]' \
        '--insecure-ccm-server[Connect to the server in the CCM'\''s kubeconfig even if it is link-local or plain HTTP]' \
        '--request-timeout=[Time out a request after this long]:TIME: ' \
        '--chunk-size=[Read lists in pages of this many objects]:N: ' \
        '--cache-dir=[Accepted as in kubectl, without effect: nothing is cached]:DIR:_files -/' \
        '--no-metrics[Do not read metrics of Envoy and the controllers (pods/proxy)]' \
        '--no-logs[Do not read the logs of controllers and of Envoy (pods/log)]' \
        '(--verbose --v -v)--verbose=-[Also list suppressed findings and reads that were not collected; from 6 on, log requests to stderr, from 8 on with headers]::LEVEL: ' \
        '!--v=-[Also list suppressed findings and reads that were not collected; from 6 on, log requests to stderr, from 8 on with headers]::LEVEL: ' \
        '(--verbose --v -v)-v[Also list suppressed findings and reads that were not collected; from 6 on, log requests to stderr, from 8 on with headers]' \
        '--dry-run-apply[Send missing or outdated generated objects as a server-side dry run, and report the responses]' \
        '--fail-on=[Exit with status 1 for findings of at least this severity]:SEVERITY:(error warning info never)' \
        '--exit-zero[Exit with status 0 whenever a report is produced]' \
        '*--checks=[Run only these checks, for example KLC-S005, KLC-S* or S]:CODES: _kubelb-ctl_words_0' \
        '*--skip-checks=[Skip these checks]:CODES: _kubelb-ctl_words_0' \
        '*--suppress=[Suppress these findings, for one object or for all]:CODE[=TYPE/NS/NAME]: _kubelb-ctl_words_0' \
        '--baseline=[Suppress the findings listed in this file]:FILE:_files' \
        '--update-baseline[Write the current findings to the baseline file]' \
        '(--output -o)--output=[Select the output format]:FORMAT: _kubelb-ctl_ask format' \
        '(--output -o)-o+[Select the output format]:FORMAT: _kubelb-ctl_ask format' \
        '--color=[Use colour in the output]:WHEN:(auto always never)' \
        '--ascii[Print ASCII characters only]' \
        '--no-headers[Print tables without headers]' \
        '*--report=[Also write the report to a file; - is stdout]:FORMAT=FILE: _kubelb-ctl_ask report-format' \
        '(--quiet -q)--quiet[Print only the verdict; status prints the state of each Service]' \
        '(--quiet -q)-q[Print only the verdict; status prints the state of each Service]' \
        '(--watch -w)--watch[Watch for changes: redraw on a terminal, otherwise print a line per change]' \
        '(--watch -w)-w[Watch for changes: redraw on a terminal, otherwise print a line per change]' \
        '--wait=-[Wait until the condition is met; exit status 4 on timeout]::healthy:(healthy)' \
        '--interval=[Read objects that cannot be watched at this interval]:TIME: ' \
        '--timeout=[Stop waiting after this long (--wait alone: 5m)]:TIME: ' \
        '--all-tenants[Check every tenant, using the management cluster and the tenant clusters of pairs that lead to it]' \
        '--management-only[Read the management cluster alone; with --tenant, check that tenant]' \
        '--metrics=[Read the metrics of Envoy of tenants whose state depends on them, or of all tenants]:TENANTS:(needed all)' \
        '--dry-run=[Print the requests that reading takes, and send none]:WHAT:(reads)' \
        '(--help -h)--help[Show this help]' \
        '(--help -h)-h[Show this help]' \
        '1::tenant/NAME: _kubelb-ctl_ask tenant-argument'
}

_kubelb-ctl_at_cleanup() {
    _arguments -s -S \
        '(--yes -y)--yes[Delete objects marked DELETE without confirmation]' \
        '(--yes -y)-y[Delete objects marked DELETE without confirmation]' \
        '--apply[Delete objects marked DELETE after confirmation on the terminal]' \
        '--plan-out=[Write the plan to a new file]:FILE:_files' \
        '--plan=[Apply this plan, if all of it is still valid]:FILE:_files' \
        '--include-replaced[Include LoadBalancers and SyncSecrets whose Service or SyncSecret was recreated under the same name]' \
        '--include-gateways[Include orphaned Gateways, which release their address]' \
        '--max-deletes=[Refuse to delete more than this many objects]:N: ' \
        '--remove-finalizers=[Remove KubeLB'\''s finalizers from this object, as a last resort]:KIND/NAME: _kubelb-ctl_ask service' \
        '(--namespace -n)--namespace=[Set the namespace of the object given to --remove-finalizers]:NAMESPACE: _kubelb-ctl_ask namespace' \
        '(--namespace -n)-n+[Set the namespace of the object given to --remove-finalizers]:NAMESPACE: _kubelb-ctl_ask namespace' \
        '--all-tenants[List what looks orphaned in every tenant, using the management cluster alone; nothing is deleted]' \
        '--from-bundle=[Read both clusters from a bundle (a directory or .tar.gz file)]:PATH:_files' \
        '--tenant=[Set the tenant name (default: the CCM'\''s --cluster-name)]:NAME: _kubelb-ctl_ask tenant' \
        '--print-rbac[Print the RBAC permissions that the tool needs, then exit]' \
        '--pair=[Use this pair of clusters from the configuration file]:NAME: _kubelb-ctl_ask pair' \
        '--config=[Use this configuration file (default: ~/.config/kubelb-ctl/config.yaml)]:FILE:_files' \
        '--kubeconfig=[Use this kubeconfig file for the tenant cluster]:PATH:_files' \
        '--context=[Use this kubeconfig context for the tenant cluster]:NAME: _kubelb-ctl_ask context' \
        '--cluster=[Use this cluster of the kubeconfig instead of the context'\''s]:NAME: _kubelb-ctl_ask cluster' \
        '--user=[Use this user of the kubeconfig instead of the context'\''s]:NAME: _kubelb-ctl_ask user' \
        '--as=[Impersonate this user]:USER: ' \
        '*--as-group=[Impersonate this group]:GROUP: ' \
        '--as-uid=[Impersonate this UID]:UID: ' \
        '*--as-user-extra=[Impersonate a user with this extra attribute]:KEY=VALUE: ' \
        '(--server -s)--server=[Connect to this API server instead of the kubeconfig'\''s]:URL: ' \
        '(--server -s)-s+[Connect to this API server instead of the kubeconfig'\''s]:URL: ' \
        '--certificate-authority=[Verify the server with the CA certificates in this file]:FILE:_files' \
        '--insecure-skip-tls-verify[Do not verify the server'\''s certificate]' \
        '--tls-server-name=[Verify the server'\''s certificate for this name]:NAME: ' \
        '--token=[Authenticate with this bearer token; other users of the machine can see it]:TOKEN: ' \
        '--client-certificate=[Authenticate with the client certificate in this file]:FILE:_files' \
        '--client-key=[Use the key in this file for the client certificate]:FILE:_files' \
        '(--management-kubeconfig --mgmt-kubeconfig)--management-kubeconfig=[Use this kubeconfig file for the management cluster]:PATH:_files' \
        '!--mgmt-kubeconfig=[Use this kubeconfig file for the management cluster]:PATH:_files' \
        '(--management-context --mgmt-context)--management-context=[Use this kubeconfig context for the management cluster]:NAME: _kubelb-ctl_ask management-context' \
        '!--mgmt-context=[Use this kubeconfig context for the management cluster]:NAME: _kubelb-ctl_ask management-context' \
        '(--management-cluster --mgmt-cluster)--management-cluster=[Use this cluster of the kubeconfig instead of the context'\''s]:NAME: _kubelb-ctl_ask management-cluster' \
        '!--mgmt-cluster=[Use this cluster of the kubeconfig instead of the context'\''s]:NAME: _kubelb-ctl_ask management-cluster' \
        '(--management-user --mgmt-user)--management-user=[Use this user of the kubeconfig instead of the context'\''s]:NAME: _kubelb-ctl_ask management-user' \
        '!--mgmt-user=[Use this user of the kubeconfig instead of the context'\''s]:NAME: _kubelb-ctl_ask management-user' \
        '(--management-as --mgmt-as)--management-as=[Impersonate this user]:USER: ' \
        '!--mgmt-as=[Impersonate this user]:USER: ' \
        '*--management-as-group=[Impersonate this group]:GROUP: ' \
        '!*--mgmt-as-group=[Impersonate this group]:GROUP: ' \
        '(--management-as-uid --mgmt-as-uid)--management-as-uid=[Impersonate this UID]:UID: ' \
        '!--mgmt-as-uid=[Impersonate this UID]:UID: ' \
        '*--management-as-user-extra=[Impersonate a user with this extra attribute]:KEY=VALUE: ' \
        '!*--mgmt-as-user-extra=[Impersonate a user with this extra attribute]:KEY=VALUE: ' \
        '(--management-server --mgmt-server)--management-server=[Connect to this API server instead of the kubeconfig'\''s]:URL: ' \
        '!--mgmt-server=[Connect to this API server instead of the kubeconfig'\''s]:URL: ' \
        '(--management-certificate-authority --mgmt-certificate-authority)--management-certificate-authority=[Verify the server with the CA certificates in this file]:FILE:_files' \
        '!--mgmt-certificate-authority=[Verify the server with the CA certificates in this file]:FILE:_files' \
        '--management-insecure-skip-tls-verify[Do not verify the server'\''s certificate]' \
        '(--management-tls-server-name --mgmt-tls-server-name)--management-tls-server-name=[Verify the server'\''s certificate for this name]:NAME: ' \
        '!--mgmt-tls-server-name=[Verify the server'\''s certificate for this name]:NAME: ' \
        '(--management-token --mgmt-token)--management-token=[Authenticate with this bearer token; other users of the machine can see it]:TOKEN: ' \
        '!--mgmt-token=[Authenticate with this bearer token; other users of the machine can see it]:TOKEN: ' \
        '(--management-client-certificate --mgmt-client-certificate)--management-client-certificate=[Authenticate with the client certificate in this file]:FILE:_files' \
        '!--mgmt-client-certificate=[Authenticate with the client certificate in this file]:FILE:_files' \
        '(--management-client-key --mgmt-client-key)--management-client-key=[Use the key in this file for the client certificate]:FILE:_files' \
        '!--mgmt-client-key=[Use the key in this file for the client certificate]:FILE:_files' \
        '--no-ccm-credentials[Do not fall back to the CCM'\''s credentials if no management cluster is set]' \
        '--insecure-ccm-server[Connect to the server in the CCM'\''s kubeconfig even if it is link-local or plain HTTP]' \
        '--request-timeout=[Time out a request after this long]:TIME: ' \
        '--chunk-size=[Read lists in pages of this many objects]:N: ' \
        '--cache-dir=[Accepted as in kubectl, without effect: nothing is cached]:DIR:_files -/' \
        '(--verbose --v -v)--verbose=-[Also list suppressed findings and reads that were not collected; from 6 on, log requests to stderr, from 8 on with headers]::LEVEL: ' \
        '!--v=-[Also list suppressed findings and reads that were not collected; from 6 on, log requests to stderr, from 8 on with headers]::LEVEL: ' \
        '(--verbose --v -v)-v[Also list suppressed findings and reads that were not collected; from 6 on, log requests to stderr, from 8 on with headers]' \
        '(--output -o)--output=[Select the output format]:FORMAT: _kubelb-ctl_words_5' \
        '(--output -o)-o+[Select the output format]:FORMAT: _kubelb-ctl_words_5' \
        '--color=[Use colour in the output]:WHEN:(auto always never)' \
        '--ascii[Print ASCII characters only]' \
        '(--help -h)--help[Show this help]' \
        '(--help -h)-h[Show this help]'
}

_kubelb-ctl_at_collect() {
    _arguments -s -S \
        '--tenant=[Set the tenant name (default: the CCM'\''s --cluster-name)]:NAME: _kubelb-ctl_ask tenant' \
        '--no-metrics[Do not read metrics of Envoy and the controllers (pods/proxy)]' \
        '--no-logs[Do not read the logs of controllers and of Envoy (pods/log)]' \
        '--pair=[Use this pair of clusters from the configuration file]:NAME: _kubelb-ctl_ask pair' \
        '--config=[Use this configuration file (default: ~/.config/kubelb-ctl/config.yaml)]:FILE:_files' \
        '--kubeconfig=[Use this kubeconfig file for the tenant cluster]:PATH:_files' \
        '--context=[Use this kubeconfig context for the tenant cluster]:NAME: _kubelb-ctl_ask context' \
        '--cluster=[Use this cluster of the kubeconfig instead of the context'\''s]:NAME: _kubelb-ctl_ask cluster' \
        '--user=[Use this user of the kubeconfig instead of the context'\''s]:NAME: _kubelb-ctl_ask user' \
        '--as=[Impersonate this user]:USER: ' \
        '*--as-group=[Impersonate this group]:GROUP: ' \
        '--as-uid=[Impersonate this UID]:UID: ' \
        '*--as-user-extra=[Impersonate a user with this extra attribute]:KEY=VALUE: ' \
        '(--server -s)--server=[Connect to this API server instead of the kubeconfig'\''s]:URL: ' \
        '(--server -s)-s+[Connect to this API server instead of the kubeconfig'\''s]:URL: ' \
        '--certificate-authority=[Verify the server with the CA certificates in this file]:FILE:_files' \
        '--insecure-skip-tls-verify[Do not verify the server'\''s certificate]' \
        '--tls-server-name=[Verify the server'\''s certificate for this name]:NAME: ' \
        '--token=[Authenticate with this bearer token; other users of the machine can see it]:TOKEN: ' \
        '--client-certificate=[Authenticate with the client certificate in this file]:FILE:_files' \
        '--client-key=[Use the key in this file for the client certificate]:FILE:_files' \
        '(--management-kubeconfig --mgmt-kubeconfig)--management-kubeconfig=[Use this kubeconfig file for the management cluster]:PATH:_files' \
        '!--mgmt-kubeconfig=[Use this kubeconfig file for the management cluster]:PATH:_files' \
        '(--management-context --mgmt-context)--management-context=[Use this kubeconfig context for the management cluster]:NAME: _kubelb-ctl_ask management-context' \
        '!--mgmt-context=[Use this kubeconfig context for the management cluster]:NAME: _kubelb-ctl_ask management-context' \
        '(--management-cluster --mgmt-cluster)--management-cluster=[Use this cluster of the kubeconfig instead of the context'\''s]:NAME: _kubelb-ctl_ask management-cluster' \
        '!--mgmt-cluster=[Use this cluster of the kubeconfig instead of the context'\''s]:NAME: _kubelb-ctl_ask management-cluster' \
        '(--management-user --mgmt-user)--management-user=[Use this user of the kubeconfig instead of the context'\''s]:NAME: _kubelb-ctl_ask management-user' \
        '!--mgmt-user=[Use this user of the kubeconfig instead of the context'\''s]:NAME: _kubelb-ctl_ask management-user' \
        '(--management-as --mgmt-as)--management-as=[Impersonate this user]:USER: ' \
        '!--mgmt-as=[Impersonate this user]:USER: ' \
        '*--management-as-group=[Impersonate this group]:GROUP: ' \
        '!*--mgmt-as-group=[Impersonate this group]:GROUP: ' \
        '(--management-as-uid --mgmt-as-uid)--management-as-uid=[Impersonate this UID]:UID: ' \
        '!--mgmt-as-uid=[Impersonate this UID]:UID: ' \
        '*--management-as-user-extra=[Impersonate a user with this extra attribute]:KEY=VALUE: ' \
        '!*--mgmt-as-user-extra=[Impersonate a user with this extra attribute]:KEY=VALUE: ' \
        '(--management-server --mgmt-server)--management-server=[Connect to this API server instead of the kubeconfig'\''s]:URL: ' \
        '!--mgmt-server=[Connect to this API server instead of the kubeconfig'\''s]:URL: ' \
        '(--management-certificate-authority --mgmt-certificate-authority)--management-certificate-authority=[Verify the server with the CA certificates in this file]:FILE:_files' \
        '!--mgmt-certificate-authority=[Verify the server with the CA certificates in this file]:FILE:_files' \
        '--management-insecure-skip-tls-verify[Do not verify the server'\''s certificate]' \
        '(--management-tls-server-name --mgmt-tls-server-name)--management-tls-server-name=[Verify the server'\''s certificate for this name]:NAME: ' \
        '!--mgmt-tls-server-name=[Verify the server'\''s certificate for this name]:NAME: ' \
        '(--management-token --mgmt-token)--management-token=[Authenticate with this bearer token; other users of the machine can see it]:TOKEN: ' \
        '!--mgmt-token=[Authenticate with this bearer token; other users of the machine can see it]:TOKEN: ' \
        '(--management-client-certificate --mgmt-client-certificate)--management-client-certificate=[Authenticate with the client certificate in this file]:FILE:_files' \
        '!--mgmt-client-certificate=[Authenticate with the client certificate in this file]:FILE:_files' \
        '(--management-client-key --mgmt-client-key)--management-client-key=[Use the key in this file for the client certificate]:FILE:_files' \
        '!--mgmt-client-key=[Use the key in this file for the client certificate]:FILE:_files' \
        '--no-ccm-credentials[Do not fall back to the CCM'\''s credentials if no management cluster is set]' \
        '--insecure-ccm-server[Connect to the server in the CCM'\''s kubeconfig even if it is link-local or plain HTTP]' \
        '--request-timeout=[Time out a request after this long]:TIME: ' \
        '--chunk-size=[Read lists in pages of this many objects]:N: ' \
        '--cache-dir=[Accepted as in kubectl, without effect: nothing is cached]:DIR:_files -/' \
        '--management-only[Collect the management cluster alone; with --tenant, only the objects of that tenant]' \
        '(--help -h)--help[Show this help]' \
        '(--help -h)-h[Show this help]' \
        '1::PATH:_files'
}

_kubelb-ctl_at_config_commands() {
    local -a found=(
        'view:Show the effective settings and where they come from'
        'validate:Validate the file and the kubeconfigs it names'
        'pairs:List pairs, or the tenants without one'
    )
    _describe -t commands command found
}

_kubelb-ctl_at_config() {
    local curcontext=$curcontext context state state_descr line
    typeset -A opt_args
    _arguments -C -s -S -A "-*" \
        '(--help -h)--help[Show this help]' \
        '(--help -h)-h[Show this help]' \
        '!--namespace=[Use this namespace of the tenant cluster]:NAMESPACE: ' \
        '!-n+[Use this namespace of the tenant cluster]:NAMESPACE: ' \
        '!--all-namespaces[Show Services in all namespaces]' \
        '!-A[Show Services in all namespaces]' \
        '!--selector=[Select Services by label, as in kubectl]:SELECTOR: ' \
        '!-l+[Select Services by label, as in kubectl]:SELECTOR: ' \
        '!--field-selector=[Select Services by field, as in kubectl]:SELECTOR: ' \
        '!--show-ignored[Also list Services of other controllers]' \
        '!--layer=[Show only Services (4), or only Ingresses, Gateways and routes (7)]:LAYER: ' \
        '!--problems[List only Services and routes that need attention]' \
        '!--sort-by=[Sort rows by a column or a JSONPath expression]:COLUMN: ' \
        '!--show-labels[Show a column with all labels]' \
        '!*--label-columns=[Show labels as columns]:LABELS: ' \
        '!*-L+[Show labels as columns]:LABELS: ' \
        '!--from-bundle=[Read both clusters from a bundle (a directory or .tar.gz file)]:PATH: ' \
        '!--tenant=[Set the tenant name (default: the CCM'\''s --cluster-name)]:NAME: ' \
        '!--print-rbac[Print the RBAC permissions that the tool needs, then exit]' \
        '!--pair=[Use this pair of clusters from the configuration file]:NAME: ' \
        '!--config=[Use this configuration file (default: ~/.config/kubelb-ctl/config.yaml)]:FILE: ' \
        '!--kubeconfig=[Use this kubeconfig file for the tenant cluster]:PATH: ' \
        '!--context=[Use this kubeconfig context for the tenant cluster]:NAME: ' \
        '!--cluster=[Use this cluster of the kubeconfig instead of the context'\''s]:NAME: ' \
        '!--user=[Use this user of the kubeconfig instead of the context'\''s]:NAME: ' \
        '!--as=[Impersonate this user]:USER: ' \
        '!*--as-group=[Impersonate this group]:GROUP: ' \
        '!--as-uid=[Impersonate this UID]:UID: ' \
        '!*--as-user-extra=[Impersonate a user with this extra attribute]:KEY=VALUE: ' \
        '!--server=[Connect to this API server instead of the kubeconfig'\''s]:URL: ' \
        '!-s+[Connect to this API server instead of the kubeconfig'\''s]:URL: ' \
        '!--certificate-authority=[Verify the server with the CA certificates in this file]:FILE: ' \
        '!--insecure-skip-tls-verify[Do not verify the server'\''s certificate]' \
        '!--tls-server-name=[Verify the server'\''s certificate for this name]:NAME: ' \
        '!--token=[Authenticate with this bearer token; other users of the machine can see it]:TOKEN: ' \
        '!--client-certificate=[Authenticate with the client certificate in this file]:FILE: ' \
        '!--client-key=[Use the key in this file for the client certificate]:FILE: ' \
        '!--management-kubeconfig=[Use this kubeconfig file for the management cluster]:PATH: ' \
        '!--mgmt-kubeconfig=[Use this kubeconfig file for the management cluster]:PATH: ' \
        '!--management-context=[Use this kubeconfig context for the management cluster]:NAME: ' \
        '!--mgmt-context=[Use this kubeconfig context for the management cluster]:NAME: ' \
        '!--management-cluster=[Use this cluster of the kubeconfig instead of the context'\''s]:NAME: ' \
        '!--mgmt-cluster=[Use this cluster of the kubeconfig instead of the context'\''s]:NAME: ' \
        '!--management-user=[Use this user of the kubeconfig instead of the context'\''s]:NAME: ' \
        '!--mgmt-user=[Use this user of the kubeconfig instead of the context'\''s]:NAME: ' \
        '!--management-as=[Impersonate this user]:USER: ' \
        '!--mgmt-as=[Impersonate this user]:USER: ' \
        '!*--management-as-group=[Impersonate this group]:GROUP: ' \
        '!*--mgmt-as-group=[Impersonate this group]:GROUP: ' \
        '!--management-as-uid=[Impersonate this UID]:UID: ' \
        '!--mgmt-as-uid=[Impersonate this UID]:UID: ' \
        '!*--management-as-user-extra=[Impersonate a user with this extra attribute]:KEY=VALUE: ' \
        '!*--mgmt-as-user-extra=[Impersonate a user with this extra attribute]:KEY=VALUE: ' \
        '!--management-server=[Connect to this API server instead of the kubeconfig'\''s]:URL: ' \
        '!--mgmt-server=[Connect to this API server instead of the kubeconfig'\''s]:URL: ' \
        '!--management-certificate-authority=[Verify the server with the CA certificates in this file]:FILE: ' \
        '!--mgmt-certificate-authority=[Verify the server with the CA certificates in this file]:FILE: ' \
        '!--management-insecure-skip-tls-verify[Do not verify the server'\''s certificate]' \
        '!--management-tls-server-name=[Verify the server'\''s certificate for this name]:NAME: ' \
        '!--mgmt-tls-server-name=[Verify the server'\''s certificate for this name]:NAME: ' \
        '!--management-token=[Authenticate with this bearer token; other users of the machine can see it]:TOKEN: ' \
        '!--mgmt-token=[Authenticate with this bearer token; other users of the machine can see it]:TOKEN: ' \
        '!--management-client-certificate=[Authenticate with the client certificate in this file]:FILE: ' \
        '!--mgmt-client-certificate=[Authenticate with the client certificate in this file]:FILE: ' \
        '!--management-client-key=[Use the key in this file for the client certificate]:FILE: ' \
        '!--mgmt-client-key=[Use the key in this file for the client certificate]:FILE: ' \
        '!--no-ccm-credentials[Do not fall back to the CCM'\''s credentials if no management cluster is set]' \
        '!--insecure-ccm-server[Connect to the server in the CCM'\''s kubeconfig even if it is link-local or plain HTTP]' \
        '!--request-timeout=[Time out a request after this long]:TIME: ' \
        '!--chunk-size=[Read lists in pages of this many objects]:N: ' \
        '!--cache-dir=[Accepted as in kubectl, without effect: nothing is cached]:DIR: ' \
        '!--no-metrics[Do not read metrics of Envoy and the controllers (pods/proxy)]' \
        '!--no-logs[Do not read the logs of controllers and of Envoy (pods/log)]' \
        '!--verbose=-[Also list suppressed findings and reads that were not collected; from 6 on, log requests to stderr, from 8 on with headers]::LEVEL: ' \
        '!--v=-[Also list suppressed findings and reads that were not collected; from 6 on, log requests to stderr, from 8 on with headers]::LEVEL: ' \
        '!-v[Also list suppressed findings and reads that were not collected; from 6 on, log requests to stderr, from 8 on with headers]' \
        '!--dry-run-apply[Send missing or outdated generated objects as a server-side dry run, and report the responses]' \
        '!--fail-on=[Exit with status 1 for findings of at least this severity]:SEVERITY: ' \
        '!--exit-zero[Exit with status 0 whenever a report is produced]' \
        '!*--checks=[Run only these checks, for example KLC-S005, KLC-S* or S]:CODES: ' \
        '!*--skip-checks=[Skip these checks]:CODES: ' \
        '!*--suppress=[Suppress these findings, for one object or for all]:CODE[=TYPE/NS/NAME]: ' \
        '!--baseline=[Suppress the findings listed in this file]:FILE: ' \
        '!--update-baseline[Write the current findings to the baseline file]' \
        '!--output=[Select the output format]:FORMAT: ' \
        '!-o+[Select the output format]:FORMAT: ' \
        '!--color=[Use colour in the output]:WHEN: ' \
        '!--ascii[Print ASCII characters only]' \
        '!--no-headers[Print tables without headers]' \
        '!*--report=[Also write the report to a file; - is stdout]:FORMAT=FILE: ' \
        '!--quiet[Print only the verdict; status prints the state of each Service]' \
        '!-q[Print only the verdict; status prints the state of each Service]' \
        '!--watch[Watch for changes: redraw on a terminal, otherwise print a line per change]' \
        '!-w[Watch for changes: redraw on a terminal, otherwise print a line per change]' \
        '!--wait=-[Wait until the condition is met; exit status 4 on timeout]::healthy|address|deleted: ' \
        '!--interval=[Read objects that cannot be watched at this interval]:TIME: ' \
        '!--timeout=[Stop waiting after this long (--wait alone: 5m)]:TIME: ' \
        '!--all-tenants[Check every tenant, using the management cluster and the tenant clusters of pairs that lead to it]' \
        '!--management-only[Read the management cluster alone; with --tenant, check that tenant]' \
        '!--metrics=[Read the metrics of Envoy of tenants whose state depends on them, or of all tenants]:TENANTS: ' \
        '!--dry-run=[Print the requests that reading takes, and send none]:WHAT: ' \
        '!--timeline[Show a timeline of writes, conditions, Events, restarts and log lines in both clusters]' \
        '!--since=[Show a timeline of this period, for example 10m or 2h]:TIME: ' \
        '!*--port=[Probe only this port]:PORT[/PROTOCOL]: ' \
        '!--tls[Perform a TLS handshake on each TCP port]' \
        '!--http=[Request this path from each TCP port]:PATH: ' \
        '!--expect-status=[Accept these HTTP statuses only]:STATUS: ' \
        '!--server-name=[Use this host name in TLS and HTTP]:NAME: ' \
        '!--udp-payload=[Send this payload once to each UDP port]:TEXT: ' \
        '!--from-node-ports[Also probe the node ports from this machine]' \
        '!--print-probe[Print kubectl commands that probe, then exit]' \
        '!--probe-timeout=[Time out a probe after this long]:TIME: ' \
        '!--path=[Request this path of each host]:PATH: ' \
        '!--no-http[Send no HTTP requests to hosts]' \
        '!--no-dns[Do not look up these hosts in DNS]' \
        '!--component=[Show only logs of these components (comma-separated)]:LIST: ' \
        '!--follow[Follow new lines, including those of new pods; starts 10 minutes back by default]' \
        '!-f[Follow new lines, including those of new pods; starts 10 minutes back by default]' \
        '!--previous[Show the logs from before the last restart]' \
        '!-p[Show the logs from before the last restart]' \
        '!--since-time=[Show only lines newer than this time, for example 2026-11-22T12:00:00Z]:TIME: ' \
        '!--tail=[Read only the last N lines of each log, before filtering]:N: ' \
        '!--level=[Show only lines of at least this level, and lines without a level]:LEVEL: ' \
        '!--grep=[Show only lines that match this regular expression]:REGEX: ' \
        '!--all[Include the lines that the manager logs for each snapshot sent to Envoy]' \
        '!--no-prefix[Do not prefix lines with their source]' \
        '!--types=[Show only Events of these types (comma-separated)]:LIST: ' \
        '!--all-pairs[Check every pair in the configuration file, one row each]' \
        '!--yes[Delete objects marked DELETE without confirmation]' \
        '!-y[Delete objects marked DELETE without confirmation]' \
        '!--apply[Delete objects marked DELETE after confirmation on the terminal]' \
        '!--plan-out=[Write the plan to a new file]:FILE: ' \
        '!--plan=[Apply this plan, if all of it is still valid]:FILE: ' \
        '!--include-replaced[Include LoadBalancers and SyncSecrets whose Service or SyncSecret was recreated under the same name]' \
        '!--include-gateways[Include orphaned Gateways, which release their address]' \
        '!--max-deletes=[Refuse to delete more than this many objects]:N: ' \
        '!--remove-finalizers=[Remove KubeLB'\''s finalizers from this object, as a last resort]:KIND/NAME: ' \
        '!--missing[List the tenants of the management cluster that no pair leads to]' \
        '!--client[Show only the version of the tool, which is the default]' \
        '1: :_kubelb-ctl_at_config_commands' \
        '*:: :->argument' && return
    [[ $state == argument ]] || return
    case $words[1] in
    view) _kubelb-ctl_at_config_view ;;
    validate) _kubelb-ctl_at_config_validate ;;
    pairs) _kubelb-ctl_at_config_pairs ;;
    esac
}

_kubelb-ctl_at_config_view() {
    _arguments -s -S \
        '--tenant=[Set the tenant name (default: the CCM'\''s --cluster-name)]:NAME: _kubelb-ctl_ask tenant' \
        '--pair=[Use this pair of clusters from the configuration file]:NAME: _kubelb-ctl_ask pair' \
        '--config=[Use this configuration file (default: ~/.config/kubelb-ctl/config.yaml)]:FILE:_files' \
        '--kubeconfig=[Use this kubeconfig file for the tenant cluster]:PATH:_files' \
        '--context=[Use this kubeconfig context for the tenant cluster]:NAME: _kubelb-ctl_ask context' \
        '--cluster=[Use this cluster of the kubeconfig instead of the context'\''s]:NAME: _kubelb-ctl_ask cluster' \
        '--user=[Use this user of the kubeconfig instead of the context'\''s]:NAME: _kubelb-ctl_ask user' \
        '--as=[Impersonate this user]:USER: ' \
        '*--as-group=[Impersonate this group]:GROUP: ' \
        '--as-uid=[Impersonate this UID]:UID: ' \
        '*--as-user-extra=[Impersonate a user with this extra attribute]:KEY=VALUE: ' \
        '(--server -s)--server=[Connect to this API server instead of the kubeconfig'\''s]:URL: ' \
        '(--server -s)-s+[Connect to this API server instead of the kubeconfig'\''s]:URL: ' \
        '--certificate-authority=[Verify the server with the CA certificates in this file]:FILE:_files' \
        '--insecure-skip-tls-verify[Do not verify the server'\''s certificate]' \
        '--tls-server-name=[Verify the server'\''s certificate for this name]:NAME: ' \
        '--token=[Authenticate with this bearer token; other users of the machine can see it]:TOKEN: ' \
        '--client-certificate=[Authenticate with the client certificate in this file]:FILE:_files' \
        '--client-key=[Use the key in this file for the client certificate]:FILE:_files' \
        '(--management-kubeconfig --mgmt-kubeconfig)--management-kubeconfig=[Use this kubeconfig file for the management cluster]:PATH:_files' \
        '!--mgmt-kubeconfig=[Use this kubeconfig file for the management cluster]:PATH:_files' \
        '(--management-context --mgmt-context)--management-context=[Use this kubeconfig context for the management cluster]:NAME: _kubelb-ctl_ask management-context' \
        '!--mgmt-context=[Use this kubeconfig context for the management cluster]:NAME: _kubelb-ctl_ask management-context' \
        '(--management-cluster --mgmt-cluster)--management-cluster=[Use this cluster of the kubeconfig instead of the context'\''s]:NAME: _kubelb-ctl_ask management-cluster' \
        '!--mgmt-cluster=[Use this cluster of the kubeconfig instead of the context'\''s]:NAME: _kubelb-ctl_ask management-cluster' \
        '(--management-user --mgmt-user)--management-user=[Use this user of the kubeconfig instead of the context'\''s]:NAME: _kubelb-ctl_ask management-user' \
        '!--mgmt-user=[Use this user of the kubeconfig instead of the context'\''s]:NAME: _kubelb-ctl_ask management-user' \
        '(--management-as --mgmt-as)--management-as=[Impersonate this user]:USER: ' \
        '!--mgmt-as=[Impersonate this user]:USER: ' \
        '*--management-as-group=[Impersonate this group]:GROUP: ' \
        '!*--mgmt-as-group=[Impersonate this group]:GROUP: ' \
        '(--management-as-uid --mgmt-as-uid)--management-as-uid=[Impersonate this UID]:UID: ' \
        '!--mgmt-as-uid=[Impersonate this UID]:UID: ' \
        '*--management-as-user-extra=[Impersonate a user with this extra attribute]:KEY=VALUE: ' \
        '!*--mgmt-as-user-extra=[Impersonate a user with this extra attribute]:KEY=VALUE: ' \
        '(--management-server --mgmt-server)--management-server=[Connect to this API server instead of the kubeconfig'\''s]:URL: ' \
        '!--mgmt-server=[Connect to this API server instead of the kubeconfig'\''s]:URL: ' \
        '(--management-certificate-authority --mgmt-certificate-authority)--management-certificate-authority=[Verify the server with the CA certificates in this file]:FILE:_files' \
        '!--mgmt-certificate-authority=[Verify the server with the CA certificates in this file]:FILE:_files' \
        '--management-insecure-skip-tls-verify[Do not verify the server'\''s certificate]' \
        '(--management-tls-server-name --mgmt-tls-server-name)--management-tls-server-name=[Verify the server'\''s certificate for this name]:NAME: ' \
        '!--mgmt-tls-server-name=[Verify the server'\''s certificate for this name]:NAME: ' \
        '(--management-token --mgmt-token)--management-token=[Authenticate with this bearer token; other users of the machine can see it]:TOKEN: ' \
        '!--mgmt-token=[Authenticate with this bearer token; other users of the machine can see it]:TOKEN: ' \
        '(--management-client-certificate --mgmt-client-certificate)--management-client-certificate=[Authenticate with the client certificate in this file]:FILE:_files' \
        '!--mgmt-client-certificate=[Authenticate with the client certificate in this file]:FILE:_files' \
        '(--management-client-key --mgmt-client-key)--management-client-key=[Use the key in this file for the client certificate]:FILE:_files' \
        '!--mgmt-client-key=[Use the key in this file for the client certificate]:FILE:_files' \
        '--no-ccm-credentials[Do not fall back to the CCM'\''s credentials if no management cluster is set]' \
        '--insecure-ccm-server[Connect to the server in the CCM'\''s kubeconfig even if it is link-local or plain HTTP]' \
        '--request-timeout=[Time out a request after this long]:TIME: ' \
        '--chunk-size=[Read lists in pages of this many objects]:N: ' \
        '--cache-dir=[Accepted as in kubectl, without effect: nothing is cached]:DIR:_files -/' \
        '--no-metrics[Do not read metrics of Envoy and the controllers (pods/proxy)]' \
        '--no-logs[Do not read the logs of controllers and of Envoy (pods/log)]' \
        '(--verbose --v -v)--verbose=-[Also list suppressed findings and reads that were not collected; from 6 on, log requests to stderr, from 8 on with headers]::LEVEL: ' \
        '!--v=-[Also list suppressed findings and reads that were not collected; from 6 on, log requests to stderr, from 8 on with headers]::LEVEL: ' \
        '(--verbose --v -v)-v[Also list suppressed findings and reads that were not collected; from 6 on, log requests to stderr, from 8 on with headers]' \
        '(--output -o)--output=[Select the output format]:FORMAT: _kubelb-ctl_words_6' \
        '(--output -o)-o+[Select the output format]:FORMAT: _kubelb-ctl_words_6' \
        '--color=[Use colour in the output]:WHEN:(auto always never)' \
        '--ascii[Print ASCII characters only]' \
        '--no-headers[Print tables without headers]' \
        '(--help -h)--help[Show this help]' \
        '(--help -h)-h[Show this help]'
}

_kubelb-ctl_at_config_validate() {
    _arguments -s -S \
        '--config=[Use this configuration file (default: ~/.config/kubelb-ctl/config.yaml)]:FILE:_files' \
        '(--output -o)--output=[Select the output format]:FORMAT: _kubelb-ctl_words_6' \
        '(--output -o)-o+[Select the output format]:FORMAT: _kubelb-ctl_words_6' \
        '(--help -h)--help[Show this help]' \
        '(--help -h)-h[Show this help]'
}

_kubelb-ctl_at_config_pairs() {
    _arguments -s -S \
        '--pair=[Use this pair of clusters from the configuration file]:NAME: _kubelb-ctl_ask pair' \
        '--config=[Use this configuration file (default: ~/.config/kubelb-ctl/config.yaml)]:FILE:_files' \
        '--kubeconfig=[Use this kubeconfig file for the tenant cluster]:PATH:_files' \
        '--context=[Use this kubeconfig context for the tenant cluster]:NAME: _kubelb-ctl_ask context' \
        '--cluster=[Use this cluster of the kubeconfig instead of the context'\''s]:NAME: _kubelb-ctl_ask cluster' \
        '--user=[Use this user of the kubeconfig instead of the context'\''s]:NAME: _kubelb-ctl_ask user' \
        '--as=[Impersonate this user]:USER: ' \
        '*--as-group=[Impersonate this group]:GROUP: ' \
        '--as-uid=[Impersonate this UID]:UID: ' \
        '*--as-user-extra=[Impersonate a user with this extra attribute]:KEY=VALUE: ' \
        '(--server -s)--server=[Connect to this API server instead of the kubeconfig'\''s]:URL: ' \
        '(--server -s)-s+[Connect to this API server instead of the kubeconfig'\''s]:URL: ' \
        '--certificate-authority=[Verify the server with the CA certificates in this file]:FILE:_files' \
        '--insecure-skip-tls-verify[Do not verify the server'\''s certificate]' \
        '--tls-server-name=[Verify the server'\''s certificate for this name]:NAME: ' \
        '--token=[Authenticate with this bearer token; other users of the machine can see it]:TOKEN: ' \
        '--client-certificate=[Authenticate with the client certificate in this file]:FILE:_files' \
        '--client-key=[Use the key in this file for the client certificate]:FILE:_files' \
        '(--management-kubeconfig --mgmt-kubeconfig)--management-kubeconfig=[Use this kubeconfig file for the management cluster]:PATH:_files' \
        '!--mgmt-kubeconfig=[Use this kubeconfig file for the management cluster]:PATH:_files' \
        '(--management-context --mgmt-context)--management-context=[Use this kubeconfig context for the management cluster]:NAME: _kubelb-ctl_ask management-context' \
        '!--mgmt-context=[Use this kubeconfig context for the management cluster]:NAME: _kubelb-ctl_ask management-context' \
        '(--management-cluster --mgmt-cluster)--management-cluster=[Use this cluster of the kubeconfig instead of the context'\''s]:NAME: _kubelb-ctl_ask management-cluster' \
        '!--mgmt-cluster=[Use this cluster of the kubeconfig instead of the context'\''s]:NAME: _kubelb-ctl_ask management-cluster' \
        '(--management-user --mgmt-user)--management-user=[Use this user of the kubeconfig instead of the context'\''s]:NAME: _kubelb-ctl_ask management-user' \
        '!--mgmt-user=[Use this user of the kubeconfig instead of the context'\''s]:NAME: _kubelb-ctl_ask management-user' \
        '(--management-as --mgmt-as)--management-as=[Impersonate this user]:USER: ' \
        '!--mgmt-as=[Impersonate this user]:USER: ' \
        '*--management-as-group=[Impersonate this group]:GROUP: ' \
        '!*--mgmt-as-group=[Impersonate this group]:GROUP: ' \
        '(--management-as-uid --mgmt-as-uid)--management-as-uid=[Impersonate this UID]:UID: ' \
        '!--mgmt-as-uid=[Impersonate this UID]:UID: ' \
        '*--management-as-user-extra=[Impersonate a user with this extra attribute]:KEY=VALUE: ' \
        '!*--mgmt-as-user-extra=[Impersonate a user with this extra attribute]:KEY=VALUE: ' \
        '(--management-server --mgmt-server)--management-server=[Connect to this API server instead of the kubeconfig'\''s]:URL: ' \
        '!--mgmt-server=[Connect to this API server instead of the kubeconfig'\''s]:URL: ' \
        '(--management-certificate-authority --mgmt-certificate-authority)--management-certificate-authority=[Verify the server with the CA certificates in this file]:FILE:_files' \
        '!--mgmt-certificate-authority=[Verify the server with the CA certificates in this file]:FILE:_files' \
        '--management-insecure-skip-tls-verify[Do not verify the server'\''s certificate]' \
        '(--management-tls-server-name --mgmt-tls-server-name)--management-tls-server-name=[Verify the server'\''s certificate for this name]:NAME: ' \
        '!--mgmt-tls-server-name=[Verify the server'\''s certificate for this name]:NAME: ' \
        '(--management-token --mgmt-token)--management-token=[Authenticate with this bearer token; other users of the machine can see it]:TOKEN: ' \
        '!--mgmt-token=[Authenticate with this bearer token; other users of the machine can see it]:TOKEN: ' \
        '(--management-client-certificate --mgmt-client-certificate)--management-client-certificate=[Authenticate with the client certificate in this file]:FILE:_files' \
        '!--mgmt-client-certificate=[Authenticate with the client certificate in this file]:FILE:_files' \
        '(--management-client-key --mgmt-client-key)--management-client-key=[Use the key in this file for the client certificate]:FILE:_files' \
        '!--mgmt-client-key=[Use the key in this file for the client certificate]:FILE:_files' \
        '--no-ccm-credentials[Do not fall back to the CCM'\''s credentials if no management cluster is set]' \
        '--insecure-ccm-server[Connect to the server in the CCM'\''s kubeconfig even if it is link-local or plain HTTP]' \
        '--request-timeout=[Time out a request after this long]:TIME: ' \
        '--chunk-size=[Read lists in pages of this many objects]:N: ' \
        '--cache-dir=[Accepted as in kubectl, without effect: nothing is cached]:DIR:_files -/' \
        '--missing[List the tenants of the management cluster that no pair leads to]' \
        '(--help -h)--help[Show this help]' \
        '(--help -h)-h[Show this help]'
}

_kubelb-ctl_at_explain() {
    _arguments -s -S \
        '(--help -h)--help[Show this help]' \
        '(--help -h)-h[Show this help]' \
        '*:CODE: _kubelb-ctl_words_8'
}

_kubelb-ctl_at_checks() {
    _arguments -s -S \
        '(--output -o)--output=[Select the output format]:FORMAT: _kubelb-ctl_words_5' \
        '(--output -o)-o+[Select the output format]:FORMAT: _kubelb-ctl_words_5' \
        '--no-headers[Print tables without headers]' \
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
        '(--output -o)--output=[Select the output format]:FORMAT: _kubelb-ctl_words_7' \
        '(--output -o)-o+[Select the output format]:FORMAT: _kubelb-ctl_words_7' \
        '--server[Also show the versions of both API servers]' \
        '--client[Show only the version of the tool, which is the default]' \
        '--pair=[Use this pair of clusters from the configuration file]:NAME: _kubelb-ctl_ask pair' \
        '--config=[Use this configuration file (default: ~/.config/kubelb-ctl/config.yaml)]:FILE:_files' \
        '--kubeconfig=[Use this kubeconfig file for the tenant cluster]:PATH:_files' \
        '--context=[Use this kubeconfig context for the tenant cluster]:NAME: _kubelb-ctl_ask context' \
        '--cluster=[Use this cluster of the kubeconfig instead of the context'\''s]:NAME: _kubelb-ctl_ask cluster' \
        '--user=[Use this user of the kubeconfig instead of the context'\''s]:NAME: _kubelb-ctl_ask user' \
        '--as=[Impersonate this user]:USER: ' \
        '*--as-group=[Impersonate this group]:GROUP: ' \
        '--as-uid=[Impersonate this UID]:UID: ' \
        '*--as-user-extra=[Impersonate a user with this extra attribute]:KEY=VALUE: ' \
        '--certificate-authority=[Verify the server with the CA certificates in this file]:FILE:_files' \
        '--insecure-skip-tls-verify[Do not verify the server'\''s certificate]' \
        '--tls-server-name=[Verify the server'\''s certificate for this name]:NAME: ' \
        '--token=[Authenticate with this bearer token; other users of the machine can see it]:TOKEN: ' \
        '--client-certificate=[Authenticate with the client certificate in this file]:FILE:_files' \
        '--client-key=[Use the key in this file for the client certificate]:FILE:_files' \
        '(--management-kubeconfig --mgmt-kubeconfig)--management-kubeconfig=[Use this kubeconfig file for the management cluster]:PATH:_files' \
        '!--mgmt-kubeconfig=[Use this kubeconfig file for the management cluster]:PATH:_files' \
        '(--management-context --mgmt-context)--management-context=[Use this kubeconfig context for the management cluster]:NAME: _kubelb-ctl_ask management-context' \
        '!--mgmt-context=[Use this kubeconfig context for the management cluster]:NAME: _kubelb-ctl_ask management-context' \
        '(--management-cluster --mgmt-cluster)--management-cluster=[Use this cluster of the kubeconfig instead of the context'\''s]:NAME: _kubelb-ctl_ask management-cluster' \
        '!--mgmt-cluster=[Use this cluster of the kubeconfig instead of the context'\''s]:NAME: _kubelb-ctl_ask management-cluster' \
        '(--management-user --mgmt-user)--management-user=[Use this user of the kubeconfig instead of the context'\''s]:NAME: _kubelb-ctl_ask management-user' \
        '!--mgmt-user=[Use this user of the kubeconfig instead of the context'\''s]:NAME: _kubelb-ctl_ask management-user' \
        '(--management-as --mgmt-as)--management-as=[Impersonate this user]:USER: ' \
        '!--mgmt-as=[Impersonate this user]:USER: ' \
        '*--management-as-group=[Impersonate this group]:GROUP: ' \
        '!*--mgmt-as-group=[Impersonate this group]:GROUP: ' \
        '(--management-as-uid --mgmt-as-uid)--management-as-uid=[Impersonate this UID]:UID: ' \
        '!--mgmt-as-uid=[Impersonate this UID]:UID: ' \
        '*--management-as-user-extra=[Impersonate a user with this extra attribute]:KEY=VALUE: ' \
        '!*--mgmt-as-user-extra=[Impersonate a user with this extra attribute]:KEY=VALUE: ' \
        '(--management-certificate-authority --mgmt-certificate-authority)--management-certificate-authority=[Verify the server with the CA certificates in this file]:FILE:_files' \
        '!--mgmt-certificate-authority=[Verify the server with the CA certificates in this file]:FILE:_files' \
        '--management-insecure-skip-tls-verify[Do not verify the server'\''s certificate]' \
        '(--management-tls-server-name --mgmt-tls-server-name)--management-tls-server-name=[Verify the server'\''s certificate for this name]:NAME: ' \
        '!--mgmt-tls-server-name=[Verify the server'\''s certificate for this name]:NAME: ' \
        '(--management-token --mgmt-token)--management-token=[Authenticate with this bearer token; other users of the machine can see it]:TOKEN: ' \
        '!--mgmt-token=[Authenticate with this bearer token; other users of the machine can see it]:TOKEN: ' \
        '(--management-client-certificate --mgmt-client-certificate)--management-client-certificate=[Authenticate with the client certificate in this file]:FILE:_files' \
        '!--mgmt-client-certificate=[Authenticate with the client certificate in this file]:FILE:_files' \
        '(--management-client-key --mgmt-client-key)--management-client-key=[Use the key in this file for the client certificate]:FILE:_files' \
        '!--mgmt-client-key=[Use the key in this file for the client certificate]:FILE:_files' \
        '--no-ccm-credentials[Do not fall back to the CCM'\''s credentials if no management cluster is set]' \
        '--insecure-ccm-server[Connect to the server in the CCM'\''s kubeconfig even if it is link-local or plain HTTP]' \
        '--request-timeout=[Time out a request after this long]:TIME: ' \
        '--chunk-size=[Read lists in pages of this many objects]:N: ' \
        '--cache-dir=[Accepted as in kubectl, without effect: nothing is cached]:DIR:_files -/' \
        '(--verbose --v -v)--verbose=-[Also list suppressed findings and reads that were not collected; from 6 on, log requests to stderr, from 8 on with headers]::LEVEL: ' \
        '!--v=-[Also list suppressed findings and reads that were not collected; from 6 on, log requests to stderr, from 8 on with headers]::LEVEL: ' \
        '(--verbose --v -v)-v[Also list suppressed findings and reads that were not collected; from 6 on, log requests to stderr, from 8 on with headers]' \
        '(--help -h)--help[Show this help]' \
        '(--help -h)-h[Show this help]'
}

_kubelb-ctl_at_options() {
    _arguments -s -S \
        '(--help -h)--help[Show this help]' \
        '(--help -h)-h[Show this help]'
}

_kubelb-ctl_at_help() {
    _arguments -s -S \
        '(--help -h)--help[Show this help]' \
        '(--help -h)-h[Show this help]' \
        '1::COMMAND: _kubelb-ctl_words_9'
}

if [[ $funcstack[1] == _kubelb-ctl ]]; then
    _kubelb-ctl_begin
elif (( $+functions[compdef] )); then
    compdef _kubelb-ctl_begin kubelb-ctl kubectl-kubelb_ctl
fi

import Characters
import KubeLB
import Kubernetes
import Topology
import Transport

/// Another CCM that holds the Lease for which the diagnosed one waits: two of one namespace share it.
struct LeaseRival {
    let deployment: Deployment
    let lease: Lease

    /// nil if the CCM itself holds its Lease, or if nobody renews it.
    init?(_ context: CheckContext) {
        let topology = context.topology
        guard let lease = topology.lease(of: topology.ccm).value, topology.isLeaseStale(of: topology.ccm) == false,
            let own = topology.deployment(of: topology.ccm).value
        else { return nil }
        // `POD_UUID`, and the pods of a Deployment begin with its name: of names that begin alike the longest counts.
        let holder = (topology.deployments(of: topology.ccm).value ?? [])
            .filter {
                $0.metadata.namespace == lease.metadata.namespace
                    && lease.holderIdentity.hasPrefix("\($0.metadata.name)-")
            }
            .max { $0.metadata.name.utf8.count < $1.metadata.name.utf8.count }
        guard let holder, holder.metadata.path != own.metadata.path, own.metadata.namespace == lease.metadata.namespace
        else { return nil }
        deployment = holder
        self.lease = lease
    }
}

/// What the CCM logs about its Lease, which is in its own cluster.
struct LeaseError {
    /// A sentence without its full stop.
    let words: String
    let evidence: Evidence
    let remedies: [Remedy]

    /// nil if its last lines do not say that it cannot get its Lease.
    init?(_ context: CheckContext) {
        let topology = context.topology
        for (source, tail) in topology.logTails(of: topology.ccm) where !source.isPrevious {
            let lines = tail.lines.suffix(Self.last)
            guard let index = lines.lastIndex(where: Self.isAboutLease),
                !lines[index...].contains(where: { $0.message.containsBytes(of: Self.success) })
            else { continue }
            let line = lines[index]
            let text = line.errorText
            let failure = TransportFailure(describing: text)
            let node = topology.pods(of: topology.ccm).value?.first { $0.metadata.name == source.pod }?.spec.nodeName
            words =
                "The CCM cannot get it from the API server of its own cluster, the tenant cluster\(node.map { ", from node \($0)" } ?? ""): "
                + failure.summary
            evidence = Evidence("\(source)", ErrorDigest.text(of: text), at: line.time)
            remedies = Self.remedies(failure, context)
            return
        }
        return nil
    }

    /// Lines at the end of the log that count as what it says now.
    private static let last = 20

    private static let success = "successfully acquired lease"

    /// client-go, tools/leaderelection: also "error initially creating lease lock", and "resource lock" in older versions.
    private static func isAboutLease(_ line: LogLine) -> Bool {
        line.level == .error
            && [
                "rror retrieving lease lock", "rror retrieving resource lock", "rror initially creating lease lock",
                "rror initially creating leader election record", "ailed to update lock",
            ].contains {
                line.message.containsBytes(of: $0)
            }
    }

    /// Why a request failed that is none to the management cluster, whose errors have signatures of their own: the CCM talks to no
    /// other server than these two. nil for an error that is about no connection.
    static func failure(ofOwnServer text: String, _ context: CheckContext) -> TransportFailure? {
        guard ["Get \"https://", "Post \"https://", "Put \"https://"].contains(where: text.containsBytes) else {
            return nil
        }
        let failure = TransportFailure(describing: text)
        if case .other = failure { return nil }
        let management = CCMKubeconfig(context).report(context)?.server ?? ""
        return failure.endpoint.map(management.containsBytes) == true ? nil : failure
    }

    static func remedies(_ failure: TransportFailure, _ context: CheckContext) -> [Remedy] {
        let show = Remedy.inspect(
            "see the address by which pods reach their API server",
            context.kubectl(.tenant, "-n default get service kubernetes -o wide"))
        switch failure {
        case .tls(.nameMismatch, _), .tls(.commonNameOnly, _):
            return [
                .fix(
                    "renew the certificate of the tenant cluster's API server with the address of Service default/kubernetes "
                        + "among its names (SANs)"), show,
            ]
        case .tls:
            return [
                .fix(
                    "correct the certificate of the tenant cluster's API server, or the authority in ConfigMap kube-root-ca.crt, "
                        + "with which its pods check it"), show,
            ]
        case .unreachable:
            // What a firewall of the node answers that rejects a packet (ICMP host prohibited), as firewalld does.
            return [
                .fix(
                    "allow connections of pods in the firewall of the node (firewalld, iptables, nftables) to the network of Services and to "
                        + "the API server, or stop it; otherwise check the routes of the node"), show,
                Self.pods(context),
            ]
        case .timedOut, .refused, .reset, .notConnected, .proxy:
            return [
                .fix(
                    "restore the way from the CCM's node to its API server: the firewall of the node, kube-proxy, "
                        + "NetworkPolicies and routing"), show, Self.pods(context),
            ]
        case .nameNotResolved:
            return [
                .fix(
                    "remove KUBERNETES_SERVICE_HOST from the CCM's environment, or repair the DNS of the tenant cluster: pods find "
                        + "their API server by that name"), show,
            ]
        default: return []
        }
    }

    private static func pods(_ context: CheckContext) -> Remedy {
        .inspect(
            "check whether other pods of that node fail as well",
            context.kubectl(.tenant, "get pods -A -o wide --sort-by=.spec.nodeName"))
    }
}

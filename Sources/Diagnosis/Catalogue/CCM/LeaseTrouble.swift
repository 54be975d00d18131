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
            guard let line = tail.lines.suffix(Self.last).last(where: Self.isAboutLease) else { continue }
            let text = line.errorText
            let failure = TransportFailure(describing: text)
            words =
                "The CCM cannot get it from the API server of its own cluster, the tenant cluster: "
                + failure.summary
            evidence = Evidence("\(source)", ErrorDigest.text(of: text), at: line.time)
            remedies = Self.remedies(failure, context)
            return
        }
        return nil
    }

    /// Lines at the end of the log that count as what it says now.
    private static let last = 20

    /// client-go, tools/leaderelection: also "error initially creating lease lock".
    private static func isAboutLease(_ line: LogLine) -> Bool {
        line.level == .error
            && ["rror retrieving lease lock", "rror initially creating lease lock", "ailed to update lock"].contains {
                line.message.containsBytes(of: $0)
            }
    }

    private static func remedies(_ failure: TransportFailure, _ context: CheckContext) -> [Remedy] {
        let show = Remedy.inspect(
            "see the address by which pods reach their API server",
            context.kubectl(.tenant, "-n default get service kubernetes -o wide"))
        switch failure {
        case .tls(.nameMismatch, _):
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
        case .timedOut, .unreachable, .refused, .reset, .notConnected:
            return [
                .fix("restore the way from the CCM's node to its API server: kube-proxy, NetworkPolicies and routing"),
                show,
            ]
        default: return []
        }
    }
}

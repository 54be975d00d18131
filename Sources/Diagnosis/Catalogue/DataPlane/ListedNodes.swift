import Documents
import KubeLB
import Kubernetes
import Topology

/// The nodes of a tenant whose cluster is not visible: the addresses that its CCM listed last.
struct ListedNodes {
    private let addresses: Addresses
    /// Addresses that Envoy can use: of a node with addresses of both families one is enough.
    private let usable: [String]

    /// nil if it is unknown how many nodes the addresses stand for.
    init?(_ context: CheckContext) {
        guard let addresses = context.topology.defaultAddresses.value else { return nil }
        self.addresses = addresses
        let pods = context.topology.envoys.map(\.pod)
        let families = AddressFamily.all(of: pods.flatMap { $0.podIPs.isEmpty ? [$0.podIP ?? ""] : $0.podIPs })
        usable = addresses.addresses.uniqued().filter { !AddressFamily.all(of: [$0]).isDisjoint(with: families) }
        // Which of the others belongs to the same node as one of these is unknown.
        let isOneFamily = AddressFamily.all(of: addresses.addresses).count == 1
        if !isOneFamily || usable.count != addresses.addresses.uniqued().count { return nil }
    }

    /// With policy Cluster each listed node responds at each node port: the CCM lists Ready nodes only.
    func finding(_ service: SeenService, _ context: CheckContext) -> Finding? {
        let exposure = service.exposure
        guard let loadBalancer = exposure.loadBalancer.value,
            loadBalancer.spec.externalTrafficPolicy != "Local",
            loadBalancer.spec.endpoints.allSatisfy({ $0.addressesReference == KubeLBNames.defaultAddresses })
        else { return nil }
        let short = service.ports.filter { port in
            port.isChecked && port.total == usable.count
                && port.views.contains { $0.isKnown && $0.healthy > 0 && $0.healthy < usable.count }
        }
        guard let worst = short.min(by: { ($0.healthy ?? 0) < ($1.healthy ?? 0) }) else { return nil }
        let (age, note, isStarting) = context.statisticsSymptom(
            since: context.expectedSince(exposure, worst.views), of: [exposure])
        let ports = ServiceWords.list(short.map { "\($0.upstream.nodePort) (\($0.upstream.label))" })
        let listed = context.age(of: addresses.metadata.lastSpecWrite).map { " It listed them \($0) ago." } ?? ""
        let used = lastUse(context)
        return Finding(
            context.mayBypassNodePorts ? .info : min(age, .warning),
            "\(exposure.service.reference): Envoy can reach only \(worst.healthy ?? 0) of "
                + "\(ServiceWords.count(usable.count, "listed node")) at node port \(ports)\(note). A CCM that is running lists "
                + "Ready nodes only.\(listed)\(used.map { " \($0.sentence)" } ?? "")",
            resource: exposure.resource,
            objects: [context.reference(exposure), ObjectReference(.management, addresses)]
                + EnvoyWords.references(worst.views.map(\.pod)),
            evidence: worst.views.prefix(2).map { view in
                Evidence(
                    EnvoyWords.source(view.pod),
                    "membership_healthy \(view.healthy) of \(usable.count) for node port \(worst.upstream.nodePort)")
            } + [
                addresses.evidence(
                    "spec.addresses", ServiceWords.list(usable, limit: 10), at: addresses.metadata.lastSpecWrite)
            ] + (used.map { [$0.evidence] } ?? []),
            confidence: .likely,
            remedies: isStarting
                ? []
                : [
                    .fix(
                        "let the tenant check that the CCM is running and that these nodes exist, are Ready, and admit connections "
                            + "from Envoy"),
                    .inspect(
                        "watch Envoy's health checks while you fix it",
                        context.showStatistics(
                            of: worst.views[0].pod,
                            matching: "membership_healthy.*port-\(worst.upstream.nodePort)-")),
                ])
    }

    /// The last day on which somebody used the token that was issued for the CCM, if that is long ago. The API server writes it
    /// to the Secret once a day at most.
    private func lastUse(_ context: CheckContext) -> (sentence: String, evidence: Evidence)? {
        let label = "kubernetes.io/legacy-token-last-used"
        let secret = context.topology.inTenantNamespace(SecretMetadata.self).value?
            .first { $0.metadata.name == KubeLBNames.ccmIdentity }
        guard let secret, let day = secret.metadata.labels[label], let time = Timestamp(day + "T00:00:00Z"),
            context.now.seconds(since: time) > Self.silence
        else { return nil }
        return (
            "The CCM has not used its token since \(day), so it is not running or uses other credentials",
            Evidence("\(secret.reference): metadata.labels[\(label)]", day)
        )
    }

    /// Two days: the label holds a date, and may be as old as a day while the token is in use.
    private static let silence = 172_800.0
}

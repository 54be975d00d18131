import KubeLB
import Kubernetes

/// Computes the five stages of a Service from its exposure: objects decide.
struct StageEvaluation {
    let topology: Topology
    let exposure: Exposure

    /// What was seen of one stage before it is put in order with the others.
    private enum Verdict {
        case ok(String, since: Timestamp? = nil)
        case failed(String)
        case unknown(Input, UnknownReason)
    }

    func report() -> StageReport {
        var stages: [StageStatus] = []
        var isBlocked = false
        for stage in Stage.allCases {
            if isBlocked {
                stages.append(StageStatus(stage: stage, state: .blocked, detail: "", since: nil, unknown: nil))
                continue
            }
            let status = self.status(of: stage)
            isBlocked = status.state == .failed
            stages.append(status)
        }
        return StageReport(stages: stages, state: state(of: stages))
    }

    private func status(of stage: Stage) -> StageStatus {
        switch verdict(of: stage) {
        case .ok(let detail, let since):
            StageStatus(stage: stage, state: .ok, detail: detail, since: since, unknown: nil)
        case .failed(let detail):
            StageStatus(stage: stage, state: .failed, detail: detail, since: nil, unknown: nil)
        case .unknown(let input, let reason):
            StageStatus(
                stage: stage, state: .unknown, detail: "\(input): \(reason)", since: nil,
                unknown: StageUnknown(input: input, reason: reason))
        }
    }

    private func verdict(of stage: Stage) -> Verdict {
        switch stage {
        case .created: created()
        case .propagated: propagated()
        case .provisioned: provisioned()
        case .synced: synced()
        case .routed: routed()
        }
    }

    private func state(of stages: [StageStatus]) -> ServiceState {
        if exposure.isTerminating { return .terminating }
        if exposure.isLeftBehind { return .leftBehind }
        if exposure.isIgnored { return .ignored }
        if stages.contains(where: { $0.state == .failed }) {
            return exposure.addresses.isEmpty ? .pending : .degraded
        }
        return stages.contains { $0.state == .unknown } ? .unknown : .healthy
    }

    // MARK: Created

    private func created() -> Verdict {
        let service = exposure.service
        guard service.isLoadBalancer else { return .failed("type is \(service.type)") }
        let unsupported = exposure.portsOfUnknownProtocol
        if !unsupported.isEmpty {
            return .failed("KubeLB does not carry \(unsupported.map(\.label).joined(separator: ","))")
        }
        // In the Enterprise Edition's MTLS mode traffic enters the tenant through a proxy, not through node ports.
        let missing = exposure.portsWithoutNodePort
        if !missing.isEmpty, topology.config.value?.backendTransportMode != "MTLS" {
            return .failed("no node port for \(missing.map(\.label).joined(separator: ","))")
        }
        let name = service.loadBalancerClass.map { "class \($0)" } ?? "no class"
        switch exposure.eligibility {
        case .present(.taken):
            return .ok("LoadBalancer, \(name), \(portSummary)", since: service.metadata.creationTimestamp)
        case .present: return .failed("\(name), and the CCM takes only class \(KubeLBNames.loadBalancerClass)")
        case .absent: return .failed("not taken by the CCM")
        case .forbidden, .failed, .notCollected:
            return .unknown(.tenantDeployments, exposure.eligibility.unknown ?? .notCollected)
        }
    }

    private var portSummary: String {
        let ports = exposure.service.ports
        guard ports.count <= 4 else { return "\(ports.count) ports with node ports" }
        return "ports \(ports.map(\.label).joined(separator: ",")), node ports "
            + ports.map { $0.nodePort.map { String($0) } ?? "-" }.joined(separator: ",")
    }

    // MARK: Propagated

    private func propagated() -> Verdict {
        guard exposure.hasFinalizer else { return .failed("the CCM has not taken it: no finalizer") }
        let loadBalancer: LoadBalancer
        switch exposure.loadBalancer {
        case .present(let found): loadBalancer = found
        case .absent:
            return .failed(
                "the CCM accepted it (finalizer); LoadBalancer \(exposure.tenantNamespace ?? "tenant-?")/"
                    + "\(exposure.service.metadata.uid) not found")
        case .forbidden, .failed, .notCollected:
            return .unknown(.loadBalancers, exposure.loadBalancer.unknown ?? .notCollected)
        }
        if loadBalancer.metadata.isBeingDeleted { return .failed("\(loadBalancer.reference) is being deleted") }
        let drift = exposure.drift.filter { $0.effect == .spec }
        if let first = drift.first {
            let more = drift.count > 1 ? ", and \(drift.count - 1) more" : ""
            return .failed(
                "LoadBalancer is out of date: \(first.field) is \(first.actual), not \(first.expected)\(more)")
        }
        return nodeAddresses(of: loadBalancer)
    }

    private func nodeAddresses(of loadBalancer: LoadBalancer) -> Verdict {
        let ok = Verdict.ok(
            "LoadBalancer \(loadBalancer.metadata.path)", since: loadBalancer.metadata.creationTimestamp)
        guard loadBalancer.spec.endpoints.contains(where: { $0.addressesReference != nil }) else { return ok }
        switch topology.defaultAddresses {
        case .absent:
            return .failed("no Addresses/\(KubeLBNames.defaultAddresses): Envoy has no node to send traffic to")
        case .present(let addresses): return reachableNodes(addresses, ok)
        case .forbidden, .failed, .notCollected:
            return .unknown(.addresses, topology.defaultAddresses.unknown ?? .notCollected)
        }
    }

    private func reachableNodes(_ addresses: Addresses, _ ok: Verdict) -> Verdict {
        if addresses.addresses.isEmpty { return .failed("Addresses/\(addresses.metadata.name) is empty") }
        guard let ready = topology.readyNodes.value else {
            return .unknown(.tenantNodes, topology.readyNodes.unknown ?? .notCollected)
        }
        let known = Set(ready.flatMap { $0.addresses.map(\.address) })
        guard addresses.addresses.contains(where: known.contains) else {
            return .failed("Addresses/\(addresses.metadata.name) holds no address of a Ready node")
        }
        return ok
    }

    // MARK: Provisioned

    private func provisioned() -> Verdict {
        guard let loadBalancer = exposure.loadBalancer.value else {
            return .unknown(.loadBalancers, exposure.loadBalancer.unknown ?? .notCollected)
        }
        guard loadBalancer.isAccepted else {
            return .failed("the manager has not accepted the LoadBalancer: no finalizer")
        }
        if topology.hasCCMIdentityOnly {
            let addresses = loadBalancer.status?.ingress.addresses ?? []
            return addresses.isEmpty
                ? .failed("the LoadBalancer has no address") : .ok("address \(addresses.joined(separator: ","))")
        }
        switch exposure.envoyService {
        case .present(let service): return envoy(service, loadBalancer)
        case .absent:
            return .failed(
                "Service \(loadBalancer.metadata.namespace)/"
                    + "\(KubeLBNames.envoyServiceName(forLoadBalancer: loadBalancer.metadata.name)) not found")
        case .forbidden, .failed, .notCollected:
            return .unknown(.managementServices, exposure.envoyService.unknown ?? .notCollected)
        }
    }

    private func envoy(_ service: Service, _ loadBalancer: LoadBalancer) -> Verdict {
        let expected = DesiredEnvoyService.make(for: loadBalancer, loadBalancerClass: nil)
        let missing = DesiredEnvoyService.missingPorts(of: expected, in: service)
        if !missing.isEmpty {
            return .failed("\(service.reference) lacks \(missing.map(\.label).joined(separator: ","))")
        }
        if service.type != expected.type { return .failed("\(service.reference) is of type \(service.type)") }
        if service.ingress.isEmpty { return .failed("\(service.reference) has no address") }
        if topology.selectsNoEnvoy(service) { return .failed("\(service.reference) selects no pod of Envoy") }
        switch topology.envoyWorkload {
        case .absent: return .failed("no Envoy runs for the tenant")
        case .present(let workload) where workload.state.ready == 0:
            return .failed("\(workload.reference): 0 of \(workload.state.desired) pods are Ready")
        case .present(let workload):
            return .ok(
                "\(service.ingress.addresses.joined(separator: ",")), Envoy \(workload.state.ready)/"
                    + "\(workload.state.desired)", since: service.metadata.creationTimestamp)
        case .forbidden, .failed, .notCollected:
            return .unknown(.managementDeployments, topology.envoyWorkload.unknown ?? .notCollected)
        }
    }

    // MARK: Synced

    private func synced() -> Verdict {
        guard let loadBalancer = exposure.loadBalancer.value else {
            return .unknown(.loadBalancers, exposure.loadBalancer.unknown ?? .notCollected)
        }
        let published = loadBalancer.status?.ingress.addresses ?? []
        // With a hostname the manager publishes that instead of the envoy Service's address.
        if let envoy = exposure.envoyService.value?.ingress.addresses, loadBalancer.status?.hostname == nil,
            envoy != published
        {
            return .failed("\(joined(envoy)) on the envoy Service, \(joined(published)) on the LoadBalancer")
        }
        guard published == exposure.addresses else {
            return .failed("\(joined(published)) on the LoadBalancer, \(joined(exposure.addresses)) on the Service")
        }
        return published.isEmpty ? .failed("no address") : .ok(joined(published))
    }

    private func joined(_ addresses: [String]) -> String {
        addresses.isEmpty ? "no address" : addresses.joined(separator: ",")
    }

    // MARK: Routed

    private func routed() -> Verdict {
        guard let missing = exposure.portsWithoutEndpoints, let ready = exposure.readyEndpoints else {
            return .unknown(.tenantEndpointSlices, exposure.slices.unknown ?? .notCollected)
        }
        if ready.isEmpty { return .failed("no ready endpoints behind the node ports") }
        if !missing.isEmpty {
            return .failed("no ready endpoint serves \(missing.map(\.label).joined(separator: ","))")
        }
        if let broken = topology.upstreams(of: exposure).first(where: { !$0.broken.isEmpty }) {
            return .failed(words(for: broken))
        }
        if let failed = topology.probes(of: exposure)?.first(where: \.refutesRouting) {
            return .failed("\(failed.probe.name): \(failed.result.outcome)")
        }
        return .ok("\(ready.count) ready endpoint\(ready.count == 1 ? "" : "s")\(reach)")
    }

    /// What the Envoys confirm; nothing where nobody asked them.
    private var reach: String {
        guard let summary = topology.upstreamSummary(of: exposure) else { return "" }
        return ", Envoy reaches \(summary.healthy) of \(summary.expected) node\(summary.expected == 1 ? "" : "s")"
    }

    private func words(for port: PortUpstreams) -> String {
        let count =
            port.broken.count == port.views.count ? "Envoy" : "\(port.broken.count) of \(port.views.count) Envoys"
        switch port.broken[0].state {
        case .blank: return "\(count): no configuration at all"
        case .missing: return "\(count): no configuration for \(port.upstream.label)"
        case .known(let cluster) where cluster.total == 0: return "\(count): no node for \(port.upstream.label)"
        case .known(let cluster):
            return "\(count): none of \(cluster.total) nodes answers at node port \(port.upstream.nodePort) "
                + "(\(port.upstream.label))"
        }
    }
}

extension Topology {
    /// The five stages of a Service.
    package func stages(of exposure: Exposure) -> StageReport {
        StageEvaluation(topology: self, exposure: exposure).report()
    }
}

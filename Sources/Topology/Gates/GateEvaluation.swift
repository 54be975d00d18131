import KubeLB
import Kubernetes

/// Answers the gates of one exposed resource: objects decide. The only place that judges how far a resource has come.
struct GateEvaluation {
    let topology: Topology
    /// nil for a LoadBalancer without a Service: gates about the tenant cluster do not apply to it.
    let exposure: Exposure?
    let loadBalancer: Observed<LoadBalancer>
    let envoyService: Observed<Service>
    /// Where the LoadBalancer and its envoy Service are, or would be.
    let namespace: String
    /// The name of the LoadBalancer: the UID of the Service.
    let uid: String

    init(_ topology: Topology, _ exposure: Exposure) {
        self.topology = topology
        self.exposure = exposure
        loadBalancer = exposure.loadBalancer
        envoyService = exposure.envoyService
        namespace = exposure.tenantNamespace ?? "tenant-?"
        uid = exposure.service.metadata.uid
    }

    init(_ topology: Topology, alone loadBalancer: LoadBalancer, envoyService: Observed<Service>) {
        self.topology = topology
        exposure = nil
        self.loadBalancer = .present(loadBalancer)
        self.envoyService = envoyService
        namespace = loadBalancer.metadata.namespace
        uid = loadBalancer.metadata.name
    }

    var outcomes: GateOutcomes { GateOutcomes(outcome) }

    func outcome(of gate: Gate) -> GateOutcome {
        switch gate {
        case .loadBalancerType: ofService(loadBalancerType)
        case .protocols: ofLoadBalancerService(protocols)
        case .nodePorts: ofLoadBalancerService(nodePorts)
        case .eligibility: ofLoadBalancerService(eligibility)
        case .acceptedByCCM: ofService(acceptedByCCM)
        case .loadBalancer: found
        case .loadBalancerKept: ofLoadBalancer(kept)
        case .loadBalancerCurrent:
            exposure.map { $0.isServiceVisible || !$0.drift.isEmpty ? current($0) : .notVisible } ?? .notApplicable
        case .nodeAddresses: nodeAddresses
        case .acceptedByManager: acceptedByManager
        case .envoyService: envoyServiceFound
        case .envoyServiceKept: ofEnvoyService { envoy, _ in kept(envoy) }
        case .envoyServicePorts: ofEnvoyService(envoyServicePorts)
        case .envoyServiceType: ofEnvoyService(envoyServiceType)
        case .address: address
        case .envoySelected: ofEnvoyService(envoySelected)
        case .envoyServiceTargets: ofEnvoyService(envoyServiceTargets)
        case .envoyReady: topology.envoyReadyGate
        case .addressPublished: published
        case .addressCopied: ofService(copied)
        case .endpoints: ofService(endpoints)
        case .endpointPorts: ofService(endpointPorts)
        case .endpointNodes: ofService(endpointNodes)
        case .upstreams: exposure.map(upstreams) ?? .notApplicable
        case .probes: ofService(probes)
        case .wellFormed, .backends, .copies, .backendServices, .generated, .servedClass, .parentGateway, .listeners,
            .routeAccepted, .certificates:
            .notApplicable
        }
    }

    private func ofService(_ answer: (Exposure) -> GateOutcome) -> GateOutcome {
        guard let exposure else { return .notApplicable }
        return exposure.isServiceVisible ? answer(exposure) : .notVisible
    }

    private func ofLoadBalancerService(_ answer: (Exposure) -> GateOutcome) -> GateOutcome {
        ofService { $0.service.isLoadBalancer ? answer($0) : .notApplicable }
    }

    func ofLoadBalancer(_ answer: (LoadBalancer) -> GateOutcome) -> GateOutcome {
        loadBalancer.value.map(answer) ?? .notApplicable
    }

    // MARK: Created

    private func loadBalancerType(_ exposure: Exposure) -> GateOutcome {
        let service = exposure.service
        return service.isLoadBalancer ? .passed("LoadBalancer") : .failed("type is \(service.type)")
    }

    private func protocols(_ exposure: Exposure) -> GateOutcome {
        let unsupported = exposure.portsOfUnknownProtocol
        return unsupported.isEmpty ? .passed() : .failed("KubeLB does not carry \(labels(unsupported))")
    }

    private func nodePorts(_ exposure: Exposure) -> GateOutcome {
        let missing = exposure.portsWithoutNodePort
        if missing.isEmpty { return .passed() }
        // In the Enterprise Edition's MTLS mode traffic enters the tenant through a proxy, not through node ports.
        if topology.config.value?.usesNodePorts == false { return .notApplicable }
        return .failed("no node port for \(labels(missing))")
    }

    private func eligibility(_ exposure: Exposure) -> GateOutcome {
        let service = exposure.service
        let name = service.loadBalancerClass.map { "class \($0)" } ?? "no class"
        switch exposure.eligibility {
        case .present(.taken):
            return .passed("\(name), \(portSummary(service.ports))", since: service.metadata.creationTimestamp)
        case .present: return .failed("\(name), and the CCM takes only class \(KubeLBNames.loadBalancerClass)")
        case .absent: return .failed("not taken by the CCM")
        case .forbidden, .failed, .notCollected: return .unread(.tenantDeployments, exposure.eligibility)
        }
    }

    private func portSummary(_ ports: [ServicePort]) -> String {
        guard ports.count <= 4 else { return "\(ports.count) ports with node ports" }
        return "ports \(labels(ports)), node ports "
            + ports.map { $0.nodePort.map { String($0) } ?? "-" }.joined(separator: ",")
    }

    func labels(_ ports: [ServicePort]) -> String { ports.map(\.label).joined(separator: ",") }

    // MARK: Propagated

    private func acceptedByCCM(_ exposure: Exposure) -> GateOutcome {
        if exposure.hasFinalizer { return .passed() }
        return .failed(
            exposure.isTerminating
                ? "it is being deleted, and the CCM has released it" : "the CCM has not picked it up: no finalizer")
    }

    private var found: GateOutcome {
        switch loadBalancer {
        case .present(let loadBalancer):
            let metadata = loadBalancer.metadata
            return .passed("LoadBalancer \(metadata.path)", since: metadata.creationTimestamp)
        case .absent:
            let accepted = exposure?.hasFinalizer == true ? "the CCM accepted it (finalizer); " : ""
            return .failed("\(accepted)LoadBalancer \(namespace)/\(uid) not found")
        case .forbidden, .failed, .notCollected: return .unread(.loadBalancers, loadBalancer)
        }
    }

    private func kept(_ object: some KubernetesObject) -> GateOutcome {
        object.metadata.isBeingDeleted ? .failed("\(object.reference) is being deleted") : .passed()
    }

    private func current(_ exposure: Exposure) -> GateOutcome {
        guard loadBalancer.value != nil else { return .notApplicable }
        let drift = exposure.drift.filter { $0.effect == .spec }
        guard let first = drift.first else { return .passed() }
        let more = drift.count > 1 ? ", and \(drift.count - 1) more" : ""
        return .failed("LoadBalancer is out of date: \(first.field) is \(first.actual), not \(first.expected)\(more)")
    }

    private var nodeAddresses: GateOutcome {
        if topology.config.value?.usesNodePorts == false { return topology.nodeAddressGate }
        // A LoadBalancer may hold addresses of its own.
        if let endpoints = loadBalancer.value?.spec.endpoints,
            !endpoints.contains(where: { $0.addressesReference != nil })
        {
            return .notApplicable
        }
        return topology.nodeAddressGate
    }
}

/// Gates about what all resources of a tenant have in common.
extension Topology {
    var nodeAddressGate: GateOutcome {
        if let failure = tenantProxyFailure { return .failed("the tenant proxy is not ready: \(failure.reason)") }
        if config.value?.usesNodePorts == false { return .notApplicable }
        switch defaultAddresses {
        case .absent:
            return .failed("no Addresses/\(KubeLBNames.defaultAddresses): Envoy has no node to send traffic to")
        case .present(let addresses): return listsReadyNode(addresses)
        case .forbidden, .failed, .notCollected: return .unread(.addresses, defaultAddresses)
        }
    }

    private func listsReadyNode(_ addresses: Addresses) -> GateOutcome {
        if addresses.addresses.isEmpty { return .failed("Addresses/\(addresses.metadata.name) is empty") }
        if position.hides(.tenant) { return .passed() }
        guard let ready = readyNodes.value else { return .unread(.tenantNodes, readyNodes) }
        let known = Set(ready.flatMap { $0.addresses.map(\.address) })
        return addresses.addresses.contains(where: known.contains)
            ? .passed() : .failed("Addresses/\(addresses.metadata.name) holds no address of a Ready node")
    }
}

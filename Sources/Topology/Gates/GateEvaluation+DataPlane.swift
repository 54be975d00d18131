import KubeLB
import Kubernetes

/// The gates of the management cluster, of the way back, and of the traffic.
extension GateEvaluation {
    // MARK: Provisioned

    var acceptedByManager: GateOutcome {
        if loadBalancer.unknown != nil { return .unread(.loadBalancers, loadBalancer) }
        return ofLoadBalancer {
            $0.isAccepted ? .passed() : .failed("the manager has not accepted the LoadBalancer: no finalizer")
        }
    }

    var envoyServiceFound: GateOutcome {
        if topology.hasCCMIdentityOnly { return .notApplicable }
        switch envoyService {
        case .present: return .passed()
        case .absent:
            return .failed("Service \(namespace)/\(KubeLBNames.envoyServiceName(forLoadBalancer: uid)) not found")
        case .forbidden, .failed, .notCollected: return .unread(.managementServices, envoyService)
        }
    }

    func ofEnvoyService(_ answer: (Service, LoadBalancer) -> GateOutcome) -> GateOutcome {
        guard let service = envoyService.value, !topology.hasCCMIdentityOnly else { return .notApplicable }
        return ofLoadBalancer { answer(service, $0) }
    }

    func envoyServicePorts(_ service: Service, _ loadBalancer: LoadBalancer) -> GateOutcome {
        let missing = DesiredEnvoyService.missingPorts(of: loadBalancer, in: service)
        return missing.isEmpty ? .passed() : .failed("\(service.reference) lacks \(labels(missing))")
    }

    func envoyServiceType(_ service: Service, _ loadBalancer: LoadBalancer) -> GateOutcome {
        service.type == DesiredEnvoyService.type(for: loadBalancer)
            ? .passed() : .failed("\(service.reference) is of type \(service.type)")
    }

    var address: GateOutcome {
        guard topology.hasCCMIdentityOnly else {
            // One of type ClusterIP, as KubeLB's command line makes it, gets none.
            return ofEnvoyService { service, _ in
                if service.ingress.isEmpty, !service.isLoadBalancer { return .notApplicable }
                return service.ingress.isEmpty
                    ? .failed("\(service.reference) has no address")
                    : .passed(
                        service.ingress.addresses.joined(separator: ","), since: service.metadata.creationTimestamp)
            }
        }
        return ofLoadBalancer { loadBalancer in
            let addresses = loadBalancer.status?.ingress.addresses ?? []
            return addresses.isEmpty
                ? .failed("the LoadBalancer has no address") : .passed("address \(addresses.joined(separator: ","))")
        }
    }

    func envoySelected(_ service: Service, _ loadBalancer: LoadBalancer) -> GateOutcome {
        topology.selectsNoEnvoy(service) ? .failed("\(service.reference) selects no pod of Envoy") : .passed()
    }

    func envoyServiceTargets(_ service: Service, _ loadBalancer: LoadBalancer) -> GateOutcome {
        guard let port = UnservedTargetPort.all(in: service, of: loadBalancer).first else { return .passed() }
        return .failed(
            "\(service.reference) sends \(port.label) to port \(port.actual), Envoy listens on \(port.served)")
    }

    // MARK: Synced

    var published: GateOutcome {
        if loadBalancer.unknown != nil { return .unread(.loadBalancers, loadBalancer) }
        return ofLoadBalancer { loadBalancer in
            // With a hostname the manager publishes that instead of the envoy Service's address.
            guard loadBalancer.status?.hostname == nil else { return .notApplicable }
            let published = loadBalancer.status?.ingress.addresses ?? []
            if case .absent = envoyService, !published.isEmpty, !topology.hasCCMIdentityOnly {
                return .failed("\(words(published)) on the LoadBalancer, of an envoy Service that does not exist")
            }
            guard let envoy = envoyService.value?.ingress.addresses else { return .notApplicable }
            return envoy == published
                ? .passed() : .failed("\(words(envoy)) on the envoy Service, \(words(published)) on the LoadBalancer")
        }
    }

    func copied(_ exposure: Exposure) -> GateOutcome {
        if loadBalancer.unknown != nil { return .unread(.loadBalancers, loadBalancer) }
        let published = loadBalancer.value?.status?.ingress.addresses ?? []
        guard published == exposure.addresses else {
            let source = loadBalancer.value == nil ? "no LoadBalancer" : "\(words(published)) on the LoadBalancer"
            return .failed("\(source), \(words(exposure.addresses)) on the Service")
        }
        return published.isEmpty ? .failed("no address") : .passed(words(published))
    }

    private func words(_ addresses: [String]) -> String {
        addresses.isEmpty ? "no address" : addresses.joined(separator: ",")
    }

    // MARK: Routed

    func endpoints(_ exposure: Exposure) -> GateOutcome {
        guard let ready = exposure.readyEndpoints else { return .unread(.tenantEndpointSlices, exposure.slices) }
        return ready.isEmpty
            ? .failed("no ready endpoints behind the node ports")
            : .passed("\(ready.count) ready endpoint\(ready.count == 1 ? "" : "s")")
    }

    func endpointPorts(_ exposure: Exposure) -> GateOutcome {
        guard let missing = exposure.portsWithoutEndpoints, exposure.readyEndpoints?.isEmpty == false else {
            return .notApplicable
        }
        return missing.isEmpty ? .passed() : .failed("no ready endpoint serves \(labels(missing))")
    }

    func endpointNodes(_ exposure: Exposure) -> GateOutcome {
        guard let unlisted = topology.unlistedEndpointNodes(of: exposure) else { return .notApplicable }
        return unlisted.isEmpty
            ? .passed() : .failed("no node in Addresses runs a ready endpoint (externalTrafficPolicy Local)")
    }

    /// What the Envoys confirm; without their statistics nothing is in doubt.
    func upstreams(_ exposure: Exposure) -> GateOutcome {
        let reaches = topology.reaches(of: exposure)
        guard !reaches.isEmpty, !topology.mayBypassNodePorts else { return .notApplicable }
        if let broken = reaches.first(where: \.isBroken) { return .failed(words(for: broken.port)) }
        guard let summary = reaches.compactMap(\.summary).min(by: { $0.surplus < $1.surplus }) else { return .passed() }
        return .passed(
            "Envoy reaches \(summary.healthy) of \(summary.expected) node\(summary.expected == 1 ? "" : "s")")
    }

    private func words(for port: PortUpstreams) -> String {
        let count =
            port.broken.count == port.views.count ? "Envoy" : "\(port.broken.count) of \(port.views.count) Envoy pods"
        if port.broken.count == port.unheard.count {
            return "\(count): no listener at \(port.targetPort ?? 0) (\(port.upstream.label))"
        }
        switch port.broken[0].state {
        case .blank: return "\(count): no configuration at all"
        case .missing: return "\(count): no configuration for \(port.upstream.label)"
        case .known(let cluster) where cluster.total == 0: return "\(count): no node for \(port.upstream.label)"
        case .known(let cluster):
            return "\(count): none of \(cluster.total) nodes responds at node port \(port.upstream.nodePort) "
                + "(\(port.upstream.label))"
        }
    }

    func probes(_ exposure: Exposure) -> GateOutcome {
        guard let probes = topology.probes(of: exposure) else { return .notApplicable }
        guard let failed = probes.first(where: \.refutesRouting) else { return .passed() }
        return .failed("\(failed.probe.name): \(failed.result.outcome)")
    }
}

extension Topology {
    var envoyReadyGate: GateOutcome {
        if hasCCMIdentityOnly { return .notApplicable }
        switch envoyWorkload {
        case .absent: return .failed("no Envoy is running for the tenant")
        case .present(let workload):
            let state = workload.state
            if state.ready == 0, let former = leftoverEnvoy, former.state.ready > 0 {
                return .passed("Envoy \(former.state.ready)/\(former.state.desired) (former \(former.kind))")
            }
            return state.ready == 0
                ? .failed("\(workload.reference): 0 of \(state.desired) pods are Ready")
                : .passed("Envoy \(state.ready)/\(state.desired)")
        case .forbidden, .failed, .notCollected: return .unread(.managementDeployments, envoyWorkload)
        }
    }
}

import KubeLB
import Kubernetes

/// Whether anything gets through to what has an address. Beside the gates, which say where it is stopped: at one and the same
/// gate either all traffic may be lost or a part of it.
extension Topology {
    /// Whether no port of a Service can be reached, by the objects and Envoy's statistics. What could not be read interrupts
    /// nothing.
    package func isInterrupted(_ exposure: Exposure, _ gates: GateOutcomes) -> Bool {
        let whole: [Gate] = [.envoyService, .address, .envoySelected, .envoyReady, .endpoints, .endpointNodes]
        if gates.firstFailed(of: whole) != nil || !hasCurrentAddress(exposure) { return true }
        let reaches = mayBypassNodePorts ? [] : reaches(of: exposure)
        // Without nodes in Addresses an Envoy may still have those of before.
        if reaches.isEmpty, gates[.nodeAddresses].isFailed { return true }
        if let made = probes(of: exposure)?.filter({ $0.probe.place == .address && $0.probe.target != nil }),
            !made.isEmpty, made.allSatisfy(\.refutesRouting)
        {
            return true
        }
        let ports = exposure.service.ports
        return !ports.isEmpty && ports.allSatisfy { isInterrupted($0, of: exposure, reaches) }
    }

    /// Whether the address that clients are given is one that the envoy Service has.
    private func hasCurrentAddress(_ exposure: Exposure) -> Bool {
        // With a hostname the manager publishes that instead of the envoy Service's address.
        guard !hasCCMIdentityOnly, let envoy = exposure.envoyService.value?.ingress.addresses,
            let loadBalancer = exposure.loadBalancer.value, loadBalancer.status?.hostname == nil
        else { return true }
        return exposure.addresses.contains(where: envoy.contains)
    }

    private func isInterrupted(_ port: ServicePort, of exposure: Exposure, _ reaches: [PortReach]) -> Bool {
        func isIn(_ ports: [ServicePort]) -> Bool {
            ports.contains { $0.port == port.port && $0.protocol == port.protocol }
        }
        if isIn(exposure.portsOfUnknownProtocol) || isIn(exposure.portsWithoutEndpoints ?? []) { return true }
        if config.value?.usesNodePorts != false, isIn(exposure.portsWithoutNodePort) { return true }
        if let envoy = exposure.envoyService.value, let loadBalancer = exposure.loadBalancer.value {
            if isIn(DesiredEnvoyService.missingPorts(of: loadBalancer, in: envoy)) { return true }
            let unserved = UnservedTargetPort.all(in: envoy, of: loadBalancer)
            if unserved.contains(where: { $0.label == port.label }) { return true }
        }
        // Envoy sends traffic to a node port that is no longer the Service's.
        if let upstreams = exposure.loadBalancer.value?.envoyUpstreams, !upstreams.isEmpty, exposure.isServiceVisible,
            !mayBypassNodePorts,
            !upstreams.contains(where: { $0.nodePort == port.nodePort && $0.protocol == port.protocol })
        {
            return true
        }
        let reach = reaches.first {
            $0.port.upstream.nodePort == port.nodePort && $0.port.upstream.protocol == port.protocol
        }
        return reach.map { $0.port.broken.count == $0.port.views.count } ?? false
    }

    /// The same of an object of Layer 7: whether it has no listener or no backend that works.
    package func isInterrupted(_ exposure: RouteExposure, _ gates: GateOutcomes) -> Bool {
        if gates.firstFailed(of: [.servedClass, .parentGateway, .address, .envoyReady]) != nil { return true }
        if case .absent = exposure.generated { return true }
        if exposure.generated.value != nil, !exposure.ownsGenerated { return true }
        if exposure.kind == .gateway {
            let listeners = exposure.generatedStatus?.listeners ?? []
            return !listeners.isEmpty && listeners.allSatisfy { $0.problem != nil }
        }
        if gates[.listeners].isFailed || isRefused(exposure) { return true }
        let upstreams = Dictionary(grouping: upstreams(of: exposure), by: \.backend)
        if upstreams.isEmpty, gates[.nodeAddresses].isFailed { return true }
        return !exposure.backends.isEmpty
            && exposure.backends.allSatisfy { isInterrupted($0, upstreams[$0.carried?.metadata.path ?? $0.path] ?? []) }
    }

    /// Whether no Gateway accepts a route. A backend that a Gateway does not resolve concerns that backend alone.
    private func isRefused(_ exposure: RouteExposure) -> Bool {
        guard exposure.kind.hasParent, exposure.generatedStatus != nil else { return false }
        return parentStatuses(of: exposure).allSatisfy { $0.condition("Accepted")?.status == "False" }
    }

    private func isInterrupted(_ backend: RouteBackend, _ upstreams: [RouteUpstream]) -> Bool {
        if case .absent = backend.service { return true }
        if case .absent = backend.generated { return true }
        return backend.defect != nil || backend.readyEndpoints == 0
            || !upstreams.isEmpty && upstreams.allSatisfy { $0.healthy == 0 }
    }
}

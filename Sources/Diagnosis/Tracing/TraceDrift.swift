import KubeLB
import Kubernetes
import Topology

/// What the controllers would write now, against what stands there.
package struct TraceDrift: Sendable {
    package private(set) var differences: [Difference] = []
    /// Objects that could not be compared, and why.
    package private(set) var uncompared: [Gap] = []
    /// Objects that were compared.
    package private(set) var compared: [ObjectReference] = []

    /// One field that is not as it should be.
    package struct Difference: Sendable, Hashable {
        package let object: ObjectReference
        /// As a path in the object: `spec.ports[0].port`.
        package let field: String
        package let expected: String
        package let actual: String
        /// Whether a controller would mend it and traffic depends on it.
        package let matters: Bool
    }

    package struct Gap: Sendable, Hashable {
        package let object: ObjectReference
        package let reason: UnknownReason
    }

    init(of subject: TraceSubject) {
        if let route = subject.route {
            let drift = RouteDrift(subject, route)
            (differences, uncompared, compared) = (drift.differences, drift.uncompared, drift.compared)
            return
        }
        compareLoadBalancer(subject)
        compareAddresses(subject)
        compareEnvoyService(subject)
        compareStatuses(subject)
    }

    // MARK: The CCM's work

    private mutating func compareLoadBalancer(_ subject: TraceSubject) {
        guard let exposure = subject.exposure, exposure.isServiceVisible else { return }
        let topology = subject.topology
        switch subject.loadBalancer {
        case .present(let loadBalancer):
            let object = ObjectReference(.management, loadBalancer)
            compared.append(object)
            for drift in exposure.drift {
                add(object, drift.field, drift.expected, drift.actual, matters: drift.effect == .spec)
            }
        case .absent: break
        case .forbidden, .failed, .notCollected:
            gap(
                .management, LoadBalancer.kind, namespace: subject.tenantNamespace ?? topology.tenantNamespace,
                subject.uid, subject.loadBalancer.unknown)
        }
    }

    private mutating func compareAddresses(_ subject: TraceSubject) {
        let topology = subject.topology
        // With some nodes selected, any part of the Ready ones is right; without the cloud provider nobody uses them.
        guard let settings = topology.settings.value, !settings.selectsNodes, settings.isCloudProviderEnabled,
            !settings.convertsIngressOnly
        else { return }
        guard case .present(let addresses) = topology.defaultAddresses else {
            if let reason = topology.defaultAddresses.unknown {
                gap(.management, Addresses.kind, namespace: topology.tenantNamespace, "default", reason)
            }
            return
        }
        let object = ObjectReference(.management, addresses)
        switch topology.expectedAddresses {
        // The CCM keeps what is there where it has nothing to write.
        case .present(let expected) where !expected.isEmpty:
            compared.append(object)
            let actual = addresses.addresses
            for address in expected where !actual.contains(address) { add(object, "spec.addresses[]", address, "none") }
            for address in actual where !expected.contains(address) { add(object, "spec.addresses[]", "none", address) }
        case .present, .absent: break
        case .forbidden, .failed, .notCollected:
            uncompared.append(Gap(object: object, reason: topology.expectedAddresses.unknown ?? .notCollected))
        }
    }

    // MARK: The manager's work

    private mutating func compareEnvoyService(_ subject: TraceSubject) {
        let topology = subject.topology
        guard let loadBalancer = subject.loadBalancer.value else { return }
        guard case .present(let actual) = subject.envoyService else {
            if let reason = subject.envoyService.unknown {
                gap(
                    .management, Service.kind, namespace: loadBalancer.metadata.namespace,
                    KubeLBNames.envoyServiceName(forLoadBalancer: loadBalancer.metadata.name), reason)
            }
            return
        }
        let object = ObjectReference(.management, actual)
        compared.append(object)
        let tenant = topology.tenantObject
        let expected = DesiredEnvoyService.make(
            for: loadBalancer,
            loadBalancerClass: DesiredEnvoyService.loadBalancerClass(
                tenant: tenant.value, config: topology.config.value))
        let drift = EnvoyServiceDrift.between(
            expected: expected, actual: actual,
            comparesClass: tenant.value != nil && topology.config.unknown == nil && actual.isLoadBalancer)
        for entry in drift { add(object, entry.field, entry.expected, entry.actual) }
    }

    // MARK: The way back

    private mutating func compareStatuses(_ subject: TraceSubject) {
        guard let loadBalancer = subject.loadBalancer.value else { return }
        let status = loadBalancer.status
        let published = status?.ingress.addresses ?? []
        let object = ObjectReference(.management, loadBalancer)
        // With a hostname the manager publishes that instead of the envoy Service's address.
        if let envoy = subject.envoyService.value, status?.hostname == nil {
            compareAddressLists(object, envoy.ingress.addresses, published)
            for port in envoy.ports {
                guard case .number(let number) = port.targetPort,
                    let reported = status?.ports.first(where: { $0.name == port.name && $0.protocol == port.protocol }),
                    let target = reported.targetPort, target != number
                else { continue }
                add(object, "status.service.ports[\(port.label)].targetPort", "\(number)", "\(target)", matters: false)
            }
        }
        if let exposure = subject.exposure, exposure.isServiceVisible, exposure.isTaken {
            let service = ObjectReference(.tenant, exposure.service)
            compared.append(service)
            compareAddressLists(service, published, exposure.addresses)
        }
    }

    private mutating func compareAddressLists(_ object: ObjectReference, _ expected: [String], _ actual: [String]) {
        guard expected != actual else { return }
        func words(_ addresses: [String]) -> String { addresses.isEmpty ? "none" : addresses.joined(separator: ",") }
        add(object, "status.loadBalancer.ingress", words(expected), words(actual))
    }

    // MARK: Entries

    private mutating func add(
        _ object: ObjectReference, _ field: String, _ expected: String, _ actual: String, matters: Bool = true
    ) {
        differences.append(
            Difference(object: object, field: field, expected: expected, actual: actual, matters: matters))
    }

    private mutating func gap(
        _ side: ClusterSide, _ kind: String, namespace: String?, _ name: String, _ reason: UnknownReason?
    ) {
        guard let reason else { return }
        uncompared.append(
            Gap(
                object: ObjectReference(side, kind: kind, namespace: namespace ?? "tenant-?", name: name),
                reason: reason)
        )
    }
}

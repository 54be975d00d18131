import Kubernetes

/// A port of an envoy Service that leads to a port on which Envoy does not listen.
///
/// The manager allocates a port of Envoy for each port of a LoadBalancer, configures a listener on it, and writes it to
/// the envoy Service and to the LoadBalancer's status. If the two differ, either somebody else changed the Service, or the
/// manager reallocated the port and the status is stale: then the Service is right.
package struct UnservedTargetPort: Sendable, Hashable {
    /// `80/TCP`.
    package let label: String
    /// On which Envoy listens.
    package let served: Int
    /// `4242`, or a name.
    package let actual: String
    /// The field manager that changed it, if that is known.
    package let writer: String?
    package let time: Timestamp?

    /// The ports from which the manager allocates (KubeLB `internal/port-allocator`).
    private static let allocated = 10_000...65_534

    package static func all(in envoy: Service, of loadBalancer: LoadBalancer) -> [UnservedTargetPort] {
        let reported = loadBalancer.status?.ports ?? []
        let differing = envoy.ports.contains { port in
            guard let target = port.targetPort,
                let served = reported.first(where: { $0.port == port.port && $0.protocol == port.protocol })?.targetPort
            else { return false }
            return target != .number(served)
        }
        guard differing else { return [] }
        let fields = loadBalancer.metadata.managedFields
        let managers = Set(fields.filter { $0.subresource == "status" }.map(\.manager))
        let write = envoy.metadata.lastWrite(of: "spec.ports").flatMap { last in
            managers.isEmpty || managers.contains(last.manager) ? nil : last
        }
        return envoy.ports.compactMap { port in
            guard let target = port.targetPort,
                let served = reported.first(where: { $0.label == port.label })?.targetPort, "\(target)" != "\(served)",
                write != nil || !isAllocated(target)
            else { return nil }
            return UnservedTargetPort(
                label: port.label, served: served, actual: "\(target)", writer: write?.manager, time: write?.time)
        }
    }

    private static func isAllocated(_ target: PortReference) -> Bool {
        if case .number(let number) = target { allocated.contains(number) } else { false }
    }
}

import Kubernetes

/// One way in which a LoadBalancer differs from what the CCM would write now.
package struct LoadBalancerDrift: Sendable, Hashable {
    /// Whether the CCM would fix it, and whether traffic depends on it.
    package enum Effect: Sendable, Hashable {
        /// Part of the spec that the CCM compares and writes.
        case spec
        /// Annotations: written by the CCM, of no effect on the path of traffic by themselves.
        case annotations
        /// A port's name: never compared, so never propagated (KubeLB compares by position, protocol and number).
        case portName
    }

    package let effect: Effect
    /// As a path in the LoadBalancer: `spec.endpoints[0].ports[1].port`.
    package let field: String
    package let expected: String
    package let actual: String

    /// Whether the LoadBalancer lacks what is expected.
    package var isLacking: Bool { ["", "none"].contains(actual) }

    /// What shows without the Service: the CCM propagates only Services of type LoadBalancer.
    package static func visibleWithoutService(_ actual: LoadBalancer) -> [LoadBalancerDrift] {
        let type = "LoadBalancer"
        guard actual.origin != nil, actual.spec.type != type else { return [] }
        return [LoadBalancerDrift(effect: .spec, field: "spec.type", expected: type, actual: actual.spec.type)]
    }

    /// All differences, in the order of the spec.
    package static func between(expected: LoadBalancer, actual: LoadBalancer) -> [LoadBalancerDrift] {
        var drift: [LoadBalancerDrift] = []
        func compare(_ field: String, _ expected: String?, _ actual: String?, _ effect: Effect = .spec) {
            guard expected != actual else { return }
            drift.append(
                LoadBalancerDrift(
                    effect: effect, field: field, expected: expected ?? "none", actual: actual ?? "none"))
        }
        compare("spec.type", expected.spec.type, actual.spec.type)
        comparePorts("spec.ports", expected.spec.ports, actual.spec.ports, compare)
        if expected.spec.endpoints.count != actual.spec.endpoints.count {
            compare("spec.endpoints", String(expected.spec.endpoints.count), String(actual.spec.endpoints.count))
        }
        for (index, (wanted, found)) in zip(expected.spec.endpoints, actual.spec.endpoints).enumerated()
        where wanted != found {
            comparePorts("spec.endpoints[\(index)].ports", wanted.ports, found.ports, compare)
            compare(
                "spec.endpoints[\(index)].addressesReference.name", wanted.addressesReference, found.addressesReference)
            compare(
                "spec.endpoints[\(index)].addresses", wanted.addresses.joined(separator: ","),
                found.addresses.joined(separator: ","))
        }
        // A policy that one side leaves out means Cluster, the API's default.
        compare(
            "spec.externalTrafficPolicy", expected.spec.externalTrafficPolicy ?? "Cluster",
            actual.spec.externalTrafficPolicy ?? "Cluster")
        compare("spec.persistence.type", expected.spec.persistence, actual.spec.persistence)
        guard expected.metadata.annotations != actual.metadata.annotations else { return drift }
        let keys = Set(expected.metadata.annotations.keys).union(actual.metadata.annotations.keys).sorted()
        for key in keys where key != KubeLBNames.lastAppliedAnnotation {
            compare(
                "metadata.annotations[\(key)]", expected.metadata.annotations[key], actual.metadata.annotations[key],
                .annotations)
        }
        return drift
    }

    private static func comparePorts(
        _ path: String, _ expected: [LoadBalancerPort], _ actual: [LoadBalancerPort],
        _ compare: (String, String?, String?, Effect) -> Void
    ) {
        // Nearly always; no names of fields are put together then.
        let areEqual = expected.elementsEqual(actual) {
            $0.port == $1.port && $0.protocol == $1.protocol && $0.name == $1.name
        }
        if areEqual { return }
        guard expected.count == actual.count else {
            let list = { (ports: [LoadBalancerPort]) in ports.map(\.label).joined(separator: ",") }
            return compare(path, list(expected), list(actual), .spec)
        }
        for (index, (wanted, found)) in zip(expected, actual).enumerated() {
            compare("\(path)[\(index)].port", String(wanted.port), String(found.port), .spec)
            compare("\(path)[\(index)].protocol", wanted.protocol, found.protocol, .spec)
            compare("\(path)[\(index)].name", wanted.name, found.name, .portName)
        }
    }
}

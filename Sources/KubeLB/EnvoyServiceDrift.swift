import Kubernetes

/// One way in which a Service `envoy-<uid>` differs from what the manager would write now.
package struct EnvoyServiceDrift: Sendable, Hashable {
    /// As a path in the Service: `spec.ports[443/TCP]`.
    package let field: String
    package let expected: String
    package let actual: String

    /// All differences. Ports are matched by number and protocol, as the manager keeps target ports of its own; further
    /// labels and selectors of others are no difference. `comparesClass` where Tenant and Config are known.
    package static func between(expected: Service, actual: Service, comparesClass: Bool) -> [EnvoyServiceDrift] {
        var drift: [EnvoyServiceDrift] = []
        func compare(_ field: String, _ expected: String?, _ actual: String?) {
            guard expected != actual else { return }
            drift.append(EnvoyServiceDrift(field: field, expected: expected ?? "none", actual: actual ?? "none"))
        }
        for (key, value) in expected.metadata.labels.sorted(by: { $0.key < $1.key }) {
            compare("metadata.labels[\(key)]", value, actual.metadata.labels[key])
        }
        compare("spec.type", expected.type, actual.type)
        for (key, value) in expected.selector.sorted(by: { $0.key < $1.key }) {
            compare("spec.selector[\(key)]", value, actual.selector[key])
        }
        if comparesClass {
            compare("spec.loadBalancerClass", nonEmpty(expected.loadBalancerClass), nonEmpty(actual.loadBalancerClass))
        }
        // A policy that one side leaves out means Cluster, the API's default.
        compare(
            "spec.externalTrafficPolicy", nonEmpty(expected.externalTrafficPolicy) ?? "Cluster",
            nonEmpty(actual.externalTrafficPolicy) ?? "Cluster")
        for port in DesiredEnvoyService.missingPorts(of: expected, in: actual) {
            compare("spec.ports[\(port.label)]", port.label, nil)
        }
        for port in DesiredEnvoyService.missingPorts(of: actual, in: expected) {
            compare("spec.ports[\(port.label)]", nil, port.label)
        }
        return drift
    }

    private static func nonEmpty(_ text: String?) -> String? {
        text.flatMap { $0.isEmpty ? nil : $0 }
    }
}

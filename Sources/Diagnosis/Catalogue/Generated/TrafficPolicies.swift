import Documents
import KubeLB
import Kubernetes
import Topology

/// The BackendTrafficPolicies of the tenant's namespace in the management cluster, by what they act on.
struct TrafficPolicies {
    private let all: [BackendTrafficPolicy]

    init(_ context: CheckContext) {
        all = (context.topology.inTenantNamespace(BackendTrafficPolicy.self).value ?? []).filter { policy in
            !policy.metadata.isBeingDeleted
                && !policy.conditions.contains { $0.type == "Accepted" && $0.status == "False" }
        }
    }

    /// Those for a generated route; those for its Gateway only if there are none, because Envoy Gateway then ignores them.
    func policies(for exposure: RouteExposure) -> [BackendTrafficPolicy] {
        let own = policies(targeting: exposure)
        if !own.isEmpty { return own }
        return exposure.parent.map(policies(targeting:)) ?? []
    }

    private func policies(targeting exposure: RouteExposure) -> [BackendTrafficPolicy] {
        guard !all.isEmpty, let generated = exposure.generated.value else { return [] }
        let kind = exposure.kind.rawValue
        return all.filter { policy in
            policy.hasTarget(kind, generated.metadata.name)
                || policy.settings["targetSelectors"]?.array?.contains {
                    Self.selects($0, kind, generated.metadata.labels)
                } == true
        }
    }

    private static func selects(_ selector: JSONValue, _ kind: String, _ labels: [String: String]) -> Bool {
        guard selector["kind"]?.string == kind, let wanted = selector["matchLabels"]?.object, !wanted.isEmpty,
            selector["matchExpressions"] == nil
        else { return false }
        return wanted.members.allSatisfy { key, value in value.string.map { labels[key] == $0 } ?? false }
    }
}

/// `faultInjection` of a BackendTrafficPolicy (Envoy Gateway v1.8, `fault_injection.go`).
struct InjectedFault {
    /// `aborts 40% of the requests with 503`
    let text: String
    let evidence: String
    /// Whether no request gets an answer of the backend.
    let isTotal: Bool

    /// nil if it injects nothing.
    init?(_ policy: BackendTrafficPolicy) {
        guard let fault = policy.settings["faultInjection"] else { return nil }
        var texts: [String] = []
        var isTotal = false
        if let abort = fault["abort"], let share = Self.share(of: abort) {
            let answer =
                abort["httpStatus"]?.int.map { String($0) }
                ?? abort["grpcStatus"]?.int.map { "gRPC status \($0)" } ?? "an error"
            texts.append("aborts \(share.text) of the requests with \(answer)")
            isTotal = share.isAll
        }
        if let delay = fault["delay"], let share = Self.share(of: delay) {
            texts.append("delays \(share.text) of the requests by \(delay["fixedDelay"]?.string ?? "some time")")
        }
        guard !texts.isEmpty else { return nil }
        text = texts.joined(separator: ", and ")
        evidence = String(decoding: fault.encoded(), as: UTF8.self)
        self.isTotal = isTotal
    }

    /// 100% unless it says otherwise.
    private static func share(of fault: JSONValue) -> (text: String, isAll: Bool)? {
        guard case .number(let number)? = fault["percentage"] else { return ("100%", true) }
        return number.double > 0 ? ("\(number.text)%", number.double >= 100) : nil
    }
}

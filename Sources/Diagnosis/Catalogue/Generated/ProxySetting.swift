import Documents
import KubeLB
import Kubernetes
import Topology

/// A setting of a route or of a BackendTrafficPolicy by which proxies end requests.
struct ProxySetting {
    /// `timeouts.request of rules[0] is 300ms`
    let text: String
    let evidence: Evidence?
    let policy: BackendTrafficPolicy?
    /// Of a timeout.
    private let milliseconds: Int
    /// The rule that has it; nil if it is for all.
    private let rule: Int?

    /// What a policy sets that is no timeout of requests.
    init(_ policy: BackendTrafficPolicy, _ fields: [String]) {
        let field = fields.first { policy.settings[$0] != nil } ?? ""
        text = "\(field) of \(policy.reference) asks for it"
        evidence = Evidence(
            "\(policy.reference): spec.\(field)",
            ServiceWords.excerpt(String(decoding: policy.settings[field]?.encoded() ?? [], as: UTF8.self)))
        self.policy = policy
        (milliseconds, rule) = (0, nil)
    }

    /// A timeout; nil if its value is none, or switches it off.
    private init?(_ field: String, _ place: String, _ value: String, rule: Int?, _ policy: BackendTrafficPolicy?) {
        guard let milliseconds = RoutingDuration.milliseconds(value), milliseconds > 0 else { return nil }
        text = "\(field) is \(value)"
        evidence = Evidence(place, value)
        (self.milliseconds, self.rule, self.policy) = (milliseconds, rule, policy)
    }

    /// That of Envoy.
    private init(defaultOf exposure: RouteExposure) {
        text = "no timeout is set, so Envoy's default of 15 s applies"
        evidence = Evidence("\(exposure.source.reference): spec.rules[].timeouts.request", "not set")
        (milliseconds, rule, policy) = (15_000, nil, nil)
    }

    /// The timeout that fits how long a request took; nil if none of the route or of its policies does, nor Envoy's default if
    /// there are none.
    init?(of access: GatewayAccess, _ exposure: RouteExposure, _ policies: [BackendTrafficPolicy]) {
        let all = Self.timeouts(exposure, policies).filter { $0.rule == nil || $0.rule == access.rule }
        let known = all.isEmpty ? [ProxySetting(defaultOf: exposure)] : all
        guard let found = known.first(where: { $0.fits(access.milliseconds) }) else { return nil }
        self = found
    }

    /// The timeouts of a route's rules, and those of policies for it.
    static func timeouts(_ exposure: RouteExposure, _ policies: [BackendTrafficPolicy]) -> [ProxySetting] {
        let ofRules = exposure.source.spec.rules.enumerated().flatMap { index, rule in
            ["request", "backendRequest"].compactMap { name in
                rule.others["timeouts"]?[name]?.string.flatMap {
                    ProxySetting(
                        "timeouts.\(name) of rules[\(index)]",
                        "\(exposure.source.reference): spec.rules[\(index)].timeouts.\(name)", $0, rule: index, nil)
                }
            }
        }
        let ofPolicies = policies.flatMap { policy in
            [
                ("timeout.http.requestTimeout", policy.settings["timeout"]?["http"]?["requestTimeout"]?.string),
                ("retry.perRetry.timeout", policy.settings["retry"]?["perRetry"]?["timeout"]?.string),
            ].compactMap { field, value in
                value.flatMap {
                    ProxySetting(
                        "\(field) of \(policy.reference)", "\(policy.reference): spec.\(field)", $0, rule: nil, policy)
                }
            }
        }
        return ofRules + ofPolicies
    }

    /// Whether a request that took so long was ended by it.
    func fits(_ duration: Int) -> Bool {
        let timeout = Double(milliseconds)
        return milliseconds > 0 && (timeout * 0.95...timeout * 1.2 + 250).contains(Double(duration))
    }
}

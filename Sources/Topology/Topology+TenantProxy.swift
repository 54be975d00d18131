import KubeLB
import Kubernetes

/// The proxy in the tenant cluster, through which all traffic goes in mode MTLS (Enterprise Edition 1.5).
extension Topology {
    /// What reports that no pod of it is ready; nil if one is, or if traffic goes through node ports.
    ///
    /// Reads Config, Tenant and TenantState.
    package var tenantProxyFailure: Condition? {
        let state = tenantState.value
        let tenant = tenantObject.value
        let mode = state?.backendTransportMode ?? config.value?.backendTransportMode
        guard mode == "MTLS" else { return nil }
        let conditions = (state?.conditions ?? []) + (tenant?.conditions ?? [])
        // Until it is confirmed, a change of the mode has no effect.
        let isPending = conditions.contains { $0.type == "BackendTransportChangePending" && $0.status == "True" }
        guard !isPending else { return nil }
        return conditions.first {
            $0.type == Self.tenantProxyReady && $0.status == "False" && Self.readyCount($0.message) ?? 0 == 0
        }
    }

    private static let tenantProxyReady = "TenantProxyReady"

    /// `1` of `1 of 2 pods ready`; nil if no such count is named.
    private static func readyCount(_ message: String) -> Int? {
        let words = message.split(whereSeparator: { $0 == " " || $0 == "/" })
        for (index, word) in words.enumerated() {
            guard let ready = Int(word), index + 1 < words.count else { continue }
            let next = words[index + 1] == "of" ? index + 2 : index + 1
            if next < words.count, Int(words[next]) != nil { return ready }
        }
        return nil
    }
}

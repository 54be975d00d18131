import Documents
import Kubernetes
import LocalSystem

/// Lines as MetalLB writes them: go-kit's JSON, the members in the order of their names.
struct PoolLog: Sendable {
    let write: @Sendable (String) -> Void

    func info(_ message: String, _ values: [String: JSONValue]) { line("info", message, values) }

    func say(_ decision: PoolDecision, _ path: String) {
        switch decision {
        case .nothing, .assign(_, isNew: false): break
        case .clear:
            info(
                "not a LoadBalancer",
                ["event": "clearAssignment", "reason": "notLoadBalancer", "service": .string(path)])
        case .assign(let claim, isNew: true):
            info(
                "IP address assigned by controller",
                ["event": "ipAllocated", "ip": [.string(claim.address)], "service": .string(path)])
        case .refuse(let reason):
            line(
                "error", "IP allocation failed",
                ["error": .string(reason), "op": "allocateIPs", "service": .string(path)])
        }
    }

    private func line(_ level: String, _ message: String, _ values: [String: JSONValue]) {
        var values = values
        values["level"] = .string(level)
        values["msg"] = .string(message)
        values["ts"] = .string(NanoTime.text(WallClock.milliseconds))
        let object = JSONObject(members: values.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
        write(String(decoding: JSONValue.object(object).encoded(), as: UTF8.self))
    }
}

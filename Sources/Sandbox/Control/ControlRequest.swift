import Documents

/// What another process asks a running sandbox for.
enum ControlRequest: Sendable, Hashable {
    case status
    case faults
    case inject(fault: String)
    /// nil: all that are injected.
    case clear(fault: String?)
    case stop

    var method: String {
        switch self {
        case .status, .faults: "GET"
        case .inject, .stop: "POST"
        case .clear: "DELETE"
        }
    }

    var path: String {
        switch self {
        case .status: "/sandbox/status"
        case .stop: "/sandbox/stop"
        case .faults, .clear(nil): "/sandbox/faults"
        case .inject(let name), .clear(let name?): "/sandbox/faults/\(name)"
        }
    }

    /// nil for what no sandbox is asked.
    init?(method: String, path: String) {
        let parts = path.split(separator: "/").map(String.init)
        guard parts.first == "sandbox", (2...3).contains(parts.count) else { return nil }
        switch (method, parts[1], parts.count == 3 ? parts[2] : nil) {
        case ("GET", "status", nil): self = .status
        case ("POST", "stop", nil): self = .stop
        case ("GET", "faults", nil): self = .faults
        case ("DELETE", "faults", let name): self = .clear(fault: name)
        case ("POST", "faults", let name?): self = .inject(fault: name)
        default: return nil
        }
    }
}

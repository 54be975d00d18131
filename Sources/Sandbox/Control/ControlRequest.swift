import Documents

/// What another process asks a running sandbox for.
enum ControlRequest: Sendable, Hashable {
    case status
    case faults
    /// `tenant`: nil for the first one.
    case inject(fault: String, tenant: String? = nil)
    /// nil: all that are injected.
    case clear(fault: String?, tenant: String? = nil)
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
        case .faults: "/sandbox/faults"
        case .inject(let name, let tenant): Self.path(name, tenant)
        case .clear(let name, let tenant): Self.path(name, tenant)
        }
    }

    private static func path(_ fault: String?, _ tenant: String?) -> String {
        (["/sandbox"] + (tenant.map { ["tenants", $0] } ?? []) + ["faults"] + [fault].compactMap { $0 })
            .joined(separator: "/")
    }

    /// nil for what no sandbox is asked.
    init?(method: String, path: String) {
        var parts = path.split(separator: "/").map(String.init)
        var tenant: String?
        if parts.count > 3, parts[1] == "tenants", parts[3] == "faults", method != "GET" {
            tenant = parts[2]
            parts.removeSubrange(1...2)
        }
        guard parts.first == "sandbox", (2...3).contains(parts.count) else { return nil }
        switch (method, parts[1], parts.count == 3 ? parts[2] : nil) {
        case ("GET", "status", nil): self = .status
        case ("POST", "stop", nil): self = .stop
        case ("GET", "faults", nil): self = .faults
        case ("DELETE", "faults", let name): self = .clear(fault: name, tenant: tenant)
        case ("POST", "faults", let name?): self = .inject(fault: name, tenant: tenant)
        default: return nil
        }
    }
}

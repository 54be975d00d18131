import KubeLB
import Kubernetes
import Topology

/// What a controller does not log at its level, where that is what was asked for.
enum LogLevelNote {
    static func texts(_ topology: Topology, _ options: LogsOptions, _ scopes: [LogScope]) -> [String] {
        // What succeeds at Layer 7 is logged at the default level.
        let routes = Set(topology.routeExposures.map(\.source.metadata.uid))
        let isAboutService = scopes.contains { !$0.uids.contains(where: routes.contains) }
        return [(LogComponent.ccm, topology.ccm), (.manager, topology.manager)].compactMap { component, controller in
            guard options.components.contains(component),
                let container = container(of: controller, topology)
            else { return nil }
            let level = ZapLevel(arguments: Array(container.command.dropFirst()) + container.args)
            let isConcise = isAboutService || options.minimum == .debug || level == .error && !scopes.isEmpty
            guard level != .debug, isConcise else { return nil }
            let hidden =
                level == .error
                ? "only errors"
                : isAboutService || scopes.isEmpty
                    ? "errors and little else; successful operations are not logged" : "so it logs no details"
            return "the \(component.title) logs at level \(level.rawValue) (--zap-log-level), \(hidden)"
        }
    }

    private static func container(of controller: Controller, _ topology: Topology) -> PodSpec.Container? {
        if let deployment = topology.deployment(of: controller).value {
            return controller.container(of: deployment.state.template)
        }
        return topology.pods(of: controller).value?.first.flatMap { controller.container(of: $0.spec) }
    }
}

/// `--zap-log-level` of controller-runtime, and `--zap-devel`, with which it is `debug` where nothing says otherwise.
enum ZapLevel: String {
    case error
    case info
    case debug

    init(arguments: [String]) {
        var level: ZapLevel?
        var isDevelopment = false
        for (index, argument) in arguments.enumerated() where argument.hasPrefix("-") {
            let parts = argument.drop { $0 == "-" }.split(separator: "=", maxSplits: 1)
            let next = index + 1 < arguments.count ? arguments[index + 1] : ""
            let value = (parts.count > 1 ? String(parts[1]) : next).lowercased()
            switch parts.first {
            case "zap-log-level": level = Self.level(value)
            case "zap-devel": isDevelopment = parts.count < 2 || ["1", "t", "true"].contains(value)
            default: break
            }
        }
        self = level ?? (isDevelopment ? .debug : .info)
    }

    /// A number above 0 is a verbosity, beyond `info`.
    private static func level(_ text: String) -> ZapLevel? {
        if let number = Int(text) { return number > 0 ? .debug : .info }
        if text == "panic" { return .error }
        return ZapLevel(rawValue: text)
    }
}

import Characters
import KubeLB
import Kubernetes
import Topology

/// What Traefik does not find, by its log: what annotations name exists in the tenant cluster or in another Traefik at most.
struct TraefikTrouble {
    private let logger: RoutingLogger
    private let context: CheckContext

    init(_ logger: RoutingLogger, _ context: CheckContext) {
        (self.logger, self.context) = (logger, context)
    }

    var findings: [Finding] { logger.exposures.compactMap(missing) }

    private var workload: ServingController.Workload { logger.workload }

    /// What Traefik misses for an Ingress, since the Ingress was changed: it logs that whenever it loads its configuration.
    private func missing(_ exposure: RouteExposure) -> Finding? {
        guard let generated = exposure.generated.value else { return nil }
        for reference in exposure.traefikReferences {
            guard let (line, source) = complaint(about: reference, exposure) else { continue }
            let skipped = reference.target == .certificateResolver ? skippedResolver(reference.name) : nil
            let annotation = reference.annotation
            let why =
                skipped.map { "Traefik skips that resolver: \(ServiceWords.excerpt($0.line.fullText))" }
                ?? "Traefik runs in the management cluster, and KubeLB propagates the annotation but not what it names"
            return context.finding(
                .error,
                "Traefik (\(workload.reference)) does not find \(reference.target.noun) \(reference.name), which annotation "
                    + "\(annotation) of \(exposure.source.reference) names, so \(reference.target.consequence): \(why)",
                of: exposure, objects: [generated.reference(on: .management), workload.object],
                evidence: [
                    Evidence(
                        "\(generated.reference): metadata.annotations[\(annotation)]",
                        ServiceWords.excerpt(generated.metadata.annotations[annotation] ?? "")),
                    Evidence("\(source)", ServiceWords.excerpt(line.fullText), at: line.time),
                ] + arguments(reference.target),
                remedies: remedies(reference, exposure, isSkipped: skipped != nil))
        }
        return nil
    }

    private func remedies(
        _ reference: TraefikReference, _ exposure: RouteExposure, isSkipped: Bool
    ) -> [Remedy] {
        let noun = reference.target.noun
        let edit = context.kubectl("edit", exposure.reference)
        let first: Remedy
        if isSkipped {
            first = .fix("fix what Traefik reports about the resolver, then restart it")
        } else if reference.target.isStatic {
            first = .fix("let the annotation name one of the Traefik in the management cluster", edit)
        } else {
            first = .fix(
                "create the \(noun) in the management cluster, and name it in the annotation as "
                    + "<namespace>-<name>@kubernetescrd with its namespace there", edit)
        }
        let configuration: [Remedy] =
            reference.target.isStatic && !isSkipped
            ? [.fix("or configure \(noun) \(reference.name) in that Traefik", context.kubectl("edit", workload.object))]
            : []
        return [first] + configuration
            + [
                .fix("or remove the annotation from \(exposure.source.reference)"), context.log(of: workload),
            ]
    }

    /// What its arguments configure; a file or its environment may configure more.
    private func arguments(_ target: TraefikReference.Target) -> [Evidence] {
        guard let flag = target.flag else { return [] }
        let names = workload.state.template.containers.flatMap { $0.command + $0.args }.compactMap {
            argument -> String? in
            let name = argument.drop { $0 == "-" }
            guard name.lowercased().hasPrefix(flag + ".") else { return nil }
            return name.dropFirst(flag.count).split { $0 == "." || $0 == "=" }.first.map(String.init)
        }.uniqued()
        return [Evidence("\(workload.reference): --\(flag)", names.isEmpty ? "not set" : ServiceWords.list(names))]
    }

    private func complaint(
        about reference: TraefikReference, _ exposure: RouteExposure
    ) -> (line: LogLine, source: LogSource)? {
        for (source, tail) in context.topology.logTails(of: logger) {
            let line = tail.lines.last { line in
                guard let time = line.time, context.now.seconds(since: time) < Self.pause,
                    exposure.lastChange.map({ time.seconds(since: $0) >= 0 }) ?? true
                else { return false }
                return reference.isMissing(by: line.fullText)
            }
            if let line { return (line, source) }
        }
        return nil
    }

    /// That it leaves out a resolver that its configuration has.
    private func skippedResolver(_ name: String) -> (line: LogLine, source: LogSource)? {
        for (source, tail) in context.topology.logTails(of: logger) {
            let line = tail.lines.last {
                let text = $0.fullText
                return text.containsBytes(of: "skipped from the resolvers list")
                    && TraefikReference.names(name, in: text)
            }
            if let line { return (line, source) }
        }
        return nil
    }

    /// Seconds after which what is missing may have been created: Traefik logs nothing of that.
    private static let pause = 7200.0
}

extension TraefikReference {
    /// Whether a line of Traefik's log says that it does not have it.
    fileprivate func isMissing(by text: String) -> Bool {
        target.complaints.contains { text.containsBytes(of: $0) } && Self.names(name, in: text)
    }

    /// Whether a text has a name that is not part of a longer one.
    fileprivate static func names(_ name: String, in text: String) -> Bool {
        var rest = text[...]
        while let found = rest.firstByteRange(of: name) {
            let before = text[..<found.lowerBound].utf8.last
            let after = text[found.upperBound...].utf8.first
            if before.map(isOfName) != true, after.map(isOfName) != true { return true }
            rest = rest[found.upperBound...]
        }
        return false
    }

    private static func isOfName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "@"):
            true
        default: false
        }
    }
}

extension TraefikReference.Target {
    fileprivate var noun: String {
        switch self {
        case .middleware: "middleware"
        case .tlsOptions: "TLS options"
        case .serversTransport: "ServersTransport"
        case .certificateResolver: "certificate resolver"
        case .entryPoint: "entry point"
        }
    }

    fileprivate var consequence: String {
        switch self {
        case .middleware, .serversTransport: "it does not serve the Ingress"
        case .tlsOptions: "it does not serve the Ingress over TLS"
        case .certificateResolver: "it gets no certificate for the hosts and serves its default certificate"
        case .entryPoint: "it does not serve the Ingress there"
        }
    }

    /// Whether it is part of Traefik's static configuration, not an object.
    fileprivate var isStatic: Bool { flag != nil }

    /// The argument that configures it, in lower case.
    fileprivate var flag: String? {
        switch self {
        case .certificateResolver: "certificatesresolvers"
        case .entryPoint: "entrypoints"
        case .middleware, .tlsOptions, .serversTransport: nil
        }
    }

    /// In the words of Traefik v2 and v3 (`pkg/server/router`, `pkg/provider`).
    fileprivate var complaints: [String] {
        switch self {
        case .certificateResolver:
            ["nonexistent certificate resolver", "non-existent certificate resolver", "uses a non-existent resolver"]
        case .entryPoint: ["ntryPoint doesn't exist", "ntryPoint does not exist"]
        case .middleware, .tlsOptions, .serversTransport: ["does not exist", "not found", "unknown"]
        }
    }
}

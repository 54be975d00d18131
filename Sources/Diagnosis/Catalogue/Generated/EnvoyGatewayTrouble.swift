import Characters
import KubeLB
import Kubernetes
import Topology

/// What Envoy Gateway and the proxies of its Gateways fail at, by their logs.
struct EnvoyGatewayTrouble {
    private let logger: RoutingLogger
    private let context: CheckContext

    init(_ logger: RoutingLogger, _ context: CheckContext) {
        (self.logger, self.context) = (logger, context)
    }

    private var workload: ServingController.Workload { logger.workload }

    var findings: [Finding] {
        logger.role == .gatewayProxy ? [proxies].compactMap(\.self) : logger.exposures.compactMap(controller)
    }

    // MARK: The proxies

    /// They do not get their configuration, or reject it, and go on with the old one.
    private var proxies: Finding? {
        // KLC-K011 reports certificates.
        let errors = context.repeatedErrors(of: logger, fewest: 2) { line in
            EnvoyComplaint(line)?.isLasting == true && !EnvoyComplaint.isAboutSecret(line)
        }
        let current = errors.first { error in
            !error.isOver { later in Self.takes.contains { later.message.hasPrefix($0) } }
        }
        guard let exposure = logger.exposures.first, let error = current,
            let complaint = EnvoyComplaint(error.group.latest)
        else { return nil }
        let fault: String
        let remedy: Remedy
        switch complaint {
        case .rejected(_, let reason):
            fault = "reject the configuration that Envoy Gateway sends: \(ServiceWords.excerpt(reason))"
            remedy = .fix("change what the error names in the Gateway, its routes or its policies")
        case .cutOff(let reason, _):
            let isDistrusted = ["CERTIFICATE_VERIFY_FAILED", "unknown authority", "TLSV1_ALERT"].contains {
                reason.containsBytes(of: $0)
            }
            fault =
                "cannot connect to Envoy Gateway\(context.forAge(of: error.group.first)) and keep their old configuration"
                + (isDistrusted ? ", because they and Envoy Gateway do not trust each other's certificates" : "")
                + (reason.isEmpty ? "" : ": \(ServiceWords.excerpt(reason))")
            remedy =
                isDistrusted
                ? .fix(
                    "issue the certificates of Envoy Gateway and of its proxies from one CA (Secrets envoy-gateway and envoy), "
                        + "then restart both", context.kubectl("rollout restart", workload.object), risk: .restart)
                : .fix("let the proxies connect to port 18000 of Envoy Gateway")
        }
        return context.finding(
            .error, "The proxies of \(exposure.source.reference) (\(workload.reference)) \(fault)", of: exposure,
            objects: [exposure.generatedReference, workload.object].compactMap(\.self), evidence: [error.evidence],
            remedies: [remedy, context.log(of: workload)])
    }

    /// What Envoy logs when it takes a configuration.
    private static let takes = ["cds: ", "lds: "]

    // MARK: The controller

    /// Its errors about a Gateway that waits for it, or about all it watches.
    private func controller(_ exposure: RouteExposure) -> Finding? {
        guard let generated = exposure.generated.value else { return nil }
        let error = context.repeatedErrors(of: logger, fewest: 2).last { error in
            error.names(generated.metadata) || error.isAboutAll
        }
        guard let error else { return nil }
        let (severity, note) = context.routeSymptom(since: exposure.lastChange)
        var finding = context.finding(
            severity,
            "Envoy Gateway (\(workload.reference)) fails on \(generated.reference), generated from \(exposure.source.reference): "
                + error.text + note,
            of: exposure, objects: [generated.reference(on: .management), workload.object],
            evidence: [error.evidence],
            remedies: [.fix("fix what the error names"), context.log(of: workload)])
        if error.isAboutAll {
            finding.common = CommonCause(
                subject: .part(.proxy, workload.reference),
                detail: "Envoy Gateway (\(workload.reference)) fails: \(error.text)", objects: [workload.object],
                remedies: finding.remedies)
        }
        return finding
    }
}

extension EnvoyComplaint {
    /// Whether it is more than a stream that was closed once.
    fileprivate var isLasting: Bool {
        switch self {
        case .rejected: true
        case .cutOff(_, let isLasting): isLasting
        }
    }
}

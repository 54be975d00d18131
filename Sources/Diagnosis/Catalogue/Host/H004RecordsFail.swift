import Characters
import KubeLB
import Kubernetes
import Topology

/// KLC-H004: external-dns runs and fails again and again.
struct H004RecordsFail: Check {
    let documentation = CheckDocumentation(
        code: "H004",
        title: "external-dns fails to update DNS records",
        severity: .warning,
        inputs: [.routes, .managementDeployments],
        optionalInputs: [.managementPods, .managerLogs],
        judgesManagementAlone: true,
        meaning: """
            external-dns in the management cluster creates the DNS records of hosts. Its pods stay Ready while the DNS provider \
            rejects its credentials or its changes; only its log shows that. The finding names its last error, if that concerns all \
            records or a host of the object, and if nothing later in the log shows a success.
            """,
        impact: "New hosts do not resolve, and records of changed addresses stay as they are.",
        mending: "Give external-dns valid credentials with permission for the zone, or change what the error names.",
        examples: [
            .firesOnRoutes(.warning, "the provider rejects its credentials", log(denied)),
            .firesOnRoutes(
                .warning, "a record of the host is rejected",
                log(
                    "Failure in zone example.com. when submitting change batch: [Tried to create resource record set "
                        + "[name='shop.example.com.', type='A'] but it already exists elsewhere]")),
            .silentOnRoutes(
                "a record of another host is rejected",
                log("Failure in zone example.com. when submitting change batch: other.example.com. is invalid")),
            .firesOnRoutes(
                .warning, "it may not change the zone of the host",
                log(
                    "Failure in zone example.com. when submitting change batch: StatusCode: 403, AccessDenied: not authorized"
                )),
            .silentOnRoutes(
                "a run ends with the failure of some changes",
                log(
                    "Failed to do run once: soft error\\nfailed to submit all changes for the following zones: [/hostedzone/Z1]"
                )),
            .silentOnRoutes(
                "it has succeeded since", log(denied, last: "level=info msg=\"All records are already up to date\"")),
            .silentOnRoutes("it failed once", log(denied, count: 1)),
            .silentOnRoutes("it failed hours ago", log(denied, hour: "03")),
            .silentOnRoutes("there is no external-dns"),
        ])

    private static let denied =
        "Failed to do run once: soft error\\nrecords retrieval failed: soft error\\nfailed to list hosted zones: "
        + "StatusCode: 403, RequestID: fcf20137-843d-464a-ae6f-dd8d83b0f8b3, InvalidClientTokenId: The security token included in "
        + "the request is invalid"

    private static func log(_ error: String, count: Int = 4, hour: String = "11", last: String = "") -> String {
        let lines = (1...count).map { "time=\"2026-11-22T\(hour):5\($0):41Z\" level=error msg=\"\(error)\"" }
        return ExternalDNSExamples.log(
            lines + (last.isEmpty ? [] : ["time=\"2026-11-22T\(hour):59:41Z\" \(last)"]))
    }

    func findings(in context: CheckContext) -> [Finding] {
        context.topology.dnsLoggers.flatMap { logger -> [Finding] in
            let errors = context.repeatedErrors(of: logger).filter { error in
                !error.isOver { later in Self.successes.contains { later.message.containsBytes(of: $0) } }
            }
            let dns = ExternalDNS.all(in: context.topology).first { $0.reference == logger.workload.reference }
            return logger.exposures.filter { $0.kind != .gateway && dns?.reads($0.kind) ?? true }.compactMap {
                exposure in
                errors.last { concerns($0, exposure) }.map { finding($0, exposure, logger, context) }
            }
        }
    }

    private func concerns(_ error: RepeatedError, _ exposure: RouteExposure) -> Bool {
        let text = error.group.latest.statement
        let hosts = exposure.source.spec.hosts
        if hosts.contains(where: { text.containsBytes(of: $0) }) { return true }
        // It sums a run up: what failed in it, and for which records, stands in the lines before.
        if Self.isSummary(text) { return false }
        // Of a whole zone, unless it names a record, which is another one.
        if let zone = text.word(after: "Failure in zone ") {
            let name = zone.hasSuffix(".") ? zone.dropLast() : zone[...]
            return !text.containsBytes(of: "resource record set") && !text.containsBytes(of: "RRSet")
                && !text.containsBytes(of: "." + zone) && hosts.contains { $0.hasSuffix(".\(name)") }
        }
        return isOfAll(error)
    }

    private func finding(
        _ error: RepeatedError, _ exposure: RouteExposure, _ logger: RoutingLogger, _ context: CheckContext
    ) -> Finding {
        var finding = context.finding(
            .warning,
            "external-dns (\(logger.workload.reference)) fails to update the DNS records of \(exposure.source.reference) "
                + "(\(error.frequency(context))): \(error.text)",
            of: exposure, objects: [logger.workload.object], evidence: [error.evidence],
            remedies: [
                .fix("give external-dns valid credentials and permission for the zone, or change what the error names"),
                context.log(of: logger.workload),
            ])
        if isOfAll(error) {
            finding.common = CommonCause(
                subject: .part(.dns, logger.workload.reference),
                detail: "external-dns (\(logger.workload.reference)) fails: \(error.text)",
                objects: [logger.workload.object], remedies: finding.remedies)
        }
        return finding
    }

    /// Whether it keeps external-dns from every record.
    private func isOfAll(_ error: RepeatedError) -> Bool {
        let text = error.group.latest.statement
        return !Self.isSummary(text) && (error.isAboutAll || Self.ofAll.contains { text.containsBytes(of: $0) })
    }

    private static func isSummary(_ text: String) -> Bool { text.containsBytes(of: "failed to submit all changes") }

    /// Of a run that fails before it comes to a single record (external-dns v0.20, `controller.go`).
    private static let ofAll = ["Failed to do run once", "records retrieval failed", "failed to sync "]
    private static let successes = ["All records are already up to date", "record(s) were successfully updated"]
}

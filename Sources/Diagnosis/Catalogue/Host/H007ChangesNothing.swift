import KubeLB
import Kubernetes
import Topology

/// KLC-H007: external-dns finds the records of a host, and an argument keeps it from creating them.
struct H007ChangesNothing: Check {
    let documentation = CheckDocumentation(
        code: "H007",
        title: "external-dns runs without changing DNS records",
        severity: .warning,
        inputs: [.routes, .managementDeployments],
        optionalInputs: [.managementPods, .managerLogs],
        judgesManagementAlone: true,
        meaning: """
            external-dns in the management cluster runs with --dry-run, or with --provider=inmemory. It logs the changes that it \
            would make at every interval, and changes nothing at the DNS provider. Its pods are Ready. An external-dns in dry-run \
            is not reported if there is another one for the same hosts, nor if its log shows that all records are up to date.
            """,
        impact: "New hosts do not resolve, and records of changed addresses stay as they are.",
        mending: "Remove the argument, or let another external-dns manage the hosts.",
        examples: [
            .firesOnRoutes(.warning, "it runs with --dry-run", dns("--dry-run", [create, create])),
            .firesOnRoutes(
                .warning, "its log does not name the host, whose domain is its own",
                dns("--dry-run, --domain-filter=example.com", [])),
            .firesOnRoutes(.warning, "it keeps records in memory", dns("--provider=inmemory", [create])),
            .firesOnRoutes(
                .warning, "its environment sets dry-run",
                dns("--provider=aws", [create], environment: "[{name: EXTERNAL_DNS_DRY_RUN, value: 'true'}]")),
            .firesOnRoutes(
                .warning, "another external-dns manages another domain",
                dns("--dry-run", [create], other: "--domain-filter=example.org")),
            .silentOnRoutes(
                "another external-dns manages the host",
                dns("--dry-run", [create], other: "--domain-filter=example.com")),
            .silentOnRoutes("all records are up to date", dns("--dry-run", [create, upToDate])),
            .silentOnRoutes("it is for another domain", dns("--dry-run, --domain-filter=example.org", [])),
            .silentOnRoutes("it would change a record of another host", dns("--dry-run", [other])),
            .silentOnRoutes("it does not run in dry-run", dns("--dry-run=false", [create])),
            .silentOnRoutes("there is no external-dns"),
        ])

    private static let start = "time=\"2026-11-22T10:00:00Z\" level=info msg=\"Created Kubernetes client\""
    private static let create =
        "time=\"2026-11-22T11:59:07Z\" level=info msg=\"Desired change: CREATE shop.example.com A\" profile=default"
    private static let other =
        "time=\"2026-11-22T11:59:07Z\" level=info msg=\"Desired change: CREATE my-shop.example.com A\" profile=default"
    private static let upToDate = "time=\"2026-11-22T11:59:37Z\" level=info msg=\"All records are already up to date\""

    private static func dns(
        _ argument: String, _ lines: [String], environment: String = "[]", other: String? = nil
    ) -> String {
        let second =
            other.map { argument in
                """
                management: {deployments.apps: {external-dns/external-dns-main: {
                  metadata: {labels: {app.kubernetes.io/name: external-dns}}, spec: {replicas: 1, template: {spec: {containers: [
                  {name: external-dns, args: [--source=ingress, \(argument)]}]}}}, status: {readyReplicas: 1}}}}
                ---

                """
            } ?? ""
        return """
            \(second)\(ExternalDNSExamples.log(lines.isEmpty ? [start] : lines))
            ---
            management: {deployments.apps: {external-dns/external-dns: {spec: {template: {spec: {containers: [{name: external-dns,
              image: 'registry.k8s.io/external-dns/external-dns:v0.20.0', args: [--source=ingress, \(argument)],
              env: \(environment)}]}}}}}}
            """
    }

    func findings(in context: CheckContext) -> [Finding] {
        let topology = context.topology
        let running = ExternalDNS.all(in: topology).filter(\.isRunning)
        let working = running.filter { $0.idleness == nil }
        return topology.dnsLoggers.flatMap { logger -> [Finding] in
            guard let dns = running.first(where: { $0.reference == logger.workload.reference }),
                let idleness = dns.idleness
            else { return [] }
            let tails = topology.logTails(of: logger)
            return logger.exposures.filter { $0.kind != .gateway && dns.reads($0.kind) }.compactMap { exposure in
                let hosts = exposure.source.spec.hosts.filter { host in
                    dns.mayManage(host) && !working.contains { $0.reads(exposure.kind) && $0.mayManage(host) }
                }
                let pending = hosts.compactMap { Self.pending($0, tails, isOwn: dns.namesDomain(of: $0)) }
                guard !pending.isEmpty else { return nil }
                return finding(exposure, pending, dns, idleness, context)
            }
        }
    }

    private struct PendingHost {
        let host: String
        /// The last line about it.
        let evidence: Evidence?
    }

    /// nil if the records of a host are up to date, or if nothing shows that they are not.
    ///
    /// `isOwn`: external-dns is for the domain of the host by its arguments, so that its records are due.
    private static func pending(
        _ host: String, _ tails: [(source: LogSource, tail: LogTail)], isOwn: Bool
    ) -> PendingHost? {
        for (source, tail) in tails {
            for line in tail.lines.reversed() {
                if line.message.containsBytes(of: "All records are already up to date") { return nil }
                guard line.level != .debug, line.names(host: host) else { continue }
                return PendingHost(
                    host: host,
                    evidence: Evidence("\(source)", ServiceWords.excerpt(line.message), at: line.time))
            }
        }
        return isOwn ? PendingHost(host: host, evidence: nil) : nil
    }

    private func finding(
        _ exposure: RouteExposure, _ pending: [PendingHost], _ dns: ExternalDNS, _ idleness: ExternalDNS.Idleness,
        _ context: CheckContext
    ) -> Finding {
        let remedies = [
            Remedy.fix(
                "remove \(idleness.setting) from \(dns.reference)", context.kubectl("edit", dns.object), risk: .restart),
            .inspect("check the record of a host", ShellCommand("dig +short \(pending.first?.host ?? "")")),
        ]
        var finding = context.finding(
            .warning,
            "\(dns.reference) runs \(idleness.text), so it creates no DNS record for "
                + "\(pending.count == 1 ? "host" : "hosts") \(ServiceWords.list(pending.map(\.host))) of "
                + exposure.source.reference,
            of: exposure, objects: [dns.object],
            evidence: [idleness.evidence] + pending.prefix(2).compactMap(\.evidence), remedies: remedies)
        finding.common = CommonCause(
            subject: .part(.dns, "\(dns.reference): \(idleness.setting)"),
            detail: "\(dns.reference) runs \(idleness.text), so it changes no DNS records",
            objects: [dns.object], remedies: remedies)
        return finding
    }
}

extension LogLine {
    /// Whether it has a host as a word of its own, perhaps with the dot of the root.
    fileprivate func names(host: String) -> Bool {
        guard message.containsBytes(of: host) else { return false }
        return message.split { !($0.isLetter || $0.isNumber || "-_.*".contains($0)) }.contains { word in
            (word.hasSuffix(".") ? word.dropLast() : word) == host
        }
    }
}

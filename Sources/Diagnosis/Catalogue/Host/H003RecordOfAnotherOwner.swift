import KubeLB
import Kubernetes
import Topology

/// KLC-H003: external-dns does not change the record of a host, because another external-dns owns it.
struct H003RecordOfAnotherOwner: Check {
    let documentation = CheckDocumentation(
        code: "H003",
        title: "The DNS record of a host belongs to another external-dns",
        severity: .warning,
        inputs: [.routes, .managementDeployments],
        optionalInputs: [.managementPods, .managerLogs],
        judgesManagementAlone: true,
        meaning: """
            external-dns writes a TXT record for each record that it creates, with its --txt-owner-id. It does not change records \
            of another owner: that of another cluster, or its own from before --txt-owner-id was changed. It logs that, at level \
            debug only.
            """,
        impact: "The host keeps resolving to the address of the other owner.",
        mending: "Remove the host from the other cluster, or delete its records, TXT included.",
        examples: [
            .firesOnRoutes(.warning, "the record belongs to another cluster", log("shop.example.com")),
            .silentOnRoutes("a record of another host belongs to another cluster", log("other.example.com")),
            .silentOnRoutes("there is no external-dns"),
        ])

    private static func log(_ host: String) -> String {
        ExternalDNSExamples.log([
            """
            time="2026-11-22T11:59:00Z" level=debug msg="Skipping endpoint \(host) 0 IN A  198.51.100.20 [] because owner id does not \
            match for one or more items to create, found: \\"one\\", required: \\"two\\""
            """
        ])
    }

    func findings(in context: CheckContext) -> [Finding] {
        context.topology.takenRoutes.filter { $0.route.value != nil }.compactMap { exposure in
            for host in exposure.source.spec.hosts {
                guard let skipped = context.topology.skippedRecord(of: host) else { continue }
                let dns = ExternalDNS(context.topology)
                return context.finding(
                    .warning,
                    "external-dns does not change the DNS record of host \(host) of \(exposure.source.reference): it belongs to owner "
                        + "\(skipped.found), and external-dns here is owner \(skipped.required)",
                    of: exposure, objects: [dns?.object].compactMap(\.self),
                    evidence: [
                        Evidence("\(skipped.source)", ServiceWords.excerpt(skipped.line.message), at: skipped.line.time)
                    ],
                    remedies: [
                        .fix(
                            "remove the host from the cluster of owner \(skipped.found), or delete its records and their TXT records"
                        ),
                        .inspect("show the owner", ShellCommand("dig +short TXT \(host)")),
                    ])
            }
            return nil
        }
    }
}

import KubeLB
import Kubernetes
import Redaction
import Topology
import Transport

/// KLC-L010: the manager fails on a LoadBalancer, by its log.
struct L010ManagerErrors: Check {
    let documentation = CheckDocumentation(
        code: "L010",
        title: "The manager logs errors for the LoadBalancer",
        severity: .error,
        explains: Gate.all(of: .provisioned) + [.addressPublished, .addressCopied],
        inputs: [.tenantServices, .loadBalancers],
        optionalInputs: [.managementServices, .managementPods, .managerLogs], judgesManagementAlone: true,
        causedBy: ServiceCauses.manager + [
            "M006", "T001", "T002", "T003", "T004", "T005", "T009", "N001", "D003", "L012",
        ],
        meaning: """
            The manager failed to reconcile this LoadBalancer in the last minutes, and what it should have written is \
            missing. The finding quotes the last error.
            """,
        impact:
            "The manager's finalizer, the envoy Service, an update to it, or the status is missing.",
        mending: """
            The error says what was rejected: by an admission webhook, a quota, or a missing permission. The manager \
            retries by itself, with increasing back-off.
            """,
        examples: [
            .fires(.error, "an admission webhook refuses the envoy Service", waiting + failure()),
            .fires(
                .error, "an admission webhook refuses the Ingress for the hostname, so no address is published",
                """
                management:
                  loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: {
                    status: {loadBalancer: null, hostname: {hostname: web.lb.example}}}}

                """ + failure()),
            .silent(
                "the error of a race, and the hostname is published",
                """
                management:
                  loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: {
                    status: {loadBalancer: {ingress: [{hostname: web.lb.example}]}, hostname: {hostname: web.lb.example}}}}

                """ + failure()),
            .fires(
                .warning, "its cache is stale: it wants to create what exists, again and again",
                unpublished + failure(at: Self.lost, error: Self.exists)),
            .silent(
                "it lost a race while its cache caught up",
                unpublished + failure(at: ["2026-11-22T11:59:30.000Z", "2026-11-22T11:59:31.000Z"], error: Self.exists)),
            .silent("it lost races, and everything is done", failure(at: Self.lost, error: Self.exists)),
            .silent("the error of a race, and everything is done", failure()),
            .silent(
                "another LoadBalancer's error", waiting + failure(of: "00000000-0000-4000-8000-000000000002")),
            .silent(
                "an error of five minutes ago: a manager at work would have tried again",
                waiting + failure(at: "2026-11-22T11:55:00.000Z")),
            .fires(
                .error, "the fourth error of a back-off that has grown to a quarter of an hour",
                waiting + failure(at: ["11:20:00", "11:22:00", "11:30:00", "11:46:00"].map { "2026-11-22T\($0).000Z" })),
            .silent("an error of yesterday", waiting + failure(at: "2026-11-21T11:59:30.000Z")),
        ])

    private static let waiting = """
        management:
          loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: {status: null}}
          services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: null}

        """

    private static let unpublished = """
        management:
          loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: {status: null}}

        """

    private static let lost = ["11:56:00", "11:56:40", "11:57:50", "11:59:30"].map { "2026-11-22T\($0).000Z" }
    private static let exists =
        #"failed to create service: services \"envoy-00000000-0000-4000-8000-000000000001\" already exists"#

    private static func failure(
        of name: String = "00000000-0000-4000-8000-000000000001", at time: String = "2026-11-22T11:59:30.000Z"
    ) -> String {
        failure(of: name, at: [time])
    }

    private static func failure(
        of name: String = "00000000-0000-4000-8000-000000000001", at times: [String],
        error: String = "failed to create service: admission webhook denied the request"
    ) -> String {
        let lines = times.map { time in
            """
                {"level":"error","ts":"\(time)","msg":"Reconciler error","controller":"loadbalancer-controller",\
            "LoadBalancer":{"name":"\(name)","namespace":"tenant-acme"},"namespace":"tenant-acme","name":"\(name)",\
            "error":"\(error)"}
            """
        }
        return """
            logs:
              management/kubelb/kubelb-manager-1/manager.log: |
            \(lines.joined(separator: "\n"))
            """
    }

    func findings(in context: CheckContext) -> [Finding] {
        let topology = context.topology
        var errors: [LogLine.Object: [(source: LogSource, line: LogLine)]] = [:]
        for (source, tail) in topology.logTails(of: topology.manager) where !source.isPrevious {
            for line in tail.lastingErrors {
                for object in Set(line.objects) { errors[object, default: []].append((source, line)) }
            }
        }
        guard !errors.isEmpty else { return [] }
        let evidence = LogEvidence(topology.manager, isUp: ManagerState(context).isUp, context)
        return topology.takenExposures.compactMap { exposure in
            guard let metadata = exposure.loadBalancer.value?.metadata, exposure.isUnfinishedByManager == true,
                let found = errors[LogLine.Object(metadata)],
                let last = found.last, last.line.isRecent(at: context.now),
                evidence.stand(
                    found.map(\.line), written: Self.written(exposure, metadata), changed: metadata.lastSpecWrite)
            else { return nil }
            return finding(exposure, metadata, last.source, last.line, LogLine.failures(in: found.map(\.line)), context)
        }
    }

    /// When the manager, which is the only one to write the status of the LoadBalancer, wrote one of the two objects last.
    private static func written(_ exposure: Exposure, _ loadBalancer: ObjectMeta) -> Timestamp? {
        let status = loadBalancer.managedFields.filter { $0.subresource == "status" }
        let managers = Set(status.map(\.manager))
        let envoy = (exposure.envoyService.value?.metadata.managedFields ?? []).filter {
            managers.contains($0.manager)
        }
        return (status + envoy).compactMap(\.time).max()
    }

    private func finding(
        _ exposure: Exposure, _ loadBalancer: ObjectMeta, _ source: LogSource, _ line: LogLine, _ count: Int,
        _ context: CheckContext
    ) -> Finding {
        let error = WriteError(line)
        let reference = ObjectReference(
            .management, kind: LoadBalancer.kind, namespace: loadBalancer.namespace, name: loadBalancer.name)
        let isRace = LogTail.isRace(line)
        let remedies =
            isRace
            ? [context.restart(context.topology.manager, " so that it reads all objects again")]
            : error.remedies(
                .management, namespace: loadBalancer.namespace, by: context.topology.manager, retry: reference, context)
        var finding = error.finding(
            "The manager fails to reconcile the LoadBalancer of \(exposure.service.reference)"
                + (isRace ? ", because it does not see objects that exist" : ""), exposure.resource,
            objects: [reference, context.reference(exposure)], evidence: error.evidence(source, count: count),
            remedies: remedies)
        finding.common = error.commonCause(namespace: loadBalancer.namespace, context)
        return finding
    }
}

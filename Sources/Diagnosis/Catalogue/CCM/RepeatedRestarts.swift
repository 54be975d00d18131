import Characters
import KubeLB
import Kubernetes
import Topology

/// A controller that runs, and keeps failing and starting again: after each start nobody works until it leads.
struct RepeatedRestarts {
    private let controller: Controller
    private let pod: Pod
    private let status: ContainerStatus
    private let context: CheckContext
    /// Error lines of its last run that are about its Lease.
    private let leaseErrors: [(source: LogSource, line: LogLine)]
    private let liveness: LivenessFailure?
    /// The last error of that run.
    private let lastError: (source: LogSource, line: LogLine)?
    private let crash: GoCrash?

    init?(of controller: Controller, _ context: CheckContext) {
        guard let (pod, status) = context.topology.restarting(controller) else { return nil }
        liveness = LivenessFailure(of: pod, controller.role.side, context)
        // What ends without an error was ended: for a reason that is known, or by somebody who does that on purpose.
        guard (status.lastState.exitCode ?? 0) != 0 || liveness != nil else { return nil }
        self.controller = controller
        self.pod = pod
        self.status = status
        self.context = context
        let errors = context.topology.logTails(of: controller)
            .filter { $0.source.isPrevious && $0.source.pod == pod.metadata.name }
            .flatMap { source, tail in tail.errors.map { (source: source, line: $0) } }
        leaseErrors = errors.filter { Self.isAboutLease($0.line) }
        lastError = errors.last
        crash =
            context.topology.logTails(of: controller)
            .filter { $0.source.isPrevious && $0.source.pod == pod.metadata.name }.lazy
            .compactMap { GoCrash(in: $0.tail, "\($0.source)") }.first
            ?? status.lastState.message.flatMap {
                GoCrash(
                    in: LogTail(text: Array($0.utf8), reference: context.now), "termination message of \(pod.reference)"
                )
            }
    }

    private static func text(_ line: LogLine) -> String {
        [line.message, line.error].filter { !$0.isEmpty }.joined(separator: ": ")
    }

    private static func isAboutLease(_ line: LogLine) -> Bool {
        let text = text(line).lowercased()
        return ["leader election lost", "leases/", "to renew lease", "update lease", "lease lock"].contains {
            text.containsBytes(of: $0)
        }
    }

    /// Why the lead was lost; nil if the run ended for another reason.
    private var lostLead: String? {
        guard !leaseErrors.isEmpty else { return nil }
        let text = leaseErrors.map { Self.text($0.line) }.joined(separator: " ").lowercased()
        let server = "the API server of the \(controller.role.side.rawValue) cluster"
        if text.containsBytes(of: "connection refused") || text.containsBytes(of: "no route to host") {
            return "\(server) was unreachable"
        }
        if text.containsBytes(of: "is forbidden") || text.containsBytes(of: "unauthorized") {
            return "\(server) refused the request"
        }
        return "\(server) did not respond in time, or the \(controller.role.title) had too little CPU"
    }

    func finding() -> Finding {
        let ago = context.age(of: status.lastState.finishedAt).map { ", the last \($0) ago" } ?? ""
        let reason: String
        if isOutOfMemory {
            reason = ": it exceeds its memory limit (OOMKilled)"
        } else if let crash {
            reason = ": \(crash.sentence)"
        } else if let liveness {
            reason = ": \(liveness.words)"
        } else if let lostLead {
            reason = ": it could not renew its Lease (leader election lost), because \(lostLead)"
        } else if let lastError {
            reason = ": \(ErrorDigest.text(of: Self.text(lastError.line)))"
        } else {
            reason = "; the cause is unknown"
        }
        let quoted = leaseErrors.isEmpty ? [lastError].compactMap { $0 } : Array(leaseErrors.suffix(3))
        let code = status.lastState.exitCode.map { ", last exit code \($0)" } ?? ""
        return Finding(
            .warning,
            "\(controller.role == .ccm ? "The CCM" : "The manager") keeps restarting "
                + "(\(ServiceWords.count(status.restartCount, "restart"))\(ago))\(reason)",
            objects: [context.reference(controller), ObjectReference(controller.role.side, pod)],
            evidence: [
                Evidence(
                    "container \(status.name) of \(pod.reference)",
                    "\(ServiceWords.count(status.restartCount, "restart"))\(code)", at: status.lastState.finishedAt)
            ] + (crash.map { [$0.evidence] } ?? liveness.map { [Evidence($0.event)] } ?? [])
                + quoted.map { Evidence("\($0.source)", Self.text($0.line), at: $0.line.time) },
            remedies: remedies)
    }

    private var isOutOfMemory: Bool { status.lastState.terminatedReason == "OOMKilled" }

    private var remedies: [Remedy] {
        if isOutOfMemory {
            let raise = context.set("resources.limits.memory", "1Gi", of: controller)
            return [.fix("raise its memory limit", raise, risk: .restart)]
        }
        if let crash { return [crash.remedy, context.log(of: controller, previous: true)] }
        if let liveness { return liveness.remedies(controller, pod, context) }
        return lostLead == nil ? [context.log(of: controller, previous: true)] : leaseRemedies
    }

    private var leaseRemedies: [Remedy] {
        let side = controller.role.side
        return [
            .fix("find out why the API server responds slowly: etcd, its load, or the network between them"),
            .fix(
                "if the pod is throttled, raise its CPU limit",
                context.set("resources.limits.cpu", "1", of: controller), risk: .restart),
            .inspect("check how the API server and etcd respond", context.kubectl(side, "get --raw /readyz?verbose")),
            .inspect(
                "compare the CPU usage of the pod with its limit",
                context.kubectl("top", ObjectReference(side, pod), "--containers")),
        ]
    }
}

/// What the checks of both controllers say, but for whom they are about.
extension RepeatedRestarts {
    static func documentation(
        _ code: CheckCode, of role: Controller.Role, inputs: [Input], log: Input, causedBy cause: CheckCode
    ) -> CheckDocumentation {
        let side = role.side.rawValue
        let pod = "kubelb/\(role.appName)-1"
        func restarted(first: String, ended: String = "11:55:00", reason: String = "Error", code: Int = 1) -> String {
            "\(side): {pods: {\(pod): \(status(role.containerName, first: first, ended: ended, reason: reason, code: code))}}"
        }
        return CheckDocumentation(
            code: code,
            title: "The \(role.title) keeps restarting",
            severity: .warning,
            inputs: inputs,
            optionalInputs: [log, role == .ccm ? .tenantEvents : .managementEvents],
            causedBy: [cause],
            meaning: """
                The \(role.title)'s container runs, but has failed and started again at least twice within the last hour. Often \
                it could not renew its Lease, because the API server of the \(side) cluster responds too slowly, or because its \
                CPU limit throttles it.
                """,
            impact: """
                After each restart nothing is reconciled until it leads again, which takes up to 15 seconds, or longer if it \
                waits in back-off.
                """,
            mending: "Fix what the log of its last run shows: a slow API server, a low CPU limit, or a crash.",
            examples: [
                .fires(
                    .warning, "it loses the leader election every ten minutes",
                    restarted(first: "11:45:00")
                        + "\nlogs: {\(side)/\(pod)/\(role.containerName).previous.log: \(lostLead)}\n"),
                .fires(.warning, "its log is unknown", restarted(first: "11:30:00")),
                .fires(
                    .warning, "it crashes",
                    restarted(first: "11:30:00", code: 2)
                        + "\nlogs: {\(side)/\(pod)/\(role.containerName).previous.log: \(crashed)}\n"),
                .fires(
                    .warning, "the kubelet ends it, since its liveness probe fails",
                    restarted(first: "11:30:00", code: 0)
                        + "\n---\n\(side): {events: {kubelb/e1: {type: Warning, reason: Unhealthy, count: 15, "
                        + "lastTimestamp: \"2026-11-22T11:55:00Z\", involvedObject: {kind: Pod, namespace: kubelb, "
                        + "name: \(role.appName)-1}, message: 'Liveness probe failed: HTTP probe failed with statuscode: 500'}}}"
                ),
                .silent("somebody ends it, for a reason that is unknown", restarted(first: "11:30:00", code: 0)),
                .silent("it restarted once after it had run for hours", restarted(first: "07:30:00")),
                .silent("its node was rebooted", restarted(first: "11:30:00", ended: "11:50:00", reason: "Unknown")),
            ])
    }

    /// A Ready container that began `began` and whose last run lasted from `first` to `ended`.
    private static func status(_ name: String, first: String, ended: String, reason: String, code: Int) -> String {
        """
        {status: {containerStatuses: [{name: \(name), ready: true, restartCount: 23,
            state: {running: {startedAt: "2026-11-22T\(ended)Z"}}, lastState: {terminated: {exitCode: \(code), reason: \(reason),
            startedAt: "2026-11-22T\(first)Z", finishedAt: "2026-11-22T\(ended)Z"}}}]}}
        """
    }

    private static let crashed = """
        'fatal error: concurrent map read and map write

          goroutine 517 [running]:

          k8c.io/kubelb/internal/port-lookup.(*PortAllocator).Lookup(...)'
        """

    private static let lostLead = #"""
        'E1122 11:54:57.087892       1 leaderelection.go:441] "Failed to update lease" err="Put https://10.96.0.1: context deadline exceeded"

          {"level":"error","ts":"2026-11-22T11:55:00.000Z","logger":"setup","msg":"problem running","error":"leader election lost"}'
        """#
}

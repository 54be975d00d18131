import CommandLineKit
import Diagnosis
import KubeLB
import Kubernetes
import Reports
import Topology

/// What `status`, `doctor` and `trace` have in common: from parsed words to a report.
struct Inspection {
    let kind: Kind
    let parsed: ParsedCommand
    let environment: Environment

    enum Kind: Equatable {
        case status
        case doctor
        case trace(TraceInvocation)
    }

    func run() async throws(CommandFailure) -> ExitStatus {
        if parsed.flag("print-rbac") {
            environment.writeOutput(AccessManifest.text)
            return .success
        }
        if case .trace(let invocation) = kind {
            let style = OutputOptions.style(parsed, environment)
            return write(try await report()) { $0.rendered(as: invocation.format, style: style) }
        }
        let output = try OutputOptions(parsed, environment)
        if let invocation = try WatchInvocation(parsed, environment, isDoctor: kind == .doctor) {
            return try await run(invocation, output)
        }
        return write(try await report(), output)
    }

    func write(_ report: Report, _ output: OutputOptions) -> ExitStatus {
        write(report) { $0.rendered(as: output.format, style: output.style, showsHeaders: output.showsHeaders) }
    }

    private func write(_ report: Report, _ render: (Report) -> String) -> ExitStatus {
        environment.writeOutput(render(report))
        return ExitStatus(rawValue: Int32(report.exitStatus)) ?? .undetermined
    }

    /// What is looked at, and where; nothing is read of a cluster yet.
    func prepare() throws(CommandFailure) -> (selection: ServiceSelection, source: any ClusterSource) {
        var selection = kind == .doctor ? ServiceSelection() : try ServiceSelection(parsed)
        var options = try SourceOptions(parsed, environment)
        if case .trace(let invocation) = kind {
            selection.acceptsLoneLoadBalancers = true
            options.readsHistory = invocation.showsTimeline
        }
        let source = try options.open(environment)
        if kind != .doctor, selection.namespace == nil, !selection.allNamespaces {
            selection.namespace = source.defaultNamespace
        }
        return (selection, source)
    }

    private func report() async throws(CommandFailure) -> Report {
        let (selection, source) = try prepare()
        let report = try await report(on: selection, source)
        if report.services.isEmpty, report.traces.isEmpty, report.hasReadServices, !selection.allNamespaces,
            let namespace = selection.namespace
        {
            environment.writeError("note: no Service of type LoadBalancer in namespace \(namespace); -A looks at all\n")
        }
        return report
    }

    /// One look.
    func report(
        on selection: ServiceSelection, _ source: any ClusterSource
    ) async throws(CommandFailure) -> Report {
        let observation = try await source.observe(selection)
        let services = observation.list(.tenant, Service.self)
        let requested = services.value == nil ? [] : try selection.requestedServices(in: services)
        let diagnosis = Diagnosis(of: Topology(observation))
        let lone = services.value == nil ? [] : try selection.loneLoadBalancers(in: diagnosis.topology)
        return report(of: diagnosis, observation, selection, requested, lone)
    }

    private func report(
        of diagnosis: Diagnosis, _ observation: Observation, _ selection: ServiceSelection, _ requested: [Service],
        _ lone: [LoadBalancer]
    ) -> Report {
        let selected = selection.select(from: diagnosis, requested: requested)
        let isNamed = !selection.arguments.isEmpty
        let hidden = selected.filter { $0.stages.state == .ignored && !isNamed && !parsed.flag("show-ignored") }
        let hiddenKeys = Set(hidden.map(\.key))
        let shown = selected.filter { !hiddenKeys.contains($0.key) }
        var findings = findings(of: diagnosis, shown, isNamed: isNamed && lone.isEmpty)
        if !lone.isEmpty {
            let ofLone = Set(lone.flatMap(diagnosis.findings(about:)).map(\.id))
            let known = Set(findings.map(\.id)).union(ofLone)
            findings = diagnosis.findings.filter { known.contains($0.id) && (!shown.isEmpty || ofLone.contains($0.id)) }
        }
        let known = Set(findings.map(\.id))
        let others = diagnosis.findings.count {
            $0.severity == .error && !known.contains($0.id) && $0.isRootCause && $0.service == nil
        }
        let status = Verdict(findings: findings, services: shown, topology: diagnosis.topology).exitStatus
        func report(_ kind: Report.Kind, traces: [PathTrace] = [], showsTimeline: Bool = false) -> Report {
            Report(
                kind: kind, toolVersion: environment.toolVersion, diagnosis: diagnosis, services: shown,
                findings: findings, damage: observation.damage, ignoredServices: hidden.count, otherErrors: others,
                exitStatus: Int(status.rawValue), traces: traces, showsTimeline: showsTimeline)
        }
        switch kind {
        case .doctor: return report(.doctor)
        case .status: return report(isNamed ? .service : .services)
        case .trace(let invocation):
            let since = invocation.since.map { observation.now.adding(seconds: -$0) }
            // For one Service it is told how much there would be to tell.
            let includesTimeline = invocation.showsTimeline || shown.count + lone.count == 1
            let traces =
                shown.map { PathTrace(of: $0, in: diagnosis, since: since, includesTimeline: includesTimeline) }
                + lone.map { PathTrace(ofAlone: $0, in: diagnosis, since: since, includesTimeline: includesTimeline) }
            return report(.trace, traces: traces, showsTimeline: invocation.showsTimeline)
        }
    }

    /// `doctor` shows all; a named Service its own findings and their causes; a list also what KubeLB left behind.
    private func findings(of diagnosis: Diagnosis, _ shown: [ServiceDiagnosis], isNamed: Bool) -> [Finding] {
        guard kind != .doctor else { return diagnosis.findings }
        if isNamed, shown.isEmpty {
            // The Services could not be read: what is left to say is why.
            return diagnosis.findings.filter { [.access, .rights].contains($0.code.group) }
        }
        let concerning = Set(diagnosis.findings(concerning: Set(shown.map(\.key))).map(\.id))
        return diagnosis.findings.filter { finding in
            concerning.contains(finding.id)
                || (!isNamed && finding.code.group == .leftBehind && finding.severity > .info)
        }
    }
}

/// From findings and stages to the exit status; the same for every format.
struct Verdict {
    let findings: [Finding]
    let services: [ServiceDiagnosis]
    let topology: Topology

    /// Findings that say that a cluster could not be asked, not that something in it is wrong.
    private static let unreachable: Set<CheckCode> = ["A001", "A002", "A003"]

    var exitStatus: ExitStatus {
        let errors = findings.filter { $0.severity == .error }
        if errors.contains(where: { !Self.unreachable.contains($0.code) }) { return .findings }
        if !errors.isEmpty || isUndetermined { return .undetermined }
        return .success
    }

    /// A read that a bundle does not hold determines nothing, but is no failure either.
    private var isUndetermined: Bool {
        let deciding: [Input] = [.tenantServices, .loadBalancers]
        let reasons =
            deciding.compactMap { topology.outcome(of: $0) } + services.flatMap(\.stages.unknowns).map(\.reason)
        return reasons.contains { $0 != .notCollected }
    }
}

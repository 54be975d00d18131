import Diagnosis
import Documents
import KubeLB
import Kubernetes
import Reports
import Topology

/// A bundle in memory that commands are run on with one of its files replaced, as far as they compute and print.
package struct FuzzedBundle: Sendable {
    private let files: [String: [UInt8]]
    /// With no file replaced.
    let observation: Observation

    init(files: [String: [UInt8]]) {
        self.files = files
        observation = Self.observation(files) ?? Observation(now: FuzzContext.now, source: "bundle")
    }

    /// `input` is the path of a file, a line end, and what the file holds.
    func run(_ input: [UInt8], _ choice: FuzzChoice) {
        guard let end = input.firstIndex(of: 0x0A) else { return }
        let replaced = String(decoding: input[..<end], as: UTF8.self)
        var files = files
        files[replaced] = Array(input[(end + 1)...])
        guard let observation = Self.observation(files) else { return }
        var choice = choice
        let topology = Topology(observation)
        let diagnosis = Diagnosis(of: topology)
        for output in choice.from(Output.allCases) {
            switch output {
            case .report: Self.reports(diagnosis, observation, choice)
            case .events: Self.events(diagnosis, choice)
            case .cleanup: Self.cleanup(diagnosis, choice)
            case .logs:
                for path in choice.isAll ? Array(files.keys) : [replaced] where path.hasSuffix(".log") {
                    Self.printed(
                        files[path] ?? [],
                        path.contains("envoy") ? .envoy : path.contains("manager") ? .manager : .ccm, topology,
                        choice: choice)
                }
            }
        }
    }

    private enum Output: CaseIterable { case report, events, cleanup, logs }

    private static func observation(_ files: [String: [UInt8]]) -> Observation? {
        guard let manifest = try? BundleManifest.decode(files["bundle.json"] ?? [], source: "bundle.json") else {
            return nil
        }
        return BundleObservation(source: "bundle", manifest: manifest) { path in
            files[path].map { .present($0) } ?? .absent
        }.observe(readsHistory: true)
    }

    private static let style = TextStyle(width: 80, usesColor: true)
    private static let texts: Set<OutputFormat> = [.table, .wide, .short]
    /// What draws or is parsed shows the same of every kind but trace.
    private static let outputs: [(kind: Report.Kind, format: OutputFormat)] =
        [Report.Kind.service, .services, .doctor, .verify].flatMap { kind in
            OutputFormat.ofReports.filter { kind == .doctor || texts.contains($0) }.map { (kind, $0) }
        } + OutputFormat.ofTraces.map { (.trace, $0) }

    private static func reports(_ diagnosis: Diagnosis, _ observation: Observation, _ choice: FuzzChoice) {
        var choice = choice
        let selected = choice.from(outputs)
        let traces =
            selected.contains { $0.kind == .trace } ? diagnosis.services.map { PathTrace(of: $0, in: diagnosis) } : []
        let verification = selected.contains { $0.kind == .verify } ? verification(of: diagnosis) : nil
        for (kind, format) in selected {
            let report = Report(
                kind: kind, toolVersion: "0", diagnosis: diagnosis, services: diagnosis.services,
                findings: diagnosis.findings, damage: observation.damage,
                verification: kind == .verify ? verification : nil, traces: kind == .trace ? traces : [],
                showsTimeline: kind == .trace, exitStatus: { _ in 0 })
            _ = report.rendered(as: format, style: style, detail: .full)
        }
    }

    private static func verification(of diagnosis: Diagnosis) -> Verification {
        let plan = diagnosis.services.flatMap {
            ProbePlan(diagnosis.topology, ProbePlan.Options()).probes(of: $0.exposure)
        }
        return Verification(of: diagnosis, services: diagnosis.services, plan: plan)
    }

    private static func events(_ diagnosis: Diagnosis, _ choice: FuzzChoice) {
        var choice = choice
        var objects = PathObjects(diagnosis.topology)
        for service in diagnosis.services {
            objects.add(service.exposure)
            objects.addBackends(of: service.exposure, diagnosis.topology)
        }
        let entries = EventEntry.entries(
            diagnosis.topology, EventEntry.Filter(objects), ClusterClocks(diagnosis.topology))
        let report = EventReport(
            diagnosis: diagnosis, services: diagnosis.services, entries: entries, notes: [], toolVersion: "0",
            damage: [], status: 0)
        for format in choice.from(EventReport.Format.allCases) { _ = report.rendered(as: format, style: style) }
    }

    private static func cleanup(_ diagnosis: Diagnosis, _ choice: FuzzChoice) {
        var choice = choice
        let plan = CleanupPlanner(diagnosis.topology).plan()
        let report = CleanupReport(plan: plan, diagnosis: diagnosis, toolVersion: "0", damage: [], status: 0)
        for format in choice.from(ListFormat.allCases) { _ = report.rendered(as: format, style: style) }
    }

    /// Prints a log, by the clocks of a pair of clusters.
    static func printed(
        _ bytes: [UInt8], _ component: LogComponent, _ topology: Topology? = nil, choice: FuzzChoice
    ) {
        var choice = choice
        let now = topology?.now ?? FuzzContext.now
        let clocks = topology.map(ClusterClocks.init)
        let source = LogSource(
            side: component.side, namespace: "kubelb", pod: "pod-1", container: component.containerName)
        var parser = LogParser(
            source, component, correction: clocks?.correction(component.side) ?? 0, reference: now)
        var explainer = LogExplainer(component)
        var formats = choice.from(LogFormat.Format.allCases).map { LogFormat($0, style: style, now: now) }
        var cutter = LineCutter(limit: LogStream.lineLimit)
        var resume = ResumePoint()
        cutter.feed(bytes)
        while let line = cutter.next() ?? cutter.rest() {
            let record = LogRecord(line)
            _ = resume.isNew(record)
            let entry = parser.entry(record)
            let code = explainer.code(for: entry)
            for index in formats.indices { _ = formats[index].line(entry, code: code, isOneOfSeveral: true) }
        }
        _ = resume.resume()
        _ = LogTail(text: bytes, reference: now).recognised()
    }
}

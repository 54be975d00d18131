import Diagnosis
import Documents
import KubeLB
import Kubernetes
import Reports
import Topology

/// A bundle in memory that commands are run on with one of its files replaced, as far as they compute and print.
package struct FuzzedBundle: Sendable {
    private let files: [String: [UInt8]]
    /// Whether each input is printed in every format; else in one, which depends on the input alone.
    private let printsAll: Bool

    package init(files: [String: [UInt8]], printsAll: Bool) {
        self.files = files
        self.printsAll = printsAll
    }

    /// `input` is the path of a file, a line end, and what the file holds.
    package func run(_ input: [UInt8]) {
        guard let end = input.firstIndex(of: 0x0A) else { return }
        let replaced = String(decoding: input[..<end], as: UTF8.self)
        var files = files
        files[replaced] = Array(input[(end + 1)...])
        let choice = printsAll ? nil : input.reduce(0) { ($0 &* 31 &+ Int($1)) & 0xFFFF }
        Self.run(files, logs: printsAll ? Array(files.keys) : [replaced], choice)
    }

    private static func run(_ files: [String: [UInt8]], logs: [String], _ choice: Int?) {
        guard let manifest = try? BundleManifest.decode(files["bundle.json"] ?? [], source: "bundle.json") else {
            return
        }
        let observation = BundleObservation(source: "bundle", manifest: manifest) { path in
            files[path].map { .present($0) } ?? .absent
        }.observe(readsHistory: true)
        let diagnosis = Diagnosis(of: Topology(observation))
        reports(diagnosis, observation, choice)
        events(diagnosis, choice)
        cleanup(diagnosis, choice)
        for path in logs where path.hasSuffix(".log") {
            printed(
                files[path] ?? [], path.contains("envoy") ? .envoy : path.contains("manager") ? .manager : .ccm,
                diagnosis.topology)
        }
    }

    private static func chosen<Element>(_ all: [Element], _ choice: Int?) -> [Element] {
        choice.map { [all[$0 % all.count]] } ?? all
    }

    private static let style = TextStyle(width: 80, usesColor: true)
    private static let texts: Set<OutputFormat> = [.table, .wide, .short]
    /// What draws or is parsed shows the same of every kind but trace.
    private static let outputs: [(kind: Report.Kind, format: OutputFormat)] =
        [Report.Kind.service, .services, .doctor, .verify].flatMap { kind in
            OutputFormat.ofReports.filter { kind == .doctor || texts.contains($0) }.map { (kind, $0) }
        } + OutputFormat.ofTraces.map { (.trace, $0) }

    private static func reports(_ diagnosis: Diagnosis, _ observation: Observation, _ choice: Int?) {
        let traces = diagnosis.services.map { PathTrace(of: $0, in: diagnosis) }
        let plan = diagnosis.services.flatMap {
            ProbePlan(diagnosis.topology, ProbePlan.Options()).probes(of: $0.exposure)
        }
        let verification = Verification(of: diagnosis, services: diagnosis.services, plan: plan)
        for (kind, format) in chosen(outputs, choice) {
            let report = Report(
                kind: kind, toolVersion: "0", diagnosis: diagnosis, services: diagnosis.services,
                findings: diagnosis.findings, damage: observation.damage,
                verification: kind == .verify ? verification : nil, traces: kind == .trace ? traces : [],
                showsTimeline: kind == .trace, exitStatus: { _ in 0 })
            _ = report.rendered(as: format, style: style, detail: .full)
        }
    }

    private static func events(_ diagnosis: Diagnosis, _ choice: Int?) {
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
        for format in chosen(EventReport.Format.allCases, choice) { _ = report.rendered(as: format, style: style) }
    }

    private static func cleanup(_ diagnosis: Diagnosis, _ choice: Int?) {
        let plan = CleanupPlanner(diagnosis.topology).plan()
        let report = CleanupReport(plan: plan, diagnosis: diagnosis, toolVersion: "0", damage: [], status: 0)
        for format in chosen(CleanupReport.Format.allCases, choice) { _ = report.rendered(as: format, style: style) }
    }

    /// Prints a log in every format, by the clocks of a pair of clusters.
    static func printed(_ bytes: [UInt8], _ component: LogComponent, _ topology: Topology? = nil) {
        let now = topology?.now ?? FuzzContext.now
        let clocks = topology.map(ClusterClocks.init)
        let source = LogSource(
            side: component.side, namespace: "kubelb", pod: "pod-1", container: component.containerName)
        var parser = LogParser(
            source, component, correction: clocks?.correction(component.side) ?? 0, reference: now)
        var explainer = LogExplainer(component)
        var formats = LogFormat.Format.allCases.map { LogFormat($0, style: style, now: now) }
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

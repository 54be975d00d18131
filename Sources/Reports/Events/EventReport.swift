import Diagnosis
import Documents
import Kubernetes
import Topology

/// What `events` has to say.
package struct EventReport: Sendable {
    package let diagnosis: Diagnosis
    package let services: [ServiceDiagnosis]
    package let routes: [RouteDiagnosis]
    package let entries: [EventEntry]
    /// What was done to the times, and what could not be read.
    package let notes: [String]
    package let toolVersion: String
    package let damage: [String]
    /// The status that the process ends with.
    package let status: Int
    /// Which findings the Events are evidence for.
    package let findings: EventFindings

    package enum Format: String, Sendable, CaseIterable {
        case table
        case wide
        case short
        case json
        case yaml
        case name
    }

    package init(
        diagnosis: Diagnosis, services: [ServiceDiagnosis], routes: [RouteDiagnosis] = [], entries: [EventEntry],
        notes: [String], toolVersion: String, damage: [String], status: Int
    ) {
        self.diagnosis = diagnosis
        self.services = services
        self.routes = routes
        self.entries = entries
        self.notes = notes
        self.toolVersion = toolVersion
        self.damage = damage
        self.status = status
        findings = EventFindings(diagnosis)
    }

    /// What to call the sides: by their contexts.
    package static func names(_ topology: Topology) -> [ClusterSide: String] {
        Dictionary(uniqueKeysWithValues: ClusterSide.allCases.map { ($0, topology.context(of: $0) ?? $0.rawValue) })
    }

    package func rendered(as format: Format, style: TextStyle, showsHeaders: Bool = true) -> String {
        switch format {
        case .table, .wide:
            guard !entries.isEmpty else { return "" }
            var rows = self.format(isWide: format == .wide, style)
            rows.expect(entries)
            return (showsHeaders ? rows.heading() : "") + entries.map { rows.row($0) }.joined()
        case .short:
            let rows = self.format(isWide: false, style)
            return entries.map { rows.short($0) }.joined()
        case .json: return String(decoding: value.encoded(pretty: true), as: UTF8.self) + "\n"
        case .yaml: return String(decoding: value.yamlEncoded(), as: UTF8.self)
        case .name:
            let painter = Painter(style: style)
            return entries.map { Self.name(of: $0, painter) }.joined()
        }
    }

    /// `NAMESPACE/event/NAME`.
    package static func name(of entry: EventEntry, _ style: TextStyle) -> String {
        name(of: entry, Painter(style: style))
    }

    private static func name(of entry: EventEntry, _ painter: Painter) -> String {
        let parts = entry.path.split(separator: "/", maxSplits: 1)
        return painter.plain(parts.joined(separator: "/event/")) + "\n"
    }

    private func format(isWide: Bool, _ style: TextStyle) -> EventFormat {
        EventFormat(
            style: style, isWide: isWide, names: Self.names(diagnosis.topology), findings: findings,
            now: diagnosis.topology.now)
    }

    package var document: OutputDocument { OutputDocument(value, listing: "events") }

    /// As every report, with the Events behind.
    private var value: JSONValue {
        let concerning = diagnosis.findings(concerning: Set(services.map(\.key) + routes.map(\.key)))
        let report = Report(
            kind: .services, toolVersion: toolVersion, diagnosis: diagnosis, services: services, routes: routes,
            findings: concerning, damage: damage, exitStatus: { _ in status })
        var object = JSONFormat(report: report).value.object ?? JSONObject()
        object["kind"] = "EventReport"
        object["complete"] = .bool(notes.isEmpty && damage.isEmpty)
        object["events"] = .array(entries.map { Self.document($0, findings) })
        object["notes"] = .array(notes.map { .string($0) })
        return .object(object)
    }

    /// One Event; also alone on a line while more are waited for.
    package static func document(_ entry: EventEntry, _ findings: EventFindings) -> JSONValue {
        [
            "cluster": .string(entry.side.rawValue), "type": .string(entry.type), "reason": .string(entry.reason),
            "message": .string(entry.message), "count": .number(JSONNumber(entry.count)),
            "firstSeen": entry.firstSeen.map { .string($0.description) } ?? .null,
            "lastSeen": entry.lastSeen.map { .string($0.description) } ?? .null,
            "object": [
                "kind": .string(entry.objectKind), "namespace": .string(entry.objectNamespace),
                "name": .string(entry.objectName),
            ],
            "reporter": .string(entry.reporter), "name": .string(entry.path),
            "codes": .array(findings.codes(for: entry).map { .string($0.description) }),
        ]
    }
}

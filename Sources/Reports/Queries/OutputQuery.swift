import CommandLineKit
import Documents

/// What `-o jsonpath=`, `-o jsonpath-as-json=` and `-o custom-columns=` print of the document that `-o json` prints.
package enum OutputQuery: Sendable, Hashable {
    case template(JSONPathTemplate)
    /// Lists of what the expressions select.
    case json(JSONPathTemplate)
    case columns(CustomColumns)

    /// The text of a report; `showsHeaders` is about columns.
    package func text(
        of document: OutputDocument, showsHeaders: Bool
    ) throws(JSONPathBudget.Exhausted) -> String {
        switch self {
        case .template(let template):
            // Tabs of the template are wanted; those of values would break rows.
            try template.rendered(document.value) { text in
                text.split(separator: "\t", omittingEmptySubsequences: false).joined(separator: TerminalText.own("\t"))
            }
        case .json(let template): try template.renderedAsJSON(document.value)
        case .columns(let columns): try columns.text(of: document.rows, showsHeaders: showsHeaders)
        }
    }
}

/// A report as queries see it.
package struct OutputDocument: Sendable {
    /// What `-o json` prints.
    package let value: JSONValue
    /// What the report lists: one row of custom columns each.
    package let rows: [JSONValue]

    package init(value: JSONValue, rows: [JSONValue]) {
        self.value = value
        self.rows = rows
    }

    /// A document that lists what is in one of its members.
    package init(_ value: JSONValue, listing member: String) {
        self.init(value: value, rows: value[member]?.array ?? [])
    }

    /// The Services and objects of Layer 7 of a report: each element of `services` with what `resources` adds to it, such as
    /// its kind, and the other elements of `resources`.
    static func resources(of value: JSONValue) -> [JSONValue] {
        var services = Dictionary(
            (value["services"]?.array ?? []).compactMap { service in service["uid"]?.string.map { ($0, service) } }
        ) { first, _ in first }
        return (value["resources"]?.array ?? []).map { resource in
            guard let uid = resource["uid"]?.string, let service = services.removeValue(forKey: uid)?.object else {
                return resource
            }
            var row = resource.object ?? JSONObject()
            for (key, value) in service.members { row[key] = value }
            return .object(row)
        }
    }
}

extension Report {
    package var document: OutputDocument {
        let value = JSONFormat(report: self).value
        switch kind {
        case .service, .services, .trace: return OutputDocument(value: value, rows: OutputDocument.resources(of: value))
        case .doctor: return OutputDocument(value, listing: "findings")
        case .verify: return OutputDocument(value, listing: "checks")
        }
    }
}

extension PairsReport {
    package var document: OutputDocument { OutputDocument(PairsJSON(report: self).value, listing: "pairs") }
}

extension FleetReport {
    package var document: OutputDocument {
        OutputDocument(FleetJSON(report: self).value, listing: rows == .tenants ? "tenants" : "resources")
    }
}

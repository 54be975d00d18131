import Documents

/// The changes of a watch, one JSON object a line, as YAML or a query prints them: one by one.
package struct ChangeDocuments {
    /// nil for YAML.
    private let query: OutputQuery?
    private let showsHeaders: Bool
    private var isFirst = true
    /// Columns only grow, so that rows stand below each other.
    private var widths: [Int] = []

    package init(query: OutputQuery?, showsHeaders: Bool) {
        (self.query, self.showsHeaders) = (query, showsHeaders)
    }

    package mutating func text(of lines: String) -> String {
        let changes = lines.split(separator: "\n").compactMap { try? JSONValue(parsing: Array($0.utf8)) }
        guard !changes.isEmpty else { return "" }
        defer { isFirst = false }
        guard let query else {
            return changes.map { "---\n" + String(decoding: $0.yamlEncoded(), as: UTF8.self) }
                .map { $0.hasSuffix("\n") ? $0 : $0 + "\n" }.joined()
        }
        // That a cluster became unreachable is about no object.
        let documents = changes.compactMap(Self.document)
        guard !documents.isEmpty else { return "" }
        do throws(JSONPathBudget.Exhausted) {
            if case .columns(let columns) = query {
                return try columns.text(
                    of: documents.flatMap(\.rows), showsHeaders: showsHeaders && isFirst, widths: &widths)
            }
            var text = ""
            for document in documents {
                let line = try query.text(of: document, showsHeaders: false)
                text += line.hasSuffix("\n") ? line : line + "\n"
            }
            return text
        } catch {
            return "the query \(error.message)\n"
        }
    }

    /// A change with the lists that the report of a single run has, of nothing but what has changed, so that one query fits both.
    private static func document(of change: JSONValue) -> OutputDocument? {
        var value = change.object ?? JSONObject()
        for (member, list) in [("service", "services"), ("resource", "resources"), ("tenant", "tenants")] {
            guard let changed = change[member], let object = changed.object else { continue }
            value[list] = .array([changed])
            var row = JSONObject()
            for name in ["type", "observedAt"] { row[name] = change[name] }
            if member == "service" { row["kind"] = "Service" }
            for (key, value) in object.members { row[key] = value }
            if member == "service" { value["resources"] = .array([.object(row)]) }
            return OutputDocument(value: .object(value), rows: [.object(row)])
        }
        return nil
    }
}

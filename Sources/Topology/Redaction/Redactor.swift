import Documents
import Redaction

/// Removes from the files of a bundle what may be secret, and notes what it removed. Names, addresses and times stay: the
/// diagnosis finds the same without what is removed.
package struct Redactor: Sendable {
    private var counts: [String: [RedactionNote.What: Int]] = [:]
    /// Annotations that were replaced, numbered: equal ones stay equal, as the copies that KubeLB makes of them are compared.
    private var annotations: [String: Int] = [:]

    package init() {}

    /// What was removed so far, by path.
    package var redactions: [RedactionNote] {
        counts.sorted { $0.key < $1.key }.flatMap { path, counts in
            RedactionNote.What.allCases.compactMap { what in
                counts[what].map { RedactionNote(path: path, what: what, count: $0) }
            }
        }
    }

    /// `redactions` as `bundle.json` has them: a list of `{path, what, count}`.
    package var document: JSONValue {
        .array(
            redactions.map { redaction in
                [
                    "path": .string(redaction.path), "what": .string(redaction.what.rawValue),
                    "count": .number(JSONNumber(redaction.count)),
                ]
            })
    }

    /// A List, an object, or any other document of the API server without its secrets. `path` is the file's in the bundle;
    /// it also says of what kind the items of a List are that do not say it themselves.
    package mutating func redact(_ document: JSONValue, path: String) -> JSONValue {
        var redaction = DocumentRedaction(annotations: annotations)
        let result = redaction.redacted(document, listKind: Self.kind(of: path))
        annotations = redaction.annotations
        for (what, count) in redaction.counts { counts[path, default: [:]][what, default: 0] += count }
        return result
    }

    /// Any file as it was read, without its secrets; all else stays as it is, but for white space in JSON.
    package mutating func redact(_ bytes: [UInt8], path: String) -> [UInt8] {
        guard path.hasSuffix(".json"), let document = try? JSONValue(parsing: bytes) else {
            return text(bytes, path: path)
        }
        let result = redact(document, path: path)
        return result == document ? bytes : result.encoded(pretty: true)
    }

    /// A log, or any other text, without its secrets; all else stays byte for byte.
    package mutating func text(_ bytes: [UInt8], path: String) -> [UInt8] {
        guard let result = TextRedactor.counted(bytes) else { return bytes }
        counts[path, default: [:]][.credentials, default: 0] += result.count
        return result.bytes
    }

    private static func kind(of path: String) -> String {
        switch path.split(separator: "/").last?.split(separator: ".").first {
        case "secrets": "Secret"
        case "configmaps": "ConfigMap"
        case "syncsecrets": "SyncSecret"
        default: ""
        }
    }
}

import Documents
import Topology

/// Findings that were there before and do not count: a file beside the configuration that is diagnosed.
///
/// It holds nothing that changes from run to run, so that its differences are those of the findings.
package struct Baseline: Sendable, Hashable {
    package static let apiVersion = "kubelb-ctl/v1"
    package static let kind = "Baseline"

    package var entries: Set<Fingerprint>

    package init(entries: Set<Fingerprint> = []) {
        self.entries = entries
    }

    /// A baseline that cannot be used.
    package struct Defect: Error, Sendable, Hashable {
        /// Of the file, from 1.
        package let line: Int
        package let message: String
    }

    // MARK: Writing

    /// The file, in the order of the codes.
    package var document: JSONValue {
        [
            "apiVersion": .string(Self.apiVersion), "kind": .string(Self.kind),
            "findings": .array(
                entries.sorted().map { entry in
                    [
                        "code": .string(entry.code.description),
                        "cluster": entry.object.map { .string($0.side.rawValue) } ?? .null,
                        "kind": .string(entry.object?.kind ?? ""),
                        "namespace": .string(entry.object?.namespace ?? ""),
                        "name": .string(entry.object?.name ?? ""),
                    ]
                }),
        ]
    }

    // MARK: Reading

    package init(parsing bytes: [UInt8]) throws(Defect) {
        entries = []
        var fault: (offset: Int, message: String)?
        var (apiVersion, kind): (String?, String?) = (nil, nil)
        var hasFindings = false
        var reader = JSONReader(bytes)
        do throws(JSONError) {
            let isObject = try reader.object { (reader, key) throws(JSONError) in
                switch key {
                case "apiVersion": apiVersion = try reader.string()
                case "kind": kind = try reader.string()
                case "findings":
                    hasFindings = try reader.array { (reader, index) throws(JSONError) in
                        let start = reader.offset
                        if let entry = try Self.entry(&reader) {
                            entries.insert(entry)
                        } else if fault == nil {
                            fault = (
                                start, "findings[\(index)] does not identify a finding: code, cluster, kind and name"
                            )
                        }
                    }
                default: try reader.skip()
                }
            }
            try reader.end()
            if !isObject { fault = (0, "expected an object") }
        } catch {
            throw Defect(line: Self.line(of: error.offset, in: bytes), message: "\(error)")
        }
        if let problem = reader.problems.first { fault = (problem.offset, "\(problem)") }
        if fault == nil, kind != Self.kind { fault = (0, "kind is not \"\(Self.kind)\"") }
        if fault == nil, apiVersion != Self.apiVersion {
            fault = (0, "apiVersion is not \"\(Self.apiVersion)\"; it was written by another version of kubelb-ctl")
        }
        if fault == nil, !hasFindings { fault = (0, "findings are missing") }
        if let fault {
            throw Defect(line: Self.line(of: fault.offset, in: bytes), message: fault.message)
        }
    }

    private static func entry(_ reader: inout JSONReader) throws(JSONError) -> Fingerprint? {
        var fields: [String: String] = [:]
        try reader.object { (reader, key) throws(JSONError) in
            switch key {
            case "code", "cluster", "kind", "namespace", "name": fields[key.string] = try reader.string()
            default: try reader.skip()
            }
        }
        guard let text = fields["code"], let code = CheckCode(typed: text) else { return nil }
        guard let side = fields["cluster"] else {
            return fields["kind"]?.isEmpty ?? true ? Fingerprint(code: code, object: nil) : nil
        }
        guard let cluster = ClusterSide(rawValue: side), let kind = fields["kind"], let name = fields["name"],
            !kind.isEmpty, !name.isEmpty
        else { return nil }
        return Fingerprint(
            code: code,
            object: Fingerprint.Object(
                side: cluster, kind: kind, namespace: fields["namespace"] ?? "", name: name))
    }

    private static func line(of offset: Int, in bytes: [UInt8]) -> Int {
        bytes.prefix(offset).count { $0 == UInt8(ascii: "\n") } + 1
    }
}

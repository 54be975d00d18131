import Documents
import Kubernetes
import Redaction
import Transport

/// `bundle.json`: when and how a bundle was taken.
package struct BundleManifest: Sendable, Hashable {
    package static let apiVersion = "kubelb-ctl/v1"

    /// "Now" for every check.
    package var takenAt: Timestamp
    package var tenant: String?
    /// What was collected; `management` for a bundle of the management cluster alone.
    package var position = Position.pair
    /// A path in the bundle, or a whole side, → why it could not be read: text, or the HTTP status.
    package var failedReads: [String: String] = [:]

    /// Whether kubelb-ctl wrote it, and not a script that keeps the layout.
    package var isOfTool = false

    /// The tenant of a bundle of the management cluster that holds no other tenant's objects.
    package var onlyTenant: String? { position == .management ? tenant : nil }

    /// A manifest that cannot be used, and what to do about it.
    package struct Defect: Error, Sendable, Hashable {
        package let message: String
        package let hint: String?
    }

    package static func decode(_ bytes: [UInt8], source: String) throws(Defect) -> BundleManifest {
        var apiVersion = ""
        var kind = ""
        var takenAt: Timestamp?
        var manifest = BundleManifest(takenAt: Timestamp(milliseconds: 0))
        var reader = JSONReader(redacting: bytes)
        do throws(JSONError) {
            try reader.object { (reader, key) throws(JSONError) in
                switch key {
                case "apiVersion": apiVersion = try reader.string() ?? ""
                case "kind": kind = try reader.string() ?? ""
                case "takenAt": takenAt = try reader.timestamp()
                case "tool":
                    manifest.isOfTool = true
                    try reader.skip()
                case "tenant": manifest.tenant = try reader.value().string
                case "position": if try reader.string() == Position.management.name { manifest.position = .management }
                case "failedReads":
                    try reader.object { (reader, key) throws(JSONError) in
                        manifest.failedReads[key.string] = Self.text(of: try reader.value())
                    }
                default: try reader.skip()
                }
            }
            try reader.end()
        } catch {
            throw Defect(message: "\(source): \(error)", hint: "the bundle's manifest is damaged; collect it again")
        }
        if let problem = reader.problems.first { throw Defect(message: "\(source): \(problem)", hint: nil) }
        guard kind == "Bundle" else {
            throw Defect(
                message: "\(source): kind is \(kind.isEmpty ? "missing" : "\"\(kind)\""), not \"Bundle\"", hint: nil)
        }
        guard apiVersion == Self.apiVersion else {
            throw Defect(
                message:
                    "\(source): apiVersion is \"\(apiVersion)\", but this kubelb-ctl supports \"\(Self.apiVersion)\"",
                hint: "the bundle was written by another version of kubelb-ctl; use that version")
        }
        guard let takenAt else { throw Defect(message: "\(source): takenAt is missing", hint: nil) }
        manifest.takenAt = takenAt
        return manifest
    }

    private static func text(of value: JSONValue) -> String {
        if let code = value.int { return "HTTP \(code)" }
        return value.string.map(TextRedactor.message) ?? "failed"
    }

    /// How `failedReads` notes a read that was refused for want of a right.
    package static let forbidden = "HTTP 403"
    /// How it notes that a kind is not served.
    package static let notFound = "HTTP 404"

    /// What a noted failure says about a read.
    static func outcome<Value: Sendable>(of failure: String, resource: String) -> Observed<Value> {
        switch failure {
        case forbidden: .forbidden(MissingRight(verb: "list", resource: resource))
        case notFound: .absent
        default: .failed(failure)
        }
    }
}

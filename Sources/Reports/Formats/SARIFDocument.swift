import Characters
import Diagnosis
import Documents

/// A SARIF 2.1.0 log with one run (OASIS, Static Analysis Results Interchange Format, errata 01).
struct SARIFDocument {
    let toolVersion: String
    /// Tells the runs of one tool apart: the command.
    let automation: String
    let rules: [JSONValue]
    let results: [JSONValue]
    let notifications: [JSONValue]
    let exitStatus: Int
    /// Whether there is a report at all; findings are no failure.
    let isSuccessful: Bool
    let endTime: String

    static let schema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

    enum Level: String {
        case error
        case warning
        case note

        init(_ severity: Severity) {
            switch severity {
            case .error: self = .error
            case .warning: self = .warning
            case .info: self = .note
            }
        }
    }

    var text: String { String(decoding: value.encoded(pretty: true), as: UTF8.self) + "\n" }

    private var value: JSONValue {
        [
            "$schema": .string(Self.schema),
            "version": "2.1.0",
            "runs": .array([
                [
                    "tool": [
                        "driver": [
                            "name": "kubelb-ctl", "version": .string(toolVersion), "rules": .array(rules),
                        ]
                    ],
                    "automationDetails": ["id": .string("kubelb-ctl/\(automation)/")],
                    "invocations": .array([
                        [
                            "executionSuccessful": .bool(isSuccessful),
                            "exitCode": .number(JSONNumber(exitStatus)), "endTimeUtc": .string(endTime),
                            "toolExecutionNotifications": .array(notifications),
                        ]
                    ]),
                    "originalUriBaseIds": [
                        Self.base: [
                            "description": Self.message(
                                "Objects of the two Kubernetes clusters as cluster/namespace/kind/name; these files do not exist."
                            )
                        ]
                    ],
                    "columnKind": "unicodeCodePoints",
                    "results": .array(results),
                ]
            ]),
        ]
    }

    // MARK: Parts

    /// What the artifacts of the results are relative to.
    private static let base = "CLUSTERS"

    /// Brackets would make a link of a text that has `](` in it (SARIF 2.1.0, 3.11.6).
    static func message(_ text: String) -> JSONValue {
        guard text.containsBytes(of: "](") else { return ["text": .string(text)] }
        var escaped = String.UnicodeScalarView()
        // Not by character: a bracket with a combining mark is one to parsers of Markdown.
        for scalar in text.unicodeScalars {
            if scalar == "[" || scalar == "]" || scalar == "\\" { escaped.append("\\") }
            escaped.append(scalar)
        }
        return ["text": .string(String(escaped))]
    }

    static func notification(_ level: Level, _ text: String) -> JSONValue {
        ["level": .string(level.rawValue), "message": message(text)]
    }

    /// An object of a cluster. Consumers that show results beside files, as GitHub does, need a file and a line: one that
    /// does not exist stands for the object.
    static func location(_ object: Fingerprint.Object?) -> JSONValue {
        let parts =
            object.map { [$0.side.rawValue, $0.namespace, $0.kind, $0.name].filter { !$0.isEmpty } } ?? ["clusters"]
        let uri = "kubernetes/" + parts.map(uriComponent).joined(separator: "/")
        var location: JSONObject = [
            "physicalLocation": [
                "artifactLocation": ["uri": .string(uri), "uriBaseId": .string(base)],
                "region": ["startLine": 1],
            ]
        ]
        if let object {
            location["logicalLocations"] = .array([
                [
                    "name": .string(object.name), "kind": .string(object.kind),
                    "fullyQualifiedName": .string(parts.joined(separator: "/")),
                ]
            ])
        }
        return .object(location)
    }

    /// `primaryLocationLineHash` is the one that GitHub compares.
    static func fingerprints(_ text: String) -> JSONValue {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        let digits = String(hash, radix: 16)
        let padded = String(repeating: "0", count: 16 - digits.count) + digits
        return ["kubelbCtl/v1": .string(text), "primaryLocationLineHash": .string("\(padded):1")]
    }

    private static func uriComponent(_ text: String) -> String {
        var encoded = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                encoded += "%" + (digits.count < 2 ? "0" : "") + digits
            }
        }
        return encoded
    }
}

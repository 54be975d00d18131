import Documents
import Kubernetes

extension JSONValue {
    /// An entry of `ownerReferences` that names this object as the controller.
    var controllerReference: JSONValue {
        [
            "apiVersion": self["apiVersion"] ?? "", "kind": self["kind"] ?? "", "name": self["metadata"]?["name"] ?? "",
            "uid": self["metadata"]?["uid"] ?? "", "controller": true, "blockOwnerDeletion": true,
        ]
    }

    /// `metadata.labels` or another map of texts.
    var textMap: [String: String] {
        (object?.members ?? []).reduce(into: [:]) { $0[$1.key] = $1.value.string }
    }

    init(_ map: [String: String]) {
        self = .object(JSONObject(members: map.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) }))
    }
}

extension Dictionary where Key == String, Value == String {
    /// Whether these labels satisfy a selector of equalities; an empty one selects nothing.
    func satisfy(_ selector: [String: String]) -> Bool {
        !selector.isEmpty && selector.allSatisfy { self[$0.key] == $0.value }
    }
}

extension ObjectMeta {
    /// Keys of `WatchedObjects`: one for each label.
    var labelKeys: Set<String> { Set(labels.map { Self.labelKey($0, $1, in: namespace) }) }

    /// The key of a label that everything has which a selector of this namespace selects; nil for an empty selector.
    func key(selecting selector: [String: String]) -> String? {
        selector.min { $0.key < $1.key }.map { Self.labelKey($0.key, $0.value, in: namespace) }
    }

    static func labelKey(_ label: String, _ value: String, in namespace: String) -> String {
        "\(namespace)/\(label)=\(value)"
    }
}

/// Names that are derived from what they stand for.
enum ShortHash {
    /// FNV-1a (Fowler, Noll, Vo; 64 bits).
    static func number(_ bytes: [UInt8]) -> UInt64 {
        bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }

    /// Sixteen digits.
    static func hexadecimal(_ bytes: [UInt8]) -> String {
        let digits = String(number(bytes), radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    /// Ten letters and digits that cannot be taken for a word.
    static func text(_ bytes: [UInt8]) -> String {
        var hash = number(bytes)
        let letters = Array("bcdfghjklmnpqrstvwxz2456789")
        return String(
            (0..<10).map { _ in
                defer { hash /= UInt64(letters.count) }
                return letters[Int(hash % UInt64(letters.count))]
            })
    }

    static func random() -> String {
        let letters = Array("bcdfghjklmnpqrstvwxz2456789")
        return String((0..<5).map { _ in letters[Int.random(in: 0..<letters.count)] })
    }
}

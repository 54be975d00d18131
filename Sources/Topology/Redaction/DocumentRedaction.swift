import Documents
import KubeLB

/// One document on its way through the redaction. What holds no secret is handed on as it is, not built anew.
struct DocumentRedaction {
    private(set) var counts: [Redaction.What: Int] = [:]
    /// The number of each annotation's value that was replaced.
    private(set) var annotations: [String: Int]

    static let redacted = JSONValue.string(SecretText.replacement)

    init(annotations: [String: Int]) { self.annotations = annotations }

    /// `listKind` is the kind of items that have none.
    mutating func redacted(_ document: JSONValue, listKind: String) -> JSONValue {
        guard let object = document.object, let items = object["items"]?.array else {
            return changed(document, kind: "") ?? document
        }
        // Items of a typed list carry no kind of their own.
        let kind = object["kind"]?.string.flatMap { $0.hasSuffix("List") ? String($0.dropLast(4)) : nil } ?? ""
        var list = object
        list["items"] = .array(items.map { changed($0, kind: kind.isEmpty ? listKind : kind) ?? $0 })
        list["metadata"] = object["metadata"].map { changed($0, kind: "") ?? $0 }
        return .object(list)
    }

    mutating func note(_ what: Redaction.What, _ count: Int = 1) { counts[what, default: 0] += count }

    /// A value without its secrets; nil where it has none.
    mutating func changed(_ value: JSONValue, kind: String = "") -> JSONValue? {
        switch value {
        case .null, .bool, .number: return nil
        case .string(let text):
            guard let result = SecretText.redacted(text) else { return nil }
            note(.credentials, result.count)
            return .string(result.text)
        case .array(let elements):
            return changed(elements) { (redaction, element) in redaction.changed(element) }.map { .array($0) }
        case .object(let object):
            let kind = object["kind"]?.string ?? kind
            return changed(object) { (redaction, key, value) in redaction.changed(member: key, value, of: kind) }
                .map { .object($0) }
        }
    }

    private mutating func changed(member key: String, _ value: JSONValue, of kind: String) -> JSONValue? {
        switch (key, value) {
        // Names of fields, and times, which are evidence.
        case ("managedFields", .array): return nil
        case ("annotations", .object(let object)):
            return changed(object) { (redaction, name, value) in redaction.changed(annotation: name, value) }
                .map { .object($0) }
        case ("containers", .array(let list)), ("initContainers", .array(let list)),
            ("ephemeralContainers", .array(let list)):
            return changed(list) { (redaction, container) in redaction.changed(container: container) }
                .map { .array($0) }
        case ("data", .object(let object)), ("stringData", .object(let object)), ("binaryData", .object(let object)):
            switch kind {
            case "Secret", "SyncSecret": return changed(secretData: object)
            case "ConfigMap": return changed(configMapData: object, isBinary: key == "binaryData")
            default: return changed(value)
            }
        default: return changed(value)
        }
    }

    // MARK: Kinds of data

    private mutating func changed(annotation name: String, _ value: JSONValue) -> JSONValue? {
        guard let text = value.string, !SecretName.isPlain(text) else { return nil }
        if name == KubeLBNames.lastAppliedAnnotation {
            note(.annotations)
            return Self.redacted
        }
        let isSecret =
            SecretName.mentionsSecret(name) || SecretText.holdsSecret(text)
            || SettingText.redacted(Array(text.utf8), form: .document) != nil
        guard isSecret else { return nil }
        note(.annotations)
        let number = annotations[text] ?? annotations.count + 1
        annotations[text] = number
        return .string("\(SecretText.replacement) (\(number))")
    }

    private mutating func changed(secretData data: JSONObject) -> JSONValue? {
        changed(data) { (redaction, _, value) in
            guard value != Self.redacted else { return nil }
            redaction.note(.secretValues)
            return Self.redacted
        }.map { .object($0) }
    }

    private mutating func changed(configMapData data: JSONObject, isBinary: Bool) -> JSONValue? {
        changed(data) { (redaction, name, value) in
            guard let text = value.string, !SecretName.isPlain(text) else { return nil }
            // What is binary cannot be looked through.
            if isBinary || SecretName.isOfSecret(name) {
                redaction.note(.configMapValues)
                return Self.redacted
            }
            guard let (result, count) = Self.redacted(text, .document) else { return nil }
            redaction.note(.configMapValues, count)
            return .string(result)
        }.map { .object($0) }
    }

    /// By their look, and by their names.
    static func redacted(_ text: String, _ form: SettingText.Form) -> (text: String, count: Int)? {
        let shown = SecretText.redacted(text)
        let named = SettingText.redacted(Array((shown?.text ?? text).utf8), form: form)
        let count = (shown?.count ?? 0) + (named?.count ?? 0)
        guard count > 0 else { return nil }
        return (named.map { String(decoding: $0.bytes, as: UTF8.self) } ?? shown?.text ?? text, count)
    }

    // MARK: Parts

    mutating func changed(
        _ elements: [JSONValue], _ body: (inout DocumentRedaction, JSONValue) -> JSONValue?
    ) -> [JSONValue]? {
        var result: [JSONValue]?
        for (index, element) in elements.enumerated() {
            guard let new = body(&self, element) else { continue }
            if result == nil { result = elements }
            result?[index] = new
        }
        return result
    }

    mutating func changed(
        _ object: JSONObject, _ body: (inout DocumentRedaction, String, JSONValue) -> JSONValue?
    ) -> JSONObject? {
        var result: JSONObject?
        for (key, value) in object.members {
            guard let new = body(&self, key, value) else { continue }
            if result == nil { result = object }
            result?[key] = new
        }
        return result
    }
}

import Documents
import KubeLB
import Redaction

/// One document on its way through the redaction. What holds no secret is handed on as it is, not built anew.
struct DocumentRedaction {
    private(set) var counts: [RedactionNote.What: Int] = [:]
    /// The number of each annotation's value that was replaced.
    private(set) var annotations: [String: Int]

    static let redacted = JSONValue.string(TextRedactor.replacement)

    init(annotations: [String: Int]) { self.annotations = annotations }

    /// `listKind` is the kind of items that have none.
    mutating func redacted(_ document: JSONValue, listKind: String) -> JSONValue {
        guard let object = document.object, let items = object["items"]?.array else {
            return changed(document, kind: listKind) ?? document
        }
        // Items of a typed list carry no kind of their own.
        let kind = object["kind"]?.string.flatMap { $0.hasSuffix("List") ? String($0.dropLast(4)) : nil } ?? ""
        let isSecret = Self.isSecret(kind: listKind)
        var list = object
        list["items"] = nil
        list = changed(.object(list), kind: "")?.object ?? list
        list["items"] = .array(items.map { changed($0, kind: kind.isEmpty || isSecret ? listKind : kind) ?? $0 })
        // In the order in which they came.
        return .object(JSONObject(members: object.members.map { ($0.key, list[$0.key] ?? $0.value) }))
    }

    private static func isSecret(kind: String) -> Bool { kind == "Secret" || kind == "SyncSecret" }

    mutating func note(_ what: RedactionNote.What, _ count: Int = 1) { counts[what, default: 0] += count }

    /// A value without its secrets; nil where it has none. `kind` is that of the object, where it does not say it.
    mutating func changed(_ value: JSONValue, kind: String = "") -> JSONValue? {
        switch value {
        case .null, .bool, .number: return nil
        case .string(let text):
            guard let result = TextRedactor.counted(text) else { return nil }
            note(.credentials, result.count)
            return .string(result.text)
        case .array(let elements):
            return changed(elements) { (redaction, element) in redaction.changed(element) }.map { .array($0) }
        case .object(let object):
            // Whatever it says of itself: the file of Secrets holds Secrets.
            let kind = Self.isSecret(kind: kind) ? kind : object["kind"]?.string ?? kind
            let isOfSecret = Self.namesSecret(object)
            return changed(object) { (redaction, key, value) in
                key == "value" && isOfSecret
                    ? redaction.changed(secret: value) : redaction.changed(member: key, value, of: kind)
            }.map { .object($0) }
        }
    }

    /// Whether an object holds the name of a secret beside its value: `{"name":"DB_PASSWORD","value":"…"}`.
    private static func namesSecret(_ object: JSONObject) -> Bool {
        guard object["value"]?.string != nil else { return false }
        return ["name", "key", "header"].contains { object[$0]?.string.map(SecretName.isOfSecret) ?? false }
    }

    private mutating func changed(secret value: JSONValue) -> JSONValue? {
        guard let text = value.string, !SecretName.isPlain(text) else { return nil }
        note(.credentials)
        return Self.redacted
    }

    private mutating func changed(member key: String, _ value: JSONValue, of kind: String) -> JSONValue? {
        switch (key, value) {
        // Names of fields, and times, which are evidence.
        case ("managedFields", .array): return nil
        case ("annotations", .object(let object)):
            return changed(object) { (redaction, name, value) in redaction.changed(annotation: name, value) }
                .map { .object($0) }
        case ("propagatedAnnotations", .object(let object)):
            return changed(object) { (redaction, name, value) in redaction.changed(allowed: name, value) }
                .map { .object($0) }
        case ("volumeAttributes", .object(let object)):
            return changed(object) { (redaction, _, value) in redaction.changed(volumeAttribute: value) }
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
        case (_, .string(let text)) where SecretName.isOfSecret(key):
            guard text != "", TextRedactor.redacted(text, named: key) != text else { return nil }
            note(.credentials)
            return Self.redacted
        case (_, .object(let object)) where object["value"]?.string != nil && SecretName.isOfSecret(key):
            return changed(object) { (redaction, member, value) in
                member == "value" ? redaction.changed(secret: value) : redaction.changed(member: member, value, of: "")
            }.map { .object($0) }
        // But for lists of names of Secrets.
        case (_, .array(let list)) where !key.lowercased().hasSuffix("secrets") && SecretName.isOfSecret(key):
            return changed(list) { (redaction, element) in
                element.string == nil ? redaction.changed(element) : redaction.changed(secret: element)
            }.map { .array($0) }
        default: return changed(value)
        }
    }

    // MARK: Kinds of data

    private mutating func changed(annotation name: String, _ value: JSONValue) -> JSONValue? {
        guard let text = value.string, text != "" else { return nil }
        if name == KubeLBNames.lastAppliedAnnotation {
            guard value != Self.redacted else { return nil }
            note(.annotations)
            return Self.redacted
        }
        return sealed(annotation: name, text).map { .string($0) }
    }

    private mutating func sealed(annotation name: String, _ text: String) -> String? {
        guard TextRedactor.isSecret(annotation: name, text) else { return nil }
        note(.annotations)
        let number = annotations[text] ?? annotations.count + 1
        annotations[text] = number
        return "\(TextRedactor.replacement) (\(number))"
    }

    /// The values that are allowed for an annotation, separated by commas.
    private mutating func changed(allowed name: String, _ value: JSONValue) -> JSONValue? {
        guard let text = value.string else { return changed(value) }
        let result = text.split(separator: ",", omittingEmptySubsequences: false)
            .map { sealed(annotation: name, String($0)) ?? String($0) }.joined(separator: ",")
        return result == text ? nil : .string(result)
    }

    private mutating func changed(volumeAttribute value: JSONValue) -> JSONValue? {
        guard let text = value.string, !SecretName.isPlain(text) else { return nil }
        note(.volumeAttributes)
        return Self.redacted
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
            guard let (result, count) = TextRedactor.counted(text, as: .document) else { return nil }
            redaction.note(.configMapValues, count)
            return .string(result)
        }.map { .object($0) }
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

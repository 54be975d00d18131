import Documents
import Redaction

extension DocumentRedaction {
    /// A container: the values of its environment, and the secrets in commands and in the headers of probes.
    mutating func changed(container: JSONValue) -> JSONValue? {
        guard let object = container.object else { return changed(container) }
        return changed(object) { (redaction, key, value) in
            switch (key, value) {
            case ("env", .array(let list)):
                redaction.changed(list) { (redaction, variable) in redaction.changed(variable: variable) }
                    .map { .array($0) }
            default: redaction.changed(containerMember: key, value)
            }
        }.map { .object($0) }
    }

    /// Commands are also in probes and lifecycle hooks, so that this looks at every depth.
    private mutating func changed(containerMember key: String, _ value: JSONValue) -> JSONValue? {
        switch (key, value) {
        case ("command", .array(let words)), ("args", .array(let words)):
            return changed(words: words).map { .array($0) }
        case ("httpHeaders", .array(let headers)):
            return changed(headers) { (redaction, header) in redaction.changed(header: header) }.map { .array($0) }
        case (_, .object(let object)):
            return changed(object) { (redaction, key, value) in redaction.changed(containerMember: key, value) }
                .map { .object($0) }
        default: return changed(value)
        }
    }

    private mutating func changed(variable: JSONValue) -> JSONValue? {
        guard var object = variable.object, let value = object["value"] else { return nil }
        guard value != "", value != Self.redacted else { return nil }
        note(.environmentValues)
        object["value"] = Self.redacted
        return .object(object)
    }

    private mutating func changed(header: JSONValue) -> JSONValue? {
        guard var object = header.object, let name = object["name"]?.string, let value = object["value"]?.string,
            !SecretName.isPlain(value)
        else { return nil }
        guard SecretName.mentionsSecret(name) || SecretName.isOfSecret(name) || TextRedactor.counted(value) != nil
        else {
            return nil
        }
        note(.headers)
        object["value"] = Self.redacted
        return .object(object)
    }

    /// The words of a command or its arguments; nil where none carries a secret.
    private mutating func changed(words: [JSONValue]) -> [JSONValue]? {
        let texts = words.map { $0.string ?? "" }
        guard let result = TextRedactor.words(texts) else { return nil }
        note(.arguments, zip(result, texts).count { $0 != $1 })
        return zip(words, result).map { word, text in word.string == nil ? word : .string(text) }
    }
}

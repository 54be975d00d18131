import Documents

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
        guard var object = header.object, let name = object["name"]?.string?.lowercased(),
            let value = object["value"]?.string, !SecretName.isPlain(value)
        else { return nil }
        let isSecret =
            SecretName.mentionsSecret(name) || name.hasSuffix("authorization") || name.hasSuffix("cookie")
            || SecretText.holdsSecret(value)
        guard isSecret else { return nil }
        note(.headers)
        object["value"] = Self.redacted
        return .object(object)
    }

    // MARK: Command lines

    /// The words of a command or its arguments; nil where none carries a secret.
    private mutating func changed(words: [JSONValue]) -> [JSONValue]? {
        var follows: Follows = .nothing
        return changed(words) { (redaction, word) in
            guard let text = word.string else { return redaction.changed(word) }
            let expected = follows
            follows = Follows(after: text)
            let result: String?
            switch expected {
            case .secret where !text.hasPrefix("--"): result = SecretName.isPlain(text) ? nil : SecretText.replacement
            case .user where !text.hasPrefix("-"):
                result = Self.redacted("--user \(text)", .commandLine)
                    .map { String($0.text.dropFirst("--user ".count)) }
            default: result = Self.redacted(word: text)
            }
            guard let result else { return nil }
            if expected == .secret { follows = .nothing }
            redaction.note(.arguments)
            return .string(result)
        }
    }

    /// What an option makes of the word after it.
    private enum Follows {
        case nothing, secret, user

        init(after word: String) {
            self = .nothing
            guard word.hasPrefix("-"), word.utf8.allSatisfy(\.isSettingName) else { return }
            if ["-u", "--user", "--proxy-user"].contains(word) { self = .user }
            if SecretName.isOfSecret(word) { self = .secret }
        }
    }

    /// `--token=…` as a whole; a word that is a script or a document, in the places that are secret.
    private static func redacted(word: String) -> String? {
        let isOption = word.hasPrefix("-") || !word.utf8.contains(where: \.isSpaceOrControl)
        if isOption, let equals = word.firstIndex(of: "="), word[..<equals].utf8.allSatisfy(\.isSettingName),
            SecretName.isOfSecret(String(word[..<equals]))
        {
            return SecretName.isPlain(word[word.index(after: equals)...])
                ? nil : "\(word[...equals])\(SecretText.replacement)"
        }
        return redacted(word, .commandLine)?.text
    }
}

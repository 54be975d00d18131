/// One argument of a command, by position.
package struct ArgumentSpec: Sendable, Hashable {
    /// What stands for it in help, as `svc/NAME`.
    package let placeholder: String
    /// One line without a full stop.
    package let summary: String
    /// Whether several may be given; only the last argument of a command.
    package let isRepeated: Bool
    package let isOptional: Bool
    package let completion: CompletionKind

    package init(
        placeholder: String, summary: String, isRepeated: Bool = false, isOptional: Bool = false,
        completion: CompletionKind = .none
    ) {
        self.placeholder = placeholder
        self.summary = summary
        self.isRepeated = isRepeated
        self.isOptional = isOptional
        self.completion = completion
    }

    /// As a usage line writes it: `[svc/NAME...]`.
    package var usage: String {
        let word = placeholder + (isRepeated ? "..." : "")
        return isOptional ? "[\(word)]" : word
    }
}

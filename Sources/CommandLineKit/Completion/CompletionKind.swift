/// What a shell offers for the value of an option or for an argument.
package enum CompletionKind: Sendable, Hashable {
    /// The choices where there are some; else what the table says of the placeholder.
    case none
    case file
    case directory
    /// A command of the tool.
    case command
    /// Words that are known beforehand.
    case words([CompletionCandidate])
    /// The same, several of them separated by commas.
    case list([CompletionCandidate])
    /// A list that the tool itself makes when it is asked for, by the name under which the caller knows it.
    case dynamic(String)
}

/// One word that a shell offers.
package struct CompletionCandidate: Sendable, Hashable {
    package let word: String
    /// A few words for shells that show them; may be empty.
    package let description: String

    package init(_ word: String, _ description: String = "") {
        self.word = word
        self.description = description
    }
}

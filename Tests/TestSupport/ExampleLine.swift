/// An example as a shell would read it, as far as a parser's words need it: quotation marks, variables set in front,
/// pipes and redirections.
package struct ExampleLine {
    /// The words of each command line in it that runs the tool, without the tool's name.
    package let commandLines: [[String]]

    package init(_ text: String, toolName: String) {
        commandLines = Self.segments(of: text).compactMap { segment in
            let words = Array(segment.drop { Self.setsVariable($0) })
            return words.first == toolName ? Array(words.dropFirst()) : nil
        }
    }

    private static func setsVariable(_ word: String) -> Bool {
        guard let name = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).first,
            name.utf8.count < word.utf8.count, !name.isEmpty
        else { return false }
        return name.utf8.allSatisfy { (0x41...0x5A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5F }
    }

    /// The words of each command of a pipeline or list, up to its redirections.
    private static func segments(of text: String) -> [[String]] {
        var segments: [[String]] = [[]]
        var word: String?
        var quote: Character?
        var isRedirected = false
        func close(_ segments: inout [[String]]) {
            if let word, !isRedirected { segments[segments.count - 1].append(word) }
            word = nil
        }
        for character in text {
            switch character {
            case quote:
                quote = nil
            case _ where quote != nil:
                word = (word ?? "") + String(character)
            case "'", "\"":
                quote = character
                word = word ?? ""
            case " ":
                close(&segments)
            case ">", "<":
                // `2>` names a descriptor, not an argument.
                if word == "2" { word = nil }
                close(&segments)
                isRedirected = true
            case "|", ";", "&", "(", ")":
                close(&segments)
                isRedirected = false
                segments.append([])
            default:
                word = (word ?? "") + String(character)
            }
        }
        close(&segments)
        return segments
    }
}
